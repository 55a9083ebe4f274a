//! `#[io_dpc]`: the prototype of wdm.h is that of the trampoline.
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

#[io_dpc]
unsafe extern "system" fn finish(
    dpc: *mut ffi::KDPC,
    device: *mut ffi::DEVICE_OBJECT,
    irp: *mut ffi::IRP,
    context: ffi::PVOID,
) {
}

fn main() {}
