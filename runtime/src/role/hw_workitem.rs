//! `HW_WORKITEM`: work at `PASSIVE_LEVEL`, no locks.
//!
//! storport.h: `VOID HwWorkItem(PVOID HwDeviceExtension, PVOID Context, PVOID Worker)`.

use crate::context::Passive;
use crate::deferred::WorkItemArgument;
use crate::extension::DeviceExtension;
use crate::ffi::{HW_WORKITEM, PVOID};
use crate::role::{Role, entry};

/// The type that `#[hw_workitem]` makes.
///
/// # Safety
/// `ROUTINE` calls [`enter`] of this type with its own arguments and does nothing else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_workitem]` function",
    note = "write `#[hw_workitem] fn {Self}(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {{ … }}`"
)]
pub unsafe trait HwWorkItem: Sized + 'static {
    /// The device extension.
    type Extension: DeviceExtension;
    /// What travels in the context argument.
    type Argument: WorkItemArgument;
    /// The trampoline.
    const ROUTINE: HW_WORKITEM;
    /// The driver's function.
    fn call(
        extension: &Self::Extension,
        cx: &mut Passive<'_, Self::Extension>,
        argument: Self::Argument,
    );
}

/// What the trampoline calls.
///
/// # Safety
/// Storport called the `HW_WORKITEM` that is `H::ROUTINE`, for a work item that the runtime made and queued.
#[inline(always)]
pub unsafe fn enter<H: HwWorkItem>(extension: PVOID, context: PVOID, _worker: PVOID) {
    // SAFETY: work items run after passive initialisation, at PASSIVE_LEVEL; `queue` packed the argument, which arrives once.
    unsafe {
        let mut callback = entry::enter(Role::HwWorkItem, entry::PASSIVE, extension);
        let argument = H::Argument::from_raw(context);
        H::call(
            callback.extension(Role::HwWorkItem),
            &mut callback.cx,
            argument,
        );
    }
}
