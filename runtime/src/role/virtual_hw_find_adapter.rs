//! `VIRTUAL_HW_FIND_ADAPTER`: finds and configures a virtual adapter and builds its extension. `PASSIVE_LEVEL`, no locks.
//!
//! storport.h: `ULONG VirtualHwFindAdapter(PVOID DeviceExtension, PVOID HwContext, PVOID BusInformation, PVOID LowerDevice,
//! PCHAR ArgumentString, PPORT_CONFIGURATION_INFORMATION ConfigInfo, PBOOLEAN Again)`.

use crate::config::{FindAdapterError, Found, PortConfiguration};
use crate::context::FindAdapter;
use crate::extension::DeviceExtension;
use crate::ffi::{
    PBOOLEAN, PCHAR, PPORT_CONFIGURATION_INFORMATION, PVOID, ULONG, VIRTUAL_HW_FIND_ADAPTER,
};
use crate::role::{Role, entry, find_adapter};

/// The type that `#[virtual_hw_find_adapter]` makes.
///
/// # Safety
/// `ROUTINE` calls [`enter`] of this type with its own arguments and does nothing else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[virtual_hw_find_adapter]` function",
    note = "write `#[virtual_hw_find_adapter] fn {Self}(cx: &mut FindAdapter<'_, Adapter>, config: &mut PortConfiguration<'_>) -> Result<Found<Adapter>, FindAdapterError> {{ … }}`"
)]
pub unsafe trait VirtualHwFindAdapter: Sized + 'static {
    /// The device extension.
    type Extension: DeviceExtension;
    /// The trampoline.
    const ROUTINE: VIRTUAL_HW_FIND_ADAPTER;
    /// The driver's function.
    fn call(
        cx: &mut FindAdapter<'_, Self::Extension>,
        config: &mut PortConfiguration<'_>,
    ) -> Result<Found<Self::Extension>, FindAdapterError>;
}

/// What the trampoline calls.
///
/// # Safety
/// Storport called the `VIRTUAL_HW_FIND_ADAPTER` that is `H::ROUTINE`.
pub unsafe fn enter<H: VirtualHwFindAdapter>(
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
        find_adapter::find::<H::Extension>(
            Role::VirtualHwFindAdapter,
            entry::PASSIVE,
            extension,
            argument_string,
            config,
            H::call,
        )
    }
}
