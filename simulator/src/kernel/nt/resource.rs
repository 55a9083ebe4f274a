//! Executive resources: locks of threads that many share or one has alone.
//!
//! The structure is opaque, and what it is in is kept here by its address.

use std::cell::RefCell;

use miniport::ffi;

use super::call::{Call, routines};
use crate::kernel::level::APC_LEVEL;
use crate::kernel::map::FastMap;
use crate::kernel::time::cost;
use crate::verifier::Rule;

/// A resource.
#[derive(Default)]
struct Resource {
    /// The coroutines that have it, once for each time that they took it.
    owners: Vec<usize>,
    /// One has it alone.
    exclusive: bool,
    waiting: Vec<usize>,
}

/// The resources that were initialised.
#[derive(Default)]
pub(super) struct Resources(RefCell<FastMap<usize, Resource>>);

routines! {
    /// Initialises a resource.
    ExInitializeResourceLite(resource: ffi::PVOID) -> ffi::NTSTATUS, UP_TO_APC
        => |call| initialize(call, resource), else ffi::STATUS_SUCCESS;
    /// Ends it.
    ExDeleteResourceLite(resource: ffi::PVOID) -> ffi::NTSTATUS, UP_TO_APC
        => |call| delete(call, resource), else ffi::STATUS_SUCCESS;
    /// Takes it, alone.
    ExAcquireResourceExclusiveLite(resource: ffi::PVOID, wait: ffi::BOOLEAN) -> ffi::BOOLEAN, UP_TO_APC
        => |call| acquire(call, resource, true, wait != 0), else ffi::TRUE;
    /// Takes it together with others.
    ExAcquireResourceSharedLite(resource: ffi::PVOID, wait: ffi::BOOLEAN) -> ffi::BOOLEAN, UP_TO_APC
        => |call| acquire(call, resource, false, wait != 0), else ffi::TRUE;
    /// Gives it back.
    ExReleaseResourceLite(resource: ffi::PVOID) -> (), UP_TO_DISPATCH => |call| release(call, resource), else ();
}

impl Resource {
    /// Whether a coroutine can have it now. Who comes to share it does not stand behind one that waits for it alone, which no page promises.
    fn is_free_for(&self, fiber: usize, exclusive: bool) -> bool {
        let mine = self.owners.contains(&fiber);
        if self.owners.is_empty() {
            true
        } else if exclusive {
            self.exclusive && mine
        } else {
            mine || !self.exclusive
        }
    }
}

/// Does something with a resource that was initialised.
fn with<R>(
    call: &Call<'_>,
    resource: ffi::PVOID,
    act: impl FnOnce(&mut Resource) -> R,
) -> Option<R> {
    let mut all = call.kernel.nt.resources.0.borrow_mut();
    let found = all.get_mut(&(resource as usize)).map(act);
    drop(all);
    if found.is_none() {
        call.violation(
            Rule::LockMisused,
            format!(
                "{}: {resource:p} is no resource that was initialised",
                call.routine.name
            ),
        );
    }
    found
}

fn initialize(call: &Call<'_>, resource: ffi::PVOID) -> ffi::NTSTATUS {
    if !call.is_place(resource.cast::<usize>()) {
        return ffi::STATUS_INVALID_PARAMETER;
    }
    let mut all = call.kernel.nt.resources.0.borrow_mut();
    let before = all.insert(resource as usize, Resource::default());
    drop(all);
    if before.is_some() {
        call.violation(
            Rule::LockMisused,
            "a resource is initialised that was not deleted",
        );
    }
    ffi::STATUS_SUCCESS
}

fn delete(call: &Call<'_>, resource: ffi::PVOID) -> ffi::NTSTATUS {
    let held = with(call, resource, |resource| !resource.owners.is_empty());
    if held == Some(true) {
        call.violation(Rule::LockMisused, "a resource is deleted that somebody has");
    }
    let mut all = call.kernel.nt.resources.0.borrow_mut();
    all.remove(&(resource as usize));
    ffi::STATUS_SUCCESS
}

/// Normal kernel APCs are not delivered to whoever takes or has a resource.
fn check_region(call: &Call<'_>) {
    let fiber = call.kernel.fiber();
    if fiber.regions.get() == 0 && fiber.irql.get() < APC_LEVEL {
        let name = call.routine.name;
        call.violation(
            Rule::CriticalRegion,
            format!("{name} is called outside of a critical region"),
        );
    }
}

fn acquire(call: &Call<'_>, resource: ffi::PVOID, exclusive: bool, wait: bool) -> ffi::BOOLEAN {
    check_region(call);
    let kernel = call.kernel;
    kernel.charge(cost::LOCK);
    let me = kernel.fiber().id;
    loop {
        let taken = with(call, resource, |resource| {
            let free = resource.is_free_for(me, exclusive);
            if free {
                resource.exclusive = exclusive || resource.exclusive;
                resource.owners.push(me);
            } else if wait {
                resource.waiting.push(me);
            }
            free
        });
        if taken != Some(false) {
            return ffi::BOOLEAN::from(taken.is_some());
        }
        if !wait || !kernel.may_block() {
            return ffi::FALSE;
        }
        kernel.block();
    }
}

fn release(call: &Call<'_>, resource: ffi::PVOID) {
    check_region(call);
    let me = call.kernel.fiber().id;
    let released = with(call, resource, |resource| {
        let place = resource.owners.iter().rposition(|owner| *owner == me)?;
        resource.owners.remove(place);
        if resource.owners.is_empty() {
            resource.exclusive = false;
        }
        Some(std::mem::take(&mut resource.waiting))
    });
    match released {
        Some(Some(waiting)) => waiting
            .into_iter()
            .for_each(|fiber| call.kernel.wake(fiber)),
        Some(None) => call.violation(
            Rule::LockNotHeld,
            "a resource is released that this code does not have",
        ),
        None => {}
    }
}
