//! [`Cleaned`]: files whose last handle is closed, and which are still there. What came for them before that, and is put into a queue, would wait
//! for nobody.

use core::cell::Cell;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicUsize, Ordering};

use super::arrival::Arrival;
use super::files::Files;
use crate::ffi::{self, PFILE_OBJECT};

/// The files of a device, between `IRP_MJ_CLEANUP` and `IRP_MJ_CLOSE`: what came before that of each was there when it was cleaned up.
pub(crate) struct Cleaned {
    files: Files<Arrival>,
    /// How many cleanups there were.
    count: AtomicUsize,
}

impl Cleaned {
    /// # Safety
    /// The device is being added: nothing else uses this.
    pub(crate) unsafe fn initialise(&self) {
        // SAFETY: the caller's word.
        unsafe { self.files.initialise() };
    }

    /// An IRP comes now.
    #[inline(always)]
    pub(crate) fn now(&self) -> Arrival {
        Arrival(self.count.load(Ordering::SeqCst))
    }

    /// A file is cleaned up: what came before the result came before that. It may come again, where somebody has made another handle. Where
    /// there is no memory the file is forgotten: what is put into a queue for it then waits until it is cancelled, or the device removed.
    ///
    /// # Safety
    /// Initialised; up to `DISPATCH_LEVEL`; [`Cleaned::remove`] is called before the file goes.
    pub(crate) unsafe fn add(&self, file: PFILE_OBJECT) -> Arrival {
        let when = Cell::new(Arrival(0));
        let next = || {
            when.set(Arrival(self.count.load(Ordering::Relaxed) + 1));
            when.get()
        };
        // SAFETY: the caller's word. The count is last: who sees it finds the file.
        unsafe {
            self.files.note(file, next, |when| {
                self.count.store(when.0, Ordering::SeqCst);
            });
        }
        when.get()
    }

    /// A file is closed.
    ///
    /// # Safety
    /// Initialised; up to `DISPATCH_LEVEL`.
    pub(crate) unsafe fn remove(&self, file: PFILE_OBJECT) {
        // SAFETY: the caller's word.
        unsafe { self.files.remove(file) };
    }

    /// There is such a file, of whomever.
    #[inline(always)]
    pub(crate) fn is_any(&self) -> bool {
        self.files.is_any()
    }

    /// When the file of an IRP was cleaned up, if the IRP came before that. Only the address of the file is looked at.
    ///
    /// # Safety
    /// Initialised; up to `DISPATCH_LEVEL`.
    pub(crate) unsafe fn after(&self, file: PFILE_OBJECT, arrival: Arrival) -> Option<Arrival> {
        // SAFETY: the caller's word.
        unsafe { self.files.get(file) }.filter(|&when| arrival < when)
    }

    /// As [`Cleaned::after`], of an IRP that the caller has.
    ///
    /// # Safety
    /// As [`Cleaned::after`]; the caller owns the IRP, whose arrival is noted.
    pub(crate) unsafe fn was_before(&self, irp: NonNull<ffi::IRP>) -> bool {
        // SAFETY: the caller's word.
        unsafe {
            let file = (*ffi::IoGetCurrentIrpStackLocation(irp.as_ptr())).FileObject;
            self.after(file, Arrival::of(irp)).is_some()
        }
    }
}
