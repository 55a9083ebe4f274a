//! Initialising the controller: after find-adapter, after a stop, and whenever it needs a reset.

use core::sync::atomic::Ordering;

use miniport::prelude::*;

use super::namespaces;
use crate::adapter::{Adapter, Stage};
use crate::command::admin::{self, Feature, Identify};
use crate::controller::{self, Managing, Trouble, execute, submit_event_request};
use crate::finish::fail;
use crate::halt::{During, NUMBERS, end_requests, halt, lose};
use crate::hardware::ENTRIES;
use crate::identify::Limits;
use crate::initialization::{PATIENCE, io_queues, vector_of};
use crate::interrupt::unmask;

/// How often it is tried.
const ATTEMPTS: u32 = 3;

/// Resets the controller and initialises it.
pub fn reset(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    cx.pause(PATIENCE);
    adapter.life.advance(Stage::Running, Stage::Halting);
    adapter.life.advance(Stage::Stuck, Stage::Halting);
    let limit = adapter.hardware.capabilities.timeout();
    let halting = During {
        adapter,
        stage: Stage::Halting,
    };
    let mut result = Ok(());
    if adapter.life.stage() == Stage::Halting {
        result = halt(cx, &halting, limit);
        if result == Err(Trouble::TimedOut) {
            // The specification gives it no more time than that: it is broken.
            result = silence(adapter, cx);
        }
        if result == Err(Trouble::TimedOut) && adapter.life.advance(Stage::Halting, Stage::Stuck) {
            debug_print!(0, "nvme: the controller cannot be stopped\n");
            end_resets(adapter, cx);
            cx.resume();
            // The next tick tries again.
            return adapter.clock.keep_running(adapter, cx);
        }
    }
    adapter.life.advance(Stage::Halting, Stage::Starting);
    for _ in 0..ATTEMPTS {
        if result.is_err_and(|trouble| !trouble.may_pass()) {
            break;
        }
        result = bring_up(adapter, cx);
        if result.is_ok() {
            break;
        }
    }
    match result {
        // It runs, or was stopped meanwhile.
        Ok(()) | Err(Trouble::Closed) => {}
        Err(Trouble::Gone) => lose(adapter, cx),
        Err(trouble) => {
            debug_print!(0, "nvme: {trouble}\n");
            let _ = halt(cx, &starting(adapter), limit);
            if adapter.life.advance(Stage::Starting, Stage::Failed) {
                cx.bus_change_detected(0);
            }
        }
    }
    end_resets(adapter, cx);
    cx.resume();
}

/// Stops a controller that does not let itself be disabled by a reset of its PCI function, after which it uses no memory any more
/// (PCI Express 4.0, 6.6.2), and ends the requests. Turning bus mastering off would do too, but configuration space may only be written
/// in find-adapter.
///
/// # Errors
/// [`Trouble::TimedOut`] if the function could not be reset. The controller may still use the requests' memory: they have not ended.
fn silence(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) -> Result<(), Trouble> {
    cx.hardware_reset().map_err(|_| Trouble::TimedOut)?;
    end_requests(adapter, cx, SrbStatus::BusReset);
    Ok(())
}

/// Ends the requests that asked for a reset.
pub fn end_resets(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    let status = match adapter.life.stage() {
        Stage::Running => SrbStatus::Success,
        stage => stage.refusal(),
    };
    while let Some(srb) = adapter.resets.lock(cx, |resets, _| resets.take()) {
        fail(cx, srb, status);
    }
}

/// From a disabled controller to one that runs requests.
fn bring_up(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) -> Result<(), Trouble> {
    let hardware = &adapter.hardware;
    let turn = starting(adapter);
    adapter.units.start();
    halt(cx, &turn, hardware.capabilities.timeout())?;
    for number in NUMBERS {
        hardware.queue(number as usize).clear();
        adapter.queues.lock(cx, number, |queue, _| queue.forget());
    }
    open(adapter, cx, 0, ENTRIES)?;
    let (queues, limit) = (hardware.admin_queues(), hardware.capabilities.timeout());
    controller::enable(&hardware.registers, cx, &turn, queues, limit)?;
    unmask(adapter, cx);
    let queues = create_queues(adapter, cx)?;
    let changed = {
        let mut admin = Managing { cx, adapter };
        // Without it events do not come; requests run all the same.
        let events = admin::events(adapter.information.controller.reports_namespaces);
        let _ = execute(
            &mut admin,
            admin::set_feature(Feature::AsynchronousEvents, events),
        );
        submit_event_request(&mut admin)?;
        adapter.limits.set(limits(adapter, cx)?);
        namespaces::find(adapter, cx)?
    };
    for number in 1..=queues {
        open(adapter, cx, number.into(), hardware.entries())?;
    }
    // The first time, the buses are scanned anyway.
    let again = adapter.io_queues.swap(queues.into(), Ordering::Relaxed) != 0;
    if !adapter.life.advance(Stage::Starting, Stage::Running) {
        return Err(Trouble::Closed);
    }
    if changed && again {
        cx.bus_change_detected(0);
    }
    Ok(())
}

/// The turn of the initialisation.
fn starting(adapter: &Adapter) -> During<'_> {
    During {
        adapter,
        stage: Stage::Starting,
    }
}

/// Opens a queue, unless the adapter was stopped meanwhile.
fn open(
    adapter: &Adapter,
    cx: &mut Passive<'_, Adapter>,
    number: u32,
    entries: u16,
) -> Result<(), Trouble> {
    adapter.queues.lock(cx, number, |queue, _| {
        if adapter.life.stage() != Stage::Starting {
            return Err(Trouble::Closed);
        }
        queue.open(entries);
        Ok(())
    })
}

/// What commands may do at most. A controller that does not know the question has no limits.
fn limits(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) -> Result<Limits, Trouble> {
    let page = adapter.hardware.page();
    let address = page.physical_address();
    let command = admin::identify(Identify::CommandSetController, 0, address);
    match execute(&mut Managing { cx, adapter }, command) {
        Ok(_) => Ok(Limits::parse(&page)),
        Err(Trouble::Refused(status)) if status.is_invalid() => Ok(Limits::default()),
        Err(trouble) => Err(trouble),
    }
}

/// Creates the I/O queues: one for each message but the first, as far as the controller has so many.
fn create_queues(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) -> Result<u16, Trouble> {
    let hardware = &adapter.hardware;
    let messages = cx.message_count();
    let mut admin = Managing { cx, adapter };
    let doorbells = u32::try_from(hardware.io_queues()).unwrap_or(1);
    let wanted = io_queues(messages).min(doorbells);
    let wanted = u16::try_from(wanted).unwrap_or(1);
    let number = admin::set_feature(Feature::NumberOfQueues, admin::number_of_queues(wanted));
    let granted = admin::granted_queues(execute(&mut admin, number)?.result());
    let queues = u16::try_from(granted).map_or(wanted, |granted| granted.min(wanted));
    let entries = hardware.entries();
    for number in 1..=queues {
        let queue = hardware.queue(number.into());
        let vector = vector_of(number, messages);
        let (completions, submissions) = (queue.completions(), queue.submissions());
        execute(
            &mut admin,
            admin::create_completion_queue(number, entries, Some(vector), completions),
        )?;
        execute(
            &mut admin,
            admin::create_submission_queue(number, entries, submissions),
        )?;
    }
    Ok(queues)
}
