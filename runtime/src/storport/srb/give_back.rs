//! What a callback does with a request that the handler hands back.

use core::mem;
use core::ptr::NonNull;

use super::{Srb, SrbStatus};
use crate::ffi::SCSI_REQUEST_BLOCK;
use crate::scope::Scope;
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

/// Whether the request of this call is handed back, which Storport then owns again. Another one is completed as busy: the
/// handler still has the request of this call.
///
/// A handler that hands back its own parameter is inlined with this, and nothing is compared.
#[inline(always)]
pub(crate) fn give_back<E: DeviceExtension, S: Scope>(
    returned: Option<Srb<E>>,
    of_call: NonNull<SCSI_REQUEST_BLOCK>,
    cx: &mut Context<'_, E, S>,
) -> bool {
    let is_another = |returned: &Srb<E>| returned.pointers().0 != of_call.as_ptr();
    if returned.as_ref().is_some_and(is_another) {
        another(returned, cx);
        return false;
    }
    let is_returned = returned.is_some();
    mem::forget(returned);
    is_returned
}

#[cold]
fn another<E: DeviceExtension, S: Scope>(returned: Option<Srb<E>>, cx: &mut Context<'_, E, S>) {
    if let Some(returned) = returned {
        returned.complete(cx, SrbStatus::Busy);
    }
}
