//! [`Usage`]: the paging files, dump files and hibernation files on a device (`IRP_MN_DEVICE_USAGE_NOTIFICATION`).
//!
//! A device with one of them is neither stopped nor removed nor disabled, and its power requests come at `DISPATCH_LEVEL`. No code and no
//! memory of a driver is pageable, so that every device can have them; what other types of use mean is said on no page, and they are passed
//! down as they are. While the system works nobody takes the power of a device: there is no idle detection that a dump file could forbid.

use core::cell::Cell;
use core::sync::atomic::{AtomicU32, Ordering};

use super::extension::WdmExtension;
use super::lower::{pass_down, wait_for_lower};
use crate::ffi::{self, IRP, NTSTATUS, PVOID};
use crate::shared::extension::Storage;

/// How many special files there are of each kind. Plug and play requests, which change it, come one after the other; power requests look
/// meanwhile.
#[derive(Debug)]
pub(crate) struct Usage {
    paging: AtomicU32,
    hibernation: AtomicU32,
    dump: AtomicU32,
    /// The device was pageable when it was attached.
    is_pageable: Cell<bool>,
}

impl Usage {
    /// The device has been attached with these flags.
    pub(crate) fn attach(&self, flags: ffi::ULONG) {
        self.is_pageable.set(flags & ffi::DO_POWER_PAGABLE != 0);
    }

    /// The number of files of a kind, if it is one of those.
    fn of(&self, kind: ffi::DEVICE_USAGE_NOTIFICATION_TYPE) -> Option<&AtomicU32> {
        match kind {
            ffi::DeviceUsageTypePaging => Some(&self.paging),
            ffi::DeviceUsageTypeHibernation => Some(&self.hibernation),
            ffi::DeviceUsageTypeDumpFile => Some(&self.dump),
            _ => None,
        }
    }

    /// There is a special file on the device.
    pub(crate) fn is_any(&self) -> bool {
        [&self.paging, &self.hibernation, &self.dump]
            .iter()
            .any(|count| count.load(Ordering::SeqCst) != 0)
    }

    /// The hibernation file is there, and the system hibernates: the device keeps its power until the file is written.
    pub(crate) fn keeps_power(&self, action: ffi::POWER_ACTION) -> bool {
        action == ffi::PowerActionHibernate && self.hibernation.load(Ordering::SeqCst) != 0
    }
}

impl<E: WdmExtension> Storage<E> {
    /// Counts a special file more or less; without any, the device is as pageable as when it was attached.
    ///
    /// # Safety
    /// The device is attached.
    unsafe fn count_special_file(&self, count: &AtomicU32, more: bool) {
        if more {
            count.fetch_add(1, Ordering::SeqCst);
        } else {
            count.fetch_sub(1, Ordering::SeqCst);
        }
        let usage = &self.kept.usage;
        if !usage.is_any() && usage.is_pageable.get() {
            // SAFETY: the device object is this driver's, and nobody else changes its flags now.
            unsafe { (*self.device()).Flags |= ffi::DO_POWER_PAGABLE };
        }
    }
}

/// `IRP_MN_DEVICE_USAGE_NOTIFICATION`.
///
/// # Safety
/// This is the dispatch routine of the IRP, at `PASSIVE_LEVEL`.
pub(crate) unsafe fn dispatch<E: WdmExtension>(storage: &Storage<E>, irp: *mut IRP) -> NTSTATUS {
    // SAFETY: the caller's word.
    unsafe {
        let request = (*ffi::IoGetCurrentIrpStackLocation(irp))
            .Parameters
            .UsageNotification;
        let Some(count) = storage.kept.usage.of(request.Type) else {
            return pass_down(storage.kept.lower.get(), irp);
        };
        let comes = request.InPath != ffi::FALSE;
        // Nothing is taken off a kind of which there is none, and so nothing is undone.
        if !comes && count.load(Ordering::SeqCst) == 0 {
            (*ffi::named(irp)).IoStatus.Status = ffi::STATUS_SUCCESS;
            return pass_down(storage.kept.lower.get(), irp);
        }
        storage.count_special_file(count, comes);
        (*ffi::named(irp)).IoStatus.Status = ffi::STATUS_SUCCESS;
        wait_for_lower(storage, irp, told_below::<E>)
    }
}

/// The lower drivers have completed it. One that refuses undoes it.
///
/// # Safety
/// The I/O manager calls it for an IRP of [`wait_for_lower`], with the storage of its device.
unsafe extern "C" fn told_below<E: WdmExtension>(
    _device: ffi::PDEVICE_OBJECT,
    irp: ffi::PIRP,
    context: PVOID,
) -> NTSTATUS {
    // SAFETY: the caller's word: the IRP is owned again until it is completed; up to DISPATCH_LEVEL.
    unsafe {
        let storage = &*context.cast::<Storage<E>>();
        let request = (*ffi::IoGetCurrentIrpStackLocation(irp))
            .Parameters
            .UsageNotification;
        let comes = request.InPath != ffi::FALSE;
        if (*ffi::named(irp)).IoStatus.Status < 0
            && let Some(count) = storage.kept.usage.of(request.Type)
        {
            storage.count_special_file(count, !comes);
        }
        if storage.kept.usage.is_any() {
            (*storage.device()).Flags &= !ffi::DO_POWER_PAGABLE;
        }
        ffi::IoInvalidateDeviceState(storage.kept.physical.get());
    }
    ffi::STATUS_CONTINUE_COMPLETION
}
