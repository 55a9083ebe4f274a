//! `HW_STARTIO` in dump mode: one request at a time. It may stall and poll, and complete the request itself.

use core::ptr::NonNull;

use super::entry::{self, Callback};
use crate::checked;
use crate::dump::extension::DumpExtension;
use crate::dump::registration::{Dump, slot};
use crate::dump::{DumpSrb, scope};
use crate::ffi::{self, BOOLEAN, PVOID, SCSI_REQUEST_BLOCK};
use crate::role::Role;
use crate::shared::registration::{Slot, Unregistered};
use crate::storport::srb::{self, SrbStatus};

miniport_macros::role_trait! {
    ///
    /// `Err` gives back the request of this call. Another request in it is completed as busy ([`Busy`](crate::SrbStatus::Busy)).
    dump_hw_startio
}

impl<E: DumpExtension, R: Slot<slot::HwStartIo>> Dump<E, R> {
    /// Registers `HW_STARTIO`. Mandatory.
    pub fn hw_startio<H: DumpHwStartIo<E>>(mut self) -> Dump<E, R::With>
    where
        R::State: Unregistered,
    {
        self.data.HwStartIo = Some(routine::<H, E>);
        self.with()
    }
}

/// The `HW_STARTIO` of handler `H`: what the dump port calls.
///
/// # Safety
/// The dump port calls it, as a `HW_STARTIO` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: DumpHwStartIo<E>, E: DumpExtension>(
    extension: PVOID,
    srb: *mut SCSI_REQUEST_BLOCK,
) -> BOOLEAN {
    let role = Role::DumpHwStartIo;
    checked::pointer(role, srb);
    // SAFETY: the dump port hands this request over; it is never null.
    unsafe {
        let callback: Option<Callback<'_, E, scope::Dumping>> = entry::enter(role, extension);
        let Some(mut callback) = callback else {
            srb::complete(extension, srb, ffi::SRB_STATUS_BUSY);
            return 1;
        };
        let Some(adapter) = callback.extension() else {
            srb::complete(extension, srb, ffi::SRB_STATUS_NO_DEVICE);
            return 1;
        };
        let srb = NonNull::new_unchecked(srb);
        let owned = DumpSrb::from_parts(srb, callback.storage);
        match H::call(adapter, &mut callback.cx, owned) {
            Ok(()) => 1,
            Err(returned) if returned.pointer() == srb => {
                returned.release();
                0
            }
            Err(another) => {
                another.complete(&mut callback.cx, SrbStatus::Busy);
                1
            }
        }
    }
}
