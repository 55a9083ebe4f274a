//! Power (`IRP_MJ_POWER`): the driver is the power policy owner of its device. The device works (D0) while the system does (S0), and
//! otherwise has no power (D3).
//!
//! A system IRP is pended until the device IRP that it asks for is done. On the way down the driver finishes what it does and new IRPs
//! wait; on the way up the lower drivers come first. Where a request comes at `DISPATCH_LEVEL`, what waits or calls the driver is done in
//! a work item.

use core::ptr::{self, NonNull};

use super::extension::WdmExtension;
use super::irp::complete;
use super::lower::{go_on_in_work_item, pass_down, wait_for_lower};
use super::role::entry;
use super::scope;
use super::status::NtStatus;
use crate::ffi::{self, DEVICE_OBJECT, IRP, NTSTATUS, PVOID};
use crate::shared::extension::Storage;

/// The dispatch routine of `IRP_MJ_POWER`.
///
/// # Safety
/// The power manager calls it for a device with extension `E`.
pub(crate) unsafe extern "C" fn dispatch<E: WdmExtension>(
    device: *mut DEVICE_OBJECT,
    irp: *mut IRP,
) -> NTSTATUS {
    // SAFETY: the caller's word; up to DISPATCH_LEVEL; the IRP is owned here. The work item is queued once for an IRP that sets the power
    // of the device, and those come one after the other.
    unsafe {
        let storage = Storage::<E>::behind(device);
        let location = &*ffi::IoGetCurrentIrpStackLocation(irp);
        if location.MinorFunction != ffi::IRP_MN_SET_POWER {
            if location.MinorFunction == ffi::IRP_MN_QUERY_POWER {
                (*ffi::named(irp)).IoStatus.Status = ffi::STATUS_SUCCESS;
            }
            return pass_down(storage.kept.lower.get(), irp);
        }
        let power = location.Parameters.Power;
        (*ffi::named(irp)).IoStatus.Status = ffi::STATUS_SUCCESS;
        if power.Type == ffi::SystemPowerState {
            return wait_for_lower(storage, irp, system_set::<E>);
        }
        if power.State.DeviceState == ffi::PowerDeviceD0 {
            return wait_for_lower(storage, irp, device_up::<E>);
        }
        if ffi::KeGetCurrentIrql() == ffi::PASSIVE_LEVEL {
            device_down(storage, power.State);
            return pass_down(storage.kept.lower.get(), irp);
        }
        // The device below is not pageable, and so this one is not, either.
        ffi::IoMarkIrpPending(irp);
        go_on_in_work_item(&storage.kept.pnp.power, irp, power_down_work::<E>);
        ffi::STATUS_PENDING
    }
}

/// The lower drivers have completed a system IRP: the device follows.
///
/// # Safety
/// The I/O manager calls it for an IRP of [`wait_for_lower`], with the storage of its device.
unsafe extern "C" fn system_set<E: WdmExtension>(
    _device: ffi::PDEVICE_OBJECT,
    irp: ffi::PIRP,
    context: PVOID,
) -> NTSTATUS {
    // SAFETY: the caller's word: the IRP is owned again until it is completed.
    unsafe {
        if (*ffi::named(irp)).IoStatus.Status < 0 {
            return ffi::STATUS_CONTINUE_COMPLETION;
        }
        let storage = &*context.cast::<Storage<E>>();
        let power = (*ffi::IoGetCurrentIrpStackLocation(irp)).Parameters.Power;
        let state = ffi::POWER_STATE {
            DeviceState: if power.State.SystemState == ffi::PowerSystemWorking {
                ffi::PowerDeviceD0
            } else {
                ffi::PowerDeviceD3
            },
        };
        let status = ffi::PoRequestPowerIrp(
            storage.device(),
            ffi::IRP_MN_SET_POWER,
            state,
            Some(device_set),
            irp.cast(),
            ptr::null_mut(),
        );
        if status != ffi::STATUS_PENDING {
            (*ffi::named(irp)).IoStatus.Status = status;
            return ffi::STATUS_CONTINUE_COMPLETION;
        }
    }
    ffi::STATUS_MORE_PROCESSING_REQUIRED
}

/// The device IRP is done, and with it the system IRP.
///
/// # Safety
/// The power manager calls it for a request of [`system_set`], whose context is the system IRP.
unsafe extern "C" fn device_set(
    _device: ffi::PDEVICE_OBJECT,
    _minor: ffi::UCHAR,
    _state: ffi::POWER_STATE,
    irp: PVOID,
    status: ffi::PIO_STATUS_BLOCK,
) {
    // SAFETY: the caller's word; up to DISPATCH_LEVEL, no lock.
    unsafe {
        let status = NtStatus::from_code((*ffi::named(status)).Status);
        complete(NonNull::new_unchecked(irp.cast()), status, 0);
    }
}

/// The work item in which a device ends what it does.
///
/// # Safety
/// The I/O manager calls it for the work item of [`dispatch`].
unsafe extern "C" fn power_down_work<E: WdmExtension>(device: ffi::PDEVICE_OBJECT, irp: PVOID) {
    // SAFETY: PASSIVE_LEVEL; the context is the IRP, which is owned here, marked pending, and holds the device.
    unsafe {
        let irp: ffi::PIRP = irp.cast();
        let storage = Storage::<E>::behind(device);
        let power = (*ffi::IoGetCurrentIrpStackLocation(irp)).Parameters.Power;
        device_down(storage, power.State);
        ffi::IoCopyCurrentIrpStackLocationToNext(irp);
        ffi::IoCallDriver(storage.kept.lower.get(), irp);
    }
}

/// The device is about to lose power.
///
/// # Safety
/// `PASSIVE_LEVEL`; the request for it is owned.
unsafe fn device_down<E: WdmExtension>(storage: &Storage<E>, state: ffi::POWER_STATE) {
    // SAFETY: the caller's word.
    unsafe {
        if storage.has_hardware() && !storage.kept.pnp.is_asleep.replace(true) {
            storage.pause();
            storage
                .value()
                .power_down(&mut entry::hook::<E, scope::Power>(storage).cx);
        }
        ffi::PoSetPowerState(storage.device(), ffi::DevicePowerState, state);
    }
}

/// The device has power again: the lower drivers have seen to it.
///
/// # Safety
/// The I/O manager calls it for an IRP of [`wait_for_lower`], with the storage of its device.
unsafe extern "C" fn device_up<E: WdmExtension>(
    _device: ffi::PDEVICE_OBJECT,
    irp: ffi::PIRP,
    context: PVOID,
) -> NTSTATUS {
    // SAFETY: the caller's word: the IRP is owned again until it is completed; up to DISPATCH_LEVEL. The work item is queued once for
    // an IRP, and those come one after the other.
    unsafe {
        if (*ffi::named(irp)).IoStatus.Status < 0 {
            return ffi::STATUS_CONTINUE_COMPLETION;
        }
        let storage = &*context.cast::<Storage<E>>();
        if ffi::KeGetCurrentIrql() == ffi::PASSIVE_LEVEL {
            power_up(storage, irp);
            return ffi::STATUS_CONTINUE_COMPLETION;
        }
        // IRPs that wait go on afterwards, and some of their routines are for PASSIVE_LEVEL.
        go_on_in_work_item(&storage.kept.pnp.power, irp, power_up_work::<E>)
    }
}

/// The work item in which a device goes on.
///
/// # Safety
/// The I/O manager calls it for the work item of [`device_up`].
unsafe extern "C" fn power_up_work<E: WdmExtension>(device: ffi::PDEVICE_OBJECT, irp: PVOID) {
    // SAFETY: PASSIVE_LEVEL; the context is the IRP, which is owned here, and holds the device.
    unsafe {
        let irp: ffi::PIRP = irp.cast();
        power_up(Storage::<E>::behind(device), irp);
        complete(NonNull::new_unchecked(irp), NtStatus::SUCCESS, 0);
    }
}

/// The device has power: the driver restores it, and IRPs go on.
///
/// # Safety
/// `PASSIVE_LEVEL`, no lock; the IRP is the owned request for it.
unsafe fn power_up<E: WdmExtension>(storage: &Storage<E>, irp: ffi::PIRP) {
    // SAFETY: the caller's word.
    unsafe {
        let power = (*ffi::IoGetCurrentIrpStackLocation(irp)).Parameters.Power;
        ffi::PoSetPowerState(storage.device(), ffi::DevicePowerState, power.State);
        if storage.kept.pnp.is_asleep.replace(false) && storage.has_hardware() {
            storage.resume(E::power_up);
        }
    }
}
