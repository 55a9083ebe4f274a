//! `HW_ADAPTER_CONTROL`: plug and play and power of the adapter. IRQL and lock by control type.
//!
//! storport.h: `SCSI_ADAPTER_CONTROL_STATUS HwAdapterControl(PVOID DeviceExtension, SCSI_ADAPTER_CONTROL_TYPE ControlType,
//! PVOID Parameters)`.

use core::slice;

use crate::checked;
pub use crate::control::AdapterControl;
use crate::control::{AdapterControlType, AdapterPower, DevicePowerState, PowerAction};
use crate::driver::{Driver, Slot, Unregistered, slot};
use crate::ffi::{
    self, PVOID, SCSI_ADAPTER_CONTROL_STATUS, SCSI_ADAPTER_CONTROL_TYPE, STOR_ADAPTER_CONTROL_POWER,
};
use crate::irql::{Dispatch, Irql};
use crate::kind::Kind;
use crate::lock::zeroed_handle;
use crate::role::Role;
use crate::role::entry::{self, Callback, Levels};
use crate::scope::{self, Scope};
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;
use crate::storport::pool;

miniport_macros::role_trait!(hw_adapter_control);

impl<E: DeviceExtension, R: Slot<slot::HwAdapterControl>> Driver<E, R> {
    /// Registers `HW_ADAPTER_CONTROL`. Mandatory.
    pub fn hw_adapter_control<H: HwAdapterControl<E>>(mut self) -> Driver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.data.HwAdapterControl = Some(routine::<H, E>);
        self.with()
    }
}

/// The `HW_ADAPTER_CONTROL` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_ADAPTER_CONTROL` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwAdapterControl<E>, E: DeviceExtension>(
    extension: PVOID,
    control_type: SCSI_ADAPTER_CONTROL_TYPE,
    parameters: PVOID,
) -> SCSI_ADAPTER_CONTROL_STATUS {
    if control_type == ffi::ScsiQuerySupportedControlTypes {
        // SAFETY: the parameter of this control type is the list.
        unsafe { list_supported(parameters.cast(), H::SUPPORTED) };
        return ffi::ScsiAdapterControlSuccess;
    }
    let Some(&supported) = H::SUPPORTED
        .iter()
        .find(|&&supported| supported as i32 == control_type)
    else {
        return ffi::ScsiAdapterControlUnsuccessful;
    };
    // SAFETY: each control type has the IRQL, the lock and the parameter that its page names.
    unsafe {
        match supported {
            AdapterControlType::StopAdapter => {
                run_stopped::<H, E>(extension, AdapterControl::StopAdapter)
            }
            AdapterControlType::RestartAdapter => {
                run_stopped::<H, E>(extension, AdapterControl::RestartAdapter)
            }
            AdapterControlType::SetBootConfig => run::<H, E, scope::PassiveControl>(
                extension,
                entry::PASSIVE,
                AdapterControl::SetBootConfig,
            ),
            AdapterControlType::SetRunningConfig => run::<H, E, scope::PassiveControl>(
                extension,
                entry::PASSIVE,
                AdapterControl::SetRunningConfig,
            ),
            AdapterControlType::Power => {
                checked::pointer(
                    Role::HwAdapterControl,
                    parameters.cast::<STOR_ADAPTER_CONTROL_POWER>(),
                );
                let raw = parameters.cast::<STOR_ADAPTER_CONTROL_POWER>().read();
                let power = AdapterPower {
                    action: PowerAction::from_code(raw.PowerAction),
                    state: DevicePowerState::from_code(raw.PowerState),
                };
                run::<H, E, scope::DispatchControl>(extension, entry::UP_TO_DISPATCH, |cx| {
                    AdapterControl::Power(cx, power)
                })
            }
            AdapterControlType::PrepareForBusReScan => run::<H, E, scope::PassiveControl>(
                extension,
                entry::PASSIVE,
                AdapterControl::PrepareForBusReScan,
            ),
            AdapterControlType::SurpriseRemoval => run::<H, E, scope::ApcControl>(
                extension,
                entry::BELOW_DISPATCH,
                AdapterControl::SurpriseRemoval,
            ),
        }
    }
}

/// Calls the driver with `ScsiStopAdapter` or `ScsiRestartAdapter`, in a physical miniport at DIRQL with the interrupt lock.
///
/// The page of `HW_ADAPTER_CONTROL` says that Storport calls it so; that of `StorPortAcquireSpinLock` says that no lock is held and all
/// may be acquired, and drivers that ship do in it what is not allowed above `DISPATCH_LEVEL`. The runtime looks at the IRQL and
/// acquires the lock where Storport does not hold it; a Storport that does not tell the IRQL is believed to do as the first page says.
///
/// # Safety
/// As [`routine`].
unsafe fn run_stopped<'a, H: HwAdapterControl<E>, E: DeviceExtension>(
    extension: PVOID,
    control: impl FnOnce(Context<'a, E, scope::AdapterStopped<E>>) -> AdapterControl<'a, E>,
) -> SCSI_ADAPTER_CONTROL_STATUS {
    if E::Kind::VIRTUAL {
        // SAFETY: the caller's word.
        return unsafe { run::<H, E, _>(extension, entry::PASSIVE, control) };
    }
    // SAFETY: the caller's word; the lock is acquired where it is not held, in a callback that may acquire it, and released once.
    unsafe {
        let is_held = pool::current_irql(extension).is_none_or(|irql| irql > Dispatch::LEVEL);
        let (none, mut handle) = (core::ptr::null_mut(), zeroed_handle());
        if !is_held {
            ffi::StorPortAcquireSpinLock(extension, ffi::InterruptLock, none, &raw mut handle);
        }
        let status = run::<H, E, _>(extension, entry::DEVICE, control);
        if !is_held {
            ffi::StorPortReleaseSpinLock(extension, &raw mut handle);
        }
        status
    }
}

/// Calls the driver with one control type.
///
/// # Safety
/// As [`routine`]; scope `S` is that of the control type.
unsafe fn run<'a, H: HwAdapterControl<E>, E: DeviceExtension, S: Scope>(
    extension: PVOID,
    levels: Levels,
    control: impl FnOnce(Context<'a, E, S>) -> AdapterControl<'a, E>,
) -> SCSI_ADAPTER_CONTROL_STATUS {
    // SAFETY: the caller's word.
    unsafe {
        let callback: Callback<'a, E, S> = entry::enter(Role::HwAdapterControl, levels, extension);
        // ScsiStopAdapter follows the request that removes the adapter, and there is nothing left to stop.
        if !callback.cx.storage().life.is_alive() {
            return ffi::ScsiAdapterControlSuccess;
        }
        let adapter = callback.extension(Role::HwAdapterControl);
        let (cx, _entry) = callback.split();
        H::call(adapter, control(cx)).code()
    }
}

/// Fills `SCSI_SUPPORTED_CONTROL_TYPE_LIST`: TRUE for each supported type that the list has room for.
///
/// # Safety
/// `list` is Storport's list.
unsafe fn list_supported(
    list: *mut ffi::SCSI_SUPPORTED_CONTROL_TYPE_LIST,
    supported: &[AdapterControlType],
) {
    checked::pointer(Role::HwAdapterControl, list);
    // SAFETY: the list has as many entries as it says.
    let entries = unsafe {
        slice::from_raw_parts_mut(
            (&raw mut (*list).SupportedTypeList).cast::<u8>(),
            (*list).MaxControlType as usize,
        )
    };
    for control_type in [ffi::ScsiQuerySupportedControlTypes]
        .into_iter()
        .chain(supported.iter().map(|&t| t as i32))
    {
        if let Some(entry) = usize::try_from(control_type)
            .ok()
            .and_then(|index| entries.get_mut(index))
        {
            *entry = 1;
        }
    }
}
