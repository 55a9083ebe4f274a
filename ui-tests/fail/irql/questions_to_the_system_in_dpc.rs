//! Storport answers these, and resets a device, at PASSIVE_LEVEL only.
#![allow(unused, non_camel_case_types)]
use miniport::DeviceOperation;
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_dpc]
fn dpc(_: &Adapter, cx: &mut Deferred<'_, Adapter>, unit: u32) {
    let unit = Address {
        path_id: 0,
        target_id: 0,
        lun: unit as u8,
    };
    let _ = cx.is_device_operation_allowed(unit, DeviceOperation::SecureReprovision);
    let _ = cx.is_upgraded_installation();
    let _ = cx.hardware_reset();
}

fn main() {}
