//! The interrupt is connected after `start`: until then its lock is that of no interrupt.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device {
    ring: Locked<InterruptLock, u32>,
}

#[driver_add_device]
fn add_device(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    let ring: Locked<InterruptLock, u32> = Locked::new(0);
    ring.lock(cx, |_, _| ());
    Ok(Device { ring })
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        self.ring.lock(cx, |_, _| ());
        Ok(())
    }
    fn query_stop(&self, cx: &mut Pnp<'_, Self>) -> Result<(), NtStatus> {
        self.ring.lock(cx, |_, _| ());
        Ok(())
    }
}

fn main() {}
