//! `HW_STATE_CHANGE`: Storport is done with a change that the driver has told it. `DISPATCH_LEVEL`, with the StartIo lock.
//!
//! storport.h: `VOID HwStateChange(PVOID HwDeviceExtension, PVOID Context, SHORT AddressType, PVOID Address, ULONG Status)`. The pages do
//! not say whether it comes when the adapter goes before Storport is done: it may, and the driver does not hear of it then.

use core::sync::atomic::Ordering;

use crate::ffi::{PVOID, SHORT, ULONG};
use crate::role::entry::Callback;
use crate::role::{Role, entry};
use crate::scope;
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

/// In `#[hw_state_change]`: `DISPATCH_LEVEL` with the StartIo lock.
pub type StateChanged<'a, E> = Context<'a, E, scope::StartIoLocked>;

miniport_macros::role_trait!(hw_state_change);

/// The `HW_STATE_CHANGE` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_STATE_CHANGE` of an adapter with extension `E`, for a change that the runtime has told it.
pub unsafe extern "system" fn routine<H: HwStateChange<E, A>, E: DeviceExtension, A>(
    extension: PVOID,
    context: PVOID,
    _address_type: SHORT,
    _address: PVOID,
    status: ULONG,
) {
    // SAFETY: Storport calls it at DISPATCH_LEVEL with the StartIo lock held, once for a change, whose argument arrives once; the
    // extension is used if its end has not begun, which waits for this call as for a work item.
    unsafe {
        let role = Role::HwStateChange;
        let mut callback: Callback<'_, E, scope::StartIoLocked> =
            entry::enter(role, entry::DISPATCH, extension);
        let storage = callback.cx.storage();
        let handled = storage.kept.state_change.finish(status);
        let argument = (H::ARGUMENT.from_raw)(context);
        let works = &storage.kept.works;
        if storage.life.hold(works) {
            let adapter = callback.extension(role);
            H::call(adapter, &mut callback.cx, handled, argument);
            drop(callback);
            works.fetch_sub(1, Ordering::Release);
        }
    }
}
