//! Enabling, disabling and shutting down (NVM Express 1.4, sections 7.3 and 7.6).

use miniport::prelude::*;

use super::Trouble;
use super::registers::{self as reg, CC, CSTS, Configuration, Status};
use crate::adapter::Adapter;
use crate::hardware::{ENTRIES, Hardware};

/// How long the processor spins between two looks.
const STEP: Microseconds = Microseconds::new(100);
const STEPS_PER_MILLISECOND: u32 = 10;

/// Whose turn it is to enable and disable the controller. While it lasts, nobody else does.
pub trait Turn<S: Scope> {
    /// It lasts.
    fn lasts(&self) -> bool;

    /// Runs `f`, which writes registers, if the turn lasts; whether it did.
    fn take(&self, cx: &mut Context<'_, Adapter, S>, f: &mut dyn FnMut()) -> bool;
}

/// The turn of find-adapter, where there is nobody else.
pub struct Alone;

impl<S: Scope> Turn<S> for Alone {
    fn lasts(&self) -> bool {
        true
    }

    fn take(&self, _cx: &mut Context<'_, Adapter, S>, f: &mut dyn FnMut()) -> bool {
        f();
        true
    }
}

/// Disables the controller and waits until it is: then it does not touch memory any more, and has forgotten its queues.
///
/// # Errors
/// [`Trouble`], after `limit` milliseconds at most.
pub fn disable<S: Scope>(
    hardware: &Hardware,
    cx: &mut Context<'_, Adapter, S>,
    turn: &impl Turn<S>,
    limit: u32,
) -> Result<(), Trouble>
where
    S::Waiting: MayWait,
{
    let configuration = read_configuration(hardware)?;
    if configuration.is_enabled() {
        // It must not be disabled while it is becoming ready; one that has failed never does.
        let settled = |status: Status| status.is_ready() || status.has_failed();
        if wait(hardware, cx, turn, limit, settled) == Err(Trouble::Gone) {
            return Err(Trouble::Gone);
        }
        let mut write = || hardware.registers.write(CC, configuration.disabled());
        if !turn.take(cx, &mut write) {
            return Err(Trouble::Closed);
        }
    }
    wait(hardware, cx, turn, limit, |status| !status.is_ready())
}

/// Enables a controller that is disabled, and waits until it is ready.
///
/// # Errors
/// [`Trouble`].
pub fn enable<S: Scope>(
    hardware: &Hardware,
    cx: &mut Context<'_, Adapter, S>,
    turn: &impl Turn<S>,
) -> Result<(), Trouble>
where
    S::Waiting: MayWait,
{
    let (registers, queue) = (&hardware.registers, hardware.queue(0));
    let mut write = || {
        registers.write(reg::AQA, reg::admin_queue_attributes(ENTRIES));
        registers.write(reg::ASQ, queue.submissions());
        registers.write(reg::ACQ, queue.completions());
        registers.write(CC, Configuration::ENABLED);
    };
    if !turn.take(cx, &mut write) {
        return Err(Trouble::Closed);
    }
    let limit = hardware.capabilities.timeout();
    wait(hardware, cx, turn, limit, |status| {
        status.is_ready() || status.has_failed()
    })?;
    if hardware.registers.read(CSTS).has_failed() {
        return Err(Trouble::Fatal);
    }
    Ok(())
}

/// Notifies the controller of a normal shutdown, and waits until it is complete.
///
/// # Errors
/// [`Trouble`], after `limit` milliseconds at most.
pub fn shut_down<S: Scope>(
    hardware: &Hardware,
    cx: &mut Context<'_, Adapter, S>,
    limit: u32,
) -> Result<(), Trouble>
where
    S::Waiting: MayWait,
{
    let configuration = read_configuration(hardware)?;
    let status = hardware.registers.read(CSTS);
    if !configuration.is_enabled() || status.is_shut_down() {
        return Ok(());
    }
    hardware.registers.write(CC, configuration.shutting_down());
    wait(hardware, cx, &Alone, limit, Status::is_shut_down)
}

fn read_configuration(hardware: &Hardware) -> Result<Configuration, Trouble> {
    if hardware.registers.read(CSTS).is_gone() {
        return Err(Trouble::Gone);
    }
    Ok(hardware.registers.read(CC))
}

/// Waits for a status, as long as the turn lasts.
fn wait<S: Scope>(
    hardware: &Hardware,
    cx: &mut Context<'_, Adapter, S>,
    turn: &impl Turn<S>,
    milliseconds: u32,
    done: impl Fn(Status) -> bool,
) -> Result<(), Trouble>
where
    S::Waiting: MayWait,
{
    let mut status = hardware.registers.read(CSTS);
    let steps = milliseconds.saturating_mul(STEPS_PER_MILLISECOND);
    let over = cx.poll(STEP, steps, |_| {
        status = hardware.registers.read(CSTS);
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
