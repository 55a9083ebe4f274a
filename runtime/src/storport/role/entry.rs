//! What every trampoline begins with: from Storport's pointer to the extension and a context.

use core::ptr::NonNull;

use crate::checked::{self, Entry, Rule};
pub(crate) use crate::checked::{
    BELOW_DISPATCH, DEVICE, DISPATCH, Levels, PASSIVE, UP_TO_DISPATCH,
};
use crate::ffi::PVOID;
use crate::kind::Kind;
use crate::role::Role;
use crate::scope::Scope;
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::owner::Running;
use crate::storport::extension::DeviceExtension;

/// `DIRQL` for a physical miniport, `PASSIVE_LEVEL` for a virtual one.
pub(crate) const fn device_unless_virtual<E: DeviceExtension>() -> Levels {
    if <E::Kind as Kind>::VIRTUAL {
        PASSIVE
    } else {
        DEVICE
    }
}

/// `DISPATCH_LEVEL` for a physical miniport, up to it for a virtual one.
pub(crate) const fn dispatch_or_up_to<E: DeviceExtension>() -> Levels {
    if <E::Kind as Kind>::VIRTUAL {
        UP_TO_DISPATCH
    } else {
        DISPATCH
    }
}

/// A callback that has been entered: checked, with its context.
pub(crate) struct Callback<'a, E: DeviceExtension, S: Scope> {
    pub(crate) cx: Context<'a, E, S>,
    storage: NonNull<Storage<E>>,
    // Last: the exit check runs when the callback is over.
    #[allow(dead_code, reason = "its drop is the exit check")]
    entry: Entry<E::Kind>,
    // Nothing in a kernel build. It touches nothing of the adapter when it is dropped, which may be gone.
    #[allow(dead_code, reason = "its drop says that the callback is over")]
    running: Running,
}

/// Enters a callback of `role`.
///
/// # Safety
/// Storport called a callback of this role with `extension`, and the callback lasts for `'a`; scope `S` says what holds there.
#[inline(always)]
pub(crate) unsafe fn enter<'a, E: DeviceExtension, S: Scope>(
    role: Role,
    levels: Levels,
    extension: PVOID,
) -> Callback<'a, E, S> {
    checked::pointer(role, extension.cast::<Storage<E>>());
    // SAFETY: the caller's word.
    let entry = unsafe { checked::entry(role, levels, extension) };
    // SAFETY: Storport passes the extension that it allocated, which is never null (checked builds do not trust that).
    let storage = unsafe { NonNull::new_unchecked(extension.cast::<Storage<E>>()) };
    Callback {
        // SAFETY: the caller's word.
        cx: unsafe { Context::new(storage) },
        storage,
        entry,
        // SAFETY: every part of the storage is valid when zeroed.
        running: unsafe { storage.as_ref() }.identity.run(),
    }
}

impl<'a, E: DeviceExtension, S: Scope> Callback<'a, E, S> {
    /// The driver's extension.
    ///
    /// # Safety
    /// The role is called after find-adapter has returned the extension.
    #[inline(always)]
    pub(crate) unsafe fn extension(&self, role: Role) -> &'a E {
        // SAFETY: the memory is valid during the callback; `built` is valid when zero.
        let storage: &'a Storage<E> = unsafe { self.storage.as_ref() };
        if checked::ENABLED && !storage.is_built() {
            checked::violation(Rule::NotBuilt, role, self.storage.as_ptr().addr(), 0);
        }
        // SAFETY: the caller's word.
        unsafe { storage.value() }
    }
}

impl<'a, E: DeviceExtension, S: Scope> Callback<'a, E, S> {
    /// The context by value, and what must live until the callback is over.
    pub(crate) fn split(self) -> (Context<'a, E, S>, impl Sized) {
        (self.cx, (self.entry, self.running))
    }
}
