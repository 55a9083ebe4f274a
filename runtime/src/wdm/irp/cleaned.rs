//! [`Cleaned`]: files whose last handle is closed, and which are still there because of their IRPs. What is put into a queue for them would
//! wait for nobody.

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicPtr, Ordering};

use crate::ffi::{self, PFILE_OBJECT};

/// `miCl` in a debugger.
const TAG: u32 = u32::from_le_bytes(*b"miCl");

/// A file.
struct Node {
    file: PFILE_OBJECT,
    next: *mut Node,
}

/// The files of a device, between `IRP_MJ_CLEANUP` and `IRP_MJ_CLOSE`.
pub(crate) struct Cleaned {
    lock: UnsafeCell<ffi::KSPIN_LOCK>,
    first: AtomicPtr<Node>,
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

    /// A file was cleaned up. Where there is no memory it is forgotten: what is put into a queue for it then waits until it is cancelled, or
    /// the device removed.
    ///
    /// # Safety
    /// Initialised; up to `DISPATCH_LEVEL`; [`Cleaned::remove`] is called before the file goes.
    pub(crate) unsafe fn add(&self, file: PFILE_OBJECT) {
        let flags = ffi::POOL_FLAG_NON_PAGED | ffi::POOL_FLAG_UNINITIALIZED;
        // SAFETY: the caller's word; the block has the size, and pool is aligned to 16 bytes.
        unsafe {
            let node: *mut Node = ffi::ExAllocatePool2(flags, size_of::<Node>(), TAG).cast();
            if node.is_null() {
                return;
            }
            self.locked(|| {
                let next = self.first.load(Ordering::Relaxed);
                node.write(Node { file, next });
                self.first.store(node, Ordering::SeqCst);
            });
        }
    }

    /// A file is closed.
    ///
    /// # Safety
    /// Initialised; up to `DISPATCH_LEVEL`.
    pub(crate) unsafe fn remove(&self, file: PFILE_OBJECT) {
        if self.first.load(Ordering::SeqCst).is_null() {
            return;
        }
        // SAFETY: the caller's word; with the lock, nodes are in the list or nobody's.
        unsafe {
            let found = self.locked(|| {
                let mut place = self.first.as_ptr();
                while !(*place).is_null() && (**place).file != file {
                    place = &raw mut (**place).next;
                }
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

    /// The file was cleaned up, and is not closed.
    ///
    /// # Safety
    /// Initialised; up to `DISPATCH_LEVEL`.
    pub(crate) unsafe fn has(&self, file: PFILE_OBJECT) -> bool {
        if self.first.load(Ordering::SeqCst).is_null() {
            return false;
        }
        // SAFETY: as in `remove`.
        unsafe {
            self.locked(|| {
                let mut node = self.first.load(Ordering::Relaxed);
                while !node.is_null() && (*node).file != file {
                    node = (*node).next;
                }
                !node.is_null()
            })
        }
    }
}
