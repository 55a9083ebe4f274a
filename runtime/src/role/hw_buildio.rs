//! `HW_BUILDIO`: prepares a request before `HW_STARTIO`. `DISPATCH_LEVEL`, no locks.
//!
//! storport.h: `BOOLEAN HwBuildIo(PVOID DeviceExtension, PSCSI_REQUEST_BLOCK Srb)`. `None` means that the driver keeps the
//! request and has completed it, or will: FALSE.

use core::mem::ManuallyDrop;
use core::ptr::NonNull;

use crate::checked;
use crate::context::BuildIo;
use crate::extension::DeviceExtension;
use crate::ffi::{BOOLEAN, PVOID, SCSI_REQUEST_BLOCK};
use crate::role::{Role, entry};
use crate::srb::{self, Srb};

/// The type that `#[hw_buildio]` makes.
///
/// # Safety
/// Implemented by the attribute alone, once for a type, and `call` does nothing but call the function of the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_buildio]` function",
    note = "write `#[hw_buildio] fn {Self}(adapter: &Adapter, cx: &mut BuildIo<'_, Adapter>, srb: Srb<Adapter>) -> Option<Srb<Adapter>> {{ … }}`"
)]
pub unsafe trait HwBuildIo<E: DeviceExtension>: Sized + 'static {
    /// The driver's function.
    fn call(extension: &E, cx: &mut BuildIo<'_, E>, srb: Srb<E>) -> Option<Srb<E>>;
}

/// The `HW_BUILDIO` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_BUILDIO` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwBuildIo<E>, E: DeviceExtension>(
    extension: PVOID,
    srb: *mut SCSI_REQUEST_BLOCK,
) -> BOOLEAN {
    // SAFETY: Storport builds requests after initialisation, at DISPATCH_LEVEL, and hands this one over; it is never null.
    unsafe {
        let mut callback = entry::enter(Role::HwBuildIo, entry::DISPATCH, extension);
        checked::pointer(Role::HwBuildIo, srb);
        let srb = NonNull::new_unchecked(srb);
        srb::initialise_extension::<E>(srb);
        let srb = Srb::from_parts(srb, NonNull::new_unchecked(extension.cast()));
        // Passed on: Storport owns it again.
        let answer = ManuallyDrop::new(H::call(
            callback.extension(Role::HwBuildIo),
            &mut callback.cx,
            srb,
        ));
        BOOLEAN::from(answer.is_some())
    }
}

/// The `HW_BUILDIO` of a driver that has an SRB extension and no `#[hw_buildio]`: it makes the extension new.
///
/// # Safety
/// Registered as `HwBuildIo` with `SrbExtensionSize` of `E`.
pub(crate) unsafe extern "system" fn initialise_only<E: DeviceExtension>(
    _: PVOID,
    srb: *mut SCSI_REQUEST_BLOCK,
) -> BOOLEAN {
    checked::pointer(Role::HwBuildIo, srb);
    // SAFETY: Storport hands the request over; it is never null.
    unsafe { srb::initialise_extension::<E>(NonNull::new_unchecked(srb)) };
    1
}
