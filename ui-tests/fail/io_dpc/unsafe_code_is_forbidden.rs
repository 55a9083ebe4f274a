//! A C signature in a crate without unsafe code is one mistake.
#![forbid(unsafe_code)]
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
unsafe extern "system" fn complete(dpc: PKDPC, device: PDEVICE_OBJECT, irp: PIRP, context: PVOID) {
    unsafe { finish(device, irp) }
}

#[io_timer]
pub unsafe fn tick(device: &Device, _: &mut TimerTick<'_, Device>) {}

fn main() {}
