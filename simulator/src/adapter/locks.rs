//! The spin locks of an adapter: who holds them, and what acquiring and releasing them means.

use std::cell::{Cell, RefCell};

use super::state::AdapterState;
use crate::callback::Role;
use crate::fiber::Stop;
use crate::machine::core::Core;
use crate::map::FastMap;
use crate::processor::{Held, Lock};
use crate::time::cost;
use crate::verifier::Rule;

/// Who holds the locks: ids of coroutines.
#[derive(Debug, Default)]
pub(crate) struct Locks {
    startio: Cell<Option<usize>>,
    interrupt: Cell<Option<usize>>,
    messages: RefCell<FastMap<u32, usize>>,
    dpc: RefCell<FastMap<usize, usize>>,
}

impl Locks {
    pub fn owner(&self, lock: Lock) -> Option<usize> {
        match lock {
            Lock::StartIo => self.startio.get(),
            // The interrupt lock is all message locks together.
            Lock::Interrupt => self
                .interrupt
                .get()
                .or_else(|| self.messages.borrow().values().next().copied()),
            Lock::Message(id) => self
                .interrupt
                .get()
                .or_else(|| self.messages.borrow().get(&id).copied()),
            Lock::Dpc(dpc) => self.dpc.borrow().get(&dpc).copied(),
        }
    }

    fn set(&self, lock: Lock, owner: Option<usize>) {
        match (lock, owner) {
            (Lock::StartIo, owner) => self.startio.set(owner),
            (Lock::Interrupt, owner) => self.interrupt.set(owner),
            (Lock::Message(id), Some(owner)) => {
                self.messages.borrow_mut().insert(id, owner);
            }
            (Lock::Message(id), None) => {
                self.messages.borrow_mut().remove(&id);
            }
            (Lock::Dpc(dpc), Some(owner)) => {
                self.dpc.borrow_mut().insert(dpc, owner);
            }
            (Lock::Dpc(dpc), None) => {
                self.dpc.borrow_mut().remove(&dpc);
            }
        }
    }
}

/// Which locks a callback may acquire, by the table of `StorPortAcquireSpinLock`.
fn may_acquire(adapter: &AdapterState, role: Role, lock: Lock) -> bool {
    match role {
        Role::DriverEntry
        | Role::FindAdapter
        | Role::VirtualFindAdapter
        | Role::Initialize
        | Role::PassiveInitialize
        | Role::Interrupt => false,
        Role::MessageInterrupt => matches!(lock, Lock::Message(_)),
        Role::Timer | Role::ResetBus | Role::StateChange => {
            matches!(lock, Lock::Interrupt | Lock::Message(_))
        }
        Role::StartIo => lock != Lock::StartIo || !adapter.startio_is_locked(),
        _ => true,
    }
}

impl Core {
    /// `StorPortAcquireSpinLock`, and what the port driver does itself (`handle` 0). `false` if it cannot be acquired.
    pub fn acquire(&self, adapter: &AdapterState, lock: Lock, handle: usize) -> bool {
        let fiber = self.fiber();
        self.charge(cost::LOCK);
        if handle != 0 && !self.check_acquire(adapter, lock) {
            return false;
        }
        let old_irql = fiber.irql.get();
        fiber.irql.set(old_irql.max(lock.irql()));
        while adapter.locks.owner(lock).is_some() {
            self.waits
                .borrow_mut()
                .insert(fiber.id, (adapter.number, lock));
            fiber.suspend(Stop::Waiting);
            self.waits.borrow_mut().remove(&fiber.id);
        }
        adapter.locks.set(lock, Some(fiber.id));
        fiber.held.borrow_mut().push(Held {
            adapter: adapter.number,
            lock,
            old_irql,
            handle,
        });
        true
    }

    fn check_acquire(&self, adapter: &AdapterState, lock: Lock) -> bool {
        let fiber = self.fiber();
        let name = lock.name();
        if adapter.locks.owner(lock) == Some(fiber.id) {
            self.violation(
                Rule::LockTwice,
                Some(adapter),
                format!("the {name} is acquired by code that holds it: a deadlock"),
            );
            return false;
        }
        let higher = fiber
            .held
            .borrow()
            .iter()
            .find(|held| held.adapter == adapter.number && held.lock.rank() > lock.rank())
            .map(|held| held.lock);
        if let Some(higher) = higher {
            self.violation(
                Rule::LockOrder,
                Some(adapter),
                format!("the {name} is acquired while the {} is held", higher.name()),
            );
            return true;
        }
        let role = fiber.frames.borrow().last().map(|frame| frame.role);
        if let Some(role) = role.filter(|&role| !may_acquire(adapter, role, lock)) {
            self.violation(
                Rule::LockNotAllowed,
                Some(adapter),
                format!("{role} must not acquire the {name}"),
            );
        }
        true
    }

    /// `StorPortReleaseSpinLock`: the lock of a handle.
    pub fn release(&self, adapter: &AdapterState, handle: usize) -> bool {
        let fiber = self.fiber();
        let found = fiber
            .held
            .borrow()
            .iter()
            .rposition(|held| held.adapter == adapter.number && held.handle == handle);
        let Some(index) = found else { return false };
        self.release_at(adapter, index);
        true
    }

    fn release_at(&self, adapter: &AdapterState, index: usize) {
        let fiber = self.fiber();
        let held = fiber.held.borrow_mut().remove(index);
        adapter.locks.set(held.lock, None);
        // Released out of order: the IRQL stays as high as the locks that are left.
        let rest = fiber
            .held
            .borrow()
            .iter()
            .map(|held| held.lock.irql())
            .max()
            .unwrap_or(0);
        fiber.irql.set(held.old_irql.max(rest));
    }

    /// `StorPortReleaseMSISpinLock`: the IRQL that the lock was acquired at; `None` if this code did not acquire it.
    pub fn release_message(&self, adapter: &AdapterState, id: u32) -> Option<u8> {
        let fiber = self.fiber();
        let index = fiber.held.borrow().iter().rposition(|held| {
            held.adapter == adapter.number && held.lock == Lock::Message(id) && held.handle != 0
        })?;
        let old_irql = fiber.held.borrow()[index].old_irql;
        self.release_at(adapter, index);
        Some(old_irql)
    }

    /// Runs `inside` with locks that the port driver holds for the callback.
    pub fn with_locks<R>(
        &self,
        adapter: &AdapterState,
        locks: &[Lock],
        inside: impl FnOnce() -> R,
    ) -> R {
        for &lock in locks {
            self.acquire(adapter, lock, 0);
        }
        let result = inside();
        for _ in locks {
            self.release(adapter, 0);
        }
        result
    }

    /// A callback returned with other locks than it was called with.
    #[cold]
    pub fn locks_left(&self, adapter: Option<&AdapterState>, before: usize) {
        let fiber = self.fiber();
        while fiber.held.borrow().len() > before {
            let Some(held) = fiber.held.borrow_mut().pop() else {
                break;
            };
            self.violation(
                Rule::LockNotReleased,
                adapter,
                format!("the {} was not released", held.lock.name()),
            );
            if let Some(owner) = self.adapter(held.adapter) {
                owner.locks.set(held.lock, None);
            }
            fiber.irql.set(held.old_irql);
        }
    }
}
