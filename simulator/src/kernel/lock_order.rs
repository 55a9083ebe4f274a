//! In which order locks were acquired, of all that runs: whoever acquires two the other way round can wait for ever.

use std::ops::Range;

use super::lock::{Class, Lock, NOBODY};
use super::map::FastMap;

/// A lock, as a key: class, owner, instance.
type Key = (usize, usize, usize);

fn key(lock: Lock) -> Key {
    let class: *const Class = lock.class;
    (class as usize, lock.owner, lock.instance)
}

/// Which locks were acquired while which were held.
#[derive(Debug, Default)]
pub(crate) struct LockOrder {
    behind: FastMap<Key, Vec<Key>>,
}

impl LockOrder {
    /// Notes that a lock is acquired while another is held: `false` if somebody does it the other way round.
    pub fn add(&mut self, held: Lock, acquired: Lock) -> bool {
        let (held, acquired) = (key(held), key(acquired));
        let known = self.behind.entry(held).or_default();
        if known.contains(&acquired) {
            return true;
        }
        if self.leads(acquired, held) {
            return false;
        }
        self.behind.entry(held).or_default().push(acquired);
        true
    }

    fn leads(&self, from: Key, to: Key) -> bool {
        let mut seen = Vec::new();
        let mut open = vec![from];
        while let Some(next) = open.pop() {
            if next == to {
                return true;
            }
            if !seen.contains(&next) {
                seen.push(next);
                open.extend(self.behind.get(&next).into_iter().flatten());
            }
        }
        false
    }

    /// The lock is new: what was at its address is gone.
    pub fn forget(&mut self, lock: Lock) {
        let gone = key(lock);
        self.forget_all(|key| key == gone);
    }

    /// The locks in some memory are gone.
    pub fn forget_within(&mut self, memory: &Range<usize>) {
        self.forget_all(|(_, owner, instance)| owner == NOBODY && memory.contains(&instance));
    }

    fn forget_all(&mut self, gone: impl Fn(Key) -> bool) {
        self.behind.retain(|&lock, _| !gone(lock));
        for behind in self.behind.values_mut() {
            behind.retain(|&lock| !gone(lock));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static CLASS: Class = Class {
        name: "locks",
        one: "lock",
        rank: 1,
        irql: 2,
    };

    #[test]
    fn a_circle_is_seen_over_others_and_forgotten_with_its_locks() {
        let [a, b, c] = [1, 2, 3].map(|at| Lock::at(&CLASS, at));
        let mut order = LockOrder::default();
        assert!(order.add(a, b) && order.add(b, c) && order.add(a, b));
        assert!(!order.add(c, a));
        order.forget(b);
        assert!(order.add(c, a));
        assert!(!order.add(a, c));
        order.forget_within(&(3..4));
        assert!(order.add(a, c));
    }
}
