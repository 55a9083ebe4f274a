//! `HW_FREE_ADAPTER_RESOURCES`: the last callback of an adapter. `PASSIVE_LEVEL`, no locks.
//!
//! storport.h: `VOID HwFreeAdapterResources(PVOID DeviceExtension)`, in virtual miniports only, where it is always registered. The
//! runtime calls the same handler of a physical miniport in the end that plug and play asks for, at `DISPATCH_LEVEL` with the
//! StartIo lock (`storport/end.rs`).

use core::ptr::NonNull;

use crate::driver::{Driver, Slot, Unregistered, slot};
use crate::ffi::PVOID;
use crate::kind::HasNoHardware;
use crate::role::entry::Callback;
use crate::role::{Role, entry};
use crate::scope;
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::storport::end;
use crate::storport::extension::DeviceExtension;

/// In `#[hw_free_adapter_resources]`, the last callback: `PASSIVE_LEVEL`, or `DISPATCH_LEVEL` with the StartIo lock in a physical
/// miniport.
pub type FreeAdapterResources<'a, E> = Context<'a, E, scope::FreeAdapterResources<E>>;

miniport_macros::role_trait!(hw_free_adapter_resources);

impl<E: DeviceExtension, R: Slot<slot::HwFreeAdapterResources>> Driver<E, R> {
    /// Registers `HW_FREE_ADAPTER_RESOURCES` of a virtual miniport. It acts once for each value that find-adapter has returned, before
    /// that is dropped: where Storport finds the adapter again, the earlier value ends in that call. Without it the runtime registers its own. A physical miniport
    /// names its handler in [`Found::hw_free_adapter_resources`](crate::Found::hw_free_adapter_resources).
    pub fn hw_free_adapter_resources<H: HwFreeAdapterResources<E>>(mut self) -> Driver<E, R::With>
    where
        R::State: Unregistered,
        E::Kind: HasNoHardware,
    {
        self.free = Some(handler::<H, E>);
        self.data.HwFreeAdapterResources = Some(routine::<H, E>);
        self.with()
    }
}

/// The `HW_FREE_ADAPTER_RESOURCES` of handler `H` in a virtual miniport: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_FREE_ADAPTER_RESOURCES` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwFreeAdapterResources<E>, E: DeviceExtension>(
    extension: PVOID,
) {
    // SAFETY: Storport frees an adapter once, at PASSIVE_LEVEL, and calls none of its other callbacks anew.
    unsafe { free::<E>(extension, Some(handler::<H, E>)) }
}

/// The routine of a driver without `#[hw_free_adapter_resources]`.
///
/// # Safety
/// As [`routine`].
pub(crate) unsafe extern "system" fn release_only<E: DeviceExtension>(extension: PVOID) {
    // SAFETY: as in `routine`.
    unsafe { free::<E>(extension, None) }
}

/// Waits for what was deferred, lets the driver act, and ends the adapter.
///
/// # Safety
/// As [`routine`].
unsafe fn free<E: DeviceExtension>(extension: PVOID, driver: Option<end::Free>) {
    // SAFETY: the caller's word.
    unsafe {
        let callback: Callback<'_, E, scope::FreeAdapterResources<E>> =
            entry::enter(Role::HwFreeAdapterResources, entry::PASSIVE, extension);
        let storage = callback.cx.storage();
        if storage.is_built() {
            end::wait(storage);
            if let Some(driver) = driver {
                driver(extension);
            }
        }
        end::finish(storage);
    }
}

/// Calls handler `H` in its scope.
///
/// # Safety
/// The end of the adapter with this extension has come to its last part: nothing of it runs but interrupt handlers, and the value is
/// alive.
pub(crate) unsafe fn handler<H: HwFreeAdapterResources<E>, E: DeviceExtension>(extension: PVOID) {
    // SAFETY: the caller's word; the context ends with the call.
    unsafe {
        let storage = Storage::<E>::of(extension);
        let _running = storage.identity.run();
        H::call(storage.value(), &mut Context::new(NonNull::from(storage)));
    }
}
