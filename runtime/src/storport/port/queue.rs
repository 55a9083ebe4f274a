//! The queues that Storport keeps for a driver: busy, ready, pause, resume, depth.

use core::time::Duration;

use crate::ffi;
use crate::scope::{IsBuilt, Scope};
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;
use crate::storport::srb::Address;

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// No more requests for the adapter until `requests_to_complete` have completed (`StorPortBusy`). Any IRQL.
    pub fn busy(&mut self, requests_to_complete: u32) -> bool
    where
        S::Extension: IsBuilt,
    {
        // SAFETY: the adapter is the context's own.
        unsafe { ffi::StorPortBusy(self.device_extension(), requests_to_complete) != 0 }
    }

    /// The adapter takes requests again (`StorPortReady`). Any IRQL.
    pub fn ready(&mut self) -> bool
    where
        S::Extension: IsBuilt,
    {
        // SAFETY: the adapter is the context's own.
        unsafe { ffi::StorPortReady(self.device_extension()) != 0 }
    }

    /// No more requests for a logical unit until `requests_to_complete` have completed (`StorPortDeviceBusy`). Any IRQL.
    pub fn device_busy(&mut self, unit: Address, requests_to_complete: u32) -> bool
    where
        S::Extension: IsBuilt,
    {
        // SAFETY: the adapter is the context's own.
        unsafe {
            ffi::StorPortDeviceBusy(
                self.device_extension(),
                unit.path_id,
                unit.target_id,
                unit.lun,
                requests_to_complete,
            ) != 0
        }
    }

    /// A logical unit takes requests again (`StorPortDeviceReady`). Any IRQL.
    pub fn device_ready(&mut self, unit: Address) -> bool
    where
        S::Extension: IsBuilt,
    {
        // SAFETY: the adapter is the context's own.
        unsafe {
            ffi::StorPortDeviceReady(
                self.device_extension(),
                unit.path_id,
                unit.target_id,
                unit.lun,
            ) != 0
        }
    }

    /// No requests for the adapter until [`Context::resume`] or the time is over, in seconds (`StorPortPause`). Any IRQL.
    pub fn pause(&mut self, limit: Duration) -> bool
    where
        S::Extension: IsBuilt,
    {
        // SAFETY: the adapter is the context's own.
        unsafe { ffi::StorPortPause(self.device_extension(), whole_seconds(limit)) != 0 }
    }

    /// Ends a pause (`StorPortResume`). Any IRQL.
    pub fn resume(&mut self) -> bool
    where
        S::Extension: IsBuilt,
    {
        // SAFETY: the adapter is the context's own.
        unsafe { ffi::StorPortResume(self.device_extension()) != 0 }
    }

    /// No requests for a logical unit until it is resumed or the time is over, in seconds (`StorPortPauseDevice`). Any IRQL.
    pub fn pause_device(&mut self, unit: Address, limit: Duration) -> bool
    where
        S::Extension: IsBuilt,
    {
        let seconds = whole_seconds(limit);
        // SAFETY: the adapter is the context's own.
        unsafe {
            ffi::StorPortPauseDevice(
                self.device_extension(),
                unit.path_id,
                unit.target_id,
                unit.lun,
                seconds,
            ) != 0
        }
    }

    /// Ends a pause of a logical unit (`StorPortResumeDevice`). Any IRQL.
    pub fn resume_device(&mut self, unit: Address) -> bool
    where
        S::Extension: IsBuilt,
    {
        // SAFETY: the adapter is the context's own.
        unsafe {
            ffi::StorPortResumeDevice(
                self.device_extension(),
                unit.path_id,
                unit.target_id,
                unit.lun,
            ) != 0
        }
    }

    /// How many requests Storport keeps at a logical unit (`StorPortSetDeviceQueueDepth`), 1 to 254. Any IRQL.
    pub fn set_device_queue_depth(&mut self, unit: Address, depth: u32) -> bool
    where
        S::Extension: IsBuilt,
    {
        // SAFETY: the adapter is the context's own.
        unsafe {
            ffi::StorPortSetDeviceQueueDepth(
                self.device_extension(),
                unit.path_id,
                unit.target_id,
                unit.lun,
                depth,
            ) != 0
        }
    }
}

/// Seconds, rounded up.
fn whole_seconds(limit: Duration) -> u32 {
    u32::try_from(limit.as_nanos().div_ceil(1_000_000_000)).unwrap_or(u32::MAX)
}
