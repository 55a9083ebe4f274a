//! What a driver leaves behind is seen, each by its rule.

use std::mem::zeroed;
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;

use super::bench::{Bench, DEVICE, place};
use crate::kernel::hardware::options::InterruptResources;
use crate::verifier::Rule;

unsafe extern "C" fn service(_: *mut KINTERRUPT, _: PVOID) -> BOOLEAN {
    FALSE
}

unsafe extern "C" fn wait_for(event: PVOID) {
    super::bench::wait(event);
}

#[test]
fn what_is_left_is_counted_for_its_device() {
    let bench = Bench::new();
    let device = bench.plug(0, InterruptResources::Line);
    let event: PKEVENT = place();
    let handle: PHANDLE = place();
    bench.run(move || unsafe {
        let mut parameters: IO_CONNECT_INTERRUPT_PARAMETERS = zeroed();
        parameters.Version = CONNECT_LINE_BASED;
        parameters.u.LineBased.PhysicalDeviceObject = device.object;
        parameters.u.LineBased.InterruptObject = place();
        parameters.u.LineBased.ServiceRoutine = Some(service);
        assert_eq!(IoConnectInterruptEx(&raw mut parameters), STATUS_SUCCESS);
        let mut description: DEVICE_DESCRIPTION = zeroed();
        description.Master = TRUE;
        description.MaximumLength = 1;
        assert!(!IoGetDmaAdapter(device.object, &raw mut description, place()).is_null());
        let address = PHYSICAL_ADDRESS {
            QuadPart: device.function.ranges[0].address as i64,
        };
        MmMapIoSpaceEx(address, 16, PAGE_READWRITE | PAGE_NOCACHE);
        let timer = place();
        KeInitializeTimer(timer);
        KeSetTimer(
            timer,
            LARGE_INTEGER {
                QuadPart: -36_000_000_000,
            },
            null_mut(),
        );
        ExAllocateTimer(None, null_mut(), 0);
        KeInitializeEvent(event, NotificationEvent, FALSE);
        PsCreateSystemThread(
            handle,
            0,
            null_mut(),
            null_mut(),
            null_mut(),
            Some(wait_for),
            event.cast(),
        );
    });
    bench.report().assert_clean();
    let rules = |bench: &Bench| -> Vec<Rule> {
        let left = bench.kernel.left_of(DEVICE);
        left.into_iter().map(|(rule, _)| rule).collect()
    };
    // The timer is none of them: when there is nothing else to do, its hour passes.
    assert_eq!(
        rules(&bench),
        [
            Rule::InterruptConnection,
            Rule::DmaOrder,
            Rule::Leak,
            Rule::Leak,
            Rule::ThreadLeft
        ]
    );
    let kernel = Rc::clone(&bench.kernel);
    bench.run(move || unsafe {
        KeSetEvent(event, 0, FALSE);
        let timer = place();
        KeInitializeTimer(timer);
        KeSetTimer(timer, LARGE_INTEGER { QuadPart: -10 }, null_mut());
        let left = kernel.left_of(DEVICE);
        assert_eq!(
            left[3],
            (Rule::BusyTimer, "1 timers are still set".to_owned())
        );
    });
    assert_eq!(rules(&bench).last(), Some(&Rule::Leak));
    assert!(bench.kernel.close_thread(unsafe { *handle } as usize));
    assert_eq!(rules(&bench).len(), 4);
    assert_eq!(bench.kernel.left_of(DEVICE + 1), []);
}
