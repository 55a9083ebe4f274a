//! `HW_BUILDIO`: prepares a request before `HW_STARTIO`. `DISPATCH_LEVEL`, no locks.
//!
//! storport.h: `BOOLEAN HwBuildIo(PVOID DeviceExtension, PSCSI_REQUEST_BLOCK Srb)`. `None` means that the driver keeps the
//! request and has completed it, or will: FALSE.

use core::ptr::NonNull;

use crate::checked;
use crate::driver::{Driver, Slot, Unregistered, slot};
use crate::ffi::{BOOLEAN, PVOID, SCSI_REQUEST_BLOCK};
use crate::kind::HasHardware;
use crate::role::{Role, entry};
use crate::scope;
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::storport::end;
use crate::storport::extension::DeviceExtension;
use crate::storport::srb::{self, HandOver, Srb, give_back};

/// In `#[hw_buildio]`: `DISPATCH_LEVEL`, no locks.
pub type BuildIo<'a, E> = Context<'a, E, scope::BuildIo>;

miniport_macros::role_trait! {
    ///
    /// `Some` passes on the request of this call. Another request in it is completed as busy ([`Busy`](crate::SrbStatus::Busy)): it was
    /// passed on before, and the handler has then kept the request of this call.
    hw_buildio
}

impl<E: DeviceExtension, R: Slot<slot::HwBuildIo>> Driver<E, R> {
    /// Registers `HW_BUILDIO`. Storport does not call it in a virtual miniport.
    pub fn hw_buildio<H: HwBuildIo<E>>(mut self) -> Driver<E, R::With>
    where
        R::State: Unregistered,
        E::Kind: HasHardware,
    {
        self.data.HwBuildIo = Some(routine::<H, E>);
        self.with()
    }
}

/// The `HW_BUILDIO` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_BUILDIO` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwBuildIo<E>, E: DeviceExtension>(
    extension: PVOID,
    srb: *mut SCSI_REQUEST_BLOCK,
) -> BOOLEAN {
    // SAFETY: Storport hands this request over; it is never null, and neither is the extension.
    unsafe {
        checked::pointer(Role::HwBuildIo, extension.cast::<Storage<E>>());
        checked::pointer(Role::HwBuildIo, srb);
        if end::is_late_or_no_command::<E>(extension, srb) {
            late::<H, E>(extension, srb)
        } else {
            build::<H, E>(extension, srb)
        }
    }
}

/// A request that may not be the driver's: then `HW_STARTIO` answers it.
///
/// # Safety
/// As [`routine`].
#[cold]
unsafe extern "system" fn late<H: HwBuildIo<E>, E: DeviceExtension>(
    extension: PVOID,
    srb: *mut SCSI_REQUEST_BLOCK,
) -> BOOLEAN {
    // SAFETY: the caller's word.
    unsafe {
        if end::passes_build_io::<E>(extension, srb) {
            1
        } else {
            build::<H, E>(extension, srb)
        }
    }
}

/// The driver's part, a function of its own: both ways to it are jumps.
///
/// # Safety
/// As [`routine`], and the value is alive.
#[inline(never)]
unsafe extern "system" fn build<H: HwBuildIo<E>, E: DeviceExtension>(
    extension: PVOID,
    srb: *mut SCSI_REQUEST_BLOCK,
) -> BOOLEAN {
    // SAFETY: Storport builds requests after initialisation, at DISPATCH_LEVEL, and hands this one over; it is never null.
    unsafe {
        let mut callback = entry::enter(Role::HwBuildIo, entry::DISPATCH, extension);
        let srb = NonNull::new_unchecked(srb);
        srb::initialise_extension::<E>(srb);
        let call = HandOver::of(&callback.cx);
        let owned = Srb::from_parts(srb, NonNull::new_unchecked(extension.cast()), call);
        let adapter = callback.extension(Role::HwBuildIo);
        let returned = H::call(adapter, &mut callback.cx, owned);
        BOOLEAN::from(give_back(returned, srb, &mut callback.cx))
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
