//! DPCs of drivers, the one of a device object (`IoInitializeDpcRequest`) among them.
//!
//! A DPC is taken out of its queue before its routine runs: it may be queued again and run on another processor meanwhile.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::mem::offset_of;
use std::ops::Range;
use std::ptr::null_mut;

use miniport::ffi;

use super::call::{Call, routines};
use crate::kernel::clock::Event;
use crate::kernel::core::Kernel;
use crate::kernel::job::Job;
use crate::kernel::level::PASSIVE_LEVEL;
use crate::kernel::map::FastMap;
use crate::kernel::time::TICK;
use crate::verifier::{Role, Rule};

/// `Type` of a `KDPC`: an ordinary one, and one that may run in a thread.
const ORDINARY: u8 = 0x13;
const THREADED: u8 = 0x1A;
/// What `Number` of a DPC with a processor holds more than the processor.
const TARGETED: u16 = 0x800;

/// A DPC in its queue, with what it was queued with.
struct Queued {
    ticket: u64,
    dpc: ffi::KDPC,
    device: Option<usize>,
}

/// The DPCs that are queued, by address; those that are queued or run, by ticket; who waits for them.
#[derive(Default)]
pub(super) struct Dpcs {
    queued: RefCell<FastMap<usize, Queued>>,
    open: RefCell<BTreeSet<u64>>,
    next: Cell<u64>,
    flushing: RefCell<Vec<usize>>,
}

routines! {
    /// Initialises a DPC.
    KeInitializeDpc(dpc: ffi::PKDPC, routine: ffi::PKDEFERRED_ROUTINE, context: ffi::PVOID) -> (), ANY
        => |call| initialize(call, dpc, routine, context, ORDINARY), else ();
    /// Initialises a DPC that may run in a thread.
    KeInitializeThreadedDpc(dpc: ffi::PKDPC, routine: ffi::PKDEFERRED_ROUTINE, context: ffi::PVOID) -> (), ANY
        => |call| initialize(call, dpc, routine, context, THREADED), else ();
    /// Queues a DPC; FALSE if it is queued.
    KeInsertQueueDpc(dpc: ffi::PKDPC, first: ffi::PVOID, second: ffi::PVOID) -> ffi::BOOLEAN, ANY
        => |call| ffi::BOOLEAN::from(insert(call, dpc, first, second)), else ffi::FALSE;
    /// Takes a DPC out of its queue; FALSE if it was not there.
    KeRemoveQueueDpc(dpc: ffi::PKDPC) -> ffi::BOOLEAN, ANY
        => |call| ffi::BOOLEAN::from(is_dpc(call, dpc) && call.kernel.remove_dpc(dpc)), else ffi::FALSE;
    /// Waits for all DPCs that are queued.
    KeFlushQueuedDpcs() -> (), PASSIVE => |call| call.kernel.flush_dpcs(), else ();
    /// Sets the importance of a DPC.
    KeSetImportanceDpc(dpc: ffi::PKDPC, importance: ffi::KDPC_IMPORTANCE) -> (), ANY
        => |call| set_importance(call, dpc, importance), else ();
    /// Sets the processor of a DPC.
    KeSetTargetProcessorDpc(dpc: ffi::PKDPC, number: ffi::CCHAR) -> (), ANY
        => |call| { set_processor(call, dpc, usize::try_from(number).ok()); }, else ();
    /// Sets the processor of a DPC by group and number.
    KeSetTargetProcessorDpcEx(dpc: ffi::PKDPC, number: ffi::PPROCESSOR_NUMBER) -> ffi::NTSTATUS, ANY
        => |call| set_processor_by_number(call, dpc, number), else ffi::STATUS_INVALID_PARAMETER;
}

fn initialize(
    call: &Call<'_>,
    dpc: ffi::PKDPC,
    routine: ffi::PKDEFERRED_ROUTINE,
    context: ffi::PVOID,
    kind: u8,
) {
    if !call.is_place(dpc) {
        return;
    }
    if routine.is_none() {
        call.bad("the routine is NULL");
        return;
    }
    if call.kernel.nt.dpcs.is_queued(dpc) {
        busy(call, "initialised again");
        call.kernel.remove_dpc(dpc);
    }
    // SAFETY: the driver says that a KDPC is there; it is not NULL and aligned, and all of it is the kernel's.
    unsafe {
        dpc.write(ffi::KDPC {
            Type: kind,
            Importance: u8::try_from(ffi::MediumImportance).unwrap_or(1),
            Number: 0,
            DpcListEntry: ffi::SINGLE_LIST_ENTRY { Next: null_mut() },
            ProcessorHistory: 0,
            DeferredRoutine: routine,
            DeferredContext: context,
            SystemArgument1: null_mut(),
            SystemArgument2: null_mut(),
            DpcData: null_mut(),
        });
    }
}

fn busy(call: &Call<'_>, what: &str) {
    call.violation(Rule::BusyDpc, format!("a DPC is {what} while it is queued"));
}

/// Whether a DPC was initialised.
pub(super) fn is_dpc(call: &Call<'_>, dpc: ffi::PKDPC) -> bool {
    if !call.is_place(dpc) {
        return false;
    }
    // SAFETY: the driver says that a KDPC is there; it is not NULL and aligned.
    let is_dpc = unsafe { is_initialised(dpc) };
    if !is_dpc {
        call.violation(
            Rule::DpcNotInitialised,
            format!("{}: the DPC was not initialised", call.routine.name),
        );
    }
    is_dpc
}

/// # Safety
///
/// There is memory for a DPC.
pub(super) unsafe fn is_initialised(dpc: ffi::PKDPC) -> bool {
    // SAFETY: the caller's word. A DPC that holds no routine is read as one that has none only if its type fits.
    unsafe { matches!((*dpc).Type, ORDINARY | THREADED) && (*dpc).DeferredRoutine.is_some() }
}

fn insert(call: &Call<'_>, dpc: ffi::PKDPC, first: ffi::PVOID, second: ffi::PVOID) -> bool {
    let device = call.device_of(dpc as usize);
    is_dpc(call, dpc) && call.kernel.insert_dpc(dpc, (first, second), device)
}

fn set_importance(call: &Call<'_>, dpc: ffi::PKDPC, importance: ffi::KDPC_IMPORTANCE) {
    if !is_dpc(call, dpc) {
        return;
    }
    match u8::try_from(importance) {
        // SAFETY: a DPC that was initialised.
        Ok(importance @ 0..=3) => unsafe { (*dpc).Importance = importance },
        _ => call.bad(&format!("{importance} is no importance")),
    }
}

/// Sets the processor of a DPC: `false` if there is no such processor.
fn set_processor(call: &Call<'_>, dpc: ffi::PKDPC, processor: Option<usize>) -> bool {
    if !is_dpc(call, dpc) {
        return false;
    }
    let number = processor
        .filter(|&number| number < call.kernel.settings.processors)
        .and_then(|number| u16::try_from(number).ok());
    let Some(number) = number else {
        call.bad("there is no such processor");
        return false;
    };
    if call.kernel.nt.dpcs.is_queued(dpc) {
        busy(call, "given a processor");
    }
    // SAFETY: a DPC that was initialised.
    unsafe { (*dpc).Number = TARGETED + number };
    true
}

fn set_processor_by_number(
    call: &Call<'_>,
    dpc: ffi::PKDPC,
    number: ffi::PPROCESSOR_NUMBER,
) -> ffi::NTSTATUS {
    if !call.is_place(number) {
        return ffi::STATUS_INVALID_PARAMETER;
    }
    // SAFETY: the driver says that a number is there; it is not NULL and aligned.
    let number = unsafe { number.read() };
    let processor = (number.Group == 0).then_some(usize::from(number.Number));
    if set_processor(call, dpc, processor) {
        ffi::STATUS_SUCCESS
    } else {
        ffi::STATUS_INVALID_PARAMETER
    }
}

impl Dpcs {
    fn is_queued(&self, dpc: ffi::PKDPC) -> bool {
        self.queued.borrow().contains_key(&(dpc as usize))
    }
}

impl Kernel {
    /// Queues a DPC that was initialised: `false` if it is queued, and then keeps its arguments.
    pub(super) fn insert_dpc(
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
    fn remove_dpc(&self, dpc: ffi::PKDPC) -> bool {
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
    fn flush_dpcs(&self) {
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
            let of_device = copy.DeferredContext as usize + offset_of!(ffi::DEVICE_OBJECT, Dpc);
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
    pub(super) fn dpcs_end(&self, memory: &Range<usize>, device: Option<usize>, what: &str) {
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
