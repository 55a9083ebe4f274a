//! Time: the system's clock and its ticks.

use crate::ffi;
use crate::scope::{IsBuilt, Scope};
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// How many times the system's timer has interrupted since it started (`QueryTickCount`). Any IRQL, as `KeQueryTickCount`.
    pub fn tick_count(&self) -> u64
    where
        S::Extension: IsBuilt,
    {
        let mut ticks: ffi::LARGE_INTEGER = ffi::LARGE_INTEGER { QuadPart: 0 };
        // SAFETY: the adapter is the context's own; the routine writes the count.
        unsafe { ffi::notify_query_tick_count(self.device_extension(), &raw mut ticks) };
        ticks.QuadPart.cast_unsigned()
    }

    /// The time since 1601-01-01 in units of 100 ns (`StorPortQuerySystemTime`). Any IRQL.
    pub fn system_time(&self) -> u64 {
        let mut time: ffi::LARGE_INTEGER = ffi::LARGE_INTEGER { QuadPart: 0 };
        // SAFETY: the routine writes the time.
        unsafe { ffi::StorPortQuerySystemTime(&raw mut time) };
        // Times before 1601 do not come.
        time.QuadPart.cast_unsigned()
    }
}
