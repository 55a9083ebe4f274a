//! `HW_INTERRUPT` in dump mode: the dump port polls it. A driver looks at its queues, whatever the device says of interrupts.

use super::entry;
use crate::dump::extension::DumpExtension;
use crate::dump::registration::{Dump, slot};
use crate::ffi::{BOOLEAN, PVOID};
use crate::role::Role;
use crate::shared::registration::{Slot, Unregistered};

miniport_macros::role_trait!(dump_hw_interrupt);

impl<E: DumpExtension, R: Slot<slot::HwInterrupt>> Dump<E, R> {
    /// Registers `HW_INTERRUPT`. Mandatory.
    pub fn hw_interrupt<H: DumpHwInterrupt<E>>(mut self) -> Dump<E, R::With>
    where
        R::State: Unregistered,
    {
        self.data.HwInterrupt = Some(routine::<H, E>);
        self.with()
    }
}

/// The `HW_INTERRUPT` of handler `H`: what the dump port calls.
///
/// # Safety
/// The dump port calls it, as a `HW_INTERRUPT` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: DumpHwInterrupt<E>, E: DumpExtension>(
    extension: PVOID,
) -> BOOLEAN {
    // SAFETY: the caller's word.
    unsafe { entry::answer::<E>(Role::DumpHwInterrupt, extension, H::call) }
}
