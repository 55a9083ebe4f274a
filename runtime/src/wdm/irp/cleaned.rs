//! [`Cleaned`]: files whose last handle is closed, and which are still there. What came for them before that, and is put into a queue, would wait
//! for nobody.

use core::cell::UnsafeCell;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use super::arrival::Arrival;
use crate::ffi::{self, PFILE_OBJECT};

/// `miCl` in a debugger.
const TAG: u32 = u32::from_le_bytes(*b"miCl");

/// A file.
struct Node {
    file: PFILE_OBJECT,
    /// What came before that was there when the file was cleaned up.
    when: Arrival,
    next: *mut Node,
}

/// The files of a device, between `IRP_MJ_CLEANUP` and `IRP_MJ_CLOSE`.
pub(crate) struct Cleaned {
    lock: UnsafeCell<ffi::KSPIN_LOCK>,
    first: AtomicPtr<Node>,
    /// How many cleanups there were.
    count: AtomicUsize,
}

impl Cleaned {
    /// # Safety
    /// The device is being added: nothing else uses this.
    pub(crate) unsafe fn initialise(&self) {
        // SAFETY: the caller's word.
        unsafe { ffi::KeInitializeSpinLock(self.lock.get()) };
    }

    /// Calls `read` with the lock.
    ///
    /// # Safety
    /// Initialised; up to `DISPATCH_LEVEL`.
    unsafe fn locked<R>(&self, read: impl FnOnce() -> R) -> R {
        // SAFETY: the caller's word.
        unsafe {
            let irql = ffi::KeAcquireSpinLockRaiseToDpc(self.lock.get());
            let result = read();
            ffi::KeReleaseSpinLock(self.lock.get(), irql);
            result
        }
    }

    /// An IRP comes now.
    #[inline(always)]
    pub(crate) fn now(&self) -> Arrival {
        Arrival(self.count.load(Ordering::SeqCst))
    }

    /// The place of the file in the list; that of null if it is not there.
    ///
    /// # Safety
    /// The lock is held.
    unsafe fn find(&self, file: PFILE_OBJECT) -> *mut *mut Node {
        // SAFETY: with the lock, nodes are in the list or nobody's.
        unsafe {
            let mut place = self.first.as_ptr();
            while !(*place).is_null() && (**place).file != file {
                place = &raw mut (**place).next;
            }
            place
        }
    }

    /// A file is cleaned up: what came before the result came before that. It may come again, where somebody has made another handle. Where
    /// there is no memory the file is forgotten: what is put into a queue for it then waits until it is cancelled, or the device removed.
    ///
    /// # Safety
    /// Initialised; up to `DISPATCH_LEVEL`; [`Cleaned::remove`] is called before the file goes.
    pub(crate) unsafe fn add(&self, file: PFILE_OBJECT) -> Arrival {
        let flags = ffi::POOL_FLAG_NON_PAGED | ffi::POOL_FLAG_UNINITIALIZED;
        // SAFETY: the caller's word; the block has the size, and pool is aligned to 16 bytes.
        unsafe {
            let node: *mut Node = ffi::ExAllocatePool2(flags, size_of::<Node>(), TAG).cast();
            let (when, is_used) = self.locked(|| {
                let when = Arrival(self.count.load(Ordering::Relaxed) + 1);
                let found = *self.find(file);
                if !found.is_null() {
                    (*found).when = when;
                } else if !node.is_null() {
                    let next = self.first.load(Ordering::Relaxed);
                    node.write(Node { file, when, next });
                    self.first.store(node, Ordering::SeqCst);
                }
                // Last: who sees it finds the file.
                self.count.store(when.0, Ordering::SeqCst);
                (when, found.is_null())
            });
            if !is_used && !node.is_null() {
                ffi::ExFreePoolWithTag(node.cast(), TAG);
            }
            when
        }
    }

    /// A file is closed.
    ///
    /// # Safety
    /// Initialised; up to `DISPATCH_LEVEL`.
    pub(crate) unsafe fn remove(&self, file: PFILE_OBJECT) {
        if !self.is_any() {
            return;
        }
        // SAFETY: the caller's word; with the lock, nodes are in the list or nobody's.
        unsafe {
            let found = self.locked(|| {
                let place = self.find(file);
                let found = *place;
                if !found.is_null() {
                    *place = (*found).next;
                }
                found
            });
            if !found.is_null() {
                ffi::ExFreePoolWithTag(found.cast(), TAG);
            }
        }
    }

    /// There is such a file, of whomever.
    #[inline(always)]
    pub(crate) fn is_any(&self) -> bool {
        !self.first.load(Ordering::SeqCst).is_null()
    }

    /// When the file of an IRP was cleaned up, if the IRP came before that. Only the address of the file is looked at.
    ///
    /// # Safety
    /// Initialised; up to `DISPATCH_LEVEL`.
    pub(crate) unsafe fn after(&self, file: PFILE_OBJECT, arrival: Arrival) -> Option<Arrival> {
        if !self.is_any() {
            return None;
        }
        // SAFETY: as in `remove`.
        unsafe {
            let when = self.locked(|| {
                let found = *self.find(file);
                NonNull::new(found).map(|found| (*found.as_ptr()).when)
            });
            when.filter(|&when| arrival < when)
        }
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
