//! `HW_DPC_ROUTINE`: a deferred procedure call. `DISPATCH_LEVEL`, no locks.
//!
//! storport.h: `VOID HwDpc(PSTOR_DPC Dpc, PVOID HwDeviceExtension, PVOID SystemArgument1, PVOID SystemArgument2)`.

use crate::context::Context;
use crate::deferred::{DpcArgument, DpcPlace, RawArguments};
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
    dpc: *mut STOR_DPC,
    extension: PVOID,
    argument1: PVOID,
    argument2: PVOID,
) {
    // SAFETY: DPCs run after passive initialisation, at DISPATCH_LEVEL; `issue` packed the arguments, which arrive once.
    unsafe {
        let mut callback = entry::enter(Role::HwDpc, entry::DISPATCH, extension);
        let arguments = (argument1, argument2);
        // One load, predicted well: only an adapter that ends issues DPCs of its own.
        if callback.cx.storage().life.is_closing() && is_fence::<A>(dpc, arguments) {
            return;
        }
        let argument = A::from_raw(arguments);
        H::call(callback.extension(Role::HwDpc), &mut callback.cx, argument);
    }
}

/// Notes the fence of an adapter's end, if this call is one.
///
/// # Safety
/// `dpc` is in a slot of the runtime's, and Storport called its routine with `arguments`.
#[cold]
unsafe fn is_fence<A: DpcArgument>(dpc: *mut STOR_DPC, arguments: RawArguments) -> bool {
    let is_fence = arguments == A::FENCE;
    if is_fence {
        // SAFETY: the caller's word: a DPC lies at the beginning of its place.
        unsafe { (*dpc.cast::<DpcPlace>()).fence.pass() };
    }
    is_fence
}
