//! A wait of the I/O manager itself: one coroutine sleeps until another says that what it waits for has happened.

use std::cell::Cell;

use crate::kernel::core::Kernel;

/// Something that happens once and is waited for by at most one coroutine.
#[derive(Debug, Default)]
pub(crate) struct Signal {
    set: Cell<bool>,
    waiter: Cell<Option<usize>>,
}

impl Signal {
    /// It has happened.
    pub fn set(&self) {
        self.set.set(true);
        if let Some(fiber) = self.waiter.take() {
            Kernel::running().wake(fiber);
        }
    }

    /// Waits until it has happened, below `DISPATCH_LEVEL`.
    pub fn wait(&self, kernel: &Kernel) {
        while !self.set.get() {
            self.waiter.set(Some(kernel.fiber().id));
            kernel.block();
        }
    }
}
