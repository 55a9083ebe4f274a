//! A request as the argument of a DPC.

use core::ptr::{self, NonNull};

use super::Srb;
use crate::shared::argument::{DpcArgument, RawArguments};
use crate::shared::extension::Extension;

// SAFETY: the two pointers that a request consists of; ownership travels with them.
#[diagnostic::do_not_recommend]
unsafe impl<E: Extension> DpcArgument for Srb<E> {
    const FENCE: RawArguments = (ptr::null_mut(), ptr::null_mut());
    #[inline(always)]
    fn into_raw(self) -> RawArguments {
        let (srb, extension) = self.into_parts();
        (srb.as_ptr().cast(), extension.as_ptr().cast())
    }
    #[inline(always)]
    unsafe fn from_raw(raw: RawArguments) -> Self {
        // SAFETY: the pointers are those of `into_parts`, which are not null, and the request is owned once.
        unsafe {
            Srb::from_parts(
                NonNull::new_unchecked(raw.0.cast()),
                NonNull::new_unchecked(raw.1.cast()),
                None,
            )
        }
    }
}
