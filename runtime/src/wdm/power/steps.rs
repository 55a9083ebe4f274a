//! The steps of a power request of the device: each has the turn, and gives it back.

use core::ptr::NonNull;
use core::sync::atomic::Ordering;

use super::{lower_status, over, wait_below};
use crate::ffi::{self, PVOID};
use crate::shared::extension::Storage;
use crate::wdm::activity::Gate;
use crate::wdm::device::PowerLoss;
use crate::wdm::extension::WdmExtension;
use crate::wdm::irp::{Which, complete};
use crate::wdm::pnp::PowerState;
use crate::wdm::power::lane::Step;
use crate::wdm::role::entry;
use crate::wdm::status::NtStatus;
use crate::wdm::{deferred, interrupt, scope};

/// The device loses power, or is asked whether it may: it goes down when the driver has no IRP, and is looked at later until then.
///
/// # Safety
/// As [`Lane::go_on`](super::lane::Lane), with the turn; the IRP is the request, owned and marked pending, and counts as one that is here.
pub(super) unsafe fn lose<E: WdmExtension>(storage: &Storage<E>, irp: ffi::PIRP) {
    // SAFETY: the caller's word.
    unsafe {
        let pnp = &storage.kept.pnp;
        let has_paused = storage.pause_for_power(irp);
        let minor = (*ffi::IoGetCurrentIrpStackLocation(irp)).MinorFunction;
        let goes = has_paused && minor == ffi::IRP_MN_SET_POWER;
        if goes {
            pnp.loses.store(true, Ordering::SeqCst);
        }
        pnp.turn.give_back();
        if !has_paused {
            storage.kept.lanes.of(irp).look_again();
        } else if goes {
            wait_below(storage, irp, went::<E>);
        } else {
            wait_below(storage, irp, query_came_back::<E>);
        }
    }
}

/// The lower drivers have given the device power, or could not. Held IRPs go on when the request is completed: only then do no drivers change the
/// device any more (page "Handling Device Power-Down IRPs", about D0).
///
/// # Safety
/// As [`lose`], but the IRP counts as one that comes back.
pub(super) unsafe fn up<E: WdmExtension>(storage: &Storage<E>, irp: ffi::PIRP) {
    // SAFETY: the caller's word.
    unsafe {
        let status = lower_status(irp);
        let goes_on = if status.code() < 0 {
            storage.power_failed()
        } else {
            storage.power_came(irp)
        };
        finish(storage, irp, status, goes_on);
    }
}

/// A lower driver has refused a query: the device keeps its power, and serves again.
///
/// # Safety
/// As [`up`].
pub(super) unsafe fn refused<E: WdmExtension>(storage: &Storage<E>, irp: ffi::PIRP) {
    // SAFETY: the caller's word.
    unsafe {
        let status = lower_status(irp);
        let power = &storage.kept.pnp.power;
        let goes_on = power.get() == PowerState::Queried;
        if goes_on {
            power.set(PowerState::On);
        }
        storage.kept.lanes.end_query();
        finish(storage, irp, status, goes_on && storage.has_hardware());
    }
}

/// Completes a request, and lets the device go on.
///
/// # Safety
/// As [`up`]; there is hardware with power if the device goes on.
unsafe fn finish<E: WdmExtension>(
    storage: &Storage<E>,
    irp: ffi::PIRP,
    status: NtStatus,
    goes_on: bool,
) {
    // SAFETY: the caller's word. The next request may come as soon as this one is completed, and use its lane; it waits for the turn.
    unsafe {
        complete(NonNull::new_unchecked(irp), status, 0);
        if goes_on {
            storage.go_on();
        }
        storage.kept.pnp.turn.give_back();
        storage.leave_return();
    }
}

/// The lower drivers have completed a query whether the device may lose its power.
///
/// # Safety
/// The I/O manager calls it for an IRP of [`wait_below`], with the storage of its device.
unsafe extern "C" fn query_came_back<E: WdmExtension>(
    _device: ffi::PDEVICE_OBJECT,
    irp: ffi::PIRP,
    context: PVOID,
) -> ffi::NTSTATUS {
    // SAFETY: the caller's word: the IRP is owned again, and holds the device; up to DISPATCH_LEVEL.
    unsafe {
        let storage = &*context.cast::<Storage<E>>();
        let lanes = &storage.kept.lanes;
        let status = lower_status(irp);
        if status.code() < 0 {
            lanes.of(irp).begin(storage, irp, Step::Refused);
            return ffi::STATUS_MORE_PROCESSING_REQUIRED;
        }
        lanes.end_query();
        over(storage, irp, status)
    }
}

/// The lower drivers have taken the device its power.
///
/// # Safety
/// As [`query_came_back`].
unsafe extern "C" fn went<E: WdmExtension>(
    _device: ffi::PDEVICE_OBJECT,
    irp: ffi::PIRP,
    context: PVOID,
) -> ffi::NTSTATUS {
    // SAFETY: as in `query_came_back`.
    unsafe {
        let storage = &*context.cast::<Storage<E>>();
        storage.kept.pnp.loses.store(false, Ordering::SeqCst);
        let status = lower_status(irp);
        over(storage, irp, status)
    }
}

/// The lower drivers have completed a request for power.
///
/// # Safety
/// As [`query_came_back`].
pub(super) unsafe extern "C" fn came_up<E: WdmExtension>(
    _device: ffi::PDEVICE_OBJECT,
    irp: ffi::PIRP,
    context: PVOID,
) -> ffi::NTSTATUS {
    // SAFETY: as in `query_came_back`.
    unsafe {
        let storage = &*context.cast::<Storage<E>>();
        storage.kept.lanes.of(irp).begin(storage, irp, Step::Up);
    }
    ffi::STATUS_MORE_PROCESSING_REQUIRED
}

impl<E: WdmExtension> Storage<E> {
    /// Pauses the driver, and has it give up its power if that is what is asked for. False if it has IRPs still, or is being started.
    ///
    /// # Safety
    /// As [`lose`].
    unsafe fn pause_for_power(&self, irp: ffi::PIRP) -> bool {
        let power = &self.kept.pnp.power;
        // It gets its power when it is started, and uses it there.
        if !self.has_hardware() {
            return !self.kept.pnp.starts();
        }
        if power.get() == PowerState::Off {
            return true;
        }
        // SAFETY: the caller's word: the device has power.
        unsafe {
            if !self.look_at_pause() {
                return false;
            }
            let location = &*ffi::IoGetCurrentIrpStackLocation(irp);
            if location.MinorFunction == ffi::IRP_MN_QUERY_POWER {
                power.set(PowerState::Queried);
                return true;
            }
            power.set(PowerState::Off);
            let loss = if self
                .kept
                .usage
                .keeps_power(location.Parameters.Power.ShutdownType)
            {
                PowerLoss::AfterHibernation
            } else {
                PowerLoss::Now
            };
            let mut hook = entry::hook::<E, scope::Power>(self);
            self.value().power_down(&mut hook.cx, loss);
            // A service routine that had begun, for an interrupt that came before that, still has a device with power.
            interrupt::settle(self);
        }
        true
    }

    /// The device has power: the driver restores what it had lost. True if it goes on when the request is completed.
    ///
    /// # Safety
    /// As [`up`].
    unsafe fn power_came(&self, irp: ffi::PIRP) -> bool {
        let mut goes_on = false;
        // SAFETY: the caller's word.
        unsafe {
            if self.has_hardware() {
                let pnp = &self.kept.pnp;
                let before = pnp.power.replace(PowerState::On);
                goes_on = before != PowerState::On;
                if pnp.failed.swap(false, Ordering::SeqCst) {
                    self.kept.activity.set_gate(Gate::Holding);
                }
                if before == PowerState::Off {
                    self.take_up(E::power_up);
                }
            }
            let power = (*ffi::IoGetCurrentIrpStackLocation(irp)).Parameters.Power;
            // When it is in the working state (page of the routine).
            ffi::PoSetPowerState(self.device(), ffi::DevicePowerState, power.State);
        }
        goes_on
    }

    /// A lower driver could not give the device power. One that has none has failed: its IRPs fail, and plug and play is told, which takes the
    /// device for one that is gone. True if it has power all the same, and goes on.
    ///
    /// # Safety
    /// As [`up`].
    unsafe fn power_failed(&self) -> bool {
        let pnp = &self.kept.pnp;
        if !self.has_hardware() || pnp.power.get() == PowerState::On {
            return false;
        }
        if pnp.power.get() != PowerState::Off {
            pnp.power.set(PowerState::On);
            return true;
        }
        let status = NtStatus::DEVICE_POWER_FAILURE;
        pnp.failed.store(true, Ordering::SeqCst);
        self.kept.activity.refuse(status);
        // SAFETY: the caller's word; the physical device object is there until the device is removed.
        unsafe {
            self.kept.held.list.complete_all(Which::Any, status);
            deferred::complete_waiting(self, Which::Any, status);
            ffi::IoInvalidateDeviceState(self.kept.physical.get());
        }
        false
    }
}
