//! `HW_REGISTRY_NOTIFICATION_ROUTINE`: a value below the driver's `Parameters\Device` key has changed. `PASSIVE_LEVEL`, no locks.
//!
//! storport.h: `VOID HwRegistryNotification(PVOID HwDeviceExtension)`. Its page has no IRQL. It asks to read each value by
//! `StorPortRegistryRead`, which runs at `PASSIVE_LEVEL` only: so this does too, and what enables it.

use core::sync::atomic::Ordering;

use crate::ffi::{self, PVOID};
use crate::irql;
use crate::role::entry::Callback;
use crate::role::{Role, entry};
use crate::scope::{self, IsBuilt, Scope, UpTo};
use crate::shared::context::Context;
use crate::storport::error::{self, StorError};
use crate::storport::extension::DeviceExtension;

/// In `#[hw_registry_notification]`: `PASSIVE_LEVEL`, no locks.
pub type RegistryNotification<'a, E> = Context<'a, E, scope::PassiveControl>;

miniport_macros::role_trait!(hw_registry_notification);

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Lets the `#[hw_registry_notification]` function `H` run whenever a value below
    /// `HKLM\System\CurrentControlSet\Services\<driver>\Parameters\Device` changes (`StorPortEnableRegistryKeyNotification`, Windows 11
    /// 22H2). `PASSIVE_LEVEL`, as the handler.
    ///
    /// Read the values before, once: what changes earlier is not told. Nothing disables it but the end of the adapter.
    ///
    /// # Errors
    /// [`StorError`]: `is_not_implemented` where the system has no such routine.
    pub fn enable_registry_notification<H: HwRegistryNotification<E>>(
        &mut self,
    ) -> Result<(), StorError>
    where
        S: UpTo<irql::Passive>,
        S::Extension: IsBuilt,
    {
        // SAFETY: the adapter is the context's own; the routine is that of a handler with this extension.
        let status = unsafe {
            ffi::StorPortEnableRegistryKeyNotification(
                self.device_extension(),
                Some(routine::<H, E>),
            )
        };
        error::answer(status)
    }
}

/// The `HW_REGISTRY_NOTIFICATION_ROUTINE` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_REGISTRY_NOTIFICATION_ROUTINE` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwRegistryNotification<E>, E: DeviceExtension>(
    extension: PVOID,
) {
    // SAFETY: Storport calls it at PASSIVE_LEVEL; the extension is used if find-adapter has built it and its end has not begun, which
    // waits for this call as for a work item.
    unsafe {
        let role = Role::HwRegistryNotification;
        let mut callback: Callback<'_, E, scope::PassiveControl> =
            entry::enter(role, entry::PASSIVE, extension);
        let works = &callback.cx.storage().kept.works;
        if callback.cx.storage().life.hold(works) {
            H::call(callback.extension(role), &mut callback.cx);
            drop(callback);
            works.fetch_sub(1, Ordering::Release);
        }
    }
}
