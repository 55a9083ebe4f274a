//! What a hook has of the hardware stays in the closure.
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

impl PnpDevice for Device {
    type Hardware = u32;
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<u32, NtStatus> {
        Ok(7)
    }
    fn cleanup(&self, cx: &mut Pnp<'_, Self>, _: FileId) {
        let _: Option<&u32> = cx.while_started(|cx| cx.hardware());
    }
}

fn main() {}
