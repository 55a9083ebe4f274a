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

    /// Whether a coroutine that waits for a lock may have it now: nobody has it, and nobody is before it in its queue.
    pub fn may_take(&self, lock: Lock, fiber: usize) -> bool {
        let queue = self.lock_queue.borrow();
        let first = queue.iter().find(|(_, queued)| queued.excludes(lock));
        self.owner(lock).is_none() && first.is_none_or(|&(first, _)| first == fiber)
    }

    /// Raises the IRQL and waits for a lock; the IRQL to return to. The handle is the caller's, 0 if it has none.
    pub fn acquire(&self, lock: Lock, handle: usize) -> u8 {
        let fiber = self.fiber();
        let old_irql = fiber.irql.get();
        fiber.irql.set(old_irql.max(lock.class.irql));
        while !self.may_take(lock, fiber.id) {
            fiber.waits.set(Some(lock));
            fiber.suspend(Stop::Waiting);
            fiber.waits.set(None);
        }
        self.hold(Held {
            fiber: fiber.id,
            lock,
            old_irql,
            handle,
        });
        old_irql
    }

    /// The same, in the order of asking.
    pub fn acquire_queued(&self, lock: Lock, handle: usize) -> u8 {
        let fiber = self.fiber().id;
        self.lock_queue.borrow_mut().push((fiber, lock));
        let old_irql = self.acquire(lock, handle);
        self.lock_queue
            .borrow_mut()
            .retain(|&(queued, _)| queued != fiber);
        old_irql
    }

    /// Code has a lock.
    pub fn hold(&self, held: Held) {
        self.held.borrow_mut().push(held);
    }

    /// Checks that a lock may be acquired by the code that runs: not twice, and in an order that everybody keeps. `false` if
    /// the code would wait for itself.
    pub fn check_order(&self, adapter: Option<usize>, lock: Lock) -> bool {
        if self.holds(lock) {
            self.violation(
                Rule::LockTwice,
                adapter,
                format!("the {lock} is acquired by code that holds it: a deadlock"),
            );
            return false;
        }
        let fiber = self.fiber().id;
        let mine: Vec<Lock> = self
            .held
            .borrow()
            .iter()
            .filter(|held| held.fiber == fiber)
            .map(|held| held.lock)
            .collect();
        for held in mine {
            if !self.lock_order.borrow_mut().add(held, lock) {
                self.violation(
                    Rule::LockOrder,
                    adapter,
                    format!("the {lock} is acquired while the {held} is held, and elsewhere the other way round"),
                );
            }
        }
        true
    }

    /// Takes the last lock away from the running code that fits. The IRQL stays.
    pub fn take_back(&self, fits: impl Fn(&Held) -> bool) -> Option<Held> {
        let fiber = self.fiber();
        let mut all = self.held.borrow_mut();
        let index = all
            .iter()
            .rposition(|held| held.fiber == fiber.id && fits(held))?;
        Some(all.remove(index))
    }

    /// The IRQL that the locks of the running code need.
    pub fn needed_irql(&self) -> u8 {
        let fiber = self.fiber().id;
        let held = self.held.borrow();
        let mine = held.iter().filter(|held| held.fiber == fiber);
        mine.map(|held| held.lock.class.irql).max().unwrap_or(0)
    }

    /// Releases the last lock of the running code that fits; the IRQL that it was acquired at.
    pub fn release(&self, fits: impl Fn(&Held) -> bool) -> Option<u8> {
        let released = self.take_back(fits)?;
        // Released out of order: the IRQL stays as high as the locks that are left.
        let irql = released.old_irql.max(self.needed_irql());
        self.fiber().irql.set(irql);
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
                format!("the {} was not released", held.lock),
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
            .map(|lock| match lock.adapter() {
                Some(adapter) => format!("the {lock} of adapter {adapter}"),
                None => format!("the {lock}"),
            })
            .collect();
        self.violation_outside(
            Rule::Deadlock,
            waits.first().and_then(Lock::adapter),
            format!("everything waits for {}", names.join(" and ")),
        );
    }
}
