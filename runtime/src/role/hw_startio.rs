//! `HW_STARTIO`: starts a request. Up to `DISPATCH_LEVEL`; a physical miniport with one channel holds the StartIo lock.
//!
//! storport.h: `BOOLEAN HwStartIo(PVOID DeviceExtension, PSCSI_REQUEST_BLOCK Srb)`. `Err` gives the request back: FALSE, and
//! Storport tries again later.

use core::mem::ManuallyDrop;
use core::ptr::NonNull;

use crate::checked;
use crate::context::StartIo;
use crate::extension::DeviceExtension;
use crate::ffi::{BOOLEAN, PVOID, SCSI_REQUEST_BLOCK};
use crate::kind::Kind;
use crate::role::{Role, entry};
use crate::srb::{self, Srb};

/// The type that `#[hw_startio]` makes.
///
/// # Safety
/// Implemented by the attribute alone, once for a type, and `call` does nothing but call the function of the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_startio]` function",
    note = "write `#[hw_startio] fn {Self}(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) -> Result<(), Srb<Adapter>> {{ … }}`"
)]
pub unsafe trait HwStartIo<E: DeviceExtension>: Sized + 'static {
    /// The driver's function.
    fn call(extension: &E, cx: &mut StartIo<'_, E>, srb: Srb<E>) -> Result<(), Srb<E>>;
}

/// The `HW_STARTIO` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_STARTIO` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwStartIo<E>, E: DeviceExtension>(
    extension: PVOID,
    srb: *mut SCSI_REQUEST_BLOCK,
) -> BOOLEAN {
    // SAFETY: Storport starts requests after initialisation, up to DISPATCH_LEVEL, and hands this one over; it is never null.
    unsafe {
        let mut callback =
            entry::enter(Role::HwStartIo, entry::dispatch_or_up_to::<E>(), extension);
        checked::pointer(Role::HwStartIo, srb);
        let srb = NonNull::new_unchecked(srb);
        if E::Kind::VIRTUAL {
            // HW_BUILDIO is not called in a virtual miniport.
            srb::initialise_extension::<E>(srb);
        }
        let srb = Srb::from_parts(srb, NonNull::new_unchecked(extension.cast()));
        // Given back: Storport owns it again.
        let answer = ManuallyDrop::new(H::call(
            callback.extension(Role::HwStartIo),
            &mut callback.cx,
            srb,
        ));
        BOOLEAN::from(answer.is_ok())
    }
}
