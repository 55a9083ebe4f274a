//! `#[io_workitem]`: the prototype of wdm.h is that of the trampoline.
#![allow(unused)]
use miniport::ffi;
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[io_workitem]
unsafe extern "system" fn work(device: *mut ffi::DEVICE_OBJECT, context: ffi::PVOID) {}

fn main() {}
