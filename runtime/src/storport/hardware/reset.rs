//! What Storport does to the PCI function for a driver: a reset, and masks of its messages.

use super::message::HasMessages;
use crate::ffi;
use crate::irql;
use crate::kind::HasHardware;
use crate::scope::{IsBuilt, Scope, UpTo};
use crate::shared::context::Context;
use crate::storport::error::{StorError, answer};
use crate::storport::extension::DeviceExtension;

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Resets the device by a function level reset (`StorPortHardwareReset`, Windows 10 2004 and later): it is as after power-on, and stays
    /// on its bus. `PASSIVE_LEVEL`. Other resets are not implemented, says the page.
    ///
    /// What the driver had told the device is gone; what it has of requests is as before.
    ///
    /// # Errors
    /// [`StorError`] if the reset failed, or this Windows has none.
    pub fn hardware_reset(&mut self) -> Result<(), StorError>
    where
        E::Kind: HasHardware,
        S: UpTo<irql::Passive>,
        S::Extension: IsBuilt,
    {
        // SAFETY: the adapter is the context's own, and this is PASSIVE_LEVEL.
        answer(unsafe {
            ffi::StorPortHardwareReset(self.device_extension(), ffi::StorFunctionLevelReset)
        })
    }

    /// Masks or unmasks an interrupt message in the device's MSI-X table (`StorPortMaskMsixInterrupt`, Windows Server 2022 and later): a
    /// masked one is not sent until it is unmasked. Up to `DISPATCH_LEVEL`: its page names no level.
    ///
    /// # Errors
    /// [`StorError`] if the device has no such entry, or this Windows no such routine.
    pub fn mask_message(&mut self, message: u32, masked: bool) -> Result<(), StorError>
    where
        E::Interrupts: HasMessages,
        S: UpTo<irql::Dispatch>,
        S::Extension: IsBuilt,
    {
        // SAFETY: the adapter is the context's own; Storport looks whether there is such a message.
        answer(unsafe {
            ffi::StorPortMaskMsixInterrupt(self.device_extension(), message, masked.into())
        })
    }
}
