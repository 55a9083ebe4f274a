//! `HW_UNIT_CONTROL`: start, power and removal of a unit. IRQL and lock by control type.
//!
//! storport.h: `SCSI_UNIT_CONTROL_STATUS HwUnitControl(PVOID DeviceExtension, SCSI_UNIT_CONTROL_TYPE ControlType,
//! PVOID Parameters)`.

pub use crate::control::UnitControl;
use crate::control::{ControlTypes, UnitControls};
use crate::driver::{Driver, Slot, Unregistered, slot};
use crate::ffi::{self, PVOID, SCSI_UNIT_CONTROL_STATUS, SCSI_UNIT_CONTROL_TYPE};
use crate::role::Role;
use crate::role::control::{Arrived, QUERY, list_supported};
use crate::storport::extension::DeviceExtension;

miniport_macros::role_trait!(hw_unit_control);

impl<E: DeviceExtension, R: Slot<slot::HwUnitControl>> Driver<E, R> {
    /// Registers `HW_UNIT_CONTROL`. Optional; one function for all control types.
    pub fn hw_unit_control<H: HwUnitControl<E>>(mut self) -> Driver<E, R::With>
    where
        E: UnitControls,
        R::State: Unregistered,
    {
        self.data.HwUnitControl = Some(routine::<H, E>);
        self.features |= <E::Declared as ControlTypes>::FEATURES;
        self.with()
    }
}

/// The `HW_UNIT_CONTROL` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_UNIT_CONTROL` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwUnitControl<E>, E: DeviceExtension + UnitControls>(
    extension: PVOID,
    control_type: SCSI_UNIT_CONTROL_TYPE,
    parameters: PVOID,
) -> SCSI_UNIT_CONTROL_STATUS {
    let role = Role::HwUnitControl;
    if control_type == QUERY {
        // SAFETY: the parameter of this control type is the list.
        unsafe { list_supported(role, parameters, E::Declared::NUMBERS) };
        return ffi::ScsiUnitControlSuccess;
    }
    let arrived = Arrived {
        role,
        extension,
        control_type,
        parameters,
    };
    // SAFETY: the caller's word: each control type has the IRQL, the lock and the parameter that its page names.
    if unsafe { UnitControl::serve(arrived, H::call) } {
        ffi::ScsiUnitControlSuccess
    } else {
        ffi::ScsiUnitControlUnsuccessful
    }
}
