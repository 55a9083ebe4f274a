//! Notifications to Storport: buses, links, units, resets, the adapter's timer, corrupt memory.
//!
//! Each type that SDV's rule `StorPortNotification2` allows is a method. Requests are completed by `Srb`, and WMI hears by
//! [`wmi`](crate::wmi).

use core::time::Duration;

use crate::ffi;
use crate::role::{HwTimer, hw_timer};
use crate::scope::{DeferredState, IsBuilt, Scope};
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;
use crate::storport::port::address;
use crate::storport::srb::Address;

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
    /// There is one such timer for an adapter: a new request replaces the old one, and a delay of zero cancels it. In the first
    /// `HW_INITIALIZE` the time begins when that has succeeded, so that an adapter that fails to start has no timer that runs;
    /// an interrupt handler's request before is lost.
    pub fn request_timer<H: HwTimer<E>>(&mut self, delay: Duration)
    where
        S::Extension: IsBuilt,
    {
        let (life, routine) = (&self.storage().life, hw_timer::routine::<H, E>);
        let microseconds = u32::try_from(delay.as_micros()).unwrap_or(u32::MAX);
        if !life.may_request_timer() {
            // `HW_INITIALIZE` itself, the one callback without deferred objects then; others that come meanwhile are on other processors.
            if life.is_initializing() && !S::Deferred::EXIST {
                let request = (routine as ffi::HW_TIMER, microseconds);
                self.storage().kept.early_timer.set(Some(request));
            }
            return;
        }
        // SAFETY: as above; the routine is that of a handler with this extension (SDV rule StorPortTimer).
        unsafe {
            ffi::notify_request_timer_call(self.device_extension(), Some(routine), microseconds);
        };
    }

    /// The link to the devices is lost for some time: Storport pauses the adapter (`LinkDown`). Any IRQL.
    pub fn link_down(&mut self)
    where
        S::Extension: IsBuilt,
    {
        // SAFETY: the adapter is the context's own.
        unsafe { ffi::notify_link_down(self.device_extension()) };
    }

    /// The link is back: Storport resumes the adapter (`LinkUp`). Any IRQL.
    pub fn link_up(&mut self)
    where
        S::Extension: IsBuilt,
    {
        // SAFETY: as above.
        unsafe { ffi::notify_link_up(self.device_extension()) };
    }

    /// The driver found memory that somebody has overwritten: Storport may stop the machine for it (`BufferOverrunDetected`). Any IRQL.
    ///
    /// Whether it does is Storport's choice: where the call returns, nothing that was found corrupt may be used.
    pub fn buffer_overrun_detected(&mut self)
    where
        S::Extension: IsBuilt,
    {
        // SAFETY: the adapter is the context's own.
        unsafe { ffi::notify_buffer_overrun_detected(self.device_extension()) };
    }

    /// A logical unit has something new to tell: Storport passes it on (`StorPortAsyncNotificationDetected`). Any IRQL.
    ///
    /// False if Storport refuses: it knows no such unit, the unit did not say that it does this
    /// ([`UnitAttributes::async_notification`](crate::UnitAttributes::async_notification)), or an earlier one is being passed on.
    pub fn async_notification_detected(&mut self, unit: Address, what: AsyncNotification) -> bool
    where
        S::Extension: IsBuilt,
    {
        let mut address = address::btl8(unit);
        // SAFETY: the adapter is the context's own; a BTL8 address is a `STOR_ADDRESS`, read during the call.
        let status = unsafe {
            ffi::StorPortAsyncNotificationDetected(
                self.device_extension(),
                (&raw mut address).cast(),
                what.flag(),
            )
        };
        status == ffi::STOR_STATUS_SUCCESS
    }
}

/// What changed at a logical unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsyncNotification {
    /// Its medium.
    MediaStatus,
    /// The unit itself.
    DeviceStatus,
    /// What it is used for.
    DeviceOperation,
}

impl AsyncNotification {
    fn flag(self) -> u64 {
        match self {
            Self::MediaStatus => ffi::RAID_ASYNC_NOTIFY_FLAG_MEDIA_STATUS,
            Self::DeviceStatus => ffi::RAID_ASYNC_NOTIFY_FLAG_DEVICE_STATUS,
            Self::DeviceOperation => ffi::RAID_ASYNC_NOTIFY_FLAG_DEVICE_OPERATION,
        }
    }
}
