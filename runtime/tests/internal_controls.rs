//! Internal device controls: what two drivers have agreed on is no buffer of the I/O manager's, unless the driver has promised that it is.
#![allow(missing_docs, clippy::unnecessary_wraps, reason = "tests")]

use miniport::ffi;
use miniport::wdm::prelude::*;
use miniport_sim::{DeviceOptions, File, Machine, Rule};

/// Reverses its input, by each method. The senders of this driver's keep to them.
const REVERSE: [ControlCode; 2] = [
    ControlCode::new(0x22, 0x800, Method::Buffered, 0),
    ControlCode::new(0x22, 0x801, Method::OutDirect, 0),
];
/// Reads four bytes of the second buffer.
const TAKE: ControlCode = ControlCode::new(0x22, 0x802, Method::InDirect, 0);
/// Kept for a while.
const LATER: u16 = 0x900;

const AGREED: &[ControlCode] = &[REVERSE[0], REVERSE[1], TAKE];

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Partner {
    waiting: IrpQueue<Waiting>,
    later: CustomDpc<later>,
}

enum Waiting {}

impl PnpDevice for Partner {
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Partner>) -> Result<Partner, NtStatus> {
    Ok(Partner {
        waiting: IrpQueue::new(),
        later: CustomDpc::new(),
    })
}

#[driver_dispatch]
fn internal(
    device: &Partner,
    cx: &mut Dispatch<'_, Partner>,
    irp: Incoming<Partner, InternalDeviceControl>,
) -> Dispatched {
    let code = irp.parameters().code;
    if code.code() >> 2 & 0xFFF == u32::from(LATER) {
        let pending = device.waiting.put(cx, irp);
        device.later.queue(cx, ()).ok();
        return pending;
    }
    if code == TAKE {
        let mut bytes = [0; 4];
        let read = irp.direct_input().read_at(0, &mut bytes);
        return irp.complete(cx, NtStatus::SUCCESS, if read.is_ok() { 4 } else { 0 });
    }
    let mut bytes = [7; 64];
    let length = irp.input().len().min(64);
    irp.input()
        .read_at(0, &mut bytes[..length])
        .expect("inside");
    bytes[..length].reverse();
    let room = irp.output().len().min(64);
    irp.output().write_at(0, &bytes[..room]).expect("inside");
    irp.complete(cx, NtStatus::SUCCESS, usize::MAX)
}

#[kdeferred]
fn later(device: &Partner, cx: &mut Deferred<'_, Partner>) {
    while let Some(irp) = device.waiting.take(cx) {
        assert!(irp.input().is_empty() && irp.direct_input().is_empty());
        assert!(irp.output().is_empty());
        irp.complete(cx, NtStatus::from_code(ffi::STATUS_BUFFER_OVERFLOW), 9);
    }
}

mod entry {
    use super::{AGREED, Partner, add_device, internal};
    use miniport::wdm::prelude::*;

    fn driver() -> WdmDriver<Partner> {
        let driver = WdmDriver::<Partner>::new();
        // SAFETY: the tests send these codes by `submit_internal_control` only.
        unsafe { driver.internal_controls_by_method(AGREED) }
    }

    wdm_driver_entry! {
        driver()
            .driver_add_device::<add_device>()
            .dispatch_internal_device_control::<internal>()
    }
}

/// What another driver has that knows the device object.
fn with_device(test: impl Fn(&File)) {
    for seed in 0..40 {
        let machine = Machine::builder(seed).processors(2).preemption(30).build();
        // It claims as much as it can.
        machine.tolerate(Rule::TransferLength);
        let driver = machine.load_wdm(entry::DriverEntry).expect("loaded");
        let device = machine
            .add_device(&driver, DeviceOptions::new())
            .expect("started");
        test(&device.object());
        machine.shutdown().assert_clean();
    }
}

/// The words are read as lengths and a code of any method, and the fields of the IRP are what they are.
#[test]
fn what_two_drivers_have_agreed_on_is_no_buffer() {
    with_device(|above| {
        for function in [0x900, 0x901] {
            for method in [
                Method::Buffered,
                Method::InDirect,
                Method::OutDirect,
                Method::Neither,
            ] {
                let code = ControlCode::new(0x22, function, method, 0).code() as usize;
                let answer = above.submit_internal([32, 48, code, usize::MAX]).wait();
                let answer = answer.expect("answered");
                assert!(answer.status >= 0 || function == LATER);
                assert_eq!(answer.information, 0);
            }
        }
    });
}

#[test]
fn agreed_codes_have_the_buffers_of_their_method() {
    with_device(|above| {
        for code in REVERSE {
            let answer = above.submit_internal_control(code.code(), &[1, 2, 3], 5);
            let answer = answer.success().expect("reversed");
            assert_eq!(answer.data, [3, 2, 1, 7, 7]);
        }
        let read = above.submit_internal_control(TAKE.code(), &[], 4).success();
        assert_eq!(read.expect("read").information, 4);
    });
}
