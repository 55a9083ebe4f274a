//! `HW_FIND_ADAPTER` in dump mode: `HIGH_LEVEL`, with the argument string `dump=1`.

use core::ffi::CStr;

use super::entry::{self, Callback};
use crate::checked;
use crate::dump::extension::DumpExtension;
use crate::dump::registration::{Dump, slot};
use crate::dump::{DumpConfiguration, scope};
use crate::ffi::{self, PBOOLEAN, PCHAR, PPORT_CONFIGURATION_INFORMATION, PVOID, ULONG};
use crate::role::Role;
use crate::shared::context::Context;
use crate::shared::registration::{Slot, Unregistered};

/// In `#[dump_hw_find_adapter]`: `HIGH_LEVEL`; the extension does not exist yet.
pub type DumpFindAdapter<'a, E> = Context<'a, E, scope::DumpFindAdapter>;

miniport_macros::role_trait!(dump_hw_find_adapter);

impl<E: DumpExtension, R: Slot<slot::HwFindAdapter>> Dump<E, R> {
    /// Registers `HW_FIND_ADAPTER`. Mandatory.
    pub fn hw_find_adapter<H: DumpHwFindAdapter<E>>(mut self) -> Dump<E, R::With>
    where
        R::State: Unregistered,
    {
        self.data.HwFindAdapter = routine::<H, E> as ffi::HW_FIND_ADAPTER as PVOID;
        self.with()
    }
}

/// The `HW_FIND_ADAPTER` of handler `H`: what the dump port calls.
///
/// # Safety
/// The dump port calls it, as a `HW_FIND_ADAPTER` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: DumpHwFindAdapter<E>, E: DumpExtension>(
    extension: PVOID,
    _context: PVOID,
    _bus_information: PVOID,
    argument_string: PCHAR,
    config: PPORT_CONFIGURATION_INFORMATION,
    _reserved3: PBOOLEAN,
) -> ULONG {
    let role = Role::DumpHwFindAdapter;
    // SAFETY: the caller's word. The configuration is valid during the call, and so is the argument string, which ends with a zero byte.
    unsafe {
        checked::pointer(role, config);
        let callback: Option<Callback<'_, E, scope::DumpFindAdapter>> =
            entry::enter(role, extension);
        let Some(mut callback) = callback else {
            return ffi::SP_RETURN_ERROR;
        };
        let storage = callback.cx.storage();
        // It may be found once more, for another dump mode: nothing else runs.
        storage.destroy(|| ());
        storage.kept.leaver.found(&*config);
        let argument = (!argument_string.is_null()).then(|| CStr::from_ptr(argument_string.cast()));
        let mut config = DumpConfiguration::new(&mut *config, argument);
        let answer = H::call(&mut callback.cx, &mut config);
        config.finish(storage, answer)
    }
}
