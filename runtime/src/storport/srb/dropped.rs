//! A request that is dropped: a simulator that runs the driver is told, because nobody ends a request so on purpose.

use super::Srb;
use crate::shared::extension::Extension;

/// Tells it, unless the adapter's end drops what the driver kept. Nothing in a kernel build.
#[inline(always)]
pub(super) fn tell<E: Extension>(srb: &Srb<E>) {
    let _ = srb;
    #[cfg(not(any(
        all(windows, not(feature = "simulated")),
        all(feature = "listing", not(debug_assertions))
    )))]
    {
        // SAFETY: an adapter is not freed while it has requests.
        if unsafe { srb.storage.as_ref() }.life.is_alive() {
            let (srb, adapter) = srb.pointers();
            // SAFETY: the simulator looks the two addresses up, and reads nothing there.
            unsafe { crate::ffi::MiniportSimDroppedRequest(adapter, srb) };
        }
    }
}
