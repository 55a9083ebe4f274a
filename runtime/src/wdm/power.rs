//! Power (`IRP_MJ_POWER`): the driver is the power policy owner of its device. The device works (D0) while the system does (S0), and
//! otherwise has no power (D3).
//!
//! A system IRP is pended until the device IRP that it asks for is done. On the way down the driver finishes what it does and new IRPs
//! wait; on the way up the lower drivers come first.

use core::ptr::{self, NonNull};

use super::extension::WdmExtension;
use super::irp::complete;
use super::pnp::pass_down;
use super::scope;
use super::status::NtStatus;
use crate::ffi::{self, DEVICE_OBJECT, IRP, NTSTATUS, PVOID};
use crate::shared::context::Context;
use crate::shared::extension::Storage;

/// The dispatch routine of `IRP_MJ_POWER`.
///
/// # Safety
/// The power manager calls it for a device with extension `E`.
pub(crate) unsafe extern "system" fn dispatch<E: WdmExtension>(
    device: *mut DEVICE_OBJECT,
    irp: *mut IRP,
) -> NTSTATUS {
    // SAFETY: the caller's word: PASSIVE_LEVEL, because the device object says DO_POWER_PAGABLE; the IRP is owned here.
    unsafe {
        let storage = Storage::<E>::behind(device);
        let location = &*ffi::IoGetCurrentIrpStackLocation(irp);
        if location.MinorFunction != ffi::IRP_MN_SET_POWER {
            if location.MinorFunction == ffi::IRP_MN_QUERY_POWER {
                (*irp).IoStatus.Status = ffi::STATUS_SUCCESS;
            }
            return pass_down(storage.kept.lower.get(), irp);
        }
        let power = location.Parameters.Power;
        (*irp).IoStatus.Status = ffi::STATUS_SUCCESS;
        if power.Type == ffi::SystemPowerState {
            return wait_for_lower(storage, irp, system_set::<E>);
        }
        if power.State.DeviceState == ffi::PowerDeviceD0 {
            return wait_for_lower(storage, irp, device_up::<E>);
        }
        device_down(storage, power.State);
        pass_down(storage.kept.lower.get(), irp)
    }
}

/// Sends the IRP down; `routine` is called when it comes back.
///
/// # Safety
/// As [`dispatch`]; the routine is one for this extension.
unsafe fn wait_for_lower<E: WdmExtension>(
    storage: &Storage<E>,
    irp: *mut IRP,
    routine: ffi::IO_COMPLETION_ROUTINE,
) -> NTSTATUS {
    // SAFETY: the caller's word.
    unsafe {
        ffi::IoMarkIrpPending(irp);
        ffi::IoCopyCurrentIrpStackLocationToNext(irp);
        let context = storage.device_extension();
        ffi::IoSetCompletionRoutine(irp, Some(routine), context, ffi::TRUE, ffi::TRUE, ffi::TRUE);
        ffi::IoCallDriver(storage.kept.lower.get(), irp);
    }
    ffi::STATUS_PENDING
}

/// The lower drivers have completed a system IRP: the device follows.
///
/// # Safety
/// The I/O manager calls it for an IRP of [`wait_for_lower`], with the storage of its device.
unsafe extern "system" fn system_set<E: WdmExtension>(
    _device: ffi::PDEVICE_OBJECT,
    irp: ffi::PIRP,
    context: PVOID,
) -> NTSTATUS {
    // SAFETY: the caller's word: the IRP is owned again until it is completed.
    unsafe {
        if (*irp).IoStatus.Status < 0 {
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
            (*irp).IoStatus.Status = status;
            return ffi::STATUS_CONTINUE_COMPLETION;
        }
    }
    ffi::STATUS_MORE_PROCESSING_REQUIRED
}

/// The device IRP is done, and with it the system IRP.
///
/// # Safety
/// The power manager calls it for a request of [`system_set`], whose context is the system IRP.
unsafe extern "system" fn device_set(
    _device: ffi::PDEVICE_OBJECT,
    _minor: ffi::UCHAR,
    _state: ffi::POWER_STATE,
    irp: PVOID,
    status: ffi::PIO_STATUS_BLOCK,
) {
    // SAFETY: the caller's word; up to DISPATCH_LEVEL, no lock.
    unsafe {
        let status = NtStatus::from_code((*status).Status);
        complete(NonNull::new_unchecked(irp.cast()), status, 0);
    }
}

/// The device is about to lose power.
///
/// # Safety
/// As [`dispatch`].
unsafe fn device_down<E: WdmExtension>(storage: &Storage<E>, state: ffi::POWER_STATE) {
    // SAFETY: the caller's word.
    unsafe {
        if storage.has_hardware() && !storage.kept.pnp.is_asleep.replace(true) {
            storage.pause();
            let mut cx: Context<'_, E, scope::Power> = Context::new(storage.into());
            storage.value().power_down(&mut cx);
        }
        ffi::PoSetPowerState(storage.device(), ffi::DevicePowerState, state);
    }
}

/// The device has power again: the lower drivers have seen to it.
///
/// # Safety
/// The I/O manager calls it for an IRP of [`wait_for_lower`], with the storage of its device.
unsafe extern "system" fn device_up<E: WdmExtension>(
    _device: ffi::PDEVICE_OBJECT,
    irp: ffi::PIRP,
    context: PVOID,
) -> NTSTATUS {
    // SAFETY: the caller's word; up to DISPATCH_LEVEL.
    unsafe {
        if (*irp).IoStatus.Status < 0 {
            return ffi::STATUS_CONTINUE_COMPLETION;
        }
        (*context.cast::<Storage<E>>()).go_on_at_passive(irp, up_work::<E>)
    }
}

/// The device goes on: IRPs that waited go to their dispatch routines, some of which are for `PASSIVE_LEVEL`.
///
/// # Safety
/// The I/O manager calls it for the work item of [`device_up`], whose context is the device IRP.
unsafe extern "system" fn up_work<E: WdmExtension>(device: ffi::PDEVICE_OBJECT, irp: PVOID) {
    // SAFETY: PASSIVE_LEVEL; the IRP is owned here until it is completed, and the device is not removed before.
    unsafe {
        let irp: ffi::PIRP = irp.cast();
        let storage = Storage::<E>::behind(device);
        let power = (*ffi::IoGetCurrentIrpStackLocation(irp)).Parameters.Power;
        ffi::PoSetPowerState(device, ffi::DevicePowerState, power.State);
        if storage.kept.pnp.is_asleep.replace(false) && storage.has_hardware() {
            let mut cx: Context<'_, E, scope::Power> = Context::new(storage.into());
            storage.value().power_up(&mut cx);
            storage.go_on();
        }
        complete(NonNull::new_unchecked(irp), NtStatus::SUCCESS, 0);
    }
}
