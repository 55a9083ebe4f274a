//! `HW_FREE_ADAPTER_RESOURCES`: the last callback of an adapter. `PASSIVE_LEVEL`, no locks.
//!
//! storport.h: `VOID HwFreeAdapterResources(PVOID DeviceExtension)`. After the driver's function the runtime frees work items
//! and timers, drops the extension and frees the pool memory that it owned. It is always registered.

use core::sync::atomic::Ordering;

use crate::context::Context;
use crate::deferred;
use crate::driver::{Driver, Slot, Unregistered, slot};
use crate::extension::{DeviceExtension, Storage};
use crate::ffi::PVOID;
use crate::role::entry::Callback;
use crate::role::{Role, entry};
use crate::scope;

/// In `#[hw_free_adapter_resources]`: `PASSIVE_LEVEL`; the last callback.
pub type FreeAdapterResources<'a, E> = Context<'a, E, scope::FreeAdapterResources>;

miniport_macros::__role_trait!(hw_free_adapter_resources);

impl<E: DeviceExtension, R: Slot<slot::FreeAdapterResources>> Driver<E, R> {
    /// Registers `HW_FREE_ADAPTER_RESOURCES`. Without it the runtime registers its own, which frees what it made.
    pub fn hw_free_adapter_resources<H: HwFreeAdapterResources<E>>(mut self) -> Driver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.data.HwFreeAdapterResources = Some(routine::<H, E>);
        self.with()
    }
}

/// The `HW_FREE_ADAPTER_RESOURCES` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_FREE_ADAPTER_RESOURCES` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwFreeAdapterResources<E>, E: DeviceExtension>(
    extension: PVOID,
) {
    // SAFETY: Storport frees an adapter once, at PASSIVE_LEVEL, when none of its other callbacks runs or will run.
    unsafe {
        let mut callback = begin::<E>(extension);
        if callback.cx.storage().is_built() {
            H::call(
                callback.extension(Role::HwFreeAdapterResources),
                &mut callback.cx,
            );
        }
        release(callback.cx.storage());
    }
}

/// The routine of a driver without `#[hw_free_adapter_resources]`.
///
/// # Safety
/// As [`routine`].
pub(crate) unsafe extern "system" fn release_only<E: DeviceExtension>(extension: PVOID) {
    // SAFETY: as in `routine`.
    unsafe {
        let callback = begin::<E>(extension);
        release(callback.cx.storage());
    }
}

/// # Safety
/// As [`routine`].
unsafe fn begin<'a, E: DeviceExtension>(
    extension: PVOID,
) -> Callback<'a, E, scope::FreeAdapterResources> {
    // SAFETY: the caller's word.
    unsafe { entry::enter(Role::HwFreeAdapterResources, entry::PASSIVE, extension) }
}

/// # Safety
/// As [`routine`]: no other callback runs.
unsafe fn release<E: DeviceExtension>(storage: &Storage<E>) {
    // SAFETY: the caller's word; slots that were not made are null.
    unsafe {
        if storage.deferred.swap(false, Ordering::AcqRel) {
            deferred::free(E::SLOTS, storage.slots(), storage.device_extension());
        }
        storage.destroy();
        storage.dropped.release(storage.device_extension());
    }
}
