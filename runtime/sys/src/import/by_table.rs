//! The simulator's table of routines, in a simulated build for Windows.

use core::sync::atomic::{AtomicPtr, Ordering};

/// The routine of a name, or `None`.
pub type Table = fn(name: &str) -> Option<*const ()>;

static TABLE: AtomicPtr<()> = AtomicPtr::new(core::ptr::null_mut());

/// The simulator's table, before a driver is loaded. It is the same at every call.
///
/// # Safety
/// What the table has by the name of a routine is a function with the ABI, the parameters and the result of that routine, for ever.
pub unsafe fn provide(table: Table) {
    TABLE.store(table as *mut (), Ordering::Release);
}

/// A routine that is found at its first call.
pub struct Routine {
    name: &'static str,
    found: AtomicPtr<()>,
}

impl Routine {
    /// The routine of that name.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            found: AtomicPtr::new(core::ptr::null_mut()),
        }
    }

    /// Its address.
    ///
    /// # Panics
    /// Where no machine was made, or the simulator lacks the routine: other versions of the two crates.
    #[must_use]
    pub fn address(&self) -> *const () {
        let found = self.found.load(Ordering::Relaxed);
        if found.is_null() { self.find() } else { found }
    }

    #[cold]
    fn find(&self) -> *const () {
        let table = TABLE.load(Ordering::Acquire);
        assert!(
            !table.is_null(),
            "{} is called, and there is no simulated machine",
            self.name
        );
        // SAFETY: only `provide` stores there, a `Table`.
        let table: Table = unsafe { core::mem::transmute(table) };
        let Some(found) = table(self.name) else {
            panic!("the simulator has no {}", self.name);
        };
        self.found.store(found.cast_mut(), Ordering::Relaxed);
        found
    }
}
