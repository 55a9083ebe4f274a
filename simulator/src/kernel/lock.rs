//! What a spin lock is: whose, of which class, and which of them.

use std::ptr;

/// A class of spin locks.
#[derive(Debug)]
pub(crate) struct Class {
    pub name: &'static str,
    /// The name of one of many ([`Lock::instance`]).
    pub one: &'static str,
    /// Locks are acquired in ascending order.
    pub rank: u8,
    /// The IRQL of code that holds one.
    pub irql: u8,
}

/// The instance that stands for all of its class.
pub(crate) const ALL: usize = usize::MAX;

/// A spin lock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lock {
    /// The number of the adapter or device that has it.
    pub owner: usize,
    pub class: &'static Class,
    pub instance: usize,
}

impl Lock {
    /// The only lock of its class, or all of them.
    pub fn all(class: &'static Class, owner: usize) -> Self {
        Self {
            owner,
            class,
            instance: ALL,
        }
    }

    /// One of a class.
    pub fn one(class: &'static Class, owner: usize, instance: usize) -> Self {
        Self {
            owner,
            class,
            instance,
        }
    }

    pub fn is_of(&self, class: &'static Class) -> bool {
        ptr::eq(self.class, class)
    }

    /// Whether nobody can have one while somebody has the other.
    pub fn excludes(&self, other: Self) -> bool {
        self.owner == other.owner
            && self.is_of(other.class)
            && (self.instance == other.instance || self.instance == ALL || other.instance == ALL)
    }

    pub fn name(&self) -> &'static str {
        if self.instance == ALL {
            self.class.name
        } else {
            self.class.one
        }
    }
}

/// A lock that code holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub fiber: usize,
    pub lock: Lock,
    /// The IRQL to return to.
    pub old_irql: u8,
    /// The handle that it was acquired with; 0 if it is held for a callback.
    pub handle: usize,
}
