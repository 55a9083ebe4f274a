//! What a driver says of its logical units: attributes, failures, what may be done with them.

use super::address;
use crate::ffi;
use crate::irql;
use crate::scope::{IsBuilt, Scope, UpTo};
use crate::shared::context::Context;
use crate::storport::error::{StorError, answer};
use crate::storport::extension::DeviceExtension;
use crate::storport::srb::Address;

/// What a logical unit supports (`STOR_UNIT_ATTRIBUTES`), each by its method; nothing at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[must_use = "give them to `cx.set_unit_attributes`"]
pub struct UnitAttributes {
    bits: u32,
}

impl UnitAttributes {
    /// None.
    pub const fn new() -> Self {
        Self { bits: 0 }
    }

    /// Device attention (`DeviceAttentionSupported`).
    pub const fn device_attention(self) -> Self {
        self.with(ffi::STOR_UNIT_ATTRIBUTES::DeviceAttentionSupported)
    }

    /// Asynchronous notifications (`AsyncNotificationSupported`): what [`Context::async_notification_detected`] asks for.
    pub const fn async_notification(self) -> Self {
        self.with(ffi::STOR_UNIT_ATTRIBUTES::AsyncNotificationSupported)
    }

    /// It does *not* support the power state D3 cold (`D3ColdNotSupported`).
    pub const fn no_d3_cold(self) -> Self {
        self.with(ffi::STOR_UNIT_ATTRIBUTES::D3ColdNotSupported)
    }

    /// `BypassIO` (`BypassIOSupported`, Windows 11 and later).
    pub const fn bypass_io(self) -> Self {
        self.with(ffi::STOR_UNIT_ATTRIBUTES::BypassIOSupported)
    }

    const fn with(self, bit: u32) -> Self {
        Self {
            bits: self.bits | bit,
        }
    }
}

/// A class of operations that a unit may be asked for where the system allows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceOperation {
    /// Secured provisioning commands (`STORPORT_DEVICEOPERATION_SECURE_REPROVISION_GUID`).
    SecureReprovision,
}

/// What becomes of a device that was marked as failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailedDevice {
    /// It stays, and Storport logs the event.
    Logged,
    /// Plug and play removes it (`STORPORT_MARK_DEVICE_FAILED_FLAG_REMOVE_DEVICE`).
    Removed,
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Says what a logical unit supports (`StorPortSetUnitAttributes`, Windows 8 and later), in place of what was said before. Any IRQL.
    ///
    /// Its page asks for it while an INQUIRY of the unit is completed.
    ///
    /// # Errors
    /// [`StorError`] if Storport knows no such unit, or one of the attributes is newer than this Windows.
    pub fn set_unit_attributes(
        &mut self,
        unit: Address,
        attributes: UnitAttributes,
    ) -> Result<(), StorError>
    where
        S::Extension: IsBuilt,
    {
        let mut address = address::btl8(unit);
        let attributes = ffi::STOR_UNIT_ATTRIBUTES {
            Bits: attributes.bits,
        };
        // SAFETY: the adapter is the context's own; a BTL8 address is a `STOR_ADDRESS`, read during the call.
        let status = unsafe {
            ffi::StorPortSetUnitAttributes(
                self.device_extension(),
                (&raw mut address).cast(),
                attributes,
            )
        };
        answer(status)
    }

    /// Whether the system allows a class of operations on a logical unit (`StorPortIsDeviceOperationAllowed`, Windows 8.1 and later).
    /// `PASSIVE_LEVEL`.
    ///
    /// # Errors
    /// [`StorError`] if Storport knows no such unit or no such class.
    pub fn is_device_operation_allowed(
        &self,
        unit: Address,
        operation: DeviceOperation,
    ) -> Result<bool, StorError>
    where
        S: UpTo<irql::Passive>,
        S::Extension: IsBuilt,
    {
        let mut address = address::btl8(unit);
        let mut allowed = 0;
        let operation = match operation {
            DeviceOperation::SecureReprovision => {
                &ffi::STORPORT_DEVICEOPERATION_SECURE_REPROVISION_GUID
            }
        };
        // SAFETY: the adapter is the context's own, this is PASSIVE_LEVEL, and the address and both identifiers are used during the call.
        let status = unsafe {
            ffi::StorPortIsDeviceOperationAllowed(
                self.device_extension(),
                (&raw mut address).cast(),
                operation,
                &raw mut allowed,
            )
        };
        answer(status).map(|()| allowed != 0)
    }

    /// Marks a logical unit, or the adapter where `unit` is `None`, as failed (`StorPortMarkDeviceFailed`). Up to `DISPATCH_LEVEL`: its
    /// page names no level, and what it does is that of `IoInvalidateDeviceState`, which has this one.
    ///
    /// `reason` is for people. No page says how long it may be; what does not fit 127 UTF-16 units is cut.
    pub fn mark_device_failed(&mut self, unit: Option<Address>, then: FailedDevice, reason: &str)
    where
        S: UpTo<irql::Dispatch>,
        S::Extension: IsBuilt,
    {
        let mut unit = unit.map(address::btl8);
        let flags = match then {
            FailedDevice::Logged => 0,
            FailedDevice::Removed => ffi::STORPORT_MARK_DEVICE_FAILED_FLAG_REMOVE_DEVICE,
        };
        // The last unit stays zero.
        let mut text = [0; 128];
        let room = text.len() - 1;
        for (place, unit) in text[..room].iter_mut().zip(reason.encode_utf16()) {
            *place = unit;
        }
        // SAFETY: the adapter is the context's own; the address and the text, which ends with a zero, are read during the call.
        unsafe {
            ffi::StorPortMarkDeviceFailed(
                self.device_extension(),
                address::or_null(&mut unit),
                flags,
                text.as_mut_ptr(),
            );
        };
    }
}
