//! Run-down protection: an object is used by many until its owner waits for all of them.
//!
//! The structure is opaque, and what it is in is kept here by its address.

use std::cell::RefCell;
use std::ops::Range;

use miniport::ffi;

use super::call::{Call, routines};
use crate::kernel::core::Kernel;
use crate::kernel::map::FastMap;
use crate::verifier::Rule;

/// The protection of an object.
#[derive(Default)]
struct Protection {
    /// How many uses were granted and have not ended.
    uses: u64,
    /// It is run down, or somebody waits for that: no use is granted any more.
    ends: bool,
    waiting: Vec<usize>,
}

impl Protection {
    fn is_busy(&self) -> bool {
        self.uses != 0 || !self.waiting.is_empty()
    }
}

/// `EX_RUNDOWN_REF`.
type PRundown = *mut usize;

/// The protections that were initialised.
#[derive(Default)]
pub(super) struct Rundowns(RefCell<FastMap<usize, Protection>>);

routines! {
    /// Initialises the protection of an object.
    ExInitializeRundownProtection(protection: PRundown) -> (), UP_TO_APC => |call| initialize(call, protection), else ();
    /// Uses the object; FALSE if it is run down.
    ExAcquireRundownProtection(protection: PRundown) -> ffi::BOOLEAN, UP_TO_DISPATCH
        => |call| acquire(call, protection, 1), else ffi::FALSE;
    /// Uses it so many times.
    ExAcquireRundownProtectionEx(protection: PRundown, count: ffi::ULONG) -> ffi::BOOLEAN, UP_TO_DISPATCH
        => |call| acquire(call, protection, count.into()), else ffi::FALSE;
    /// Ends a use.
    ExReleaseRundownProtection(protection: PRundown) -> (), UP_TO_DISPATCH => |call| release(call, protection, 1), else ();
    /// Ends so many uses.
    ExReleaseRundownProtectionEx(protection: PRundown, count: ffi::ULONG) -> (), UP_TO_DISPATCH
        => |call| release(call, protection, count.into()), else ();
    /// Grants no use any more, and waits until all have ended.
    ExWaitForRundownProtectionRelease(protection: PRundown) -> (), UP_TO_APC => |call| wait(call, protection), else ();
    /// Says that the object is run down.
    ExRundownCompleted(protection: PRundown) -> (), UP_TO_APC => |call| check_ended(call, protection), else ();
    /// Begins again for another object.
    ExReInitializeRundownProtection(protection: PRundown) -> (), UP_TO_APC => |call| begin_again(call, protection), else ();
}

/// Does something with a protection that was initialised.
fn with<R>(
    call: &Call<'_>,
    protection: PRundown,
    act: impl FnOnce(&mut Protection) -> R,
) -> Option<R> {
    let mut all = call.kernel.nt.rundowns.0.borrow_mut();
    let found = all.get_mut(&(protection as usize)).map(act);
    drop(all);
    if found.is_none() {
        let name = call.routine.name;
        call.violation(
            Rule::ObjectNotInitialised,
            format!("{name}: {protection:p} is no run-down protection that was initialised"),
        );
    }
    found
}

fn initialize(call: &Call<'_>, protection: PRundown) {
    if !call.is_place(protection) {
        return;
    }
    let mut all = call.kernel.nt.rundowns.0.borrow_mut();
    let before = all.insert(protection as usize, Protection::default());
    drop(all);
    if let Some(before) = before.filter(Protection::is_busy) {
        call.violation(
            Rule::BusyObject,
            "the run-down protection of an object is initialised while the object is used",
        );
        call.kernel.wake_all(before);
    }
    // SAFETY: the driver says that a structure is there; it is not NULL and aligned.
    unsafe { protection.write(0) };
}

fn acquire(call: &Call<'_>, protection: PRundown, count: u64) -> ffi::BOOLEAN {
    let granted = with(call, protection, |protection| {
        if !protection.ends {
            protection.uses += count;
        }
        !protection.ends
    });
    ffi::BOOLEAN::from(granted == Some(true))
}

fn release(call: &Call<'_>, protection: PRundown, count: u64) {
    let released = with(call, protection, |protection| {
        protection.uses = protection.uses.checked_sub(count)?;
        let last = protection.uses == 0;
        let waiting = last.then(|| std::mem::take(&mut protection.waiting));
        Some(waiting.unwrap_or_default())
    });
    match released {
        Some(Some(waiting)) => waiting
            .into_iter()
            .for_each(|fiber| call.kernel.wake(fiber)),
        Some(None) => call.violation(
            Rule::ObjectReference,
            "run-down protection is released that nobody has",
        ),
        None => {}
    }
}

fn wait(call: &Call<'_>, protection: PRundown) {
    // Who may not wait was reported.
    let waits = call.kernel.may_block();
    let me = call.kernel.fiber().id;
    let has_ended = with(call, protection, |protection| {
        protection.ends = true;
        if protection.uses != 0 && waits {
            protection.waiting.push(me);
        }
        protection.uses == 0
    });
    if has_ended == Some(false) && waits {
        call.kernel.block();
    }
}

/// What ends, or begins again, was run down.
fn check_ended(call: &Call<'_>, protection: PRundown) {
    let has_ended = with(call, protection, |protection| {
        protection.ends && protection.uses == 0
    });
    if has_ended == Some(false) {
        let name = call.routine.name;
        call.violation(
            Rule::BusyObject,
            format!("{name}: the object was not run down"),
        );
    }
}

fn begin_again(call: &Call<'_>, protection: PRundown) {
    check_ended(call, protection);
    with(call, protection, |protection| protection.ends = false);
}

impl Kernel {
    /// Memory is freed: nobody may use an object by a protection in it, or wait for its end.
    pub(super) fn rundowns_end(&self, memory: &Range<usize>, device: Option<usize>, what: &str) {
        let mut freed: Vec<(usize, Protection)> = {
            let mut all = self.nt.rundowns.0.borrow_mut();
            all.extract_if(|place, _| memory.contains(place)).collect()
        };
        freed.sort_by_key(|(place, _)| *place);
        for (_, protection) in freed {
            if protection.is_busy() {
                let uses = protection.uses;
                let message = format!(
                    "{what} is freed while {uses} uses of an object go on that are protected there"
                );
                self.broken(Rule::BusyObject, device, message);
            }
            self.wake_all(protection);
        }
    }

    /// Who waits for the end of what is no more goes on.
    fn wake_all(&self, protection: Protection) {
        for fiber in protection.waiting {
            self.wake(fiber);
        }
    }
}
