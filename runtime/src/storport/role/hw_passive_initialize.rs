//! `HW_PASSIVE_INITIALIZE_ROUTINE`: the rest of initialisation. `PASSIVE_LEVEL`, no locks.
//!
//! storport.h: `BOOLEAN HwPassiveInitialize(PVOID DeviceExtension)`. DPCs, work items and timers are made right before the
//! driver's function: `StorPortInitializeDpc` is allowed nowhere else.

use core::sync::atomic::Ordering;

use crate::deferred;
use crate::ffi::{BOOLEAN, PVOID};
use crate::role::entry::Callback;
use crate::role::hw_initialize::perf_opts_agree;
use crate::role::{Role, entry};
use crate::scope;
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::storport::end;
use crate::storport::extension::DeviceExtension;

/// In `#[hw_passive_initialize]`: `PASSIVE_LEVEL`; DPCs, work items and timers exist from here on.
pub type PassiveInitialize<'a, E> = Context<'a, E, scope::PassiveInitialize>;

miniport_macros::role_trait!(hw_passive_initialize);

/// The `HW_PASSIVE_INITIALIZE_ROUTINE` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_PASSIVE_INITIALIZE_ROUTINE` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwPassiveInitialize<E>, E: DeviceExtension>(
    extension: PVOID,
) -> BOOLEAN {
    // SAFETY: Storport calls this after HW_INITIALIZE, at PASSIVE_LEVEL, before it starts requests.
    unsafe {
        let mut callback = begin::<E>(extension);
        let works = initialise_slots(callback.cx.storage())
            && H::call(
                callback.extension(Role::HwPassiveInitialize),
                &mut callback.cx,
            )
            && perf_opts_agree(callback.cx.storage());
        answer(callback.cx.storage(), works)
    }
}

/// The routine of a driver without `#[hw_passive_initialize]`: only makes the deferred objects.
///
/// # Safety
/// As [`routine`].
pub(crate) unsafe extern "system" fn make_deferred<E: DeviceExtension>(
    extension: PVOID,
) -> BOOLEAN {
    // SAFETY: as in `routine`.
    unsafe {
        let callback = begin::<E>(extension);
        let works = initialise_slots(callback.cx.storage());
        answer(callback.cx.storage(), works)
    }
}

/// What Storport hears. No page names a callback that undoes a failed initialisation: what runs already is waited for here.
///
/// # Safety
/// This is the end of passive initialisation.
unsafe fn answer<E: DeviceExtension>(storage: &Storage<E>, works: bool) -> BOOLEAN {
    if !works {
        // SAFETY: the caller's word.
        unsafe { end::fail(storage) };
    }
    BOOLEAN::from(works)
}

/// # Safety
/// As [`routine`].
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
    if storage.kept.made.load(Ordering::Acquire) {
        return true;
    }
    // SAFETY: the slots are the adapter's and nobody uses them before the gate is open.
    let made = unsafe { deferred::make(E::SLOTS, storage.slots(), storage.device_extension()) };
    if made {
        storage.kept.made.store(true, Ordering::Release);
        storage.life.open();
    } else {
        // SAFETY: nobody uses them; what was made is freed.
        unsafe { deferred::free(E::SLOTS, storage.slots(), storage.device_extension()) };
    }
    made
}
