//! What nobody interrupts for: the timer that finds a request whose interrupt was lost, and the work item that answers who waits.

use miniport::wdm::prelude::*;

use crate::device::Edu;
use crate::registers::cause;

/// Seconds after which a request is late: a transfer takes a tenth of one.
const LATE: u32 = 3;

/// Once a second. An interrupt that was lost is made up for; a device that does not end fails its request.
#[io_timer]
pub fn tick(device: &Edu, cx: &mut TimerTick<'_, Edu>) {
    let hardware = cx.hardware();
    let lost = hardware.engine.lock(cx, |engine, _| {
        let task = engine.task.filter(|_| engine.current.is_some())?;
        engine.seconds += 1;
        if engine.seconds < LATE || hardware.is_busy(task) {
            return None;
        }
        engine.causes |= task.cause();
        engine.current.take()
    });
    let Some(irp) = lost else {
        return;
    };
    device.lost.lock(cx, |lost, _| *lost += 1);
    if let Err(refused) = device.finish.request(cx, Some(irp), ()) {
        // The DPC is queued, and finds the request.
        hardware
            .engine
            .lock(cx, |engine, _| engine.current = refused.irp);
    }
}

/// Answers who waits for an interrupt.
#[io_workitem]
pub fn answer(device: &Edu, cx: &mut Passive<'_, Edu>, causes: u32) {
    let causes = (causes & !cause::DEVICE).to_le_bytes();
    while let Some(irp) = device.waiting.take(cx) {
        let written = irp
            .output()
            .write_at(0, &causes)
            .map_or(0, |()| causes.len());
        irp.complete(cx, NtStatus::SUCCESS, written);
    }
}
