//! A device that goes, or whose power changes, is not asked (SDV: PnpRemove, PowerDownFail, PowerUpFail).
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
    fn stop(&self, _: &mut Stop<'_, Self>) -> Result<(), NtStatus> {
        Ok(())
    }
    fn abort(&self, _: &mut Abort<'_, Self>) -> NtStatus {
        NtStatus::DEVICE_BUSY
    }
    fn power_down(&self, _: &mut Power<'_, Self>, _: PowerLoss) -> Result<(), NtStatus> {
        Ok(())
    }
    fn power_up(&self, _: &mut Power<'_, Self>) -> Result<(), NtStatus> {
        Ok(())
    }
}

fn main() {}
