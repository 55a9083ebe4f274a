//! The major functions that the runtime answers for every driver: plug and play, power, WMI, and the end of a file; and that of a shutdown, which
//! comes to who has asked for it.

use core::ptr::NonNull;

use super::activity::Gate;
use super::extension::WdmExtension;
use super::irp::{FileId, Major, Shutdown, Which, complete};
use super::lower::pass_on;
use super::role::entry;
use super::status::NtStatus;
use super::{deferred, pnp, power, scope};
use crate::ffi::{self, DEVICE_OBJECT, IRP, NTSTATUS};
use crate::shared::context::Context;
use crate::shared::extension::Storage;

/// How many major functions there are.
pub(crate) const MAJORS: usize = ffi::IRP_MJ_MAXIMUM_FUNCTION as usize + 1;

/// The dispatch routines of a driver with extension `E` that registers none of its own.
pub(crate) fn majors<E: WdmExtension>() -> [ffi::PDRIVER_DISPATCH; MAJORS] {
    let mut majors = [None; MAJORS];
    for (major, routine) in [
        (ffi::IRP_MJ_CREATE, create::<E> as ffi::DRIVER_DISPATCH),
        (ffi::IRP_MJ_CLEANUP, cleanup::<E>),
        (ffi::IRP_MJ_CLOSE, close::<E>),
        (ffi::IRP_MJ_PNP, pnp::dispatch::<E>),
        (ffi::IRP_MJ_POWER, power::dispatch::<E>),
        (ffi::IRP_MJ_SYSTEM_CONTROL, system_control::<E>),
    ] {
        majors[usize::from(major)] = Some(routine);
    }
    majors
}

/// `IRP_MJ_CREATE` of a driver that lets everybody open its device while it is not gone, and has not agreed to go.
///
/// # Safety
/// The I/O manager calls it for a device with extension `E`.
unsafe extern "C" fn create<E: WdmExtension>(
    device: *mut DEVICE_OBJECT,
    irp: *mut IRP,
) -> NTSTATUS {
    // SAFETY: the caller's word.
    unsafe {
        let kept = &Storage::<E>::behind(device).kept;
        let activity = &kept.activity;
        let status = match activity.gate() {
            Gate::Closed => activity.refusal(),
            _ if kept.pnp.leaves() => NtStatus::DELETE_PENDING,
            Gate::Holding | Gate::Resuming | Gate::Open => NtStatus::SUCCESS,
        };
        complete(NonNull::new_unchecked(irp), status, 0);
        status.code()
    }
}

/// `IRP_MJ_CLEANUP`: the last handle of a file is closed. Its IRPs that wait are completed. The file may still be in use: who has a reference of
/// it may send more, which are requests as any other (page "`DispatchCleanup` Routines": the IRPs that are queued at the moment).
///
/// # Safety
/// As [`create`].
unsafe extern "C" fn cleanup<E: WdmExtension>(
    device: *mut DEVICE_OBJECT,
    irp: *mut IRP,
) -> NTSTATUS {
    // SAFETY: the caller's word: PASSIVE_LEVEL, no lock; the value is there while a file is open.
    unsafe {
        let storage = Storage::<E>::behind(device);
        let file = (*ffi::IoGetCurrentIrpStackLocation(irp)).FileObject;
        let irp = NonNull::new_unchecked(irp);
        // Who puts an IRP into a queue that came before looks afterwards whether its file is one of these.
        let when = storage.kept.cleaned.add(file);
        let which = Which::Of(file, when);
        storage
            .kept
            .held
            .list
            .complete_all(which, NtStatus::CANCELLED);
        deferred::complete_waiting(storage, which, NtStatus::CANCELLED);
        tell(storage, irp, E::cleanup);
        end_file(storage, irp, storage.kept.opened_below.get(file).is_some())
    }
}

/// `IRP_MJ_CLOSE`: a file is gone.
///
/// # Safety
/// As [`create`].
unsafe extern "C" fn close<E: WdmExtension>(device: *mut DEVICE_OBJECT, irp: *mut IRP) -> NTSTATUS {
    // SAFETY: as in `cleanup`.
    unsafe {
        let storage = Storage::<E>::behind(device);
        let file = (*ffi::IoGetCurrentIrpStackLocation(irp)).FileObject;
        storage.kept.cleaned.remove(file);
        let is_below = storage.kept.opened_below.remove(file);
        let irp = NonNull::new_unchecked(irp);
        tell(storage, irp, E::close);
        end_file(storage, irp, is_below)
    }
}

/// Completes the request, or passes it down where the file was opened below.
///
/// # Safety
/// As [`create`]; the driver has been told.
unsafe fn end_file<E: WdmExtension>(
    storage: &Storage<E>,
    irp: NonNull<IRP>,
    is_below: bool,
) -> NTSTATUS {
    // SAFETY: the caller's word.
    unsafe {
        if is_below {
            return pass_on(storage, irp.as_ptr());
        }
        complete(irp, NtStatus::SUCCESS, 0);
    }
    ffi::STATUS_SUCCESS
}

/// Tells the driver of the end of a file. The hook holds the device: it may defer something while the device goes.
///
/// # Safety
/// `PASSIVE_LEVEL`, no lock; the IRP is owned, and the value is there.
unsafe fn tell<E: WdmExtension>(
    storage: &Storage<E>,
    irp: NonNull<IRP>,
    hook: fn(&E, &mut Context<'_, E, scope::Pnp>, FileId),
) {
    let works = &storage.kept.activity.works;
    works.hold_anyway();
    // SAFETY: the caller's word.
    unsafe {
        let mut context = entry::hook::<E, scope::Pnp>(storage);
        hook(storage.value(), &mut context.cx, FileId::of(irp));
    }
    storage.leave_work();
}

/// `IRP_MJ_SYSTEM_CONTROL`: the driver gives no WMI data; the next lower one may.
///
/// # Safety
/// As [`create`].
unsafe extern "C" fn system_control<E: WdmExtension>(
    device: *mut DEVICE_OBJECT,
    irp: *mut IRP,
) -> NTSTATUS {
    // SAFETY: the caller's word.
    unsafe { pass_on(Storage::<E>::behind(device), irp) }
}

impl<E: WdmExtension> Storage<E> {
    /// Has the device told when the system shuts down, if the driver has a routine for that: no `IRP_MJ_SHUTDOWN` comes to a device of which
    /// nobody has asked for it (its page).
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`; the device is being added.
    pub(crate) unsafe fn hear_of_shutdown(&self) -> Result<(), NtStatus> {
        let kept = &self.kept;
        if kept.callbacks().majors[usize::from(Shutdown::CODE)].is_some() {
            // SAFETY: the caller's word; it is undone before the device object is deleted.
            NtStatus::of(unsafe { ffi::IoRegisterShutdownNotification(self.device()) })?;
            kept.hears_of_shutdown.set(true);
        }
        Ok(())
    }

    /// Undoes it, if it was done.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`; plug and play requests come one after the other.
    pub(crate) unsafe fn hear_no_more_of_shutdown(&self) {
        if self.kept.hears_of_shutdown.replace(false) {
            // SAFETY: the caller's word; the device is registered.
            unsafe { ffi::IoUnregisterShutdownNotification(self.device()) };
        }
    }
}
