//! `HW_DPC_ROUTINE`: a deferred procedure call. `DISPATCH_LEVEL`, no locks.
//!
//! storport.h: `VOID HwDpc(PSTOR_DPC Dpc, PVOID HwDeviceExtension, PVOID SystemArgument1, PVOID SystemArgument2)`.

use crate::checked;
use crate::deferred::DpcPlace;
use crate::ffi::{PVOID, STOR_DPC};
use crate::role::{Role, entry};
use crate::scope;
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::storport::extension::DeviceExtension;

/// In `#[hw_dpc]`: `DISPATCH_LEVEL`, no locks.
pub type Deferred<'a, E> = Context<'a, E, scope::Deferred>;

miniport_macros::role_trait!(hw_dpc);

/// The `HW_DPC_ROUTINE` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_DPC_ROUTINE` of an adapter with extension `E`, for a DPC that the runtime initialised and issued.
pub unsafe extern "system" fn routine<H: HwDpc<E, A>, E: DeviceExtension, A>(
    dpc: *mut STOR_DPC,
    extension: PVOID,
    argument1: PVOID,
    argument2: PVOID,
) {
    // SAFETY: the caller's word. One load, predicted well: only an adapter that ends issues DPCs of its own.
    unsafe {
        checked::pointer(Role::HwDpc, extension.cast::<Storage<E>>());
        if Storage::<E>::of(extension).life.is_closing() {
            late::<H, E, A>(dpc, extension, argument1, argument2);
        } else {
            run::<H, E, A>(dpc, extension, argument1, argument2);
        }
    }
}

/// A call that may be the fence of the adapter's end.
///
/// # Safety
/// As [`routine`].
#[cold]
unsafe extern "system" fn late<H: HwDpc<E, A>, E: DeviceExtension, A>(
    dpc: *mut STOR_DPC,
    extension: PVOID,
    argument1: PVOID,
    argument2: PVOID,
) {
    // SAFETY: the caller's word: a DPC lies at the beginning of its place.
    unsafe {
        if (argument1, argument2) == H::ARGUMENT.fence {
            (*dpc.cast::<DpcPlace>()).fence.pass();
        } else {
            run::<H, E, A>(dpc, extension, argument1, argument2);
        }
    }
}

/// The driver's part, a function of its own: both ways to it are jumps.
///
/// # Safety
/// As [`routine`]; the arguments are the driver's.
#[inline(never)]
unsafe extern "system" fn run<H: HwDpc<E, A>, E: DeviceExtension, A>(
    _dpc: *mut STOR_DPC,
    extension: PVOID,
    argument1: PVOID,
    argument2: PVOID,
) {
    // SAFETY: DPCs run after passive initialisation, at DISPATCH_LEVEL; `issue` packed the arguments, which arrive once.
    unsafe {
        let mut callback = entry::enter(Role::HwDpc, entry::DISPATCH, extension);
        let argument = (H::ARGUMENT.from_raw)((argument1, argument2));
        H::call(callback.extension(Role::HwDpc), &mut callback.cx, argument);
    }
}
