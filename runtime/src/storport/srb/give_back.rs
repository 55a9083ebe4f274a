//! What a callback does with a request that the handler hands back.

use core::mem;
use core::num::NonZeroUsize;
use core::ptr::{self, NonNull};

use super::{Srb, SrbStatus};
use crate::ffi::SCSI_REQUEST_BLOCK;
use crate::scope::Scope;
use crate::shared::context::Context;
use crate::shared::extension::Extension;
use crate::storport::extension::DeviceExtension;

/// A call that hands a request over, by where its context lies: no other call has its context there while it runs.
///
/// The request alone is not enough to know it by: a handler can complete it, wait until Storport has its memory for another request, and
/// come by that one, which a call on another processor was handed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HandOver(NonZeroUsize);

impl HandOver {
    /// The call with this context, which stays in its place until the call is over.
    #[inline(always)]
    pub(crate) fn of<E: Extension, S: Scope>(cx: &Context<'_, E, S>) -> Option<Self> {
        NonZeroUsize::new(ptr::from_ref(cx).addr()).map(Self)
    }
}

/// Whether the request of this call is handed back, which Storport then owns again. Another one is completed as busy: the
/// handler still has the request of this call. So is one that has been the argument of a DPC, which carries no [`HandOver`].
///
/// A handler that hands back its own parameter is inlined with this, and nothing is compared.
#[inline(always)]
pub(crate) fn give_back<E: DeviceExtension, S: Scope>(
    returned: Option<Srb<E>>,
    of_call: NonNull<SCSI_REQUEST_BLOCK>,
    cx: &mut Context<'_, E, S>,
) -> bool {
    let is_another = |returned: &Srb<E>| {
        returned.pointers().0 != of_call.as_ptr() || returned.call != HandOver::of(cx)
    };
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
