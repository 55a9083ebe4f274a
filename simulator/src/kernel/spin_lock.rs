//! Spin locks: which there are is said by whoever has them; who holds them, and what waiting for them means, is here.

use super::core::Kernel;
use super::fiber::{Fiber, Stop};
use super::lock::{Held, Lock};
use super::time::cost;
use crate::verifier::Rule;

impl Kernel {
    /// The coroutine that keeps others from a lock.
    pub fn owner(&self, lock: Lock) -> Option<usize> {
        self.held
            .borrow()
            .iter()
            .find(|held| held.lock.excludes(lock))
            .map(|held| held.fiber)
    }

    /// Whether the running code holds a lock.
    pub fn holds(&self, lock: Lock) -> bool {
        let fiber = self.fiber().id;
        let held = self.held.borrow();
        held.iter()
            .any(|held| held.fiber == fiber && held.lock.excludes(lock))
    }

    /// Raises the IRQL and waits for a lock; the IRQL to return to. The handle is the caller's, 0 if it has none.
    pub fn acquire(&self, lock: Lock, handle: usize) -> u8 {
        let fiber = self.fiber();
        let old_irql = fiber.irql.get();
        fiber.irql.set(old_irql.max(lock.class.irql));
        while self.owner(lock).is_some() {
            fiber.waits.set(Some(lock));
            fiber.suspend(Stop::Waiting);
            fiber.waits.set(None);
        }
        self.held.borrow_mut().push(Held {
            fiber: fiber.id,
            lock,
            old_irql,
            handle,
        });
        old_irql
    }

    /// Releases the last lock of the running code that fits; the IRQL that it was acquired at.
    pub fn release(&self, fits: impl Fn(&Held) -> bool) -> Option<u8> {
        let fiber = self.fiber();
        let mut all = self.held.borrow_mut();
        let index = all
            .iter()
            .rposition(|held| held.fiber == fiber.id && fits(held))?;
        let released = all.remove(index);
        // Released out of order: the IRQL stays as high as the locks that are left.
        let rest = all
            .iter()
            .filter(|held| held.fiber == fiber.id)
            .map(|held| held.lock.class.irql)
            .max();
        fiber.irql.set(released.old_irql.max(rest.unwrap_or(0)));
        Some(released.old_irql)
    }

    /// Runs `inside` with locks that are held for the callback.
    pub fn with_locks<R>(&self, locks: &[Lock], inside: impl FnOnce() -> R) -> R {
        for &lock in locks {
            self.charge(cost::LOCK);
            self.acquire(lock, 0);
        }
        let result = inside();
        for &lock in locks {
            self.release(|held| held.handle == 0 && held.lock.owner == lock.owner);
        }
        result
    }

    /// How many locks the running code holds.
    pub fn number_held(&self, fiber: &Fiber) -> usize {
        let held = self.held.borrow();
        held.iter().filter(|held| held.fiber == fiber.id).count()
    }

    /// A callback returned with other locks than it was called with.
    #[cold]
    pub fn locks_left(&self, adapter: Option<usize>, before: usize) {
        let fiber = self.fiber();
        while self.number_held(fiber) > before {
            let mut all = self.held.borrow_mut();
            let Some(index) = all.iter().rposition(|held| held.fiber == fiber.id) else {
                break;
            };
            let held = all.remove(index);
            drop(all);
            self.violation(
                Rule::LockNotReleased,
                adapter,
                format!("the {} was not released", held.lock.name()),
            );
            fiber.irql.set(held.old_irql);
        }
    }

    #[cold]
    pub fn report_deadlock(&self) {
        let waits: Vec<Lock> = self
            .processors
            .borrow()
            .iter()
            .flatten()
            .filter_map(|&fiber| self.fiber_at(fiber).waits.get())
            .collect();
        let names: Vec<_> = waits
            .iter()
            .map(|lock| format!("the {} of adapter {}", lock.name(), lock.owner))
            .collect();
        self.violation_outside(
            Rule::Deadlock,
            waits.first().map(|lock| lock.owner),
            format!("everything waits for {}", names.join(" and ")),
        );
    }
}
