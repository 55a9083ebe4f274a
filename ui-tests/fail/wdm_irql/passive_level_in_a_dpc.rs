//! Delays, keys and configuration space are for PASSIVE_LEVEL.
use core::time::Duration;
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    later: CustomTimer<later>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[kdeferred]
fn later(_: &Device, cx: &mut Deferred<'_, Device>) {
    cx.delay_execution(Duration::from_millis(1));
    let _ = cx.device_key(DeviceKeyKind::Hardware, |_| ());
    let _ = cx.read_pci_configuration();
}

fn main() {}
