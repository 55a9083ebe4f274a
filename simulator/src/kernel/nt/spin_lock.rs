//! Spin locks of drivers.
//!
//! A lock holds 0 while it is free, as `KeInitializeSpinLock` leaves it.

use std::cell::RefCell;
use std::ops::Range;

use miniport::ffi;

use super::call::{Call, routines};
use super::irql::lower_to;
use crate::kernel::core::Kernel;
use crate::kernel::level::{DISPATCH_LEVEL, PASSIVE_LEVEL};
use crate::kernel::lock::{Class, Held, Lock, NOBODY};
use crate::kernel::map::FastMap;
use crate::kernel::time::cost;
use crate::verifier::Rule;

pub(super) static SPIN_LOCK: Class = Class {
    name: "spin locks",
    one: "spin lock",
    rank: 1,
    irql: DISPATCH_LEVEL,
};

/// By which routines a lock is acquired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Ordinary,
    /// In-stack queued ones.
    Queued,
    /// Those of lists (`ExInterlockedInsertTailList` and the like), at any IRQL.
    Interlocked,
}

/// How a lock is used since it was initialised: it is always used the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Use {
    way: Way,
    /// It is acquired at `DIRQL`, and so never below.
    high: bool,
}

/// How the locks are used that were acquired.
#[derive(Debug, Default)]
pub(super) struct SpinLocks {
    uses: RefCell<FastMap<usize, Use>>,
}

/// What a lock holds while it is held.
const HELD: ffi::KSPIN_LOCK = 1;

routines! {
    /// Initialises a spin lock.
    KeInitializeSpinLock(lock: ffi::PKSPIN_LOCK) -> (), ANY => |call| initialize(call, lock), else ();
    /// Raises the IRQL to `DISPATCH_LEVEL` and acquires a lock; the former IRQL.
    KeAcquireSpinLockRaiseToDpc(lock: ffi::PKSPIN_LOCK) -> ffi::KIRQL, UP_TO_DISPATCH
        => |call| acquire(call, lock), else PASSIVE_LEVEL;
    /// Releases a lock and lowers the IRQL.
    KeReleaseSpinLock(lock: ffi::PKSPIN_LOCK, irql: ffi::KIRQL) -> (), DISPATCH
        => |call| release(call, lock, Some(irql)), else ();
    /// Acquires a lock where the IRQL is high enough.
    KeAcquireSpinLockAtDpcLevel(lock: ffi::PKSPIN_LOCK) -> (), FROM_DISPATCH
        => |call| { acquire(call, lock); }, else ();
    /// Releases a lock; the IRQL stays.
    KeReleaseSpinLockFromDpcLevel(lock: ffi::PKSPIN_LOCK) -> (), FROM_DISPATCH
        => |call| release(call, lock, None), else ();
    /// Acquires a lock if it is free.
    KeTryToAcquireSpinLockAtDpcLevel(lock: ffi::PKSPIN_LOCK) -> ffi::BOOLEAN, FROM_DISPATCH
        => |call| ffi::BOOLEAN::from(try_to_acquire(call, lock)), else ffi::FALSE;
    /// Whether a lock is free.
    KeTestSpinLock(lock: ffi::PKSPIN_LOCK) -> ffi::BOOLEAN, ANY
        => |call| ffi::BOOLEAN::from(is_free(call, lock)), else ffi::FALSE;
    /// Acquires a lock in a threaded DPC, whose IRQL may be `PASSIVE_LEVEL`.
    KeAcquireSpinLockForDpc(lock: ffi::PKSPIN_LOCK) -> ffi::KIRQL, UP_TO_DISPATCH
        => |call| acquire(call, lock), else PASSIVE_LEVEL;
    /// Releases a lock of `KeAcquireSpinLockForDpc`.
    KeReleaseSpinLockForDpc(lock: ffi::PKSPIN_LOCK, irql: ffi::KIRQL) -> (), DISPATCH
        => |call| release(call, lock, Some(irql)), else ();
}

pub(super) fn at(place: ffi::PKSPIN_LOCK) -> Lock {
    Lock::at(&SPIN_LOCK, place as usize)
}

fn initialize(call: &Call<'_>, place: ffi::PKSPIN_LOCK) {
    if !call.is_place(place) {
        return;
    }
    let lock = at(place);
    if call.kernel.owner(lock).is_some() {
        call.violation(
            Rule::LockMisused,
            format!("the {lock} is initialised while it is held"),
        );
        return;
    }
    call.kernel.forget_lock(lock);
    // SAFETY: the driver says that a lock is there; it is not NULL and aligned.
    unsafe { place.write(0) };
}

/// Checks what is asked of a lock before it is acquired: `false` if it cannot be.
pub(super) fn check(call: &Call<'_>, place: ffi::PKSPIN_LOCK, way: Way) -> bool {
    call.kernel.charge(cost::LOCK);
    if !call.is_place(place) {
        return false;
    }
    let lock = at(place);
    // SAFETY: the driver says that a lock is there; it is not NULL and aligned.
    if call.kernel.owner(lock).is_none() && unsafe { place.replace(0) } != 0 {
        call.violation(
            Rule::LockNotInitialised,
            format!("the {lock} is acquired and holds no value of a spin lock that is free"),
        );
    }
    if call.kernel.is_interrupt_lock(place as usize) {
        call.violation(
            Rule::LockMixed,
            format!(
                "the {lock} is that of an interrupt, and is acquired by {}",
                call.routine.name
            ),
        );
    }
    let high = way != Way::Interlocked && call.kernel.fiber().irql.get() > DISPATCH_LEVEL;
    let now = Use { way, high };
    let before = *call
        .kernel
        .nt
        .spin_locks
        .uses
        .borrow_mut()
        .entry(place as usize)
        .or_insert(now);
    if before.way != way {
        let ways = match (before.way, way) {
            (Way::Interlocked, _) | (_, Way::Interlocked) => {
                "by a routine of lists (ExInterlocked...) and otherwise"
            }
            _ => "as an ordinary and as a queued one",
        };
        call.violation(Rule::LockMixed, format!("the {lock} is acquired {ways}"));
    } else if before.high != high {
        call.violation(
            Rule::LockMixed,
            format!("the {lock} is acquired at DIRQL and below it"),
        );
    }
    true
}

pub(super) fn mark_held(place: ffi::PKSPIN_LOCK) {
    // SAFETY: as in `check`, which was called.
    unsafe { place.write(HELD) };
}

/// Acquires an ordinary lock; the former IRQL.
fn acquire(call: &Call<'_>, place: ffi::PKSPIN_LOCK) -> u8 {
    let kernel = call.kernel;
    let irql = kernel.fiber().irql.get();
    if check(call, place, Way::Ordinary) && kernel.check_order(call.adapter, at(place)) {
        kernel.acquire(at(place), place as usize);
        mark_held(place);
    }
    irql
}

fn try_to_acquire(call: &Call<'_>, place: ffi::PKSPIN_LOCK) -> bool {
    let kernel = call.kernel;
    if !check(call, place, Way::Ordinary) || kernel.owner(at(place)).is_some() {
        return false;
    }
    kernel.acquire(at(place), place as usize);
    mark_held(place);
    true
}

fn is_free(call: &Call<'_>, place: ffi::PKSPIN_LOCK) -> bool {
    call.is_place(place) && call.kernel.owner(at(place)).is_none()
}

/// Takes a lock back that the code holds.
pub(super) fn take_back(call: &Call<'_>, fits: impl Fn(&Held) -> bool) -> Option<Held> {
    let held = call
        .kernel
        .take_back(|held| held.lock.is_of(&SPIN_LOCK) && fits(held));
    if let Some(held) = held {
        let place = held.lock.instance as ffi::PKSPIN_LOCK;
        // SAFETY: it was acquired, and so is a lock; memory of locks that are held is not given back.
        if unsafe { place.replace(0) } != HELD {
            call.violation(
                Rule::LockMisused,
                format!("the {} was written while it was held", held.lock),
            );
        }
    } else {
        call.violation(
            Rule::LockNotHeld,
            "a spin lock is released that this code does not hold, or with another handle than it was acquired with",
        );
    }
    held
}

/// Releases an ordinary lock; the IRQL becomes `irql` or stays.
fn release(call: &Call<'_>, place: ffi::PKSPIN_LOCK, irql: Option<u8>) {
    let mine =
        |held: &Held| held.lock.instance == place as usize && held.handle == held.lock.instance;
    let Some(held) = take_back(call, mine) else {
        return;
    };
    let kernel = call.kernel;
    if let Some(irql) = irql {
        // One that was acquired at DISPATCH_LEVEL may be the last of several that are released.
        if irql != held.old_irql && (held.old_irql < DISPATCH_LEVEL || irql > DISPATCH_LEVEL) {
            call.violation(
                Rule::LockMisused,
                format!(
                    "the {} is released to IRQL {irql}, and was acquired at {}",
                    held.lock, held.old_irql
                ),
            );
            lower_to(call, held.old_irql);
        } else {
            lower_to(call, irql);
        }
    }
    kernel.preemption_point();
}

impl Kernel {
    fn forget_lock(&self, lock: Lock) {
        self.nt.spin_locks.uses.borrow_mut().remove(&lock.instance);
        self.lock_order.borrow_mut().forget(lock);
    }

    /// Memory is freed: locks in it are no more.
    pub(super) fn spin_locks_end(&self, memory: &Range<usize>, device: Option<usize>, what: &str) {
        let within = |lock: &Lock| lock.owner == NOBODY && memory.contains(&lock.instance);
        let held: Vec<Lock> = self
            .held
            .borrow()
            .iter()
            .map(|held| held.lock)
            .filter(within)
            .collect();
        for lock in held {
            self.broken(
                Rule::LockMisused,
                device,
                format!("{what} is freed while the {lock} in it is held"),
            );
            self.held
                .borrow_mut()
                .retain(|held| !held.lock.excludes(lock));
        }
        let mut uses = self.nt.spin_locks.uses.borrow_mut();
        uses.retain(|at, _| !memory.contains(at));
        self.lock_order.borrow_mut().forget_within(memory);
    }
}
