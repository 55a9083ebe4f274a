//! What a hook has of the hardware stays in the closure.
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
    fn cleanup(&self, cx: &mut Pnp<'_, Self>, _: FileId) {
        let _: Option<&()> = cx.while_started(|cx| cx.hardware());
    }
}

fn main() {}
