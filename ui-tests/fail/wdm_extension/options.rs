//! `#[device_extension(wdm, …)]`: modes, and what excludes what.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual, wdm)]
struct VirtualAndWdm;

#[derive(DeviceExtension)]
#[device_extension(wdm, physical)]
struct PhysicalAndWdm;

#[derive(DeviceExtension)]
#[device_extension(wdm, channels = concurrent)]
struct Channels;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = per_message)]
struct PerMessage;

#[derive(DeviceExtension)]
#[device_extension(wdm, srb_extension = u32)]
struct SrbExtension;

#[derive(DeviceExtension)]
#[device_extension(wdm, lu_extension = u32)]
struct LuExtension;

#[derive(DeviceExtension)]
#[device_extension(wdm, transfer = neither)]
struct Neither;

#[derive(DeviceExtension)]
#[device_extension(wdm, wdm)]
struct Twice;

#[derive(DeviceExtension)]
#[device_extension(wdm, transfer = direct, transfer = buffered)]
struct TwoTransfers;

#[derive(DeviceExtension)]
#[device_extension(wdn)]
struct Misspelt;

/// Each device has an extension, whose errors are the attribute's alone.
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
devices! { VirtualAndWdm PhysicalAndWdm Channels PerMessage SrbExtension LuExtension Neither Twice TwoTransfers Misspelt }

fn main() {}
