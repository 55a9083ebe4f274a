//! `HW_TRACING_ENABLED`: event tracing was turned on or off. `PASSIVE_LEVEL`, no locks.
//!
//! storport.h: `VOID HwTracingEnabled(PVOID HwDeviceExtension, BOOLEAN Enabled)`. The page does not say when it comes: the driver
//! hears of it once its extension is built.

use core::sync::atomic::Ordering;

use crate::driver::{Driver, Slot, Unregistered, slot};
use crate::ffi::{BOOLEAN, PVOID};
use crate::role::{Role, entry};
use crate::scope;
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

/// In `#[hw_tracing_enabled]`: `PASSIVE_LEVEL`, no locks.
pub type TracingEnabled<'a, E> = Context<'a, E, scope::PassiveControl>;

miniport_macros::role_trait!(hw_tracing_enabled);

impl<E: DeviceExtension, R: Slot<slot::HwTracingEnabled>> Driver<E, R> {
    /// Registers `HW_TRACING_ENABLED`.
    pub fn hw_tracing_enabled<H: HwTracingEnabled<E>>(mut self) -> Driver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.data.HwTracingEnabled = Some(routine::<H, E>);
        self.with()
    }
}

/// The `HW_TRACING_ENABLED` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_TRACING_ENABLED` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwTracingEnabled<E>, E: DeviceExtension>(
    extension: PVOID,
    enabled: BOOLEAN,
) {
    // SAFETY: Storport calls it at PASSIVE_LEVEL; the extension is used if find-adapter has built it and its end has not begun, which
    // waits for this call as for a work item.
    unsafe {
        let mut callback = entry::enter::<E, _>(Role::HwTracingEnabled, entry::PASSIVE, extension);
        let storage = callback.cx.storage();
        let works = &storage.kept.works;
        if storage.life.hold(works) {
            let adapter = callback.extension(Role::HwTracingEnabled);
            H::call(adapter, &mut callback.cx, enabled != 0);
            drop(callback);
            works.fetch_sub(1, Ordering::Release);
        }
    }
}
