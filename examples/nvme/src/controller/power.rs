//! Enabling, disabling and shutting down (NVM Express 1.4, sections 7.3 and 7.6).

use miniport::prelude::*;

use super::Trouble;
use super::registers::{self as reg, CC, CSTS, Configuration, Controller, Status};

/// How long the processor spins between two looks.
const STEP: Microseconds = Microseconds::new(100);
const STEPS_PER_MILLISECOND: u32 = 10;

/// Where the admin queues are, and how many entries each has.
#[derive(Clone, Copy, Debug)]
pub struct AdminQueues {
    /// Entries.
    pub entries: u16,
    /// The submission queue.
    pub submissions: PhysicalAddress,
    /// The completion queue.
    pub completions: PhysicalAddress,
}

/// Whose turn it is to enable and disable the controller. While it lasts, nobody else does.
pub trait Turn<E: Extension, S: Scope> {
    /// It lasts.
    fn lasts(&self) -> bool;

    /// Runs `f`, which writes registers, if the turn lasts; whether it did.
    fn take(&self, cx: &mut Context<'_, E, S>, f: &mut dyn FnMut()) -> bool;
}

/// The turn of find-adapter and of dump mode, where there is nobody else.
pub struct Alone;

impl<E: Extension, S: Scope> Turn<E, S> for Alone {
    fn lasts(&self) -> bool {
        true
    }

    fn take(&self, _cx: &mut Context<'_, E, S>, f: &mut dyn FnMut()) -> bool {
        f();
        true
    }
}

/// Disables the controller and waits until it is: then it does not touch memory any more, and has forgotten its queues.
///
/// # Errors
/// [`Trouble`], after `limit` milliseconds at most.
pub fn disable<E: Extension, S: CanWait>(
    registers: &Mmio<Controller>,
    cx: &mut Context<'_, E, S>,
    turn: &impl Turn<E, S>,
    limit: u32,
) -> Result<(), Trouble> {
    let configuration = read_configuration(registers)?;
    if configuration.is_enabled() {
        // It must not be disabled while it is becoming ready; one that has failed never does.
        let settled = |status: Status| status.is_ready() || status.has_failed();
        if wait(registers, cx, turn, limit, settled) == Err(Trouble::Gone) {
            return Err(Trouble::Gone);
        }
        let mut write = || registers.write(CC, configuration.disabled());
        if !turn.take(cx, &mut write) {
            return Err(Trouble::Closed);
        }
    }
    wait(registers, cx, turn, limit, |status| !status.is_ready())
}

/// Enables a controller that is disabled, and waits until it is ready, `limit` milliseconds at most.
///
/// # Errors
/// [`Trouble`].
pub fn enable<E: Extension, S: CanWait>(
    registers: &Mmio<Controller>,
    cx: &mut Context<'_, E, S>,
    turn: &impl Turn<E, S>,
    queues: AdminQueues,
    limit: u32,
) -> Result<(), Trouble> {
    let mut write = || {
        registers.write(reg::AQA, reg::admin_queue_attributes(queues.entries));
        registers.write(reg::ASQ, queues.submissions);
        registers.write(reg::ACQ, queues.completions);
        registers.write(CC, Configuration::ENABLED);
    };
    if !turn.take(cx, &mut write) {
        return Err(Trouble::Closed);
    }
    wait(registers, cx, turn, limit, |status| {
        status.is_ready() || status.has_failed()
    })?;
    if registers.read(CSTS).has_failed() {
        return Err(Trouble::Fatal);
    }
    Ok(())
}

/// Notifies the controller of a normal shutdown, and waits until it is complete.
///
/// # Errors
/// [`Trouble`], after `limit` milliseconds at most.
pub fn shut_down<E: Extension, S: CanWait>(
    registers: &Mmio<Controller>,
    cx: &mut Context<'_, E, S>,
    limit: u32,
) -> Result<(), Trouble> {
    let configuration = read_configuration(registers)?;
    let status = registers.read(CSTS);
    if !configuration.is_enabled() || status.is_shut_down() {
        return Ok(());
    }
    registers.write(CC, configuration.shutting_down());
    wait(registers, cx, &Alone, limit, Status::is_shut_down)
}

fn read_configuration(registers: &Mmio<Controller>) -> Result<Configuration, Trouble> {
    if registers.read(CSTS).is_gone() {
        return Err(Trouble::Gone);
    }
    Ok(registers.read(CC))
}

/// Waits for a status, as long as the turn lasts.
fn wait<E: Extension, S: CanWait>(
    registers: &Mmio<Controller>,
    cx: &mut Context<'_, E, S>,
    turn: &impl Turn<E, S>,
    milliseconds: u32,
    done: impl Fn(Status) -> bool,
) -> Result<(), Trouble> {
    let mut status = registers.read(CSTS);
    let steps = milliseconds.saturating_mul(STEPS_PER_MILLISECOND);
    let over = cx.poll(STEP, steps, |_| {
        status = registers.read(CSTS);
        status.is_gone() || done(status) || !turn.lasts()
    });
    if status.is_gone() {
        Err(Trouble::Gone)
    } else if !turn.lasts() {
        Err(Trouble::Closed)
    } else if over {
        Ok(())
    } else {
        Err(Trouble::TimedOut)
    }
}
