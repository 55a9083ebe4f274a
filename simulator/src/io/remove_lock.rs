//! Remove locks: who uses a device, so that its removal can wait.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use miniport::ffi;

use super::manager::IoManager;
use super::object::device::Device;
use super::signal::Signal;
use crate::kernel::map::FastMap;
use crate::verifier::Rule;

/// A remove lock. Its memory, which is the driver's, says the same as far as it has room.
struct RemoveLock {
    place: ffi::PIO_REMOVE_LOCK,
    /// Who acquired it and has not released it, by their tags.
    tags: RefCell<Vec<usize>>,
    removed: Cell<bool>,
    free: Signal,
}

impl RemoveLock {
    /// Writes the counters: one is the lock's own until the device is removed.
    fn write(&self) {
        let held = self.tags.borrow().len() + usize::from(!self.removed.get());
        // SAFETY: the memory of the lock is there until its device is gone, which forgets it.
        unsafe {
            (*self.place).Common.IoCount = i32::try_from(held).unwrap_or(i32::MAX);
            (*self.place).Common.Removed = self.removed.get().into();
        }
    }
}

/// The remove locks of a machine, by their address.
#[derive(Default)]
pub(crate) struct RemoveLocks {
    locks: RefCell<FastMap<usize, Rc<RemoveLock>>>,
}

impl RemoveLocks {
    /// How many uses of the locks in a device extension were not released.
    pub(super) fn held(&self, device: &Device) -> usize {
        let inside = device.extension();
        let locks = self.locks.borrow();
        locks
            .iter()
            .filter(|(address, _)| inside.contains(address))
            .map(|(_, lock)| lock.tags.borrow().len())
            .sum()
    }

    /// The locks in a device extension are gone with its memory.
    pub(super) fn forget(&self, device: &Device) {
        let inside = device.extension();
        let mut locks = self.locks.borrow_mut();
        locks.retain(|address, _| !inside.contains(address));
    }
}

impl IoManager<'_> {
    fn remove_lock(&self, lock: ffi::PIO_REMOVE_LOCK, owner: usize) -> Option<Rc<RemoveLock>> {
        let found = self
            .io
            .remove_locks
            .locks
            .borrow()
            .get(&(lock as usize))
            .cloned();
        if found.is_none() {
            let message = "a remove lock is used that was not initialised, or whose device is gone";
            self.broke(owner, Rule::RemoveLock, message);
        }
        found
    }

    /// `IoInitializeRemoveLock`
    pub fn initialize_remove_lock(&self, place: ffi::PIO_REMOVE_LOCK, owner: usize) {
        let broke = |message: &str| self.broke(owner, Rule::RemoveLock, message);
        let devices = self.io.devices.borrow();
        let inside = devices
            .values()
            .any(|device| device.extension().contains(&(place as usize)));
        drop(devices);
        if !inside {
            broke("a remove lock is initialised that does not lie in a device extension");
        }
        let lock = Rc::new(RemoveLock {
            place,
            tags: RefCell::default(),
            removed: Cell::new(false),
            free: Signal::default(),
        });
        lock.write();
        let mut locks = self.io.remove_locks.locks.borrow_mut();
        if locks.insert(place as usize, lock).is_some() {
            broke("a remove lock is initialised again");
        }
    }

    /// `IoAcquireRemoveLock`
    pub fn acquire_remove_lock(
        &self,
        place: ffi::PIO_REMOVE_LOCK,
        tag: usize,
        owner: usize,
    ) -> ffi::NTSTATUS {
        let Some(lock) = self.remove_lock(place, owner) else {
            return ffi::STATUS_INVALID_PARAMETER;
        };
        if lock.removed.get() {
            return ffi::STATUS_DELETE_PENDING;
        }
        lock.tags.borrow_mut().push(tag);
        lock.write();
        ffi::STATUS_SUCCESS
    }

    /// Takes one use out: whether it was there.
    fn release_tag(&self, lock: &RemoveLock, tag: usize, owner: usize) {
        let mut tags = lock.tags.borrow_mut();
        let broke = |message: &str| self.broke(owner, Rule::RemoveLock, message);
        if let Some(index) = tags.iter().rposition(|&known| known == tag) {
            tags.remove(index);
        } else if tags.pop().is_some() {
            broke("a remove lock is released with a tag that it was not acquired with");
        } else {
            broke("a remove lock is released that is not acquired");
        }
        drop(tags);
        lock.write();
    }

    /// `IoReleaseRemoveLock`
    pub fn release_remove_lock(&self, place: ffi::PIO_REMOVE_LOCK, tag: usize, owner: usize) {
        let Some(lock) = self.remove_lock(place, owner) else {
            return;
        };
        self.release_tag(&lock, tag, owner);
        if lock.removed.get() && lock.tags.borrow().is_empty() {
            lock.free.set();
        }
    }

    /// `IoReleaseRemoveLockAndWait`
    pub fn release_remove_lock_and_wait(
        &self,
        place: ffi::PIO_REMOVE_LOCK,
        tag: usize,
        owner: usize,
    ) {
        let Some(lock) = self.remove_lock(place, owner) else {
            return;
        };
        if lock.removed.get() {
            let message = "a remove lock is waited for again";
            self.broke(owner, Rule::RemoveLock, message);
            return;
        }
        lock.removed.set(true);
        self.release_tag(&lock, tag, owner);
        if !lock.tags.borrow().is_empty() {
            lock.free.wait(self.kernel);
        }
    }
}
