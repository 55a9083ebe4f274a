//! The queues of DPCs.
//!
//! A DPC is taken out of its queue before its routine runs: it may be queued again and run on another processor meanwhile.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::mem::offset_of;
use std::ops::Range;
use std::ptr::null_mut;

use miniport::ffi;

use super::{THREADED, is_initialised};
use crate::kernel::clock::Event;
use crate::kernel::core::Kernel;
use crate::kernel::job::Job;
use crate::kernel::level::PASSIVE_LEVEL;
use crate::kernel::map::FastMap;
use crate::kernel::time::TICK;
use crate::verifier::{Role, Rule};

/// What `Number` of a DPC with a processor holds more than the processor.
pub(super) const TARGETED: u16 = 0x800;

/// A DPC in its queue, with what it was queued with.
struct Queued {
    ticket: u64,
    dpc: ffi::KDPC,
    device: Option<usize>,
}

/// The DPCs that are queued, by address; those that are queued or run, by ticket; who waits for them.
#[derive(Default)]
pub(in crate::kernel::nt) struct Dpcs {
    queued: RefCell<FastMap<usize, Queued>>,
    open: RefCell<BTreeSet<u64>>,
    next: Cell<u64>,
    flushing: RefCell<Vec<usize>>,
}

impl Dpcs {
    pub(super) fn is_queued(&self, dpc: ffi::PKDPC) -> bool {
        self.queued.borrow().contains_key(&(dpc as usize))
    }
}

impl Kernel {
    /// Queues a DPC that was initialised: `false` if it is queued, and then keeps its arguments.
    pub(in crate::kernel::nt) fn insert_dpc(
        &self,
        dpc: ffi::PKDPC,
        (first, second): (ffi::PVOID, ffi::PVOID),
        device: Option<usize>,
    ) -> bool {
        let dpcs = &self.nt.dpcs;
        if dpcs.is_queued(dpc) {
            return false;
        }
        let ticket = dpcs.next.get();
        dpcs.next.set(ticket + 1);
        // SAFETY: the caller's word: a DPC that was initialised.
        let copy = unsafe {
            (*dpc).SystemArgument1 = first;
            (*dpc).SystemArgument2 = second;
            // What is not NULL is queued: a driver may look.
            (*dpc).DpcData = dpc.cast();
            dpc.read()
        };
        let queued = Queued {
            ticket,
            dpc: copy,
            device,
        };
        dpcs.queued.borrow_mut().insert(dpc as usize, queued);
        dpcs.open.borrow_mut().insert(ticket);
        let processor = match copy.Number {
            0 => Self::current().map(|kernel| kernel.fiber().processor.get()),
            number => Some(usize::from(number - TARGETED)),
        };
        let mut job = Job::dpc(move || Self::running().run_dpc(dpc, ticket)).on(processor);
        if copy.Type == THREADED && self.chance(2) {
            job.irql = PASSIVE_LEVEL;
        }
        // One of low importance may wait for the next tick of the clock.
        if i32::from(copy.Importance) == ffi::LowImportance && self.chance(2) {
            let later = move || Self::running().make_ready(job);
            let delay = self.between(0, TICK);
            self.clock.schedule(delay, Event::Do(Box::new(later)));
        } else {
            self.make_ready(job);
        }
        true
    }

    /// Takes a DPC out of its queue: whether it was there.
    pub(super) fn remove_dpc(&self, dpc: ffi::PKDPC) -> bool {
        let removed = self.nt.dpcs.queued.borrow_mut().remove(&(dpc as usize));
        let Some(removed) = removed else {
            return false;
        };
        // SAFETY: it was initialised when it was queued, and is the driver's.
        unsafe { (*dpc).DpcData = null_mut() };
        self.close_dpc(removed.ticket);
        true
    }

    /// A DPC has run, or will not.
    fn close_dpc(&self, ticket: u64) {
        self.nt.dpcs.open.borrow_mut().remove(&ticket);
        for fiber in self.nt.dpcs.flushing.take() {
            self.wake(fiber);
        }
    }

    /// Waits until every DPC has run that is queued or runs now.
    pub(super) fn flush_dpcs(&self) {
        let end = self.nt.dpcs.next.get();
        while self
            .nt
            .dpcs
            .open
            .borrow()
            .first()
            .is_some_and(|&first| first < end)
        {
            self.nt.dpcs.flushing.borrow_mut().push(self.fiber().id);
            self.block();
        }
    }

    /// Runs a DPC, on a coroutine.
    fn run_dpc(&self, dpc: ffi::PKDPC, ticket: u64) {
        let queued = {
            let mut all = self.nt.dpcs.queued.borrow_mut();
            let waits = all
                .get(&(dpc as usize))
                .is_some_and(|queued| queued.ticket == ticket);
            waits.then(|| all.remove(&(dpc as usize))).flatten()
        };
        let Some(Queued {
            dpc: copy, device, ..
        }) = queued
        else {
            return;
        };
        let what = |dpc: &ffi::KDPC| {
            let routine = dpc.DeferredRoutine.map(|routine| routine as usize);
            (routine, dpc.DeferredContext)
        };
        // SAFETY: the driver's memory, which has to stay while a DPC in it is queued.
        let same = unsafe { is_initialised(dpc) && what(&*dpc) == what(&copy) };
        if same {
            // SAFETY: as above.
            unsafe { (*dpc).DpcData = null_mut() };
            let offset = offset_of!(ffi::DEVICE_OBJECT, Dpc);
            let of_device = (copy.DeferredContext as usize).wrapping_add(offset);
            let role = if dpc as usize == of_device {
                Role::IoDpc
            } else {
                Role::KDeferred
            };
            if let Some(routine) = copy.DeferredRoutine {
                // SAFETY: the driver initialised the DPC with this routine and context.
                self.callback(device, role, || unsafe {
                    routine(
                        dpc,
                        copy.DeferredContext,
                        copy.SystemArgument1,
                        copy.SystemArgument2,
                    );
                });
            }
        } else {
            self.violation(
                Rule::BusyDpc,
                device,
                "a DPC was overwritten or freed while it was queued",
            );
        }
        self.close_dpc(ticket);
    }

    /// Memory is freed: DPCs in it are queued no more.
    pub(in crate::kernel::nt) fn dpcs_end(
        &self,
        memory: &Range<usize>,
        device: Option<usize>,
        what: &str,
    ) {
        let left: Vec<usize> = {
            let queued = self.nt.dpcs.queued.borrow();
            queued
                .keys()
                .copied()
                .filter(|at| memory.contains(at))
                .collect()
        };
        for address in left {
            self.broken(
                Rule::BusyDpc,
                device,
                format!("{what} is freed while a DPC in it is queued"),
            );
            self.remove_dpc(address as ffi::PKDPC);
        }
    }
}
