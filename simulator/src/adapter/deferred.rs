//! DPCs, work items and timers of an adapter.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::rc::Rc;

use miniport::ffi;

use super::state::{AdapterState, Phase};
use crate::callback::Role;
use crate::job::Job;
use crate::machine::core::Core;
use crate::map::FastMap;
use crate::memory::block::Block;
use crate::processor::Lock;
use crate::time::Event;

/// A DPC that was initialised; its key is the address of the `STOR_DPC`.
#[derive(Debug)]
pub(crate) struct Dpc {
    pub routine: ffi::HW_DPC_ROUTINE,
    pub queued: bool,
    pub running: bool,
    pub arguments: (usize, usize),
}

/// A worker of `StorPortInitializeWorker`.
#[derive(Debug)]
pub(crate) struct Worker {
    /// Its address is the handle.
    pub handle: Block,
    pub queued: Option<(ffi::HW_WORKITEM, usize)>,
}

/// A timer of `StorPortInitializeTimer`.
#[derive(Debug)]
pub(crate) struct TimerEx {
    pub handle: Block,
    /// The routine and context that a high resolution timer was made with.
    pub fixed: Option<(ffi::HW_TIMER_EX, usize)>,
    pub set: Option<(ffi::HW_TIMER_EX, usize)>,
    pub generation: u64,
    /// Repeats after so many nanoseconds (high resolution timers).
    pub period: u64,
}

/// The deferred objects of an adapter.
#[derive(Debug, Default)]
pub(crate) struct Deferred {
    pub dpcs: RefCell<FastMap<usize, Dpc>>,
    pub workers: RefCell<FastMap<usize, Worker>>,
    pub timers: RefCell<FastMap<usize, TimerEx>>,
    pub timer: Cell<Option<ffi::HW_TIMER>>,
    pub timer_generation: Cell<u64>,
    /// Something of the adapter is queued or runs: counted for removal.
    pub pending: Cell<u64>,
}

impl Core {
    fn pend(adapter: &AdapterState) {
        adapter
            .deferred
            .pending
            .set(adapter.deferred.pending.get() + 1);
    }

    fn unpend(adapter: &AdapterState) {
        adapter
            .deferred
            .pending
            .set(adapter.deferred.pending.get() - 1);
    }

    /// Queues a DPC: `None` if it is unknown, `Some(false)` if it is queued already.
    pub fn issue_dpc(
        &self,
        adapter: &Rc<AdapterState>,
        address: usize,
        arguments: (usize, usize),
    ) -> Option<bool> {
        let mut dpcs = adapter.deferred.dpcs.borrow_mut();
        let dpc = dpcs.get_mut(&address)?;
        if dpc.queued {
            return Some(false);
        }
        dpc.queued = true;
        dpc.arguments = arguments;
        // While the routine runs it is not started again: `run_dpc` makes it ready when it is over.
        if !dpc.running {
            Self::pend(adapter);
            self.make_ready_dpc(adapter, address);
        }
        Some(true)
    }

    fn make_ready_dpc(&self, adapter: &Rc<AdapterState>, dpc: usize) {
        let here = adapter
            .hardware
            .as_ref()
            .is_some_and(|hardware| hardware.dpc_here.get());
        self.make_ready(Job::Dpc {
            adapter: Rc::clone(adapter),
            dpc,
            processor: here.then(|| self.fiber().processor.get()),
        });
    }

    pub fn run_dpc(&self, adapter: &Rc<AdapterState>, address: usize) {
        let taken = adapter
            .deferred
            .dpcs
            .borrow_mut()
            .get_mut(&address)
            .and_then(|dpc| {
                // Cancelled in the meantime.
                if !dpc.queued {
                    return None;
                }
                dpc.queued = false;
                dpc.running = true;
                Some((dpc.routine, dpc.arguments))
            });
        if let Some((routine, (first, second))) = taken {
            self.callback(Some(adapter), Role::Dpc, || {
                // SAFETY: the driver registered the routine for this DPC and this extension.
                unsafe {
                    routine(
                        address as *mut _,
                        adapter.device_extension(),
                        first as *mut c_void,
                        second as *mut c_void,
                    );
                };
            });
            let again = adapter
                .deferred
                .dpcs
                .borrow_mut()
                .get_mut(&address)
                .is_some_and(|dpc| {
                    dpc.running = false;
                    dpc.queued
                });
            if again {
                Self::pend(adapter);
                self.make_ready_dpc(adapter, address);
            }
        }
        Self::unpend(adapter);
    }

    pub fn queue_work_item(&self, adapter: &Rc<AdapterState>, worker: usize) {
        Self::pend(adapter);
        self.make_ready(Job::Work {
            adapter: Rc::clone(adapter),
            worker,
        });
    }

    pub fn run_work_item(&self, adapter: &AdapterState, handle: usize) {
        let taken = adapter
            .deferred
            .workers
            .borrow_mut()
            .get_mut(&handle)
            .and_then(|worker| worker.queued.take());
        if let Some((routine, context)) = taken {
            self.callback(Some(adapter), Role::WorkItem, || {
                // SAFETY: the driver queued the routine for this worker and this extension.
                unsafe {
                    routine(
                        adapter.device_extension(),
                        context as *mut c_void,
                        handle as *mut c_void,
                    );
                };
            });
        }
        Self::unpend(adapter);
    }

    pub fn timer_due(&self, adapter: &Rc<AdapterState>, generation: u64) {
        if adapter.deferred.timer_generation.get() == generation
            && adapter.deferred.timer.get().is_some()
        {
            Self::pend(adapter);
            self.make_ready(Job::Timer {
                adapter: Rc::clone(adapter),
            });
        }
    }

    pub fn run_timer(&self, adapter: &AdapterState) {
        if let Some(routine) = adapter.deferred.timer.take() {
            self.with_locks(adapter, &[Lock::StartIo], || {
                self.callback(Some(adapter), Role::Timer, || {
                    // SAFETY: the driver registered the routine for this extension.
                    unsafe { routine(adapter.device_extension()) };
                });
            });
        }
        Self::unpend(adapter);
    }

    pub fn timer_ex_due(&self, adapter: &Rc<AdapterState>, handle: usize, generation: u64) {
        let mut timers = adapter.deferred.timers.borrow_mut();
        let Some(timer) = timers.get_mut(&handle) else {
            return;
        };
        if timer.generation != generation
            || timer.set.is_none()
            || adapter.phase.get() == Phase::Removed
        {
            return;
        }
        if timer.period != 0 {
            self.clock.schedule(
                timer.period,
                Event::TimerEx {
                    adapter: adapter.number,
                    timer: handle,
                    generation,
                },
            );
        }
        Self::pend(adapter);
        self.make_ready(Job::TimerEx {
            adapter: Rc::clone(adapter),
            timer: handle,
        });
    }

    pub fn run_timer_ex(&self, adapter: &AdapterState, handle: usize) {
        let taken = adapter
            .deferred
            .timers
            .borrow_mut()
            .get_mut(&handle)
            .and_then(|timer| {
                if timer.period == 0 {
                    timer.set.take()
                } else {
                    timer.set
                }
            });
        if let Some((routine, context)) = taken {
            self.callback(Some(adapter), Role::TimerEx, || {
                // SAFETY: the driver registered the routine for this timer and this extension.
                unsafe { routine(adapter.device_extension(), context as *mut c_void) };
            });
        }
        Self::unpend(adapter);
    }
}
