//! The dispatch routines: what goes to the device waits for it in the system queue.

use miniport::wdm::prelude::*;

use crate::device::Edu;
use crate::interface;
use crate::registers::{INTERRUPT_RAISE, cause};

#[driver_dispatch_paged]
pub fn create(
    _device: &Edu,
    cx: &mut DispatchPaged<'_, Edu>,
    irp: Incoming<Edu, Create>,
) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[driver_dispatch]
pub fn read(device: &Edu, cx: &mut Dispatch<'_, Edu>, irp: Incoming<Edu, Read>) -> Dispatched {
    if irp.parameters().length == 0 {
        return irp.complete(cx, NtStatus::SUCCESS, 0);
    }
    device.queue.start(cx, irp, None)
}

#[driver_dispatch]
pub fn write(device: &Edu, cx: &mut Dispatch<'_, Edu>, irp: Incoming<Edu, Write>) -> Dispatched {
    if irp.parameters().length == 0 {
        return irp.complete(cx, NtStatus::SUCCESS, 0);
    }
    device.queue.start(cx, irp, None)
}

#[driver_dispatch_paged]
pub fn control(
    device: &Edu,
    cx: &mut DispatchPaged<'_, Edu>,
    irp: Incoming<Edu, DeviceControl>,
) -> Dispatched {
    let control = irp.parameters();
    match control.code {
        interface::FACTORIAL if control.input_length < 4 => {
            irp.complete(cx, NtStatus::INVALID_BUFFER_SIZE, 0)
        }
        interface::FACTORIAL | interface::WAIT | interface::LOST if control.output_length < 4 => {
            irp.complete(cx, NtStatus::BUFFER_TOO_SMALL, 0)
        }
        interface::FACTORIAL => device.queue.start(cx, irp, None),
        interface::WAIT => device.waiting.put(cx, irp),
        interface::LOST => {
            let lost = device.lost.lock(cx, |lost, _| *lost).to_le_bytes();
            let written = irp.output().write_at(0, &lost).map_or(0, |()| lost.len());
            irp.complete(cx, NtStatus::SUCCESS, written)
        }
        interface::RAISE => {
            let mut causes = [0; 4];
            if irp.input().read_at(0, &mut causes).is_err() {
                return irp.complete(cx, NtStatus::INVALID_BUFFER_SIZE, 0);
            }
            let causes = u32::from_le_bytes(causes) & !cause::DEVICE;
            cx.hardware().registers.write(INTERRUPT_RAISE, causes);
            irp.complete(cx, NtStatus::SUCCESS, 0)
        }
        _ => irp.complete(cx, NtStatus::INVALID_DEVICE_REQUEST, 0),
    }
}
