//! Interrupts and what follows them: a handler only finds out whose interrupt it is, the DPC of the queue takes the
//! completions.

use core::sync::atomic::Ordering;

use miniport::prelude::*;

use crate::adapter::Adapter;
use crate::controller::registers::{CSTS, INTMC, INTMS};
use crate::finish::finish;
use crate::hardware::QUEUES;
use crate::manage::Work;
use crate::queue::{Batch, Finished};

/// A message: one of the queues that have it may have completions.
#[hw_message_signaled_interrupt]
pub fn message(
    _adapter: &Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool {
    let messages = cx.message_count();
    if message.id() == 0 && messages == 1 {
        issue(cx, 0);
        issue(cx, 1);
        return true;
    }
    issue(cx, message.id() as usize);
    true
}

/// The line, on a machine without messages. It may be that of another device, and stays raised while completions are in a
/// queue, so it is masked until the DPC has taken them.
#[hw_interrupt]
pub fn line(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    let queues = adapter.queues.get_all(cx);
    let mut has_completions = [false; QUEUES];
    for (number, (queue, found)) in queues.iter().zip(&mut has_completions).enumerate() {
        *found = queue.has_completions(adapter.hardware.queue(number));
    }
    if !has_completions.contains(&true) {
        return false;
    }
    adapter.hardware.registers.write(INTMS, u32::MAX);
    for (number, found) in has_completions.into_iter().enumerate() {
        if found {
            issue(cx, number);
        }
    }
    true
}

/// One that is queued already takes these completions too.
fn issue<S: CanDefer>(cx: &mut Context<'_, Adapter, S>, queue: usize) {
    if let (true, Ok(number)) = (queue < QUEUES, u32::try_from(queue)) {
        cx.issue_dpc::<complete>(queue, number).ok();
    }
}

/// Takes the completions of queue `queue`.
#[hw_dpc]
pub fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, queue: u32) {
    let hardware = adapter.hardware.queue(queue as usize);
    let mut batch = Batch::new();
    let is_open = loop {
        let is_open = adapter.queues.lock(cx, queue, |queue, _| {
            queue.reap(hardware, &mut batch);
            queue.is_open()
        });
        let more = batch.is_full();
        for finished in batch.drain() {
            match finished {
                Finished::Request(request, status) => finish(adapter, cx, request, status),
                Finished::Event(event) => {
                    adapter.event.store(event.0, Ordering::Relaxed);
                    adapter.request_work(cx, Work::EVENT);
                }
                Finished::NoEvents => {}
            }
        }
        if !more {
            break is_open;
        }
    };
    if is_line(cx) {
        after_line(adapter, cx, is_open);
    }
}

/// Lets the line through again, if it can be lowered: not by a controller that does not look at its doorbells any more. One
/// that is initialised again begins unmasked.
fn after_line(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, is_open: bool) {
    if !is_open {
        return;
    }
    if adapter.hardware.registers.read(CSTS).has_failed() {
        adapter.request_work(cx, Work::RESET);
    } else {
        adapter.hardware.registers.write(INTMC, u32::MAX);
    }
}

/// Lets the line of a controller through that has just been enabled.
pub fn unmask(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    if is_line(cx) {
        adapter.hardware.registers.write(INTMC, u32::MAX);
    }
}

/// The machine gave no messages. Those are not masked.
fn is_line<S: Scope<Extension: IsBuilt>>(cx: &Context<'_, Adapter, S>) -> bool {
    cx.message_count() == 0
}
