//! What a spin lock is: whose, of which class, and which of them.

use std::{fmt, ptr};

/// A class of locks.
#[derive(Debug)]
pub(crate) struct Class {
    pub name: &'static str,
    /// The name of one of many ([`Lock::instance`]).
    pub one: &'static str,
    /// Locks of one owner are acquired in ascending order.
    pub rank: u8,
    /// The IRQL of code that holds one.
    pub irql: u8,
}

/// The instance that stands for all of its class.
pub(crate) const ALL: usize = usize::MAX;

/// The owner of locks that lie in the driver's memory: their instance is their address.
pub(crate) const NOBODY: usize = usize::MAX;

/// A lock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lock {
    /// The number of the adapter or device that has it, or [`NOBODY`].
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

    /// One of a class, at an address.
    pub fn at(class: &'static Class, address: usize) -> Self {
        Self::one(class, NOBODY, address)
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

    /// The adapter or device that has it.
    pub fn adapter(&self) -> Option<usize> {
        (self.owner != NOBODY).then_some(self.owner)
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.owner == NOBODY && self.instance != ALL {
            write!(f, "{} at {:#x}", self.class.one, self.instance)
        } else if self.instance == ALL {
            f.write_str(self.class.name)
        } else {
            f.write_str(self.class.one)
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
