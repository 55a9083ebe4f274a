//! A WDM driver without hardware: a device that keeps bytes.
#![no_std]
#![forbid(unsafe_code)]

use core::ops::Range;

use miniport::wdm::prelude::*;

/// How many bytes the device keeps.
pub const SIZE: usize = 1024;
/// Forgets them.
pub const CLEAR: ControlCode = ControlCode::new(0x8000, 0x800, Method::Buffered, 0);

/// The device extension.
#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none, interface = "0f8e3c52-7d41-4b6a-9c25-e1a3b5d7f902")]
pub struct Device {
    bytes: Locked<DeviceLock, [u8; SIZE]>,
}

impl PnpDevice for Device {
    /// What a device with registers keeps from its start to its stop.
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, _resources: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    Ok(Device {
        bytes: Locked::new([0; SIZE]),
    })
}

#[driver_dispatch_paged]
fn create(
    _device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[driver_dispatch]
fn read(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    let Some(place) = place(irp.parameters().offset, irp.parameters().length) else {
        return irp.complete(cx, NtStatus::END_OF_FILE, 0);
    };
    let length = place.len();
    let answer = device
        .bytes
        .lock(cx, |bytes, _| irp.output().write_at(0, &bytes[place]));
    match answer {
        Ok(()) => irp.complete(cx, NtStatus::SUCCESS, length),
        Err(_) => irp.complete(cx, NtStatus::INVALID_BUFFER_SIZE, 0),
    }
}

#[driver_dispatch]
fn write(
    device: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Write>,
) -> Dispatched {
    let Some(place) = place(irp.parameters().offset, irp.parameters().length) else {
        return irp.complete(cx, NtStatus::END_OF_FILE, 0);
    };
    let length = place.len();
    let answer = device
        .bytes
        .lock(cx, |bytes, _| irp.input().read_at(0, &mut bytes[place]));
    match answer {
        Ok(()) => irp.complete(cx, NtStatus::SUCCESS, length),
        Err(_) => irp.complete(cx, NtStatus::INVALID_BUFFER_SIZE, 0),
    }
}

#[driver_dispatch_paged]
fn control(
    device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, DeviceControl>,
) -> Dispatched {
    if irp.parameters().code != CLEAR {
        return irp.complete(cx, NtStatus::INVALID_DEVICE_REQUEST, 0);
    }
    device.bytes.lock(cx, |bytes, _| bytes.fill(0));
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

/// The bytes that a request names, as far as there are some.
fn place(offset: i64, length: u32) -> Option<Range<usize>> {
    let start = usize::try_from(offset).ok().filter(|start| *start < SIZE)?;
    let length = usize::try_from(length).ok()?;
    Some(start..SIZE.min(start.saturating_add(length)))
}

wdm_driver_entry! {
    WdmDriver::<Device>::new()
        .driver_add_device::<add_device>()
        .dispatch_create::<create>()
        .dispatch_read::<read>()
        .dispatch_write::<write>()
        .dispatch_device_control::<control>()
}
