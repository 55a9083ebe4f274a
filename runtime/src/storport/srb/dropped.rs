//! A request that is dropped: a simulator that runs the driver is told, because nobody ends a request so on purpose. Nothing in a
//! kernel build.

#[cfg(any(
    all(windows, not(feature = "simulated")),
    all(feature = "listing", not(debug_assertions))
))]
mod place {
    use super::super::Srb;
    use crate::storport::extension::DeviceExtension;

    #[inline(always)]
    pub(in super::super) fn tell<E: DeviceExtension>(_: &Srb<E>) {}
}

#[cfg(not(any(
    all(windows, not(feature = "simulated")),
    all(feature = "listing", not(debug_assertions))
)))]
mod place {
    use super::super::Srb;
    use crate::ffi::{PSCSI_REQUEST_BLOCK, PVOID};
    use crate::storport::extension::DeviceExtension;

    unsafe extern "C" {
        /// Notes that the adapter's driver drops a request that it has.
        fn MiniportSimDroppedRequest(HwDeviceExtension: PVOID, Srb: PSCSI_REQUEST_BLOCK);
    }

    pub(in super::super) fn tell<E: DeviceExtension>(srb: &Srb<E>) {
        // SAFETY: an adapter is not freed while it has requests.
        if !unsafe { srb.storage.as_ref() }.life.is_alive() {
            // The adapter's end drops what the driver kept.
            return;
        }
        let (srb, adapter) = srb.pointers();
        // SAFETY: the simulator looks the two addresses up, and reads nothing there.
        unsafe { MiniportSimDroppedRequest(adapter, srb) };
    }
}

pub(super) use place::tell;
