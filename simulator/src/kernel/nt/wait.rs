//! Waits for events, semaphores, timers and threads, and delays.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use miniport::ffi;

use super::call::{Call, routines};
use super::header::{Header, kind};
use crate::kernel::clock::Event;
use crate::kernel::core::Kernel;
use crate::kernel::time::TICK;
use crate::verifier::Rule;

/// The kinds of objects that code waits for.
const ALL: [u8; 6] = [
    kind::NOTIFICATION_EVENT,
    kind::SYNCHRONIZATION_EVENT,
    kind::SEMAPHORE,
    kind::THREAD,
    kind::NOTIFICATION_TIMER,
    kind::SYNCHRONIZATION_TIMER,
];

/// A coroutine that waits.
struct Waiter {
    fiber: usize,
    objects: Vec<Header>,
    /// For all of them at once.
    all: bool,
    result: Cell<Option<ffi::NTSTATUS>>,
}

/// Everybody who waits.
#[derive(Default)]
pub(super) struct Waits {
    waiters: RefCell<Vec<Rc<Waiter>>>,
}

routines! {
    /// Waits for an object.
    KeWaitForSingleObject(
        object: ffi::PVOID, _reason: ffi::KWAIT_REASON, _mode: ffi::KPROCESSOR_MODE, _alertable: ffi::BOOLEAN,
        timeout: ffi::PLARGE_INTEGER
    ) -> ffi::NTSTATUS, UP_TO_DISPATCH => |call| wait_for(call, &[object], false, timeout), else ffi::STATUS_SUCCESS;
    /// Waits for one of several objects, or for all.
    KeWaitForMultipleObjects(
        count: ffi::ULONG, objects: *mut ffi::PVOID, wait_type: ffi::WAIT_TYPE, _reason: ffi::KWAIT_REASON,
        _mode: ffi::KPROCESSOR_MODE, _alertable: ffi::BOOLEAN, timeout: ffi::PLARGE_INTEGER, blocks: ffi::PKWAIT_BLOCK
    ) -> ffi::NTSTATUS, UP_TO_DISPATCH
        => |call| wait_for_several(call, (count, objects), wait_type, timeout, blocks), else ffi::STATUS_SUCCESS;
    /// Waits for a time.
    KeDelayExecutionThread(
        _mode: ffi::KPROCESSOR_MODE, _alertable: ffi::BOOLEAN, interval: ffi::PLARGE_INTEGER
    ) -> ffi::NTSTATUS, UP_TO_APC => |call| delay(call, interval), else ffi::STATUS_SUCCESS;
}

/// A time that a driver names, NULL for never: how long until then, and whether it is 0.
pub(super) fn until(call: &Call<'_>, time: ffi::PLARGE_INTEGER) -> Option<u64> {
    if time.is_null() {
        return None;
    }
    // SAFETY: the driver says that a time is there.
    let time = unsafe { time.read_unaligned().QuadPart };
    if time == 0 {
        return Some(0);
    }
    let late = call.kernel.between(0, TICK);
    Some(call.kernel.time_until(time).saturating_add(late))
}

fn wait_for(
    call: &Call<'_>,
    objects: &[ffi::PVOID],
    all: bool,
    timeout: ffi::PLARGE_INTEGER,
) -> ffi::NTSTATUS {
    let headers: Option<Vec<Header>> = objects
        .iter()
        .map(|&object| Header::named(call, object, &ALL))
        .collect();
    let Some(headers) = headers else {
        return ffi::STATUS_INVALID_PARAMETER;
    };
    call.kernel.wait_for(headers, all, call.patience(timeout))
}

fn wait_for_several(
    call: &Call<'_>,
    (count, objects): (u32, *mut ffi::PVOID),
    wait_type: ffi::WAIT_TYPE,
    timeout: ffi::PLARGE_INTEGER,
    blocks: ffi::PKWAIT_BLOCK,
) -> ffi::NTSTATUS {
    let most = if blocks.is_null() {
        ffi::THREAD_WAIT_OBJECTS
    } else {
        ffi::MAXIMUM_WAIT_OBJECTS
    };
    if count == 0 || count > most || !matches!(wait_type, ffi::WaitAll | ffi::WaitAny) {
        call.bad(&format!(
            "{count} objects, wait type {wait_type}; {most} are possible"
        ));
        return ffi::STATUS_INVALID_PARAMETER;
    }
    if !call.is_place(objects) {
        return ffi::STATUS_INVALID_PARAMETER;
    }
    // SAFETY: the driver says that the array has `count` pointers; it is not NULL and aligned.
    let objects = unsafe { std::slice::from_raw_parts(objects, count as usize) }.to_vec();
    wait_for(call, &objects, wait_type == ffi::WaitAll, timeout)
}

fn delay(call: &Call<'_>, interval: ffi::PLARGE_INTEGER) -> ffi::NTSTATUS {
    match until(call, interval) {
        None => call.bad("the interval is NULL"),
        Some(delay) if call.kernel.may_block() => {
            let fiber = call.kernel.fiber().id;
            let wake = move || Kernel::running().wake(fiber);
            call.kernel.clock.schedule(delay, Event::Do(Box::new(wake)));
            call.kernel.block();
        }
        Some(_) => {}
    }
    ffi::STATUS_SUCCESS
}

impl Waiter {
    /// Takes what it waits for, if it is there: the result of the wait.
    fn take(&self) -> Option<ffi::NTSTATUS> {
        if self.all {
            let signalled = self.objects.iter().all(|object| object.is_signalled());
            return signalled.then(|| {
                for object in &self.objects {
                    object.consume();
                }
                ffi::STATUS_SUCCESS
            });
        }
        let first = self
            .objects
            .iter()
            .position(|object| object.is_signalled())?;
        self.objects[first].consume();
        ffi::NTSTATUS::try_from(first).ok()
    }
}

impl Kernel {
    /// Waits for objects, all or one, at most for a time: 0 only looks, `None` is for ever.
    pub(super) fn wait_for(
        &self,
        objects: Vec<Header>,
        all: bool,
        timeout: Option<u64>,
    ) -> ffi::NTSTATUS {
        let waiter = Rc::new(Waiter {
            fiber: self.fiber().id,
            objects,
            all,
            result: Cell::new(None),
        });
        if let Some(result) = waiter.take() {
            return result;
        }
        if timeout == Some(0) {
            return ffi::STATUS_TIMEOUT;
        }
        self.nt.waits.waiters.borrow_mut().push(Rc::clone(&waiter));
        let mine = Rc::clone(&waiter);
        self.block_until(timeout, move || {
            Self::running().end_wait(&mine, ffi::STATUS_TIMEOUT);
        });
        waiter.result.get().unwrap_or(ffi::STATUS_SUCCESS)
    }

    /// Waits until somebody wakes the coroutine: after a time, if there is one, it is `late` that has to.
    pub(super) fn block_until(&self, timeout: Option<u64>, late: impl FnOnce() + 'static) {
        if let Some(timeout) = timeout {
            self.clock.schedule(timeout, Event::Do(Box::new(late)));
        }
        self.block();
    }

    fn end_wait(&self, waiter: &Rc<Waiter>, result: ffi::NTSTATUS) {
        if waiter.result.get().is_none() {
            waiter.result.set(Some(result));
            self.nt
                .waits
                .waiters
                .borrow_mut()
                .retain(|other| !Rc::ptr_eq(other, waiter));
            self.wake(waiter.fiber);
        }
    }

    /// Signals an object: who waits for it goes on, as far as it lets them. Whom it lets is not documented.
    pub(super) fn signal(&self, object: Header) {
        object.set(true);
        self.let_through(object);
    }

    /// An object is signalled as its state says.
    pub(super) fn let_through(&self, object: Header) {
        let address = object.address();
        let mut waiting: Vec<Rc<Waiter>> = self
            .nt
            .waits
            .waiters
            .borrow()
            .iter()
            .filter(|waiter| {
                waiter
                    .objects
                    .iter()
                    .any(|object| object.address() == address)
            })
            .cloned()
            .collect();
        while !waiting.is_empty() {
            let waiter = waiting.swap_remove(self.below(waiting.len()));
            if let Some(result) = waiter.take() {
                self.end_wait(&waiter, result);
            }
        }
    }

    /// Whether code waits for what lies in some memory.
    fn waiters_in(&self, memory: &Range<usize>) -> Vec<Rc<Waiter>> {
        let within = |waiter: &&Rc<Waiter>| {
            waiter
                .objects
                .iter()
                .any(|object| memory.contains(&object.address()))
        };
        self.nt
            .waits
            .waiters
            .borrow()
            .iter()
            .filter(within)
            .cloned()
            .collect()
    }

    /// An object is initialised: nobody may wait for it.
    pub(super) fn check_new<T>(&self, device: Option<usize>, object: *mut T) {
        let start = object as usize;
        let place = start..start + 1;
        self.waits_over(&place, device, "an object is initialised");
        self.queues_end(&place, device, "an object is initialised");
    }

    /// Memory is freed: nobody may wait for what lies in it.
    pub(super) fn waits_end(&self, memory: &Range<usize>, device: Option<usize>, what: &str) {
        self.waits_over(memory, device, &format!("{what} is freed"));
    }

    fn waits_over(&self, memory: &Range<usize>, device: Option<usize>, event: &str) {
        for waiter in self.waiters_in(memory) {
            self.broken(
                Rule::BusyObject,
                device,
                format!("{event} while code waits for an object there"),
            );
            self.end_wait(&waiter, ffi::STATUS_UNSUCCESSFUL);
        }
    }
}
