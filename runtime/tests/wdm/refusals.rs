//! A driver whose hooks refuse what they are asked, with statuses that are no reason.

use std::cell::Cell;

use miniport::ffi;
use miniport::wdm::prelude::*;
use miniport_sim::{DeviceOptions, Machine, NtError};

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Refuser;

thread_local! {
    static REASON: Cell<Option<NtStatus>> = const { Cell::new(None) };
}

fn answer() -> Result<(), NtStatus> {
    REASON.get().map_or(Ok(()), Err)
}

impl PnpDevice for Refuser {
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        answer()
    }

    fn query_stop(&self, _cx: &mut Pnp<'_, Self>) -> Result<(), NtStatus> {
        answer()
    }

    fn query_remove(&self, _cx: &mut Pnp<'_, Self>) -> Result<(), NtStatus> {
        answer()
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Refuser>) -> Result<Refuser, NtStatus> {
    Ok(Refuser)
}

mod entry {
    use super::{Refuser, add_device};
    use miniport::wdm::prelude::*;

    wdm_driver_entry! {
        WdmDriver::<Refuser>::new().driver_add_device::<add_device>()
    }
}

/// That something is not supported means that no driver has handled the request, and a success that it was not refused.
#[test]
fn a_query_is_refused_with_a_reason() {
    let no_reason = NtError::Status(ffi::STATUS_UNSUCCESSFUL);
    for (given, heard) in [
        (NtStatus::NOT_SUPPORTED, no_reason),
        (NtStatus::SUCCESS, no_reason),
        (
            NtStatus::DEVICE_BUSY,
            NtError::Status(ffi::STATUS_DEVICE_BUSY),
        ),
    ] {
        for seed in 0..10 {
            REASON.set(None);
            let machine = Machine::new(seed);
            let driver = machine.load_wdm(entry::DriverEntry).expect("loaded");
            let device = machine
                .add_device(&driver, DeviceOptions::new())
                .expect("started");
            REASON.set(Some(given));
            assert_eq!(device.stop(), Err(heard));
            assert_eq!(device.query_remove(), Err(heard));
            let other = machine.add_device(&driver, DeviceOptions::new());
            assert_eq!(other.map(drop), Err(heard));
            REASON.set(None);
            device.remove().expect("removed");
            machine.shutdown().assert_clean();
        }
    }
}
