//! `HW_DPC_ROUTINE`: a deferred procedure call. `DISPATCH_LEVEL`, no locks.
//!
//! storport.h: `VOID HwDpc(PSTOR_DPC Dpc, PVOID HwDeviceExtension, PVOID SystemArgument1, PVOID SystemArgument2)`.

use crate::context::Deferred;
use crate::deferred::DpcArgument;
use crate::extension::DeviceExtension;
use crate::ffi::{PVOID, STOR_DPC};
use crate::role::{Role, entry};

/// The type that `#[hw_dpc]` makes.
///
/// # Safety
/// Implemented by the attribute alone, once for a type, and `call` does nothing but call the function of the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_dpc]` function",
    note = "write `#[hw_dpc] fn {Self}(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {{ … }}`"
)]
pub unsafe trait HwDpc<E: DeviceExtension, A: DpcArgument>: Sized + 'static {
    /// The driver's function.
    fn call(extension: &E, cx: &mut Deferred<'_, E>, argument: A);
}

/// The `HW_DPC_ROUTINE` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_DPC_ROUTINE` of an adapter with extension `E`, for a DPC that the runtime initialised and issued.
pub unsafe extern "system" fn routine<H: HwDpc<E, A>, E: DeviceExtension, A: DpcArgument>(
    _dpc: *mut STOR_DPC,
    extension: PVOID,
    argument1: PVOID,
    argument2: PVOID,
) {
    // SAFETY: DPCs run after passive initialisation, at DISPATCH_LEVEL; `issue` packed the arguments, which arrive once.
    unsafe {
        let mut callback = entry::enter(Role::HwDpc, entry::DISPATCH, extension);
        let argument = A::from_raw((argument1, argument2));
        H::call(callback.extension(Role::HwDpc), &mut callback.cx, argument);
    }
}
