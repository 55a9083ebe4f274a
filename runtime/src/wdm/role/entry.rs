//! What every routine begins with: from the device to its extension and a context.

use crate::checked::{self, Entry};
pub(crate) use crate::checked::{DEVICE, DISPATCH, Levels, PASSIVE, UP_TO_DISPATCH};
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::owner::Running;
use crate::shared::role::Role;
use crate::shared::scope::Scope;
use crate::wdm::extension::{Wdm, WdmExtension};

/// A callback that has been entered: checked, with its context.
pub(crate) struct Callback<'a, E: WdmExtension, S: Scope> {
    pub(crate) cx: Context<'a, E, S>,
    /// The driver's extension.
    pub(crate) device: &'a E,
    // Last: the exit check runs when the callback is over.
    #[allow(dead_code, reason = "its drop is the exit check")]
    entry: Entry<Wdm>,
    // Nothing in a kernel build. It touches nothing of the device when it is dropped, which may be gone.
    #[allow(dead_code, reason = "its drop says that the callback is over")]
    running: Running,
}

/// A hook of `PnpDevice` that is called, with its context.
pub(crate) struct Hook<'a, E: WdmExtension, S: Scope> {
    pub(crate) cx: Context<'a, E, S>,
    #[allow(dead_code, reason = "its drop says that the hook is over")]
    running: Running,
}

/// Calls a hook.
///
/// # Safety
/// The device was added and is not removed before the result is dropped; scope `S` says what holds; the context is given to that hook only.
#[inline]
pub(crate) unsafe fn hook<E: WdmExtension, S: Scope>(storage: &Storage<E>) -> Hook<'_, E, S> {
    Hook {
        // SAFETY: the caller's word.
        cx: unsafe { Context::new(storage.into()) },
        running: storage.identity.run(),
    }
}

/// Enters a callback of `role`.
///
/// # Safety
/// The system calls a callback of this role for the device, which was added and is not removed during `'a`; scope `S` says what holds.
#[inline(always)]
pub(crate) unsafe fn enter<E: WdmExtension, S: Scope>(
    role: Role,
    levels: Levels,
    storage: &Storage<E>,
) -> Callback<'_, E, S> {
    // SAFETY: the caller's word.
    unsafe {
        let entry = checked::entry(role, levels, storage.device_extension());
        Callback {
            cx: Context::new(storage.into()),
            device: storage.value(),
            entry,
            running: storage.identity.run(),
        }
    }
}
