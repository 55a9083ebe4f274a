//! What the I/O manager acts on when an open is completed is not the driver's to choose.

use miniport::ffi;
use miniport::wdm::prelude::*;
use miniport_sim::{DeviceOptions, Machine};

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Answers {
    opened: Locked<DeviceLock, usize>,
}

impl PnpDevice for Answers {
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Answers>) -> Result<Answers, NtStatus> {
    Ok(Answers {
        opened: Locked::new(0),
    })
}

/// Asks for names to be parsed again, and then says more than there is to say.
#[driver_dispatch_paged]
fn create(
    device: &Answers,
    cx: &mut DispatchPaged<'_, Answers>,
    irp: Incoming<Answers, Create>,
) -> Dispatched {
    const MOUNT_POINT: usize = 0xa000_0003;
    const ANSWERS: [ffi::NTSTATUS; 3] = [ffi::STATUS_REPARSE, ffi::STATUS_REPARSE_OBJECT, 0];
    let opened = device.opened.lock(cx, |opened, _| {
        *opened += 1;
        *opened - 1
    });
    irp.complete(cx, NtStatus::from_code(ANSWERS[opened]), MOUNT_POINT)
}

mod entry {
    use super::{Answers, add_device, create};
    use miniport::wdm::prelude::*;

    wdm_driver_entry! {
        WdmDriver::<Answers>::new()
            .driver_add_device::<add_device>()
            .dispatch_create::<create>()
    }
}

#[test]
fn an_open_is_not_parsed_again_and_has_no_information() {
    let machine = Machine::new(0);
    let driver = machine.load_wdm(entry::DriverEntry).expect("loaded");
    let device = machine
        .add_device(&driver, DeviceOptions::new())
        .expect("started");
    assert!(device.open().is_err());
    assert!(device.open().is_err());
    let file = device.open().expect("open");
    file.close().expect("closed");
    machine.shutdown().assert_clean();
}
