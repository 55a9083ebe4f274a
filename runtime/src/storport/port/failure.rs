//! [`DeviceFault`]: a device that has failed or will fail, with what helps to find out why.

use crate::event::EventDescription;
use crate::ffi;
use crate::irql;
use crate::scope::{IsBuilt, Scope, UpTo};
use crate::shared::context::Context;
use crate::storport::error::{StorError, answer};
use crate::storport::extension::DeviceExtension;
use crate::storport::port::address;
use crate::storport::srb::Address;

/// A fault of a device, which stays unless it is said otherwise.
#[derive(Debug, Clone, Copy)]
#[must_use = "give it to `cx.mark_device_fault`"]
pub struct DeviceFault<'b> {
    code: u16,
    description: &'b EventDescription,
    flags: u32,
    data: &'b [u8],
    critical: &'b [u8],
}

impl<'b> DeviceFault<'b> {
    /// A fault by the driver's own code, and what it is. The page does not limit the text: it has the limit of events.
    pub const fn new(code: u16, description: &'b EventDescription) -> Self {
        Self {
            code,
            description,
            flags: 0,
            data: &[],
            critical: &[],
        }
    }

    /// Plug and play removes the device (`STORPORT_MARK_DEVICE_FAILED_FLAG_REMOVE_DEVICE`).
    pub const fn removed(mut self) -> Self {
        self.flags = ffi::STORPORT_MARK_DEVICE_FAILED_FLAG_REMOVE_DEVICE;
        self
    }

    /// The device has not failed yet (`STORPORT_MARK_DEVICE_FAILED_FLAG_PREDICTED_FAILURE`); it is not removed.
    pub const fn predicted(mut self) -> Self {
        self.flags = ffi::STORPORT_MARK_DEVICE_FAILED_FLAG_PREDICTED_FAILURE;
        self
    }

    /// Data about it, at most 1024 bytes, and the most important ones, at most 8. It is for `const`, or for slices of a known length.
    ///
    /// # Panics
    /// If there are more.
    pub const fn data(mut self, data: &'b [u8], critical: &'b [u8]) -> Self {
        assert!(
            data.len() <= ffi::STORPORT_MAX_ADDITIONAL_DATA_SIZE,
            "a fault has at most 1024 bytes of data"
        );
        assert!(
            critical.len() <= ffi::STORPORT_MAX_CRITICAL_DATA_SIZE,
            "a fault has at most 8 bytes of critical data"
        );
        (self.data, self.critical) = (data, critical);
        self
    }
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Says that a unit, or the adapter, has failed or will (`StorPortMarkDeviceFailedEx`, Windows 10, version 2004). Up to
    /// `DISPATCH_LEVEL`, as [`Context::mark_device_failed`]: its page names no level.
    ///
    /// # Errors
    /// [`StorError`].
    pub fn mark_device_fault(
        &mut self,
        unit: Option<Address>,
        fault: &DeviceFault<'_>,
    ) -> Result<(), StorError>
    where
        S: UpTo<irql::Dispatch>,
        S::Extension: IsBuilt,
    {
        let length = |bytes: &[u8]| u16::try_from(bytes.len()).unwrap_or(u16::MAX);
        let mut unit = unit.map(address::btl8);
        // SAFETY: the adapter is the context's own; the text ends with a zero, both pieces of data have the lengths that are said and the
        // routine takes, and all is read during the call.
        answer(unsafe {
            ffi::StorPortMarkDeviceFailedEx(
                self.device_extension(),
                address::or_null(&mut unit),
                fault.flags,
                fault.code,
                fault.description.as_ptr(),
                length(fault.data),
                fault.data.as_ptr().cast_mut(),
                length(fault.critical),
                fault.critical.as_ptr().cast_mut(),
            )
        })
    }
}
