//! The spin locks of an adapter, as the routines of Storport name them, and the rules of acquiring them.

use miniport::ffi;

use super::adapter::AdapterState;
use super::port::Storport;
use crate::kernel::hardware::function::INTERRUPT;
use crate::kernel::level::DISPATCH_LEVEL;
use crate::kernel::lock::{Class, Lock};
use crate::kernel::time::cost;
use crate::verifier::{Role, Rule};

/// Held around `HwStorStartIo`, timers and resets.
static START_IO: Class = Class {
    name: "StartIoLock",
    one: "StartIoLock",
    rank: 1,
    irql: DISPATCH_LEVEL,
};
/// The tokens of concurrent channels, which only Storport takes, before every lock.
static CHANNEL: Class = Class {
    name: "channels",
    one: "channel",
    rank: 0,
    irql: DISPATCH_LEVEL,
};
/// The locks of DPCs, by their address.
pub(super) static DPC: Class = Class {
    name: "DpcLock",
    one: "DpcLock",
    rank: 1,
    irql: DISPATCH_LEVEL,
};

impl AdapterState {
    pub fn startio_lock(&self) -> Lock {
        Lock::all(&START_IO, self.number)
    }

    /// What Storport holds around `HwStorStartIo` on a processor: one call at a time, or one in each channel; nothing in a virtual
    /// miniport.
    pub fn starting_lock(&self, processor: usize) -> Option<Lock> {
        let channels = self.concurrent_channels.get() as usize;
        if self.virtual_device {
            None
        } else if channels <= 1 {
            Some(self.startio_lock())
        } else {
            Some(Lock::one(&CHANNEL, self.number, processor % channels))
        }
    }

    /// And around `HwStorResetBus`: all channels too.
    pub fn resetting_locks(&self) -> [Lock; 2] {
        [Lock::all(&CHANNEL, self.number), self.startio_lock()]
    }

    pub fn interrupt_lock(&self) -> Lock {
        Lock::all(&INTERRUPT, self.number)
    }

    /// The lock that a driver names; a DPC lock by the address of its DPC.
    pub fn lock_of(&self, lock: ffi::STOR_SPINLOCK, context: usize) -> Option<Lock> {
        match lock {
            ffi::DpcLock | ffi::ThreadedDpcLock | ffi::DpcLevelLock => {
                Some(Lock::one(&DPC, self.number, context))
            }
            ffi::StartIoLock => Some(self.startio_lock()),
            ffi::InterruptLock => Some(self.interrupt_lock()),
            _ => None,
        }
    }
}

/// Which locks a callback may acquire, by the table of `StorPortAcquireSpinLock`.
fn may_acquire(role: Role, lock: Lock) -> bool {
    match role {
        Role::DriverEntry
        | Role::HwFindAdapter
        | Role::VirtualHwFindAdapter
        | Role::HwInitialize
        | Role::HwPassiveInitialize => false,
        Role::HwTimer | Role::HwResetBus | Role::HwStateChange => lock.is_of(&INTERRUPT),
        // Whoever holds a lock cannot acquire it again, nor one before it in the order: HwStorStartIo and interrupt handlers need no rows.
        _ => true,
    }
}

impl Storport<'_> {
    /// `StorPortAcquireSpinLock`: the IRQL to return to; `None` if the lock cannot be acquired.
    pub fn acquire(&self, adapter: &AdapterState, lock: Lock, handle: usize) -> Option<u8> {
        self.kernel.charge(cost::LOCK);
        self.check_acquire(adapter, lock)
            .then(|| self.kernel.acquire(lock, handle))
    }

    fn check_acquire(&self, adapter: &AdapterState, lock: Lock) -> bool {
        let fiber = self.kernel.fiber();
        if self.kernel.holds(lock) {
            self.kernel.violation(
                Rule::LockTwice,
                Some(adapter.number),
                format!("the {lock} is acquired by code that holds it: a deadlock"),
            );
            return false;
        }
        let higher = self
            .kernel
            .held
            .borrow()
            .iter()
            .filter(|held| held.fiber == fiber.id && held.lock.owner == lock.owner)
            .map(|held| held.lock)
            .find(|held| held.class.rank > lock.class.rank);
        if let Some(higher) = higher {
            self.kernel.violation(
                Rule::LockOrder,
                Some(adapter.number),
                format!("the {lock} is acquired while the {higher} is held"),
            );
            return true;
        }
        let role = fiber.frames.borrow().last().map(|frame| frame.role);
        if let Some(role) = role.filter(|&role| !may_acquire(role, lock)) {
            self.kernel.violation(
                Rule::LockNotAllowed,
                Some(adapter.number),
                format!("{role} must not acquire the {lock}"),
            );
        }
        true
    }
}
