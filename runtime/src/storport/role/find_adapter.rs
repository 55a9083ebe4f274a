//! What both find-adapter roles do: check, call the driver, write the configuration, build the extension.

use core::ffi::CStr;

use crate::checked;
use crate::config::{FindAdapterError, Found, PortConfiguration};
use crate::ffi::{self, PCHAR, PPORT_CONFIGURATION_INFORMATION, PVOID, ULONG};
use crate::role::Role;
use crate::role::entry::{self, Callback, Levels};
use crate::scope;
use crate::shared::context::Context;
use crate::storport::end;
use crate::storport::extension::DeviceExtension;

/// In `#[virtual_hw_find_adapter]` and `#[hw_find_adapter]`: `PASSIVE_LEVEL`; the extension does not exist yet.
pub type FindAdapter<'a, E> = Context<'a, E, scope::FindAdapter>;

/// The driver's function.
pub(super) type Handler<E> =
    fn(&mut FindAdapter<'_, E>, &mut PortConfiguration<'_>) -> Result<Found<E>, FindAdapterError>;

/// Runs a find-adapter callback.
///
/// # Safety
/// Storport called find-adapter with these arguments.
pub(super) unsafe fn find<E: DeviceExtension>(
    role: Role,
    levels: Levels,
    extension: PVOID,
    argument_string: PCHAR,
    config: PPORT_CONFIGURATION_INFORMATION,
    handler: Handler<E>,
) -> ULONG {
    // SAFETY: Storport calls find-adapter alone: no other callback of the adapter runs. The configuration is valid during
    // the call, and so is the argument string, which ends with a zero byte.
    unsafe {
        checked::pointer(role, config);
        if (*config).DumpMode != 0 {
            // `DriverEntry` had arguments, and this is dump mode all the same: the path is not this one.
            return ffi::SP_RETURN_ERROR;
        }
        let mut callback: Callback<'_, E, scope::FindAdapter> =
            entry::enter(role, levels, extension);
        if !end::begin_anew(callback.cx.storage()) {
            return ffi::SP_RETURN_ERROR;
        }
        ask_for_features(extension, end::registered::<E>().features);
        let argument = (!argument_string.is_null()).then(|| CStr::from_ptr(argument_string.cast()));
        let mut config = PortConfiguration::new(&mut *config, argument);
        let answer = handler(&mut callback.cx, &mut config);
        let code = config.finish(callback.cx.storage(), answer);
        if callback.cx.storage().is_built() {
            callback.cx.storage().dropped.free::<E::Kind>(extension);
        } else {
            callback.cx.storage().dropped.release::<E::Kind>(extension);
        }
        code
    }
}

/// Asks for the control types that Storport sends only to drivers which ask, "at the beginning" of find-adapter (page of
/// `StorPortSetFeatureList`). A Windows that does not know them does not send them either.
///
/// # Safety
/// This is find-adapter of the adapter.
unsafe fn ask_for_features(extension: PVOID, features: u32) {
    const COUNT: u32 = ffi::StorportFeatureMax.cast_unsigned();
    if features == 0 {
        return;
    }
    let mut list = [ffi::FALSE; COUNT as usize];
    for (number, wanted) in (0..u32::BITS).zip(&mut list) {
        *wanted = u8::from(features >> number & 1 != 0);
    }
    // SAFETY: the caller's word; the list has as many elements as it is said to have.
    unsafe { ffi::StorPortSetFeatureList(extension, COUNT, list.as_mut_ptr()) };
}
