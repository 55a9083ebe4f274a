//! `DRIVER_STARTIO`: begins the first part of a request.

use miniport::wdm::prelude::*;

use crate::device::Edu;
use crate::engine::Task;

#[driver_startio]
pub fn start_io(_device: &Edu, cx: &mut StartIo<'_, Edu>, irp: Irp<Edu>) {
    let task = match Task::of(&irp) {
        Ok(task) => task,
        Err(status) => return irp.complete(cx, status, 0),
    };
    let hardware = cx.hardware();
    hardware.prepare(&irp, task);
    hardware.engine.lock(cx, |engine, _| {
        engine.current = Some(irp);
        engine.task = Some(task);
        engine.seconds = 0;
        // Under the lock: the interrupt that ends this finds the request.
        hardware.begin(task);
    });
}
