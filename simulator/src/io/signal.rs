//! A wait of the I/O manager itself: one coroutine sleeps until another says that what it waits for has happened.

use std::cell::Cell;

use crate::kernel::core::Kernel;
use crate::kernel::fiber::Stop;

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
            let kernel = Kernel::running();
            kernel.sleeping.set(kernel.sleeping.get() - 1);
            kernel.awake.borrow_mut().push(fiber);
        }
    }

    /// Waits until it has happened, below `DISPATCH_LEVEL`.
    pub fn wait(&self, kernel: &Kernel) {
        while !self.set.get() {
            let fiber = kernel.fiber();
            self.waiter.set(Some(fiber.id));
            fiber.suspend(Stop::Sleeping);
        }
    }
}
