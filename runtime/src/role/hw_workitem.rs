//! `HW_WORKITEM`: work at `PASSIVE_LEVEL`, no locks.
//!
//! storport.h: `VOID HwWorkItem(PVOID HwDeviceExtension, PVOID Context, PVOID Worker)`.

use crate::context::Passive;
use crate::deferred::WorkItemArgument;
use crate::extension::DeviceExtension;
use crate::ffi::PVOID;
use crate::role::{Role, entry};

/// The type that `#[hw_workitem]` makes.
///
/// # Safety
/// Implemented by the attribute alone, once for a type, and `call` does nothing but call the function of the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_workitem]` function",
    note = "write `#[hw_workitem] fn {Self}(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {{ … }}`"
)]
pub unsafe trait HwWorkItem<E: DeviceExtension, A: WorkItemArgument>:
    Sized + 'static
{
    /// The driver's function.
    fn call(extension: &E, cx: &mut Passive<'_, E>, argument: A);
}

/// The `HW_WORKITEM` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_WORKITEM` of an adapter with extension `E`, for a work item that the runtime made and queued.
pub unsafe extern "system" fn routine<
    H: HwWorkItem<E, A>,
    E: DeviceExtension,
    A: WorkItemArgument,
>(
    extension: PVOID,
    context: PVOID,
    _worker: PVOID,
) {
    // SAFETY: work items run after passive initialisation, at PASSIVE_LEVEL; `queue` packed the argument, which arrives once.
    unsafe {
        let mut callback = entry::enter(Role::HwWorkItem, entry::PASSIVE, extension);
        let argument = A::from_raw(context);
        H::call(
            callback.extension(Role::HwWorkItem),
            &mut callback.cx,
            argument,
        );
    }
}
