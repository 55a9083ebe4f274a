//! `VIRTUAL_HW_FIND_ADAPTER`: finds and configures a virtual adapter and builds its extension. `PASSIVE_LEVEL`, no locks.
//!
//! storport.h: `ULONG VirtualHwFindAdapter(PVOID DeviceExtension, PVOID HwContext, PVOID BusInformation, PVOID LowerDevice,
//! PCHAR ArgumentString, PPORT_CONFIGURATION_INFORMATION ConfigInfo, PBOOLEAN Again)`.

use crate::driver::{Driver, Slot, Unregistered, slot};
use crate::ffi::{self, PBOOLEAN, PCHAR, PPORT_CONFIGURATION_INFORMATION, PVOID, ULONG};
use crate::kind::HasNoHardware;
use crate::role::{Role, entry, find_adapter};
use crate::storport::extension::DeviceExtension;

pub use find_adapter::FindAdapter;

miniport_macros::role_trait!(virtual_hw_find_adapter);

impl<E: DeviceExtension, R: Slot<slot::HwFindAdapter>> Driver<E, R> {
    /// Registers `VIRTUAL_HW_FIND_ADAPTER`. Mandatory in a virtual miniport.
    pub fn virtual_hw_find_adapter<H: VirtualHwFindAdapter<E>>(mut self) -> Driver<E, R::With>
    where
        R::State: Unregistered,
        E::Kind: HasNoHardware,
    {
        self.data.HwFindAdapter = routine::<H, E> as ffi::VIRTUAL_HW_FIND_ADAPTER as PVOID;
        self.with()
    }
}

/// The `VIRTUAL_HW_FIND_ADAPTER` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `VIRTUAL_HW_FIND_ADAPTER` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: VirtualHwFindAdapter<E>, E: DeviceExtension>(
    extension: PVOID,
    _context: PVOID,
    _bus_information: PVOID,
    _lower_device: PVOID,
    argument_string: PCHAR,
    config: PPORT_CONFIGURATION_INFORMATION,
    _again: PBOOLEAN,
) -> ULONG {
    // SAFETY: the caller's word: the arguments are Storport's.
    unsafe {
        find_adapter::find::<E>(
            Role::VirtualHwFindAdapter,
            entry::PASSIVE,
            extension,
            argument_string,
            config,
            H::call,
        )
    }
}
