//! Asynchronous events, and the logs that tell more of them.

use core::sync::atomic::Ordering;

use miniport::prelude::*;

use super::namespaces;
use crate::adapter::Adapter;
use crate::command::admin::{self, Event, Log};
use crate::controller::{Managing, Trouble, execute, submit_event_request};
use crate::identify::{ErrorEntry, Health};
use crate::manage::Work;

/// Attends to the event, and asks for the next one.
pub fn attend(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    let event = Event(adapter.event.load(Ordering::Relaxed));
    let result =
        look(adapter, cx, event).and_then(|()| submit_event_request(&mut Managing { cx, adapter }));
    after(adapter, result);
}

/// Reads the log page of an event, which lets the controller report the next one of its kind.
fn look(adapter: &Adapter, cx: &mut Passive<'_, Adapter>, event: Event) -> Result<(), Trouble> {
    if event.namespaces_changed() {
        // Which ones is not asked: all are looked at.
        read_log(adapter, cx, event.log(), LIST_BYTES)?;
        if namespaces::find(adapter, cx)? {
            cx.bus_change_detected(0);
        }
    } else if event.log() == Log::Health as u8 {
        read_log(adapter, cx, event.log(), Health::BYTES)?;
        let health = Health::parse(&adapter.hardware.page());
        debug_print!(0, "nvme: {health:?}\n");
    } else if event.log() == Log::Errors as u8 {
        errors(adapter, cx)?;
    } else if event.log() != 0 {
        debug_print!(1, "nvme: {event:?}\n");
        read_log(adapter, cx, event.log(), Health::BYTES)?;
    }
    Ok(())
}

/// Bytes of the Changed Namespace List.
const LIST_BYTES: u16 = 4096;

/// Prints the newest entry of the error log.
pub fn print_errors(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    let result = errors(adapter, cx);
    after(adapter, result);
}

fn errors(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) -> Result<(), Trouble> {
    read_log(adapter, cx, Log::Errors as u8, ErrorEntry::BYTES)?;
    if let Some(entry) = ErrorEntry::parse(&adapter.hardware.page()) {
        debug_print!(0, "nvme: {entry:?}\n");
    }
    Ok(())
}

fn read_log(
    adapter: &Adapter,
    cx: &mut Passive<'_, Adapter>,
    log: u8,
    bytes: u16,
) -> Result<(), Trouble> {
    let page = adapter.hardware.page().physical_address();
    let command = admin::get_log_page(log, bytes, page);
    match execute(&mut Managing { cx, adapter }, command) {
        // Then there is nothing to read.
        Ok(_) | Err(Trouble::Refused(_)) => Ok(()),
        Err(trouble) => Err(trouble),
    }
}

/// A controller that does not answer is reset; the tick finds out that it is gone.
pub fn after(adapter: &Adapter, result: Result<(), Trouble>) {
    if let Err(trouble) = result {
        debug_print!(0, "nvme: {trouble}\n");
        if trouble.may_pass() || trouble == Trouble::Gone {
            adapter.work.add(Work::RESET);
        }
    }
}
