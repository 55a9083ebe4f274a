//! A driver that asks Windows what this project has no safe face for: a device control answers with the build number of the system.
//!
//! The driver is safe code, and `windows` is its island: routines of `wdk_sys::ntddk` behind safe functions, with a `// SAFETY:` for
//! each call. The types on both sides are the same (`miniport::ffi` with the feature `wdk-sys`), so nothing is cast. Without the feature,
//! and under the simulator, there is no Windows to ask, and the control fails with `STATUS_NOT_SUPPORTED`.
#![no_std]
#![deny(unsafe_code)]

#[cfg(all(windows, feature = "wdk-sys"))]
mod windows;
#[cfg(not(all(windows, feature = "wdk-sys")))]
#[path = "elsewhere.rs"]
mod windows;

use miniport::wdm::prelude::*;
use miniport::wdm::{ControlCode, Method};

/// Answers with four bytes, the least significant first: the build number of Windows.
pub const BUILD_NUMBER: ControlCode = ControlCode::new(0x8000, 0x800, Method::Buffered, 0);

/// The device extension: nothing to keep.
#[derive(DeviceExtension)]
#[device_extension(
    wdm,
    interrupts = none,
    transfer = buffered,
    interface = "5b0f3c0e-6f0a-4d5e-9a41-2c7de1b8f6a0"
)]
pub struct Device;

impl PnpDevice for Device {
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, _resources: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_initialize]
fn initialize(cx: &mut Initialize<'_, Device>) -> Result<(), NtStatus> {
    windows::announce(cx);
    Ok(())
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    Ok(Device)
}

#[driver_dispatch_paged]
fn create(
    _device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[driver_dispatch_paged]
fn control(
    _device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, DeviceControl>,
) -> Dispatched {
    if irp.parameters().code != BUILD_NUMBER {
        return irp.complete(cx, NtStatus::INVALID_DEVICE_REQUEST, 0);
    }
    match windows::build_number(cx) {
        Ok(number) => {
            let number = number.to_le_bytes();
            match irp.output().write_at(0, &number) {
                Ok(()) => irp.complete(cx, NtStatus::SUCCESS, number.len()),
                Err(_) => irp.complete(cx, NtStatus::BUFFER_TOO_SMALL, 0),
            }
        }
        Err(status) => irp.complete(cx, status, 0),
    }
}

wdm_driver_entry! {
    WdmDriver::<Device>::new()
        .driver_initialize::<initialize>()
        .driver_add_device::<add_device>()
        .dispatch_create::<create>()
        .dispatch_device_control::<control>()
}
