//! What every callback of a dump path begins with.

use core::cell::Cell;
use core::ptr::NonNull;

use crate::checked;
use crate::dump::extension::DumpExtension;
use crate::dump::{Dumping, scope};
use crate::ffi::{BOOLEAN, PVOID};
use crate::role::Role;
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::owner::Running;
use crate::shared::scope::Scope;

/// A callback that has been entered, with its context: no other of the adapter runs until this is dropped.
pub(super) struct Callback<'a, E: DumpExtension, S: Scope> {
    pub(super) cx: Context<'a, E, S>,
    pub(super) storage: NonNull<Storage<E>>,
    inside: &'a Cell<bool>,
    // Nothing in a kernel build.
    #[allow(dead_code, reason = "its drop says that the callback is over")]
    running: Running,
}

/// Enters a callback of `role`. `None` if another one of the adapter has not returned: nothing says that the dump port does not call one
/// from inside of `StorPortNotification`, and each context stands for all data of the path.
///
/// # Safety
/// The dump port called a callback of this role with `extension`, and the callback lasts for `'a`; scope `S` says what holds there.
pub(super) unsafe fn enter<'a, E: DumpExtension, S: Scope>(
    role: Role,
    extension: PVOID,
) -> Option<Callback<'a, E, S>> {
    checked::pointer(role, extension.cast::<Storage<E>>());
    // SAFETY: the dump port passes the extension that it allocated; every part of the storage is valid when zeroed and changes only through
    // cells. One processor runs, with interrupts off.
    let (storage, kept) = unsafe {
        let storage = NonNull::new_unchecked(extension.cast::<Storage<E>>());
        (storage, storage.as_ref())
    };
    let inside: &'a Cell<bool> = &kept.kept.inside;
    (!inside.replace(true)).then(|| Callback {
        // SAFETY: the caller's word, and no other context of the adapter exists.
        cx: unsafe { Context::new(storage) },
        storage,
        inside,
        running: kept.identity.run(),
    })
}

/// Runs a callback that answers whether it worked. FALSE without the driver where it is not to run.
///
/// # Safety
/// The dump port called a callback of this role, which is not find-adapter, with `extension`.
#[inline(always)]
pub(super) unsafe fn answer<E: DumpExtension>(
    role: Role,
    extension: PVOID,
    call: impl FnOnce(&E, &mut Dumping<'_, E>) -> bool,
) -> BOOLEAN {
    // SAFETY: the caller's word.
    let callback: Option<Callback<'_, E, scope::Dumping>> = unsafe { enter(role, extension) };
    let Some(mut callback) = callback else {
        return 0;
    };
    let adapter = callback.extension();
    adapter
        .is_some_and(|adapter| call(adapter, &mut callback.cx))
        .into()
}

impl<'a, E: DumpExtension, S: Scope> Callback<'a, E, S> {
    /// The driver's extension; `None` before find-adapter has returned it.
    pub(super) fn extension(&self) -> Option<&'a E> {
        // SAFETY: the memory is valid during the callback, and its value, once it is built, stays until a find-adapter.
        unsafe {
            let storage: &'a Storage<E> = self.storage.as_ref();
            storage.is_built().then(|| storage.value())
        }
    }
}

impl<E: DumpExtension, S: Scope> Drop for Callback<'_, E, S> {
    fn drop(&mut self) {
        self.inside.set(false);
    }
}
