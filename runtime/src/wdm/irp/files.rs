//! [`Files`]: open files of a device of which something is noted until they are closed.

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicPtr, Ordering};

use crate::ffi::{self, PFILE_OBJECT};

/// `miFi` in a debugger.
const TAG: u32 = u32::from_le_bytes(*b"miFi");

/// A file.
struct Node<T> {
    file: PFILE_OBJECT,
    what: T,
    next: *mut Node<T>,
}

/// Files, and what is noted of each. Only their addresses are looked at. Zero is the empty list, before it is initialised.
pub(crate) struct Files<T> {
    lock: UnsafeCell<ffi::KSPIN_LOCK>,
    first: AtomicPtr<Node<T>>,
}

impl<T: Copy> Files<T> {
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

    /// The place of the file in the list; that of null if it is not there.
    ///
    /// # Safety
    /// The lock is held.
    unsafe fn find(&self, file: PFILE_OBJECT) -> *mut *mut Node<T> {
        // SAFETY: with the lock, nodes are in the list or nobody's.
        unsafe {
            let mut place = self.first.as_ptr();
            while !(*place).is_null() && (**place).file != file {
                place = &raw mut (**place).next;
            }
            place
        }
    }

    /// There is such a file, of whomever.
    #[inline(always)]
    pub(crate) fn is_any(&self) -> bool {
        !self.first.load(Ordering::SeqCst).is_null()
    }

    /// Notes what `make` says of a file, in place of what was noted before; then calls `done` with it. Both with the lock. False where there is no
    /// memory: then nothing is noted.
    ///
    /// # Safety
    /// Initialised; up to `DISPATCH_LEVEL`; [`Files::remove`] is called before the file goes.
    pub(crate) unsafe fn note(
        &self,
        file: PFILE_OBJECT,
        make: impl FnOnce() -> T,
        done: impl FnOnce(T),
    ) -> bool {
        let flags = ffi::POOL_FLAG_NON_PAGED | ffi::POOL_FLAG_UNINITIALIZED;
        // SAFETY: the caller's word; the block has the size, and pool is aligned to 16 bytes.
        unsafe {
            let node: *mut Node<T> = ffi::ExAllocatePool2(flags, size_of::<Node<T>>(), TAG).cast();
            let is_new = self.locked(|| {
                let what = make();
                let found = *self.find(file);
                if !found.is_null() {
                    (*found).what = what;
                } else if !node.is_null() {
                    let next = self.first.load(Ordering::Relaxed);
                    node.write(Node { file, what, next });
                    self.first.store(node, Ordering::SeqCst);
                }
                done(what);
                found.is_null()
            });
            if !is_new && !node.is_null() {
                ffi::ExFreePoolWithTag(node.cast(), TAG);
            }
            !is_new || !node.is_null()
        }
    }

    /// A file is closed, or is none: whether something was noted of it.
    ///
    /// # Safety
    /// Initialised; up to `DISPATCH_LEVEL`.
    pub(crate) unsafe fn remove(&self, file: PFILE_OBJECT) -> bool {
        if !self.is_any() {
            return false;
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
            !found.is_null()
        }
    }

    /// What is noted of a file.
    ///
    /// # Safety
    /// Initialised; up to `DISPATCH_LEVEL`.
    pub(crate) unsafe fn get(&self, file: PFILE_OBJECT) -> Option<T> {
        if !self.is_any() {
            return None;
        }
        // SAFETY: as in `remove`.
        unsafe {
            self.locked(|| {
                let found = *self.find(file);
                (!found.is_null()).then(|| (*found).what)
            })
        }
    }
}
