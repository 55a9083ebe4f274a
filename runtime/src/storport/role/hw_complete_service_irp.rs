//! `HW_COMPLETE_SERVICE_IRP`: the adapter is being removed, and the driver completes the service IRPs that it keeps. `PASSIVE_LEVEL`, no
//! locks.
//!
//! storport.h: `VOID HwCompleteServiceIrp(PVOID DeviceExtension)`. The pages do not say where in the removal it comes, nor that no service
//! request comes after it: the runtime lets none through.

use core::sync::atomic::Ordering;

use crate::driver::{Driver, Slot, Unregistered, slot};
use crate::ffi::PVOID;
use crate::kind::HasNoHardware;
use crate::role::entry::Callback;
use crate::role::{Role, entry};
use crate::scope;
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;
use crate::storport::service;

/// In `#[hw_complete_service_irp]`: `PASSIVE_LEVEL`, no locks.
pub type CompleteServiceIrp<'a, E> = Context<'a, E, scope::PassiveControl>;

miniport_macros::role_trait!(hw_complete_service_irp);

impl<E: DeviceExtension, R: Slot<slot::HwCompleteServiceIrp>> Driver<E, R> {
    /// Registers `HW_COMPLETE_SERVICE_IRP` of a virtual miniport. Mandatory with `HW_PROCESS_SERVICE_REQUEST`.
    pub fn hw_complete_service_irp<H: HwCompleteServiceIrp<E>>(mut self) -> Driver<E, R::With>
    where
        R::State: Unregistered,
        E::Kind: HasNoHardware,
    {
        self.data.HwCompleteServiceIrp = Some(routine::<H, E>);
        self.with()
    }
}

/// The `HW_COMPLETE_SERVICE_IRP` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_COMPLETE_SERVICE_IRP` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwCompleteServiceIrp<E>, E: DeviceExtension>(
    extension: PVOID,
) {
    // SAFETY: Storport calls it at PASSIVE_LEVEL; the extension is used if find-adapter has built it and its end has not begun, which
    // waits for this call as for a work item.
    unsafe {
        let role = Role::HwCompleteServiceIrp;
        let mut callback: Callback<'_, E, scope::PassiveControl> =
            entry::enter(role, entry::PASSIVE, extension);
        let storage = callback.cx.storage();
        let works = &storage.kept.works;
        if storage.life.hold(works) {
            service::close(storage);
            H::call(callback.extension(role), &mut callback.cx);
            drop(callback);
            works.fetch_sub(1, Ordering::Release);
        }
    }
}
