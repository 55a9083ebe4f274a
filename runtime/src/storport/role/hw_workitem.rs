//! `HW_WORKITEM`: work at `PASSIVE_LEVEL`, no locks.
//!
//! storport.h: `VOID HwWorkItem(PVOID HwDeviceExtension, PVOID Context, PVOID Worker)`.

use core::sync::atomic::Ordering;

use crate::ffi::PVOID;
use crate::role::{Role, entry};
use crate::scope;
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

/// In `#[hw_workitem]`: `PASSIVE_LEVEL`, no locks.
pub type Passive<'a, E> = Context<'a, E, scope::Passive>;

miniport_macros::role_trait!(hw_workitem);

/// The `HW_WORKITEM` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_WORKITEM` of an adapter with extension `E`, for a work item that the runtime made and queued.
pub unsafe extern "system" fn routine<H: HwWorkItem<E, A>, E: DeviceExtension, A>(
    extension: PVOID,
    context: PVOID,
    _worker: PVOID,
) {
    // SAFETY: work items run after passive initialisation, at PASSIVE_LEVEL; `queue` packed the argument, which arrives once.
    unsafe {
        let mut callback = entry::enter(Role::HwWorkItem, entry::PASSIVE, extension);
        let argument = (H::ARGUMENT.from_raw)(context);
        H::call(
            callback.extension(Role::HwWorkItem),
            &mut callback.cx,
            argument,
        );
        let works = &callback.cx.storage().kept.works;
        drop(callback);
        // The last touch of the adapter: its end waits for it.
        works.fetch_sub(1, Ordering::Release);
    }
}
