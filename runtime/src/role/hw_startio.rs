//! `HW_STARTIO`: starts a request. Up to `DISPATCH_LEVEL`; a physical miniport with one channel holds the StartIo lock.
//!
//! storport.h: `BOOLEAN HwStartIo(PVOID DeviceExtension, PSCSI_REQUEST_BLOCK Srb)`. `Err` gives the request back: FALSE, and
//! Storport tries again later.

use core::mem::ManuallyDrop;
use core::ptr::NonNull;

use crate::checked;
use crate::context::StartIo;
use crate::extension::DeviceExtension;
use crate::ffi::{BOOLEAN, HW_STARTIO, PVOID, SCSI_REQUEST_BLOCK};
use crate::kind::Kind;
use crate::role::{Role, entry};
use crate::srb::{self, Srb};

/// The type that `#[hw_startio]` makes.
///
/// # Safety
/// `ROUTINE` calls [`enter`] of this type with its own arguments and does nothing else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_startio]` function",
    note = "write `#[hw_startio] fn {Self}(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) -> Result<(), Srb<Adapter>> {{ … }}`"
)]
pub unsafe trait HwStartIo: Sized + 'static {
    /// The device extension.
    type Extension: DeviceExtension;
    /// The trampoline.
    const ROUTINE: HW_STARTIO;
    /// The driver's function.
    fn call(
        extension: &Self::Extension,
        cx: &mut StartIo<'_, Self::Extension>,
        srb: Srb<Self::Extension>,
    ) -> Result<(), Srb<Self::Extension>>;
}

/// What the trampoline calls.
///
/// # Safety
/// Storport called the `HW_STARTIO` that is `H::ROUTINE`.
#[inline(always)]
pub unsafe fn enter<H: HwStartIo>(extension: PVOID, srb: *mut SCSI_REQUEST_BLOCK) -> BOOLEAN {
    // SAFETY: Storport starts requests after initialisation, up to DISPATCH_LEVEL, and hands this one over; it is never null.
    unsafe {
        let mut callback = entry::enter(
            Role::HwStartIo,
            entry::dispatch_or_up_to::<H::Extension>(),
            extension,
        );
        checked::pointer(Role::HwStartIo, srb);
        let srb = NonNull::new_unchecked(srb);
        if <H::Extension as DeviceExtension>::Kind::VIRTUAL {
            // HW_BUILDIO is not called in a virtual miniport.
            srb::initialise_extension::<H::Extension>(srb);
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
