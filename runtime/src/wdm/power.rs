//! Power (`IRP_MJ_POWER`): the driver is the power policy owner of its device. The device works (D0) while the system does (S0), and
//! otherwise has no power (D3).
//!
//! A system IRP, of a query or a change, is pended until the device IRP that it asks for is done. On the way down the driver is paused, and on
//! the way up the lower drivers come first. Neither a dispatch routine nor a work item waits for the driver's IRPs: power requests of all
//! devices come one after the other, and threads for work items are few (pages "Handling `IRP_MN_SET_POWER` for Device Power States", "System
//! Worker Threads"). A timer looks again; the rest of the request is done in a work item.

use core::cell::{Cell, UnsafeCell};
use core::mem::MaybeUninit;
use core::ptr::{self, NonNull};

use super::count::MEANWHILE;
use super::extension::WdmExtension;
use super::irp::complete;
use super::lower::{go_on_in_work_item, pass_down, wait_for_lower};
use super::pnp::PowerState;
use super::role::entry;
use super::scope;
use super::status::NtStatus;
use crate::ffi::{self, DEVICE_OBJECT, IRP, NTSTATUS, PVOID};
use crate::shared::extension::Storage;

/// The timer of a request that waits for the driver's IRPs, and the request. One at a time.
pub(crate) struct PowerTimer {
    timer: UnsafeCell<MaybeUninit<ffi::KTIMER>>,
    dpc: UnsafeCell<MaybeUninit<ffi::KDPC>>,
    irp: Cell<ffi::PIRP>,
}

impl PowerTimer {
    /// # Safety
    /// The device of `storage` is being added: nothing else uses this.
    pub(crate) unsafe fn initialise<E: WdmExtension>(storage: &Storage<E>) {
        let this = &storage.kept.power_timer;
        let context = storage.device_extension();
        // SAFETY: the caller's word. The timer is set during a power request only, which ends before its device does.
        unsafe {
            ffi::KeInitializeTimer(this.timer.get().cast());
            ffi::KeInitializeDpc(this.dpc.get().cast(), Some(look_again::<E>), context);
        }
    }

    /// Looks again later at `irp`.
    ///
    /// # Safety
    /// Initialised; up to `DISPATCH_LEVEL`; the IRP is a power request of the device, which is owned, and the timer is not set.
    unsafe fn set(&self, irp: ffi::PIRP) {
        self.irp.set(irp);
        // SAFETY: the caller's word.
        unsafe { ffi::KeSetTimer(self.timer.get().cast(), MEANWHILE, self.dpc.get().cast()) };
    }
}

/// The time has come to look again.
unsafe extern "C" fn look_again<E: WdmExtension>(
    _dpc: *mut ffi::KDPC,
    storage: PVOID,
    _argument1: PVOID,
    _argument2: PVOID,
) {
    // SAFETY: the DPC's context is the storage of a device that has a power request, whose work item is not queued. DISPATCH_LEVEL.
    unsafe {
        let kept = &(*storage.cast::<Storage<E>>()).kept;
        let irp = kept.power_timer.irp.get();
        go_on_in_work_item(&kept.pnp.power_item, irp, pausing_work::<E>);
    }
}

/// The dispatch routine of `IRP_MJ_POWER`.
///
/// # Safety
/// The power manager calls it for a device with extension `E`.
pub(crate) unsafe extern "C" fn dispatch<E: WdmExtension>(
    device: *mut DEVICE_OBJECT,
    irp: *mut IRP,
) -> NTSTATUS {
    // SAFETY: the caller's word; up to DISPATCH_LEVEL; the IRP is owned here. The work item is queued once for an IRP that asks for or sets
    // the power of the device, and those come one after the other.
    unsafe {
        let storage = Storage::<E>::behind(device);
        let location = &*ffi::IoGetCurrentIrpStackLocation(irp);
        let (minor, power) = (location.MinorFunction, location.Parameters.Power);
        if !matches!(minor, ffi::IRP_MN_SET_POWER | ffi::IRP_MN_QUERY_POWER) {
            return pass_down(storage.kept.lower.get(), irp);
        }
        (*ffi::named(irp)).IoStatus.Status = ffi::STATUS_SUCCESS;
        if power.Type == ffi::SystemPowerState {
            return wait_for_lower(storage, irp, system_came::<E>);
        }
        if power.State.DeviceState == ffi::PowerDeviceD0 {
            if minor == ffi::IRP_MN_QUERY_POWER {
                return pass_down(storage.kept.lower.get(), irp);
            }
            return wait_for_lower(storage, irp, device_up::<E>);
        }
        ffi::IoMarkIrpPending(irp);
        if ffi::KeGetCurrentIrql() == ffi::PASSIVE_LEVEL {
            lose_power(storage, irp);
        } else {
            // The device below is not pageable, and so this one is not, either.
            go_on_in_work_item(&storage.kept.pnp.power_item, irp, lose_power_work::<E>);
        }
        ffi::STATUS_PENDING
    }
}

/// The lower drivers have completed a system IRP: the device is asked, or follows.
///
/// # Safety
/// The I/O manager calls it for an IRP of [`wait_for_lower`], with the storage of its device.
unsafe extern "C" fn system_came<E: WdmExtension>(
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
        let location = &*ffi::IoGetCurrentIrpStackLocation(irp);
        let power = location.Parameters.Power;
        let state = ffi::POWER_STATE {
            DeviceState: if power.State.SystemState == ffi::PowerSystemWorking {
                ffi::PowerDeviceD0
            } else {
                ffi::PowerDeviceD3
            },
        };
        let status = ffi::PoRequestPowerIrp(
            storage.device(),
            location.MinorFunction,
            state,
            Some(device_came),
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
/// The power manager calls it for a request of [`system_came`], whose context is the system IRP.
unsafe extern "C" fn device_came(
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

/// The work item in which a device begins to lose its power.
///
/// # Safety
/// The I/O manager calls it for the work item of [`dispatch`].
unsafe extern "C" fn lose_power_work<E: WdmExtension>(device: ffi::PDEVICE_OBJECT, irp: PVOID) {
    // SAFETY: PASSIVE_LEVEL; the context is the IRP, which is owned here, and marked pending.
    unsafe { lose_power(Storage::<E>::behind(device), irp.cast()) };
}

/// The device is about to lose power, or is asked whether it may.
///
/// # Safety
/// `PASSIVE_LEVEL`, no lock; the IRP is the owned request for it, and marked pending.
unsafe fn lose_power<E: WdmExtension>(storage: &Storage<E>, irp: ffi::PIRP) {
    // SAFETY: the caller's word.
    unsafe {
        let location = &*ffi::IoGetCurrentIrpStackLocation(irp);
        let power = location.Parameters.Power;
        let stays_on =
            storage.kept.usage.hibernates() && power.ShutdownType == ffi::PowerActionHibernate;
        if location.MinorFunction == ffi::IRP_MN_SET_POWER && !stays_on {
            // Before the pause: until it returns, requests may come that must be answered (its page).
            ffi::PoSetPowerState(storage.device(), ffi::DevicePowerState, power.State);
        }
        if storage.begin_pause() {
            pausing(storage, irp);
        } else {
            paused(storage, irp);
        }
    }
}

/// The work item in which a request looks again.
///
/// # Safety
/// The I/O manager calls it for the work item of [`look_again`].
unsafe extern "C" fn pausing_work<E: WdmExtension>(device: ffi::PDEVICE_OBJECT, irp: PVOID) {
    // SAFETY: as in `lose_power_work`; the pause has begun.
    unsafe { pausing(Storage::<E>::behind(device), irp.cast()) };
}

/// The driver is done with its IRPs, or is looked at later.
///
/// # Safety
/// As [`lose_power`]; the pause has begun.
unsafe fn pausing<E: WdmExtension>(storage: &Storage<E>, irp: ffi::PIRP) {
    // SAFETY: the caller's word.
    unsafe {
        storage.ask_to_pause();
        if storage.kept.activity.irps.is_over_now() {
            paused(storage, irp);
        } else {
            storage.kept.power_timer.set(irp);
        }
    }
}

/// The driver has no IRP: the device may lose its power.
///
/// # Safety
/// As [`lose_power`]; the driver is paused.
unsafe fn paused<E: WdmExtension>(storage: &Storage<E>, irp: ffi::PIRP) {
    let power = &storage.kept.pnp.power;
    // SAFETY: the caller's word.
    unsafe {
        let minor = (*ffi::IoGetCurrentIrpStackLocation(irp)).MinorFunction;
        if !storage.has_hardware() {
            // It gets its power when it is started.
        } else if minor == ffi::IRP_MN_QUERY_POWER {
            if power.get() == PowerState::On {
                power.set(PowerState::Queried);
            }
        } else if power.replace(PowerState::Off) != PowerState::Off {
            let value = storage.value();
            value.power_down(&mut entry::hook::<E, scope::Power>(storage).cx);
        }
        ffi::IoCopyCurrentIrpStackLocationToNext(irp);
        ffi::IoCallDriver(storage.kept.lower.get(), irp);
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
        go_on_in_work_item(&storage.kept.pnp.power_item, irp, power_up_work::<E>)
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

/// The device has power: the driver restores what it had lost, and IRPs go on.
///
/// # Safety
/// `PASSIVE_LEVEL`, no lock; the IRP is the owned request for it.
unsafe fn power_up<E: WdmExtension>(storage: &Storage<E>, irp: ffi::PIRP) {
    // SAFETY: the caller's word.
    unsafe {
        let power = (*ffi::IoGetCurrentIrpStackLocation(irp)).Parameters.Power;
        ffi::PoSetPowerState(storage.device(), ffi::DevicePowerState, power.State);
        match storage.kept.pnp.power.replace(PowerState::On) {
            PowerState::Off if storage.has_hardware() => storage.take_up(E::power_up),
            // It was asked, and does not lose its power after all.
            PowerState::Queried => storage.go_on(),
            PowerState::Off | PowerState::On => {}
        }
    }
}
