//! Admin commands that somebody waits for: in find-adapter, which has the queue for itself, and in the work item, which shares
//! it with interrupts.

use core::sync::atomic::Ordering;

use miniport::prelude::*;

use super::Trouble;
use super::registers::CSTS;
use crate::adapter::{Adapter, Stage};
use crate::command::{Command, Completion, admin};
use crate::hardware::{Hardware, QueueHardware};
use crate::manage::Work;
use crate::queue::{Batch, Finished, Queue, Running};

/// How long the processor spins between two looks.
const STEP: Microseconds = Microseconds::new(20);
/// How long an admin command may take, in steps: 5 s.
const STEPS: u32 = 250_000;
/// How often it is looked whether the controller is still there, in steps.
const CHECK: u32 = 500;

/// The admin queue, and the right to wait.
pub trait Admin {
    /// The hardware.
    fn hardware(&self) -> &Hardware;

    /// Does something with the queue.
    fn with<R>(&mut self, f: impl FnOnce(&mut Queue, QueueHardware<'_>) -> R) -> R;

    /// Takes completions from the queue.
    fn reap(&mut self);

    /// Lets a step pass.
    fn stall(&mut self);

    /// Nobody waits any more: the adapter was stopped.
    fn is_over(&self) -> bool;
}

/// The admin queue in find-adapter.
pub struct Finding<'f, 'c> {
    /// The context.
    pub cx: &'f mut FindAdapter<'c, Adapter>,
    /// The hardware.
    pub hardware: &'f Hardware,
    /// The queue.
    pub queue: &'f mut Queue,
}

impl Admin for Finding<'_, '_> {
    fn hardware(&self) -> &Hardware {
        self.hardware
    }

    fn with<R>(&mut self, f: impl FnOnce(&mut Queue, QueueHardware<'_>) -> R) -> R {
        f(self.queue, self.hardware.queue(0))
    }

    fn reap(&mut self) {
        self.queue.reap(self.hardware.queue(0), &mut Batch::new());
    }

    fn stall(&mut self) {
        self.cx.stall(STEP);
    }

    fn is_over(&self) -> bool {
        false
    }
}

/// The admin queue in the work item.
pub struct Managing<'m, 'c> {
    /// The context.
    pub cx: &'m mut Passive<'c, Adapter>,
    /// The adapter.
    pub adapter: &'m Adapter,
}

impl Admin for Managing<'_, '_> {
    fn hardware(&self) -> &Hardware {
        &self.adapter.hardware
    }

    fn with<R>(&mut self, f: impl FnOnce(&mut Queue, QueueHardware<'_>) -> R) -> R {
        let hardware = self.adapter.hardware.queue(0);
        self.adapter
            .queues
            .lock(self.cx, 0, |queue, _| f(queue, hardware))
    }

    fn reap(&mut self) {
        let mut batch = Batch::new();
        self.with(|queue, hardware| queue.reap(hardware, &mut batch));
        for finished in batch.drain() {
            if let Finished::Event(event) = finished {
                self.adapter.event.store(event.0, Ordering::Relaxed);
                self.adapter.work.add(Work::EVENT);
            }
        }
    }

    fn stall(&mut self) {
        self.cx.stall(STEP);
    }

    fn is_over(&self) -> bool {
        matches!(
            self.adapter.life.stage(),
            Stage::Stopped | Stage::Gone | Stage::Failed
        )
    }
}

/// Runs a command and waits for its end.
///
/// # Errors
/// [`Trouble`].
pub fn execute(admin: &mut impl Admin, command: Command) -> Result<Completion, Trouble> {
    let id = admin
        .with(|queue, hardware| queue.submit(hardware, command, Running::Awaited(None)))
        .map_err(|_| Trouble::Closed)?;
    for step in 0..STEPS {
        admin.reap();
        if let Some(completion) = admin.with(|queue, _| queue.take_completion(id)) {
            return match completion.status() {
                status if status.is_success() => Ok(completion),
                status => Err(Trouble::Refused(status)),
            };
        }
        if admin.is_over() {
            return Err(Trouble::Closed);
        }
        if step % CHECK == 0 {
            let status = admin.hardware().registers.read(CSTS);
            if status.is_gone() {
                return Err(Trouble::Gone);
            }
            if status.has_failed() {
                return Err(Trouble::Fatal);
            }
        }
        admin.stall();
    }
    // It stays in its slot until the controller is reset, which comes next.
    Err(Trouble::TimedOut)
}

/// Asks the controller to tell of the next event.
///
/// # Errors
/// [`Trouble::Closed`].
pub fn submit_event_request(admin: &mut impl Admin) -> Result<(), Trouble> {
    let command = admin::asynchronous_event_request();
    admin
        .with(|queue, hardware| queue.submit(hardware, command, Running::Event))
        .map(drop)
        .map_err(|_| Trouble::Closed)
}
