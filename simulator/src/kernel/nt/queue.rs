//! Queue objects, for whose entries threads wait.
//!
//! The entries are a list in the driver's memory, as the page of `KeInitializeQueue` shows the structure; who waits is kept here. How many threads run
//! at once is not limited: no page says when a thread that was given an entry ceases to count.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::ptr::{addr_of_mut, null_mut};
use std::rc::Rc;

use miniport::ffi;

use super::call::{Call, routines};
use super::header::{Header, kind};
use crate::kernel::core::Kernel;
use crate::kernel::list;
use crate::verifier::Rule;

/// A queue object.
#[repr(C)]
struct Queue {
    header: ffi::DISPATCHER_HEADER,
    entries: ffi::LIST_ENTRY,
    current: ffi::ULONG,
    most: ffi::ULONG,
    threads: ffi::LIST_ENTRY,
}

type PQueue = *mut Queue;
type PEntry = ffi::PLIST_ENTRY;

/// The queue was run down.
const STATUS_ABANDONED: ffi::NTSTATUS = 0x80;
/// More entries than a list has in a driver that keeps it right.
const MOST: usize = 1 << 20;

/// What comes out of a queue: an entry, or a status instead of one.
type Removed = Result<usize, ffi::NTSTATUS>;

/// A thread that waits, and what it gets.
struct Waiter {
    queue: usize,
    fiber: usize,
    result: Cell<Option<Removed>>,
}

/// Everybody who waits for an entry.
#[derive(Default)]
pub(super) struct Queues(RefCell<Vec<Rc<Waiter>>>);

routines! {
    /// Initialises a queue.
    KeInitializeQueue(queue: PQueue, count: ffi::ULONG) -> (), UP_TO_DISPATCH => |call| initialize(call, queue, count), else ();
    /// Gives an entry to a thread that waits, or puts it behind all others; how many there were.
    KeInsertQueue(queue: PQueue, entry: PEntry) -> ffi::LONG, UP_TO_DISPATCH => |call| insert(call, queue, entry, false), else 0;
    /// Gives an entry to a thread that waits, or puts it before all others; how many there were.
    KeInsertHeadQueue(queue: PQueue, entry: PEntry) -> ffi::LONG, UP_TO_DISPATCH
        => |call| insert(call, queue, entry, true), else 0;
    /// How many entries there are.
    KeReadStateQueue(queue: PQueue) -> ffi::LONG, UP_TO_DISPATCH => |call| read(call, queue), else 0;
    /// Takes the first entry, or waits for one: it, or a status.
    KeRemoveQueue(queue: PQueue, _mode: ffi::KPROCESSOR_MODE, timeout: ffi::PLARGE_INTEGER) -> PEntry, UP_TO_DISPATCH
        => |call| in_place(remove(call, queue, timeout)), else null_mut();
    /// Takes entries, or waits for one; how many. No page has it: its callers find a status in the place of the first entry.
    KeRemoveQueueEx(
        queue: PQueue, _mode: ffi::KPROCESSOR_MODE, _alertable: ffi::BOOLEAN, timeout: ffi::PLARGE_INTEGER, entries: *mut PEntry,
        count: ffi::ULONG
    ) -> ffi::ULONG, UP_TO_DISPATCH => |call| remove_some(call, queue, timeout, (entries, count)), else 0;
    /// Ends a queue: the first of the entries that are left, which are a list without a head, or NULL.
    KeRundownQueue(queue: PQueue) -> PEntry, UP_TO_DISPATCH => |call| run_down(call, queue), else null_mut();
}

fn initialize(call: &Call<'_>, queue: PQueue, count: u32) {
    if !call.is_place(queue) {
        return;
    }
    call.kernel.check_new(call.adapter, queue);
    let most = match count {
        0 => u32::try_from(call.kernel.settings.processors).unwrap_or(1),
        count => count,
    };
    // SAFETY: the driver says that a queue is there; it is not NULL and aligned.
    unsafe {
        Header::initialize(queue, kind::QUEUE, false);
        let heads = [
            addr_of_mut!((*queue).entries),
            addr_of_mut!((*queue).threads),
        ];
        for head in heads {
            head.write(list::empty(head));
        }
        (*queue).current = 0;
        (*queue).most = most;
    }
}

/// A queue that was initialised: its header, and where its entries begin.
fn named(call: &Call<'_>, queue: PQueue) -> Option<(Header, PEntry)> {
    let header = Header::named(call, queue, &[kind::QUEUE])?;
    // SAFETY: a queue that was initialised.
    Some((header, unsafe { addr_of_mut!((*queue).entries) }))
}

/// What callers find in the place of an entry.
fn in_place(removed: Removed) -> PEntry {
    removed.unwrap_or_else(|status| status.cast_unsigned() as usize) as PEntry
}

/// Whether an entry is in a list.
fn is_in(head: PEntry, entry: PEntry) -> bool {
    // SAFETY: the driver keeps the entries of a queue as they are.
    let next = |place: &PEntry| unsafe { Some((**place).Flink) };
    std::iter::successors(next(&head), next)
        .take_while(|place| *place != head && !place.is_null())
        .take(MOST)
        .any(|place| place == entry)
}

fn insert(call: &Call<'_>, queue: PQueue, entry: PEntry, first: bool) -> ffi::LONG {
    let Some((header, head)) = named(call, queue) else {
        return 0;
    };
    if !call.is_place(entry) {
        return 0;
    }
    let before = header.state();
    if is_in(head, entry) {
        call.violation(
            Rule::BusyObject,
            format!("{}: the entry is in the queue already", call.routine.name),
        );
        return before;
    }
    if call.kernel.give_entry(queue as usize, entry as usize) {
        return before;
    }
    // SAFETY: the driver gives the entry to the queue, whose list it keeps as it is.
    unsafe { list::insert(head, entry, first) };
    header.set_state(before.wrapping_add(1));
    before
}

fn read(call: &Call<'_>, queue: PQueue) -> ffi::LONG {
    named(call, queue).map_or(0, |(header, _)| header.state())
}

/// The first entry, if there is one, which is no more in the queue.
fn take(header: Header, head: PEntry) -> Option<usize> {
    // SAFETY: the driver keeps the list of a queue as it is.
    let entry = unsafe { list::remove_first(head) }?;
    header.set_state(header.state().wrapping_sub(1));
    Some(entry as usize)
}

/// A queue that entries are taken from, and the first of them: nobody was waited for.
fn remove_at_once(
    call: &Call<'_>,
    queue: PQueue,
) -> Result<(Header, PEntry, Option<usize>), ffi::NTSTATUS> {
    let kinds = [kind::QUEUE, kind::QUEUE_RUN_DOWN];
    let header = Header::named(call, queue, &kinds).ok_or(STATUS_ABANDONED)?;
    if header.kind() == kind::QUEUE_RUN_DOWN {
        return Err(STATUS_ABANDONED);
    }
    // SAFETY: a queue that was initialised.
    let head = unsafe { addr_of_mut!((*queue).entries) };
    Ok((header, head, take(header, head)))
}

fn wait(call: &Call<'_>, queue: PQueue, timeout: ffi::PLARGE_INTEGER) -> Removed {
    let timeout = call.patience(timeout);
    call.kernel.wait_for_entry(queue as usize, timeout)
}

fn remove(call: &Call<'_>, queue: PQueue, timeout: ffi::PLARGE_INTEGER) -> Removed {
    let (_, _, first) = remove_at_once(call, queue)?;
    first.map_or_else(|| wait(call, queue, timeout), Ok)
}

fn remove_some(
    call: &Call<'_>,
    queue: PQueue,
    timeout: ffi::PLARGE_INTEGER,
    (entries, count): (*mut PEntry, u32),
) -> u32 {
    if count == 0 {
        call.bad("there is no place for an entry");
        return 0;
    }
    if !call.is_place(entries) {
        return 0;
    }
    let put = |index: u32, removed| {
        // SAFETY: the driver says that there is a place for `count` entries; it is not NULL and aligned.
        unsafe { entries.add(index as usize).write(in_place(removed)) };
    };
    match remove_at_once(call, queue) {
        Ok((header, head, Some(first))) => {
            put(0, Ok(first));
            let mut taken = 1;
            while taken < count
                && let Some(entry) = take(header, head)
            {
                put(taken, Ok(entry));
                taken += 1;
            }
            taken
        }
        // Who waited gets what ended the wait: until it runs again, the queue may be another's.
        Ok((_, _, None)) => {
            put(0, wait(call, queue, timeout));
            1
        }
        Err(status) => {
            put(0, Err(status));
            1
        }
    }
}

fn run_down(call: &Call<'_>, queue: PQueue) -> PEntry {
    let Some((header, head)) = named(call, queue) else {
        return null_mut();
    };
    let memory = queue as usize..queue as usize + 1;
    call.kernel
        .queues_end(&memory, call.adapter, "a queue is run down");
    header.set_kind(kind::QUEUE_RUN_DOWN);
    // SAFETY: the driver keeps the list of a queue as it is.
    unsafe {
        let (first, last) = ((*head).Flink, (*head).Blink);
        if first == head {
            return null_mut();
        }
        (*last).Flink = first;
        (*first).Blink = last;
        first
    }
}

impl Kernel {
    /// Gives an entry to somebody who waits for one of a queue: whether anybody does. Whom it gives it to is not documented.
    fn give_entry(&self, queue: usize, entry: usize) -> bool {
        let waiting: Vec<Rc<Waiter>> = {
            let all = self.nt.queues.0.borrow();
            let its = all.iter().filter(|waiter| waiter.queue == queue);
            its.cloned().collect()
        };
        if waiting.is_empty() {
            return false;
        }
        let chosen = &waiting[self.below(waiting.len())];
        self.end_entry_wait(chosen, Ok(entry));
        true
    }

    /// Waits for an entry, at most for a time: 0 only looks, `None` is for ever.
    fn wait_for_entry(&self, queue: usize, timeout: Option<u64>) -> Removed {
        let late = Err(ffi::STATUS_TIMEOUT);
        if timeout == Some(0) {
            return late;
        }
        let waiter = Rc::new(Waiter {
            queue,
            fiber: self.fiber().id,
            result: Cell::new(None),
        });
        self.nt.queues.0.borrow_mut().push(Rc::clone(&waiter));
        let mine = Rc::clone(&waiter);
        self.block_until(timeout, move || Self::running().end_entry_wait(&mine, late));
        waiter.result.get().unwrap_or(late)
    }

    fn end_entry_wait(&self, waiter: &Rc<Waiter>, result: Removed) {
        if waiter.result.get().is_none() {
            waiter.result.set(Some(result));
            let mut all = self.nt.queues.0.borrow_mut();
            all.retain(|other| !Rc::ptr_eq(other, waiter));
            drop(all);
            self.wake(waiter.fiber);
        }
    }

    /// Queues in some memory end, by what is said: nobody may wait for their entries.
    pub(super) fn queues_end(&self, memory: &Range<usize>, device: Option<usize>, what: &str) {
        let waiting: Vec<Rc<Waiter>> = {
            let all = self.nt.queues.0.borrow();
            let its = all.iter().filter(|waiter| memory.contains(&waiter.queue));
            its.cloned().collect()
        };
        for waiter in waiting {
            let message = format!("{what} while a thread waits for an entry of it");
            self.broken(Rule::BusyObject, device, message);
            self.end_entry_wait(&waiter, Err(STATUS_ABANDONED));
        }
    }
}
