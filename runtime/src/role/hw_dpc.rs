//! `HW_DPC_ROUTINE`: a deferred procedure call. `DISPATCH_LEVEL`, no locks.
//!
//! storport.h: `VOID HwDpc(PSTOR_DPC Dpc, PVOID HwDeviceExtension, PVOID SystemArgument1, PVOID SystemArgument2)`.

use crate::context::Context;
use crate::deferred::DpcArgument;
use crate::extension::DeviceExtension;
use crate::ffi::{PVOID, STOR_DPC};
use crate::role::{Role, entry};
use crate::scope;

/// In `#[hw_dpc]`: `DISPATCH_LEVEL`, no locks.
pub type Deferred<'a, E> = Context<'a, E, scope::Deferred>;

miniport_macros::__role_trait!(hw_dpc);

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
