//! `HW_INITIALIZE` in dump mode. "The boot device must be accessible before the miniport returns".

use super::entry;
use crate::dump::extension::DumpExtension;
use crate::dump::registration::{Dump, slot};
use crate::dump::scope;
use crate::ffi::{BOOLEAN, PVOID};
use crate::role::Role;
use crate::shared::context::Context;
use crate::shared::registration::{Slot, Unregistered};

/// In every callback of a dump path but find-adapter: `HIGH_LEVEL`, and nothing else runs.
pub type Dumping<'a, E> = Context<'a, E, scope::Dumping>;

miniport_macros::role_trait!(dump_hw_initialize);

impl<E: DumpExtension, R: Slot<slot::HwInitialize>> Dump<E, R> {
    /// Registers `HW_INITIALIZE`. Mandatory.
    pub fn hw_initialize<H: DumpHwInitialize<E>>(mut self) -> Dump<E, R::With>
    where
        R::State: Unregistered,
    {
        self.data.HwInitialize = Some(routine::<H, E>);
        self.with()
    }
}

/// The `HW_INITIALIZE` of handler `H`: what the dump port calls.
///
/// # Safety
/// The dump port calls it, as a `HW_INITIALIZE` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: DumpHwInitialize<E>, E: DumpExtension>(
    extension: PVOID,
) -> BOOLEAN {
    // SAFETY: the caller's word.
    unsafe { entry::answer::<E>(Role::DumpHwInitialize, extension, H::call) }
}
