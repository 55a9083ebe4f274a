//! What every routine begins with: from the device to its extension and a context.

use crate::checked::{self, Entry};
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::owner::Running;
use crate::shared::role::Role;
use crate::shared::scope::Scope;
use crate::wdm::extension::{Wdm, WdmExtension};

/// The IRQLs at which a role may be called: the lowest and the highest.
pub(crate) type Levels = (u8, u8);
pub(crate) const PASSIVE: Levels = (0, 0);
pub(crate) const UP_TO_DISPATCH: Levels = (0, 2);
pub(crate) const DISPATCH: Levels = (2, 2);
pub(crate) const DEVICE: Levels = (3, u8::MAX);

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
        let entry = checked::entry(role, levels.0, levels.1, storage.device_extension());
        Callback {
            cx: Context::new(storage.into()),
            device: storage.value(),
            entry,
            running: storage.identity.run(),
        }
    }
}
