//! Hardware that the kernel stack has no room for, or that lies where it is not aligned.
#![forbid(unsafe_code)]

use miniport::wdm::prelude::*;

macro_rules! device {
    ($name:ident, $hardware:ty) => {
        #[derive(DeviceExtension)]
        #[device_extension(wdm, interrupts = none)]
        struct $name;
        impl PnpDevice for $name {
            type Hardware = $hardware;
            fn start(
                &self,
                _: &mut Start<'_, Self>,
                _: &Resources<'_>,
            ) -> Result<$hardware, NtStatus> {
                Err(NtStatus::UNSUCCESSFUL)
            }
        }
    };
}

device! { TooBig, Locked<DeviceLock, [u8; 8 * 1024 + 1]> }

#[derive(ExtensionPart)]
#[repr(align(32))]
struct Aligned;
device! { TooAligned, Aligned }

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Big {
    bytes: [u8; 8 * 1024 + 1],
}
impl PnpDevice for Big {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

fn main() {}
