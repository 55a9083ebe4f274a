//! `interface = "GUID"`: the class of the device's interface.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interface = "5d1e0dd4")]
struct Short;

#[derive(DeviceExtension)]
#[device_extension(wdm, interface = "5d1e0dd4-93a8-4cc5-b16a-3f4b7e1f0d2g")]
struct NotHexadecimal;

#[derive(DeviceExtension)]
#[device_extension(wdm, interface = 5)]
struct Number;

#[derive(DeviceExtension)]
#[device_extension(wdm, interface)]
struct NoValue;

#[derive(DeviceExtension)]
#[device_extension(
    wdm,
    interface = "5d1e0dd4-93a8-4cc5-b16a-3f4b7e1f0d2a",
    interface = "5d1e0dd4-93a8-4cc5-b16a-3f4b7e1f0d2b"
)]
struct Two;

macro_rules! devices {
    ($($device:ident)+) => {$(
        impl PnpDevice for $device {
            type Hardware = ();
            fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
                Ok(())
            }
        }
    )+};
}
devices! { Short NotHexadecimal Number NoValue Two }

fn main() {}
