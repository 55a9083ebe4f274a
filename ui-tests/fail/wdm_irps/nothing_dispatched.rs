//! A dispatch routine says what has become of its IRP.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    current: Locked<DeviceLock, Option<Irp<Device>>>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_dispatch]
fn returned_early(
    _: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Read>,
) -> Dispatched {
    if irp.parameters().length == 0 {
        return;
    }
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[driver_dispatch]
fn dropped(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    drop(irp);
}

#[driver_dispatch]
fn answered_with_the_irp(
    _: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Read>,
) -> Dispatched {
    irp
}

#[driver_dispatch]
fn answered_with_a_status(
    _: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Read>,
) -> Dispatched {
    NtStatus::INVALID_DEVICE_REQUEST
}

#[driver_dispatch]
fn kept(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    let (irp, _) = irp.pend();
    device.current.lock(cx, |current, _| *current = Some(irp));
}

fn main() {}
