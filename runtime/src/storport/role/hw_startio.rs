//! `HW_STARTIO`: starts a request. Up to `DISPATCH_LEVEL`; a physical miniport with one channel holds the StartIo lock.
//!
//! storport.h: `BOOLEAN HwStartIo(PVOID DeviceExtension, PSCSI_REQUEST_BLOCK Srb)`. `Err` gives the request back: FALSE, and
//! Storport tries again later.

use core::ptr::NonNull;

use crate::checked;
use crate::driver::{Driver, Slot, Unregistered, slot};
use crate::ffi::{BOOLEAN, PVOID, SCSI_REQUEST_BLOCK};
use crate::kind::Kind;
use crate::role::{Role, entry};
use crate::scope;
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::storport::end;
use crate::storport::extension::DeviceExtension;
use crate::storport::srb::{self, HandOver, Srb, give_back};

/// In `#[hw_startio]`: up to `DISPATCH_LEVEL`; with the StartIo lock in a physical miniport with one channel.
pub type StartIo<'a, E> = Context<'a, E, scope::StartIo<E>>;

miniport_macros::role_trait! {
    ///
    /// `Err` gives back the request of this call. Another request in it is completed as busy ([`Busy`](crate::SrbStatus::Busy)), which is
    /// what giving back means, and the handler has then kept the request of this call.
    hw_startio
}

impl<E: DeviceExtension, R: Slot<slot::HwStartIo>> Driver<E, R> {
    /// Registers `HW_STARTIO`. Mandatory.
    pub fn hw_startio<H: HwStartIo<E>>(mut self) -> Driver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.data.HwStartIo = Some(routine::<H, E>);
        self.with()
    }
}

/// The `HW_STARTIO` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_STARTIO` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwStartIo<E>, E: DeviceExtension>(
    extension: PVOID,
    srb: *mut SCSI_REQUEST_BLOCK,
) -> BOOLEAN {
    // SAFETY: Storport hands this request over; it is never null, and neither is the extension.
    unsafe {
        checked::pointer(Role::HwStartIo, extension.cast::<Storage<E>>());
        checked::pointer(Role::HwStartIo, srb);
        if end::is_late_or_no_command::<E>(extension, srb) {
            late::<H, E>(extension, srb)
        } else {
            start::<H, E>(extension, srb)
        }
    }
}

/// A request that may not be the driver's.
///
/// # Safety
/// As [`routine`].
#[cold]
unsafe extern "system" fn late<H: HwStartIo<E>, E: DeviceExtension>(
    extension: PVOID,
    srb: *mut SCSI_REQUEST_BLOCK,
) -> BOOLEAN {
    // SAFETY: the caller's word.
    unsafe {
        if end::request::<E>(extension, srb) {
            return 1;
        }
        let request = NonNull::new_unchecked(srb);
        if !E::Kind::VIRTUAL && srb::may_skip_build_io(request) {
            // Whether HW_BUILDIO has made it new is not known: sources differ.
            srb::initialise_extension::<E>(request);
        }
        start::<H, E>(extension, srb)
    }
}

/// The driver's part, a function of its own: both ways to it are jumps.
///
/// # Safety
/// As [`routine`], and the value is alive.
#[inline(never)]
unsafe extern "system" fn start<H: HwStartIo<E>, E: DeviceExtension>(
    extension: PVOID,
    srb: *mut SCSI_REQUEST_BLOCK,
) -> BOOLEAN {
    // SAFETY: Storport starts requests after initialisation, up to DISPATCH_LEVEL, and hands this one over; it is never null.
    unsafe {
        let mut callback =
            entry::enter(Role::HwStartIo, entry::dispatch_or_up_to::<E>(), extension);
        let srb = NonNull::new_unchecked(srb);
        if E::Kind::VIRTUAL {
            // HW_BUILDIO is not called in a virtual miniport.
            srb::initialise_extension::<E>(srb);
        }
        let call = HandOver::of(&callback.cx);
        let owned = Srb::from_parts(srb, NonNull::new_unchecked(extension.cast()), call);
        let adapter = callback.extension(Role::HwStartIo);
        let returned = H::call(adapter, &mut callback.cx, owned).err();
        BOOLEAN::from(!give_back(returned, srb, &mut callback.cx))
    }
}
