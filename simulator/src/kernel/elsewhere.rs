//! Routines that are called where no machine runs: on another thread of the process, or by the test itself.
//!
//! A kernel has no such places, and safe code gets there all the same: a request may be sent to a thread of the standard
//! library, and is completed there. The machine learns of it and stops, because what the call was for has not happened.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::core::Kernel;
use crate::verifier::Rule;

/// What was called elsewhere for a machine's adapters.
#[derive(Debug, Default)]
pub(crate) struct Elsewhere {
    any: AtomicBool,
    words: Mutex<Vec<String>>,
}

/// The machines of this process, by the device extensions of their adapters.
static MACHINES: Mutex<BTreeMap<usize, Arc<Elsewhere>>> = Mutex::new(BTreeMap::new());

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A routine was called with this device extension, and no callback runs on this thread.
#[cold]
pub(crate) fn called(routine: &str, extension: usize) {
    if let Some(machine) = lock(&MACHINES).get(&extension) {
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("without a name");
        lock(&machine.words).push(format!(
            "{routine} was called on the thread '{name}' outside of every callback: requests are completed in callbacks"
        ));
        machine.any.store(true, Ordering::Release);
    }
}

impl Kernel {
    /// An adapter of this machine has this device extension.
    pub fn expect_calls(&self, extension: usize) {
        lock(&MACHINES).insert(extension, Arc::clone(&self.elsewhere));
    }

    /// Reports what was called elsewhere; true if something was, and then the machine has stopped.
    #[inline]
    pub fn was_called_elsewhere(&self) -> bool {
        self.elsewhere.any.load(Ordering::Acquire) && self.report_elsewhere()
    }

    #[cold]
    fn report_elsewhere(&self) -> bool {
        let words = std::mem::take(&mut *lock(&self.elsewhere.words));
        self.elsewhere.any.store(false, Ordering::Release);
        for words in words {
            self.violation_outside(Rule::OtherThread, None, words);
        }
        self.halted.set(true);
        true
    }
}

impl Drop for Kernel {
    fn drop(&mut self) {
        lock(&MACHINES).retain(|_, machine| !Arc::ptr_eq(machine, &self.elsewhere));
    }
}
