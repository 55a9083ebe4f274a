//! Power (`IRP_MJ_POWER`): the driver is the power policy owner of its device. The device works (D0) while the system does (S0), and
//! otherwise has no power (D3).
//!
//! A system IRP, of a query or a change, is pended until the device IRP that it asks for is done; but for that of S0, which is completed when the
//! device has been asked to follow, because a device without child devices keeps the system from nothing (page "Handling a System Set-Power
//! IRP in a Device Power Policy Owner"). On the way down the driver is paused, and on
//! the way up the lower drivers come first. Nothing waits for the driver's IRPs: power requests of all devices come one after the other, and
//! threads for work items are few (pages "Handling `IRP_MN_SET_POWER` for Device Power States", "System Worker Threads"). A timer looks again.
//!
//! Power requests may be under way while plug and play changes or removes the device (pages "Handling Device Power-Up IRPs", "Using Remove Locks").
//! So they change it in turn with plug and play (`turn`), step by step (`lane`, `steps`); and each is counted, in place of a remove lock,
//! as one that is here or as one that comes back, which the removal waits for before it passes its own request on, and afterwards.
//!
//! A device that the system pages to must have its power, and serve, without a thread for work items: all of those may wait for paged memory. So
//! the steps are done where they come, or in DPCs. There is one exception, before which the device serves still: `PoSetPowerState` is for
//! `APC_LEVEL` where it tells of less power than D0. IRPs that come at `PASSIVE_LEVEL` only go on in a work item, too, where the power has come at
//! `DISPATCH_LEVEL`.

mod lane;
mod steps;
mod turn;

use core::ptr::{self, NonNull};

pub(crate) use self::lane::Lanes;
use self::lane::Step;
pub(crate) use self::turn::Turn;
use super::dispatch::refuse;
use super::extension::WdmExtension;
use super::irp::complete;
use super::lower::{pass_on, wait_for_lower};
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
    // SAFETY: the caller's word; up to DISPATCH_LEVEL; the IRP is owned here, and counts until it is passed down.
    unsafe {
        let storage = Storage::<E>::behind(device);
        let location = &*ffi::IoGetCurrentIrpStackLocation(irp);
        let (minor, power) = (location.MinorFunction, location.Parameters.Power);
        if !matches!(minor, ffi::IRP_MN_SET_POWER | ffi::IRP_MN_QUERY_POWER) {
            return pass_on(storage, irp);
        }
        if !storage.kept.activity.requests.enter() {
            return refuse(NonNull::new_unchecked(irp), NtStatus::DELETE_PENDING);
        }
        (*ffi::named(irp)).IoStatus.Status = ffi::STATUS_SUCCESS;
        if power.Type == ffi::SystemPowerState {
            wait_below(storage, irp, system_came::<E>);
        } else if power.State.DeviceState == ffi::PowerDeviceD0 {
            if minor == ffi::IRP_MN_QUERY_POWER {
                wait_below(storage, irp, came_back::<E>);
            } else {
                wait_below(storage, irp, steps::came_up::<E>);
            }
        } else if minor == ffi::IRP_MN_QUERY_POWER && !storage.kept.lanes.begin_query() {
            let status = refuse(NonNull::new_unchecked(irp), NtStatus::DEVICE_BUSY);
            storage.leave_request();
            return status;
        } else {
            ffi::IoMarkIrpPending(irp);
            if ffi::KeGetCurrentIrql() == ffi::PASSIVE_LEVEL {
                lose_power(storage, irp);
            } else {
                // The device below is not pageable, and so this one is not, either.
                storage.kept.lanes.of(irp).queue(irp, lose_power_work::<E>);
            }
        }
        ffi::STATUS_PENDING
    }
}

/// Sends a request down; `routine` is called when it comes back.
///
/// # Safety
/// The IRP is owned, and counts as one that is here; the routine is one for this extension, and takes it off those that come back.
unsafe fn wait_below<E: WdmExtension>(
    storage: &Storage<E>,
    irp: ffi::PIRP,
    routine: ffi::IO_COMPLETION_ROUTINE,
) {
    let activity = &storage.kept.activity;
    // SAFETY: the caller's word: the device is not removed before its request is passed down.
    unsafe {
        activity.returns.hold_anyway();
        wait_for_lower(storage, irp, routine);
        storage.leave_request();
    }
}

/// The lower drivers have completed a system IRP: the device is asked, or follows.
///
/// # Safety
/// The I/O manager calls it for an IRP of [`wait_below`], with the storage of its device.
unsafe extern "C" fn system_came<E: WdmExtension>(
    _device: ffi::PDEVICE_OBJECT,
    irp: ffi::PIRP,
    context: PVOID,
) -> NTSTATUS {
    // SAFETY: the caller's word: the IRP is owned again until it is completed, and holds the device.
    unsafe {
        let storage = &*context.cast::<Storage<E>>();
        // A device that is removed is asked no more, and has nothing to follow with.
        let status = lower_status(irp);
        if status.code() < 0 || !storage.kept.activity.requests.enter() {
            return over(storage, irp, status);
        }
        let location = ffi::IoGetCurrentIrpStackLocation(irp);
        let (minor, power) = ((*location).MinorFunction, (*location).Parameters.Power);
        let works = power.State.SystemState == ffi::PowerSystemWorking;
        let state = ffi::POWER_STATE {
            DeviceState: if works {
                ffi::PowerDeviceD0
            } else {
                ffi::PowerDeviceD3
            },
        };
        // The request that the system works does not wait for a device that has no child devices.
        let waits = !works || minor != ffi::IRP_MN_SET_POWER;
        let (routine, context): (ffi::REQUEST_POWER_COMPLETE, PVOID) = if waits {
            (device_came::<E>, irp.cast())
        } else {
            storage.kept.activity.returns.hold_anyway();
            (device_works::<E>, context)
        };
        let none = ptr::null_mut();
        let requested =
            ffi::PoRequestPowerIrp(storage.device(), minor, state, Some(routine), context, none);
        storage.leave_request();
        if requested == ffi::STATUS_PENDING {
            if waits {
                return ffi::STATUS_MORE_PROCESSING_REQUIRED;
            }
            return over(storage, irp, status);
        }
        if !waits {
            storage.leave_return();
        }
        over(storage, irp, NtStatus::from_code(requested))
    }
}

/// The lower drivers have completed a request with which the driver has done.
///
/// # Safety
/// The I/O manager calls it for an IRP of [`wait_below`], with the storage of its device.
unsafe extern "C" fn came_back<E: WdmExtension>(
    _device: ffi::PDEVICE_OBJECT,
    irp: ffi::PIRP,
    context: PVOID,
) -> NTSTATUS {
    // SAFETY: the caller's word: the IRP is owned again, and holds the device; up to DISPATCH_LEVEL.
    unsafe {
        let status = lower_status(irp);
        over(&*context.cast::<Storage<E>>(), irp, status)
    }
}

/// How the lower drivers have completed a request.
///
/// # Safety
/// The IRP is owned, and has come back.
unsafe fn lower_status(irp: ffi::PIRP) -> NtStatus {
    // SAFETY: the caller's word.
    NtStatus::from_code(unsafe { (*ffi::named(irp)).IoStatus.Status })
}

/// Completes a request that came back, of which nothing is left to be done. What the completion routine returns: so the device is there until the
/// IRP has left it.
///
/// # Safety
/// The IRP is owned, and counts as one that comes back; up to `DISPATCH_LEVEL`, no lock.
unsafe fn over<E: WdmExtension>(
    storage: &Storage<E>,
    irp: ffi::PIRP,
    status: NtStatus,
) -> NTSTATUS {
    // SAFETY: the caller's word.
    unsafe {
        complete(NonNull::new_unchecked(irp), status, 0);
        storage.leave_return();
    }
    ffi::STATUS_MORE_PROCESSING_REQUIRED
}

/// The device IRP is done, and with it the system IRP.
///
/// # Safety
/// The power manager calls it for a request of [`system_came`], whose context is the system IRP.
unsafe extern "C" fn device_came<E: WdmExtension>(
    _device: ffi::PDEVICE_OBJECT,
    _minor: ffi::UCHAR,
    _state: ffi::POWER_STATE,
    irp: PVOID,
    status: ffi::PIO_STATUS_BLOCK,
) {
    // SAFETY: the caller's word; up to DISPATCH_LEVEL, no lock. The system IRP is owned, holds the device, and is at the location with which
    // it came to it.
    unsafe {
        let irp: ffi::PIRP = irp.cast();
        let storage = Storage::<E>::behind((*ffi::IoGetCurrentIrpStackLocation(irp)).DeviceObject);
        let status = NtStatus::from_code((*ffi::named(status)).Status);
        complete(NonNull::new_unchecked(irp), status, 0);
        storage.leave_return();
    }
}

/// The device IRP is done which a system IRP has asked for that was completed before.
///
/// # Safety
/// The power manager calls it for a request of [`system_came`], whose context is the storage of the device, which the request holds.
unsafe extern "C" fn device_works<E: WdmExtension>(
    _device: ffi::PDEVICE_OBJECT,
    _minor: ffi::UCHAR,
    _state: ffi::POWER_STATE,
    storage: PVOID,
    _status: ffi::PIO_STATUS_BLOCK,
) {
    // SAFETY: the caller's word.
    unsafe { &*storage.cast::<Storage<E>>() }.leave_return();
}

/// The work item in which a device begins to lose its power.
///
/// # Safety
/// The I/O manager calls it for the work item of [`dispatch`].
unsafe extern "C" fn lose_power_work<E: WdmExtension>(device: ffi::PDEVICE_OBJECT, irp: PVOID) {
    // SAFETY: PASSIVE_LEVEL; the context is the IRP, which is owned here, marked pending, and holds the device.
    unsafe { lose_power(Storage::<E>::behind(device), irp.cast()) };
}

/// The device is about to lose power, or is asked whether it may.
///
/// # Safety
/// `PASSIVE_LEVEL`, no lock; the IRP is the owned request for it, marked pending, and counts as one that is here.
unsafe fn lose_power<E: WdmExtension>(storage: &Storage<E>, irp: ffi::PIRP) {
    // SAFETY: the caller's word.
    unsafe {
        let location = &*ffi::IoGetCurrentIrpStackLocation(irp);
        let power = location.Parameters.Power;
        let keeps_power = storage.kept.usage.keeps_power(power.ShutdownType);
        if location.MinorFunction == ffi::IRP_MN_SET_POWER && !keeps_power {
            // Before the pause: until it returns, requests may come that must be answered (its page).
            ffi::PoSetPowerState(storage.device(), ffi::DevicePowerState, power.State);
        }
        storage.kept.lanes.of(irp).begin(storage, irp, Step::Lose);
    }
}
