//! Interrupts: the service routine notes why the device interrupts, and the `IO_DPC_ROUTINE` goes on with the request.

use miniport::wdm::prelude::*;

use crate::device::Edu;
use crate::registers::{INTERRUPT_ACKNOWLEDGE, INTERRUPT_STATUS, cause};

#[kservice]
pub fn line(device: &Edu, cx: &mut Service<'_, Edu>) -> bool {
    service(device, cx)
}

#[kmessage_service]
pub fn message(device: &Edu, cx: &mut MessageService<'_, Edu>, _message_id: u32) -> bool {
    service(device, cx)
}

/// The device has interrupted, or another one on the same line.
fn service(device: &Edu, cx: &mut Service<'_, Edu>) -> bool {
    let hardware = cx.hardware();
    let causes = hardware.registers.read(INTERRUPT_STATUS);
    // All ones: the device is gone.
    if causes == 0 || causes == u32::MAX {
        return false;
    }
    hardware.registers.write(INTERRUPT_ACKNOWLEDGE, causes);
    // A read makes sure that the line is down before this returns.
    hardware.registers.read(INTERRUPT_STATUS);
    let engine = hardware.engine.get(cx);
    engine.causes |= causes;
    let is_done = engine.task.is_some_and(|task| task.cause() & causes != 0);
    let irp = if is_done { engine.current.take() } else { None };
    if let Err(refused) = device.finish.request(cx, irp, ())
        && refused.irp.is_some()
    {
        // The DPC is queued already, and looks here when it runs.
        hardware.engine.get(cx).current = refused.irp;
    }
    true
}

/// The `DpcForIsr`: one call may stand for several interrupts.
#[io_dpc]
pub fn finish(device: &Edu, cx: &mut DeferredIo<'_, Edu>, irp: Option<Irp<Edu>>) {
    let hardware = cx.hardware();
    let (causes, task, irp) = hardware.engine.lock(cx, |engine, _| {
        let causes = core::mem::take(&mut engine.causes);
        let is_done = engine.task.is_some_and(|task| task.cause() & causes != 0);
        let irp = irp.or_else(|| if is_done { engine.current.take() } else { None });
        (causes, engine.task, irp)
    });
    if causes & !cause::DEVICE != 0 {
        // Who waits is answered at PASSIVE_LEVEL; one that is queued answers these as well.
        device.answer.queue(cx, causes & !cause::DEVICE).ok();
    }
    if let (Some(irp), Some(task)) = (irp, task) {
        go_on(cx, irp, task);
    }
}

/// A part is done: the next one, or the end.
pub fn go_on(cx: &mut DeferredIo<'_, Edu>, irp: Irp<Edu>, task: crate::engine::Task) {
    let hardware = cx.hardware();
    match hardware.finish(&irp, task) {
        Ok(next) if !irp.is_cancelled() => {
            hardware.prepare(&irp, next);
            hardware.engine.lock(cx, |engine, _| {
                engine.current = Some(irp);
                engine.task = Some(next);
                engine.seconds = 0;
                hardware.begin(next);
            });
        }
        finished => {
            hardware.engine.lock(cx, |engine, _| engine.task = None);
            match finished {
                Ok(_) => irp.complete(cx, NtStatus::CANCELLED, 0),
                // All ones was read, or memory to which nothing came.
                Err(_) if !hardware.is_there() => irp.complete(cx, NtStatus::NO_SUCH_DEVICE, 0),
                Err(bytes) => irp.complete(cx, NtStatus::SUCCESS, bytes),
            }
        }
    }
}
