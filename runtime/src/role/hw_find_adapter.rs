//! `HW_FIND_ADAPTER`: finds and configures a physical adapter and builds its extension. `PASSIVE_LEVEL`
//! (`DISPATCH_LEVEL` when Storport runs it again because `ScsiRestartAdapter` is not supported), no locks.
//!
//! storport.h: `ULONG HwFindAdapter(PVOID DeviceExtension, PVOID HwContext, PVOID BusInformation, PCHAR ArgumentString,
//! PPORT_CONFIGURATION_INFORMATION ConfigInfo, PBOOLEAN Reserved3)`.

use crate::config::{FindAdapterError, Found, PortConfiguration};
use crate::context::FindAdapter;
use crate::extension::DeviceExtension;
use crate::ffi::{PBOOLEAN, PCHAR, PPORT_CONFIGURATION_INFORMATION, PVOID, ULONG};
use crate::role::{Role, entry, find_adapter};

/// The type that `#[hw_find_adapter]` makes.
///
/// # Safety
/// Implemented by the attribute alone, once for a type, and `call` does nothing but call the function of the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_find_adapter]` function",
    note = "write `#[hw_find_adapter] fn {Self}(cx: &mut FindAdapter<'_, Adapter>, config: &mut PortConfiguration<'_>) -> Result<Found<Adapter>, FindAdapterError> {{ … }}`"
)]
pub unsafe trait HwFindAdapter<E: DeviceExtension>: Sized + 'static {
    /// The driver's function.
    fn call(
        cx: &mut FindAdapter<'_, E>,
        config: &mut PortConfiguration<'_>,
    ) -> Result<Found<E>, FindAdapterError>;
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
