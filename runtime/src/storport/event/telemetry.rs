//! [`TelemetryEvent`]: what a driver sends to those who collect telemetry.

use core::ptr;

use crate::ffi;
use crate::irql;
use crate::scope::{Scope, UpTo};
use crate::shared::context::Context;
use crate::storport::error::{StorError, answer};
use crate::storport::extension::DeviceExtension;
use crate::storport::port::address;
use crate::storport::srb::Address;

/// The name of a telemetry event or of a parameter, in at most 31 characters of ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TelemetryName([u8; ffi::EVENT_NAME_MAX_LENGTH]);

impl TelemetryName {
    const NONE: Self = Self([0; ffi::EVENT_NAME_MAX_LENGTH]);

    /// The name. It is for `const`, where a name that is too long or not ASCII is a compile error.
    ///
    /// # Panics
    /// If it is longer than 31 characters, or not ASCII.
    pub const fn new(name: &str) -> Self {
        let name = name.as_bytes();
        assert!(
            name.len() < ffi::EVENT_NAME_MAX_LENGTH,
            "a name has at most 31 characters"
        );
        let mut bytes = [0; ffi::EVENT_NAME_MAX_LENGTH];
        let mut index = 0;
        while index < name.len() {
            assert!(
                name[index].is_ascii() && name[index] != 0,
                "the name is ASCII"
            );
            bytes[index] = name[index];
            index += 1;
        }
        Self(bytes)
    }
}

/// What telemetry is for (`STOR_TELEMETRY_CATEGORY`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TelemetryCategory {
    /// Diagnostics.
    Telemetry,
    /// Measures of quality.
    Measures,
}

/// An event of telemetry (`STORPORT_TELEMETRY_EVENT`): up to eight parameters, and bytes.
#[derive(Debug, Clone, Copy)]
#[must_use = "an event is sent by `cx.log_telemetry`"]
pub struct TelemetryEvent<'b> {
    driver_version: u32,
    id: u32,
    name: TelemetryName,
    version: u32,
    bytes: &'b [u8],
    parameters: [(TelemetryName, u64); 8],
}

impl<'b> TelemetryEvent<'b> {
    /// An event by the driver's own number and name.
    pub const fn new(id: u32, name: TelemetryName) -> Self {
        Self {
            driver_version: 0,
            id,
            name,
            version: 0,
            bytes: &[],
            parameters: [(TelemetryName::NONE, 0); 8],
        }
    }

    /// The versions of the driver and of the event.
    pub const fn versions(mut self, driver: u32, event: u32) -> Self {
        (self.driver_version, self.version) = (driver, event);
        self
    }

    /// Its bytes, at most 4096.
    pub const fn bytes(mut self, bytes: &'b [u8]) -> Self {
        self.bytes = bytes;
        self
    }

    /// Parameter `INDEX`, 0 to 7.
    pub const fn parameter<const INDEX: usize>(mut self, name: TelemetryName, value: u64) -> Self {
        const { assert!(INDEX < 8, "an event has eight parameters") };
        self.parameters[INDEX] = (name, value);
        self
    }
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Sends an event of telemetry about a unit or the adapter (`StorPortLogTelemetry`, Windows 10, version 1703). Any IRQL.
    ///
    /// # Errors
    /// [`StorError`]: `STOR_STATUS_INVALID_BUFFER_SIZE` for more than 4096 bytes.
    pub fn log_telemetry(
        &self,
        unit: Option<Address>,
        event: &TelemetryEvent<'_>,
    ) -> Result<(), StorError> {
        let mut unit = unit.map(address::btl8);
        let mut event = raw(event);
        // SAFETY: the adapter is the context's own; the address and the event are read during the call.
        answer(unsafe {
            ffi::StorPortLogTelemetry(
                self.device_extension(),
                address::or_null(&mut unit),
                &raw mut event,
            )
        })
    }

    /// The same for a category (`StorPortLogTelemetryEx`). Up to `DISPATCH_LEVEL`: its page names no IRQL.
    ///
    /// # Errors
    /// As [`Context::log_telemetry`].
    pub fn log_telemetry_of(
        &self,
        category: TelemetryCategory,
        unit: Option<Address>,
        event: &TelemetryEvent<'_>,
    ) -> Result<(), StorError>
    where
        S: UpTo<irql::Dispatch>,
    {
        let mut unit = unit.map(address::btl8);
        let mut event = raw(event);
        let category = match category {
            TelemetryCategory::Telemetry => ffi::StorTelemetryCategory,
            TelemetryCategory::Measures => ffi::StorMeasuresCategory,
        };
        // SAFETY: as above.
        answer(unsafe {
            ffi::StorPortLogTelemetryEx(
                self.device_extension(),
                address::or_null(&mut unit),
                &raw mut event,
                category,
            )
        })
    }
}

/// The event as Storport reads it; without bytes both fields are zero, as the page of the routine asks.
fn raw(event: &TelemetryEvent<'_>) -> ffi::STORPORT_TELEMETRY_EVENT {
    let bytes = event.bytes;
    ffi::STORPORT_TELEMETRY_EVENT {
        DriverVersion: event.driver_version,
        EventId: event.id,
        EventName: event.name.0,
        EventVersion: event.version,
        Flags: 0,
        EventBufferLength: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        EventBuffer: if bytes.is_empty() {
            ptr::null_mut()
        } else {
            bytes.as_ptr().cast_mut()
        },
        Parameters: event
            .parameters
            .map(|(name, value)| ffi::STORPORT_TELEMETRY_PARAMETER {
                Name: name.0,
                Value: value,
            }),
    }
}
