//! A WDM driver for a made-up PCI device, which squares numbers: it gets one, and interrupts when it is done. `registers.rs` has its data
//! sheet, and `tests/device` a model of it: put yours in their place.
#![no_std]
#![forbid(unsafe_code)]

mod registers;

use miniport::wdm::prelude::*;

use crate::registers::{
    ACKNOWLEDGE, Bar0, IDENTIFICATION, IDENTIFICATION_VALUE, NUMBER, RESULT, STATUS,
};

/// A number of 4 bytes in, its square out.
pub const SQUARE: ControlCode = ControlCode::new(0x8000, 0x800, Method::Buffered, 0);

/// The device extension.
#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line, interface = "0f8e3c52-7d41-4b6a-9c25-e1a3b5d7f902")]
pub struct Device {
    /// Requests for the device, which works for one at a time.
    queue: SystemQueue<start_io>,
    finish: DpcForIsr<finish>,
}

/// What the device has while it is started.
#[derive(ExtensionPart)]
pub struct Hardware {
    registers: Mmio<Bar0>,
    /// The request that the device works for.
    current: Locked<InterruptLock, Option<Irp<Device>>>,
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    Ok(Device {
        queue: SystemQueue::new(),
        finish: DpcForIsr::new(),
    })
}

impl PnpDevice for Device {
    type Hardware = Hardware;

    fn start(
        &self,
        cx: &mut Start<'_, Self>,
        resources: &Resources<'_>,
    ) -> Result<Hardware, NtStatus> {
        let registers: Mmio<Bar0> = resources.map_registers(cx, 0)?;
        if registers.read(IDENTIFICATION) != IDENTIFICATION_VALUE {
            return Err(NtStatus::NO_SUCH_DEVICE);
        }
        registers.write(ACKNOWLEDGE, 1);
        Ok(Hardware {
            registers,
            current: Locked::new(None),
        })
    }

    /// A device that was pulled out finishes nothing.
    fn abort(&self, cx: &mut Abort<'_, Self>) {
        let hardware = cx.hardware();
        if let Some(irp) = hardware.current.lock(cx, |current, _| current.take()) {
            irp.complete(cx, NtStatus::NO_SUCH_DEVICE, 0);
        }
    }

    /// It must not interrupt any more.
    fn stop(&self, cx: &mut Stop<'_, Self>) {
        if cx.has_power() {
            cx.hardware().registers.write(ACKNOWLEDGE, 1);
        }
    }
}

#[driver_dispatch_paged]
fn control(
    device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, DeviceControl>,
) -> Dispatched {
    let control = irp.parameters();
    if control.code != SQUARE {
        return irp.complete(cx, NtStatus::INVALID_DEVICE_REQUEST, 0);
    }
    if control.input_length < 4 || control.output_length < 4 {
        return irp.complete(cx, NtStatus::BUFFER_TOO_SMALL, 0);
    }
    device.queue.start(cx, irp, None)
}

/// The next request: the device gets its number.
#[driver_startio]
fn start_io(_device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
    let mut number = [0; 4];
    if irp.input().read_at(0, &mut number).is_err() {
        return irp.complete(cx, NtStatus::INVALID_BUFFER_SIZE, 0);
    }
    let hardware = cx.hardware();
    hardware.current.lock(cx, |current, _| {
        *current = Some(irp);
        // Under the lock: the interrupt that ends this finds the request.
        let number = u32::from_le_bytes(number);
        hardware.registers.write(NUMBER, number);
    });
}

/// The device has interrupted, or another one on the same line.
#[kservice]
fn line(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    let hardware = cx.hardware();
    let status = hardware.registers.read(STATUS);
    // All ones: the device is gone.
    if status & 1 == 0 || status == u32::MAX {
        return false;
    }
    hardware.registers.write(ACKNOWLEDGE, 1);
    // A read makes sure that the line is down before this returns.
    hardware.registers.read(STATUS);
    let irp = hardware.current.get(cx).take();
    if irp.is_some()
        && let Err(refused) = device.finish.request(cx, irp, ())
    {
        *hardware.current.get(cx) = refused.irp;
    }
    true
}

/// The `IO_DPC_ROUTINE`: the request is answered, and the next one begins.
#[io_dpc]
fn finish(_device: &Device, cx: &mut DeferredIo<'_, Device>, irp: Option<Irp<Device>>) {
    let Some(irp) = irp else { return };
    let result = cx.hardware().registers.read(RESULT);
    match irp.output().write_at(0, &result.to_le_bytes()) {
        Ok(()) => irp.complete(cx, NtStatus::SUCCESS, 4),
        Err(_) => irp.complete(cx, NtStatus::BUFFER_TOO_SMALL, 0),
    }
}

wdm_driver_entry! {
    WdmDriver::<Device>::new()
        .driver_add_device::<add_device>()
        .dispatch_device_control::<control>()
        .kservice::<line>()
}
