//! `HW_ADAPTER_CONTROL`: plug and play and power of the adapter. IRQL and lock by control type.
//!
//! storport.h: `SCSI_ADAPTER_CONTROL_STATUS HwAdapterControl(PVOID DeviceExtension, SCSI_ADAPTER_CONTROL_TYPE ControlType,
//! PVOID Parameters)`.

pub use crate::control::AdapterControl;
use crate::control::{AdapterControls, ControlTypes};
use crate::driver::{Driver, Slot, Unregistered, slot};
use crate::ffi::{self, PVOID, SCSI_ADAPTER_CONTROL_STATUS, SCSI_ADAPTER_CONTROL_TYPE};
use crate::role::Role;
use crate::role::control::{Arrived, QUERY, list_supported};
use crate::storport::extension::DeviceExtension;

miniport_macros::role_trait!(hw_adapter_control);

impl<E: DeviceExtension, R: Slot<slot::HwAdapterControl>> Driver<E, R> {
    /// Registers `HW_ADAPTER_CONTROL`. Mandatory.
    pub fn hw_adapter_control<H: HwAdapterControl<E>>(mut self) -> Driver<E, R::With>
    where
        E: AdapterControls,
        R::State: Unregistered,
    {
        self.data.HwAdapterControl = Some(routine::<H, E>);
        self.features |= <E::Declared as ControlTypes>::FEATURES;
        self.with()
    }
}

/// The `HW_ADAPTER_CONTROL` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_ADAPTER_CONTROL` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<
    H: HwAdapterControl<E>,
    E: DeviceExtension + AdapterControls,
>(
    extension: PVOID,
    control_type: SCSI_ADAPTER_CONTROL_TYPE,
    parameters: PVOID,
) -> SCSI_ADAPTER_CONTROL_STATUS {
    let role = Role::HwAdapterControl;
    if control_type == QUERY {
        // SAFETY: the parameter of this control type is the list.
        unsafe { list_supported(role, parameters, E::Declared::NUMBERS) };
        return ffi::ScsiAdapterControlSuccess;
    }
    let arrived = Arrived {
        role,
        extension,
        control_type,
        parameters,
    };
    // SAFETY: the caller's word: each control type has the IRQL, the lock and the parameter that its page names.
    if unsafe { AdapterControl::serve(arrived, H::call) } {
        ffi::ScsiAdapterControlSuccess
    } else {
        ffi::ScsiAdapterControlUnsuccessful
    }
}
