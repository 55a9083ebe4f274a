//! Power settings of the system that a driver hears of.

use crate::ffi;
use crate::scope::{Finding, Scope};
use crate::shared::context::Context;
use crate::storport::error::{StorError, answer};
use crate::storport::extension::DeviceExtension;

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Asks to hear of power settings, in find-adapter (`StorPortSetPowerSettingNotificationGuids`, Windows 8): of a change the driver
    /// hears by the adapter control request `ScsiPowerSettingNotification`.
    ///
    /// # Errors
    /// [`StorError`].
    pub fn hear_of_power_settings(
        &mut self,
        settings: &'static [ffi::GUID],
    ) -> Result<(), StorError>
    where
        S: Finding,
    {
        // SAFETY: the adapter is the context's own, in find-adapter. The page does not say how long the array is read: it stays.
        answer(unsafe {
            ffi::StorPortSetPowerSettingNotificationGuids(
                self.device_extension(),
                u32::try_from(settings.len()).unwrap_or(u32::MAX),
                settings.as_ptr().cast_mut(),
            )
        })
    }
}
