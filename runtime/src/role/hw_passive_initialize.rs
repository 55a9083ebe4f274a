//! `HW_PASSIVE_INITIALIZE_ROUTINE`: the rest of initialisation. `PASSIVE_LEVEL`, no locks.
//!
//! storport.h: `BOOLEAN HwPassiveInitialize(PVOID DeviceExtension)`. DPCs, work items and timers are made right before the
//! driver's function: `StorPortInitializeDpc` is allowed nowhere else.

use core::sync::atomic::Ordering;

use crate::context::PassiveInitialize;
use crate::extension::{DeviceExtension, Storage};
use crate::ffi::{BOOLEAN, HW_PASSIVE_INITIALIZE_ROUTINE, PVOID};
use crate::role::entry::Callback;
use crate::role::hw_initialize::perf_opts_agree;
use crate::role::{Role, entry};
use crate::scope;

/// The type that `#[hw_passive_initialize]` makes.
///
/// # Safety
/// `ROUTINE` calls [`enter`] of this type with its own arguments and does nothing else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_passive_initialize]` function",
    note = "write `#[hw_passive_initialize] fn {Self}(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {{ … }}`"
)]
pub unsafe trait HwPassiveInitialize: Sized + 'static {
    /// The device extension.
    type Extension: DeviceExtension;
    /// The trampoline.
    const ROUTINE: HW_PASSIVE_INITIALIZE_ROUTINE;
    /// The driver's function.
    fn call(extension: &Self::Extension, cx: &mut PassiveInitialize<'_, Self::Extension>) -> bool;
}

/// What the trampoline calls.
///
/// # Safety
/// Storport called the `HW_PASSIVE_INITIALIZE_ROUTINE` that is `H::ROUTINE`.
pub unsafe fn enter<H: HwPassiveInitialize>(extension: PVOID) -> BOOLEAN {
    // SAFETY: Storport calls this after HW_INITIALIZE, at PASSIVE_LEVEL, before it starts requests.
    unsafe {
        let mut callback = begin::<H::Extension>(extension);
        if !initialise_slots(callback.cx.storage()) {
            return 0;
        }
        let works = H::call(
            callback.extension(Role::HwPassiveInitialize),
            &mut callback.cx,
        );
        BOOLEAN::from(works && perf_opts_agree(callback.cx.storage()))
    }
}

/// The routine of a driver without `#[hw_passive_initialize]`: only makes the deferred objects.
///
/// # Safety
/// As [`enter`].
pub(crate) unsafe extern "system" fn make_deferred<E: DeviceExtension>(
    extension: PVOID,
) -> BOOLEAN {
    // SAFETY: as in `enter`.
    unsafe {
        let callback = begin::<E>(extension);
        BOOLEAN::from(initialise_slots(callback.cx.storage()))
    }
}

/// # Safety
/// As [`enter`].
unsafe fn begin<'a, E: DeviceExtension>(
    extension: PVOID,
) -> Callback<'a, E, scope::PassiveInitialize> {
    // SAFETY: the caller's word.
    unsafe { entry::enter(Role::HwPassiveInitialize, entry::PASSIVE, extension) }
}

/// Makes the deferred objects, once in the life of an adapter; false if memory is short.
///
/// # Safety
/// This is passive initialisation.
unsafe fn initialise_slots<E: DeviceExtension>(storage: &Storage<E>) -> bool {
    if storage.deferred.load(Ordering::Acquire) {
        return true;
    }
    // SAFETY: the slots are the adapter's and nobody uses them before `deferred` is true.
    let made = unsafe { E::SLOTS.initialise(storage.slots(), storage.device_extension()) };
    if made {
        storage.deferred.store(true, Ordering::Release);
    } else {
        // SAFETY: nobody uses them; what was made is freed.
        unsafe { E::SLOTS.free(storage.slots(), storage.device_extension()) };
    }
    made
}
