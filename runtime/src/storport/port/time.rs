//! Time: the system's clock.

use crate::context::Context;
use crate::extension::DeviceExtension;
use crate::ffi;
use crate::scope::Scope;

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// The time since 1601-01-01 in units of 100 ns (`StorPortQuerySystemTime`). Any IRQL.
    pub fn system_time(&self) -> u64 {
        let mut time: ffi::LARGE_INTEGER = ffi::LARGE_INTEGER { QuadPart: 0 };
        // SAFETY: the routine writes the time.
        unsafe { ffi::StorPortQuerySystemTime(&raw mut time) };
        // Times before 1601 do not come.
        time.QuadPart.cast_unsigned()
    }
}
