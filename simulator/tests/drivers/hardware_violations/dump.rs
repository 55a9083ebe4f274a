//! What a driver does in dump mode that is not there.

use std::cell::{Cell, RefCell};
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{Address, DumpError, LoadError, Machine, Report, Role, Rule};

use crate::raw::physical::{self, Event, HOOK};
use crate::raw::toy::Toy;

/// Crashes a machine whose driver does `deed` in find-adapter of dump mode, and then finds nothing.
fn crash(deed: impl Fn(&Event) + 'static) -> (Result<(), DumpError>, Report) {
    let crashed = Rc::new(Cell::new(false));
    let flag = Rc::clone(&crashed);
    HOOK.set(Some(Rc::new(move |event: &Event| {
        (flag.get() && event.role == Role::HwFindAdapter).then(|| {
            deed(event);
            SP_RETURN_NOT_FOUND
        })
    })));
    let machine = Machine::new(3);
    let driver = machine.load(physical::entry).unwrap();
    let (device, _) = Toy::new(1 << 20);
    let adapter = machine.add_pci_adapter(&driver, device, "line").unwrap();
    crashed.set(true);
    let written = adapter.crash_dump(Address::default(), 8, &[7; 512]);
    HOOK.set(None);
    (written, machine.shutdown())
}

#[test]
fn what_the_dump_port_does_not_have_is_not_called() {
    type Deed = fn(&Event);
    let deeds: [(&str, Deed); 7] = [
        ("StorPortAllocatePool", |event| unsafe {
            let mut block = null_mut();
            let status = StorPortAllocatePool(event.device, 64, 0x3130, &raw mut block);
            assert_ne!(status, STOR_STATUS_SUCCESS);
        }),
        ("StorPortAcquireSpinLock", |event| unsafe {
            let mut handle = std::mem::zeroed();
            StorPortAcquireSpinLock(event.device, InterruptLock, null_mut(), &raw mut handle);
        }),
        ("StorPortInitializeDpc", |event| unsafe {
            unsafe extern "system" fn routine(_: PSTOR_DPC, _: PVOID, _: PVOID, _: PVOID) {}
            let mut dpc = std::mem::zeroed();
            StorPortInitializeDpc(event.device, &raw mut dpc, Some(routine));
        }),
        ("StorPortInitializeTimer", |event| unsafe {
            let mut timer = null_mut();
            StorPortInitializeTimer(event.device, &raw mut timer);
        }),
        ("StorPortNotification(RequestTimerCall)", |event| unsafe {
            notify_request_timer_call(event.device, None, 0);
        }),
        ("StorPortInitializeWorker", |event| unsafe {
            let mut worker = null_mut();
            StorPortInitializeWorker(event.device, &raw mut worker);
        }),
        ("StorPortQuerySystemTime", |_| unsafe {
            let mut time = LARGE_INTEGER::default();
            StorPortQuerySystemTime(&raw mut time);
        }),
    ];
    for (name, deed) in deeds {
        let (written, report) = crash(deed);
        assert_eq!(
            written,
            Err(DumpError::Load(LoadError::AdapterNotFound {
                returned: SP_RETURN_NOT_FOUND
            }))
        );
        let found: Vec<_> = report.violations_of(Rule::DumpMode).collect();
        let [violation] = found[..] else {
            panic!("{name}: {report}");
        };
        assert!(violation.message.contains(name), "{name}: {report}");
        assert_eq!(violation.role, Some(Role::DumpHwFindAdapter), "{report}");
        assert_eq!(report.violations.len(), 1, "{report}");
    }
}

#[test]
fn what_the_dump_port_has_is_called_at_high_level() {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let inner = Rc::clone(&seen);
    let (_, report) = crash(move |event| unsafe {
        let config = &mut *event.config;
        inner.borrow_mut().push(u32::from(config.DumpMode));
        let mut id = [0u16; 2];
        let (bus, slot) = (config.SystemIoBusNumber, config.SlotNumber);
        let kind = PCIConfiguration as u32;
        let read = StorPortGetBusData(event.device, kind, bus, slot, id.as_mut_ptr().cast(), 4);
        inner.borrow_mut().push(read);
        let range = *config.AccessRanges;
        let (start, length) = (range.RangeStart, range.RangeLength);
        let base = StorPortGetDeviceBase(event.device, PCIBus, bus, start, length, FALSE);
        inner.borrow_mut().push(u32::from(!base.is_null()));
        StorPortStallExecution(100);
        StorPortReadRegisterUlong(event.device, base.cast());
        let extension = event.device;
        let marked = StorPortMarkDumpMemory(extension, extension, 16, 0);
        inner.borrow_mut().push(marked);
        StorPortFreeDeviceBase(event.device, base);
    });
    report.assert_clean();
    assert_eq!(
        *seen.borrow(),
        [u32::from(DUMP_MODE_CRASH), 4, 1, STOR_STATUS_SUCCESS]
    );
    let find = report
        .callbacks
        .iter()
        .find(|callback| callback.role == Role::DumpHwFindAdapter);
    assert_eq!(find.map(|find| find.irql), Some((15, 15)));
}
