//! `HW_FIND_ADAPTER`: finds and configures a physical adapter and builds its extension. `PASSIVE_LEVEL`
//! (`DISPATCH_LEVEL` when Storport runs it again because `ScsiRestartAdapter` is not supported), no locks.
//!
//! storport.h: `ULONG HwFindAdapter(PVOID DeviceExtension, PVOID HwContext, PVOID BusInformation, PCHAR ArgumentString,
//! PPORT_CONFIGURATION_INFORMATION ConfigInfo, PBOOLEAN Reserved3)`.

use crate::driver::{Driver, Slot, Unregistered, slot};
use crate::ffi::{self, PBOOLEAN, PCHAR, PPORT_CONFIGURATION_INFORMATION, PVOID, ULONG};
use crate::kind::HasHardware;
use crate::role::{Role, entry, find_adapter};
use crate::storport::extension::DeviceExtension;

miniport_macros::role_trait!(hw_find_adapter);

impl<E: DeviceExtension, R: Slot<slot::HwFindAdapter>> Driver<E, R> {
    /// Registers `HW_FIND_ADAPTER`. Mandatory in a physical miniport.
    pub fn hw_find_adapter<H: HwFindAdapter<E>>(mut self) -> Driver<E, R::With>
    where
        R::State: Unregistered,
        E::Kind: HasHardware,
    {
        self.data.HwFindAdapter = routine::<H, E> as ffi::HW_FIND_ADAPTER as PVOID;
        self.with()
    }
}

/// The `HW_FIND_ADAPTER` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_FIND_ADAPTER` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwFindAdapter<E>, E: DeviceExtension>(
    extension: PVOID,
    _context: PVOID,
    _bus_information: PVOID,
    argument_string: PCHAR,
    config: PPORT_CONFIGURATION_INFORMATION,
    _reserved3: PBOOLEAN,
) -> ULONG {
    // SAFETY: the caller's word: the arguments are Storport's.
    unsafe {
        find_adapter::find::<E>(
            Role::HwFindAdapter,
            entry::UP_TO_DISPATCH,
            extension,
            argument_string,
            config,
            H::call,
        )
    }
}
