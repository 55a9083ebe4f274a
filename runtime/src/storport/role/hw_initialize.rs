//! `HW_INITIALIZE`: initialises the adapter. `DIRQL` with the interrupt lock (physical), `PASSIVE_LEVEL` (virtual).
//!
//! storport.h: `BOOLEAN HwInitialize(PVOID DeviceExtension)`. If the extension has deferred objects and the driver has not
//! enabled passive initialisation itself, the runtime does: they are made there.

use core::sync::atomic::Ordering;

use crate::driver::{Driver, Slot, Unregistered, slot};
use crate::ffi::{self, BOOLEAN, PVOID};
use crate::hardware;
use crate::kind::Channels;
use crate::role::{HwPassiveInitialize, Role, entry, hw_passive_initialize};
use crate::scope::{self, EnablesPassive, Scope};
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::storport::extension::DeviceExtension;

/// In `#[hw_initialize]`: `DIRQL` with the interrupt lock, or `PASSIVE_LEVEL` in a virtual miniport.
pub type Initialize<'a, E> = Context<'a, E, scope::Initialize<E>>;

miniport_macros::role_trait!(hw_initialize);

impl<E: DeviceExtension, R: Slot<slot::HwInitialize>> Driver<E, R> {
    /// Registers `HW_INITIALIZE`. Mandatory.
    pub fn hw_initialize<H: HwInitialize<E>>(mut self) -> Driver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.data.HwInitialize = Some(routine::<H, E>);
        self.with()
    }
}

/// The `HW_INITIALIZE` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_INITIALIZE` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwInitialize<E>, E: DeviceExtension>(
    extension: PVOID,
) -> BOOLEAN {
    // SAFETY: Storport initialises an adapter after find-adapter, at the IRQL of its kind.
    unsafe {
        let mut callback = entry::enter::<E, _>(
            Role::HwInitialize,
            entry::device_unless_virtual::<E>(),
            extension,
        );
        let storage = callback.cx.storage();
        storage.kept.passive_enabled.store(false, Ordering::Relaxed);
        hardware::count_messages(storage);
        storage.life.connect();
        let initialized = H::call(callback.extension(Role::HwInitialize), &mut callback.cx)
            && prepare_passive(storage);
        let early = storage.kept.early_timer.take();
        storage.life.initialized(initialized);
        if !initialized {
            // The value stays until the adapter is removed; nothing is left armed.
            ffi::notify_request_timer_call(extension, None, 0);
        } else if let Some((timer, microseconds)) = early {
            ffi::notify_request_timer_call(extension, Some(timer), microseconds);
        }
        BOOLEAN::from(initialized)
    }
}

/// Sees to it that passive initialisation makes the deferred objects; false if that cannot be.
///
/// # Safety
/// This is `HW_INITIALIZE`, and the driver's function has succeeded.
unsafe fn prepare_passive<E: DeviceExtension>(storage: &Storage<E>) -> bool {
    let has_deferred = !E::SLOTS.is_empty();
    // After a restart the objects exist, and passive initialisation is asked for once (SDV rule StorPortPassiveFromHwInit).
    let nothing_to_do = !(has_deferred || E::Channels::CONCURRENT)
        || storage.kept.made.load(Ordering::Acquire)
        || storage.kept.passive_enabled.load(Ordering::Relaxed);
    if nothing_to_do {
        return true;
    }
    let routine = Some(hw_passive_initialize::make_deferred::<E> as _);
    // SAFETY: the caller's word; the routine is one for adapters with extension `E`.
    perf_opts_agree(storage)
        && (!has_deferred
            || unsafe {
                ffi::StorPortEnablePassiveInitialization(storage.device_extension(), routine)
            } != 0)
}

/// An extension with `channels = concurrent` has asked for them: its `HW_STARTIO` would wait for ever for a StartIo lock that
/// Storport holds.
pub(super) fn perf_opts_agree<E: DeviceExtension>(storage: &Storage<E>) -> bool {
    !E::Channels::CONCURRENT || storage.kept.concurrent.load(Ordering::Relaxed)
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Asks for `#[hw_passive_initialize]` function `P` to run at `PASSIVE_LEVEL` (`StorPortEnablePassiveInitialization`).
    ///
    /// Only here: SDV rule `StorPortEnablePassive`. False if Storport refuses.
    #[must_use = "passive initialisation will not run if this is false"]
    pub fn enable_passive_initialization<P: HwPassiveInitialize<E>>(&mut self) -> bool
    where
        S: EnablesPassive,
    {
        // SAFETY: this is the HW_INITIALIZE callback, and the routine is that of a handler with this extension.
        let enabled = unsafe {
            ffi::StorPortEnablePassiveInitialization(
                self.device_extension(),
                Some(hw_passive_initialize::routine::<P, E>),
            )
        } != 0;
        self.storage()
            .kept
            .passive_enabled
            .store(enabled, Ordering::Relaxed);
        enabled
    }
}
