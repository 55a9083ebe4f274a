//! Notifications to Storport: buses, resets, the adapter's timer.

use core::time::Duration;

use crate::context::Context;
use crate::extension::DeviceExtension;
use crate::ffi;
use crate::role::{HandlerOf, HwTimer};
use crate::scope::{IsBuilt, Scope};

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// The devices on a bus may have changed: Storport scans it again (`BusChangeDetected`). Any IRQL.
    pub fn bus_change_detected(&mut self, path_id: u8)
    where
        S::Extension: IsBuilt,
    {
        // SAFETY: the adapter is the context's own; the notification takes a path.
        unsafe { ffi::notify_bus_change_detected(self.device_extension(), path_id) };
    }

    /// The driver or the device has reset a bus by itself (`ResetDetected`): Storport pauses it shortly. Any IRQL.
    pub fn reset_detected(&mut self, path_id: u8)
    where
        S::Extension: IsBuilt,
    {
        // SAFETY: as above.
        unsafe { ffi::notify_reset_detected(self.device_extension(), path_id) };
    }

    /// Lets the `#[hw_timer]` function `H` run once after `delay`, in microseconds (`RequestTimerCall`). Any IRQL.
    ///
    /// There is one such timer for an adapter: a new request replaces the old one, and a delay of zero cancels it.
    pub fn request_timer<H: HwTimer + HandlerOf<E>>(&mut self, delay: Duration)
    where
        S::Extension: IsBuilt,
    {
        let microseconds = u32::try_from(delay.as_micros()).unwrap_or(u32::MAX);
        // SAFETY: as above; the routine is that of a handler with this extension (SDV rule StorPortTimer).
        unsafe {
            ffi::notify_request_timer_call(self.device_extension(), Some(H::ROUTINE), microseconds);
        };
    }
}
