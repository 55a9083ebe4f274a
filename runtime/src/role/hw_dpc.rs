//! `HW_DPC_ROUTINE`: a deferred procedure call. `DISPATCH_LEVEL`, no locks.
//!
//! storport.h: `VOID HwDpc(PSTOR_DPC Dpc, PVOID HwDeviceExtension, PVOID SystemArgument1, PVOID SystemArgument2)`.

use crate::context::Deferred;
use crate::deferred::DpcArgument;
use crate::extension::DeviceExtension;
use crate::ffi::{HW_DPC_ROUTINE, PVOID, STOR_DPC};
use crate::role::{Role, entry};

/// The type that `#[hw_dpc]` makes.
///
/// # Safety
/// `ROUTINE` calls [`enter`] of this type with its own arguments and does nothing else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_dpc]` function",
    note = "write `#[hw_dpc] fn {Self}(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {{ … }}`"
)]
pub unsafe trait HwDpc: Sized + 'static {
    /// The device extension.
    type Extension: DeviceExtension;
    /// What travels in the system arguments.
    type Argument: DpcArgument;
    /// The trampoline.
    const ROUTINE: HW_DPC_ROUTINE;
    /// The driver's function.
    fn call(
        extension: &Self::Extension,
        cx: &mut Deferred<'_, Self::Extension>,
        argument: Self::Argument,
    );
}

/// What the trampoline calls.
///
/// # Safety
/// Storport called the `HW_DPC_ROUTINE` that is `H::ROUTINE`, for a DPC that the runtime initialised and issued.
#[inline(always)]
pub unsafe fn enter<H: HwDpc>(
    _dpc: *mut STOR_DPC,
    extension: PVOID,
    argument1: PVOID,
    argument2: PVOID,
) {
    // SAFETY: DPCs run after passive initialisation, at DISPATCH_LEVEL; `issue` packed the arguments, which arrive once.
    unsafe {
        let mut callback = entry::enter(Role::HwDpc, entry::DISPATCH, extension);
        let argument = H::Argument::from_raw((argument1, argument2));
        H::call(callback.extension(Role::HwDpc), &mut callback.cx, argument);
    }
}
