//! What a callback does with a request that the handler hands back.

use core::ptr::NonNull;

use super::{Srb, SrbStatus};
use crate::context::Context;
use crate::extension::DeviceExtension;
use crate::ffi::SCSI_REQUEST_BLOCK;
use crate::scope::Scope;

/// Whether `returned` is the request of this call, which Storport then owns again. Another one is completed as busy: the
/// handler still has the request of this call.
///
/// A handler that hands back its own parameter is inlined with this, and nothing is compared.
#[inline(always)]
pub(crate) fn give_back<E: DeviceExtension, S: Scope>(
    returned: Srb<E>,
    of_call: NonNull<SCSI_REQUEST_BLOCK>,
    cx: &mut Context<'_, E, S>,
) -> bool {
    if returned.pointers().0 == of_call.as_ptr() {
        returned.into_parts();
        return true;
    }
    another(returned, cx);
    false
}

#[cold]
fn another<E: DeviceExtension, S: Scope>(returned: Srb<E>, cx: &mut Context<'_, E, S>) {
    returned.complete(cx, SrbStatus::Busy);
}
