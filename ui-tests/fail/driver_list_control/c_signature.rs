//! `#[driver_list_control]`: the prototype of wdm.h is that of the trampoline.
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

#[driver_list_control]
unsafe extern "system" fn begin(
    device: *mut ffi::DEVICE_OBJECT,
    irp: *mut ffi::IRP,
    list: *mut ffi::SCATTER_GATHER_LIST,
    context: ffi::PVOID,
) {
}

fn main() {}
