//! [`LiveDump`]: a dump of the running system, for a fault of the device that somebody should look into.

use core::ptr;

use super::EventDescription;
use crate::ffi;
use crate::irql;
use crate::scope::{IsBuilt, Scope, UpTo};
use crate::shared::context::Context;
use crate::storport::error::{StorError, answer};
use crate::storport::extension::DeviceExtension;
use crate::storport::port::address;
use crate::storport::srb::Address;

/// What a live dump has (`STORPORT_CAPTURE_LIVEDUMP_TYPE`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiveDumpType {
    /// The least that is useful.
    Mini,
    /// The kernel's memory.
    Full,
}

/// A live dump, with the device's own log (`STORPORT_CAPTURE_LIVEDUMP`, `STORPORT_LIVEDUMP_DEVICE_TELEMETRY_LOG`).
#[derive(Debug, Clone, Copy)]
#[must_use = "a dump is taken by `cx.capture_live_dump`"]
pub struct LiveDump<'b> {
    kind: LiveDumpType,
    component: &'b EventDescription,
    bucket: [u8; 128],
    organization: [u8; 3],
    log: &'b [u8],
}

impl<'b> LiveDump<'b> {
    /// A dump by the component whose name this is, which goes with those that have the same state of the device (`BucketId`).
    pub const fn new(
        kind: LiveDumpType,
        component: &'b EventDescription,
        bucket: [u8; 128],
    ) -> Self {
        Self {
            kind,
            component,
            bucket,
            organization: [0; 3],
            log: &[],
        }
    }

    /// The device's own log, of the organization with this identifier (OUI).
    pub const fn log(mut self, organization: [u8; 3], log: &'b [u8]) -> Self {
        (self.organization, self.log) = (organization, log);
        self
    }
}

/// The size of a structure as it says it, and of what belongs to it.
fn size<T>(more: usize) -> u32 {
    u32::try_from(size_of::<T>() + more).unwrap_or(u32::MAX)
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Takes a dump of the running system because of a unit, or of the adapter (`StorPortCaptureLiveDump`, Windows Server 2022).
    /// `PASSIVE_LEVEL`.
    ///
    /// # Errors
    /// [`StorError`].
    pub fn capture_live_dump(
        &mut self,
        unit: Option<Address>,
        dump: &LiveDump<'_>,
    ) -> Result<(), StorError>
    where
        S: UpTo<irql::Passive>,
        S::Extension: IsBuilt,
    {
        let mut unit = unit.map(address::btl8);
        let mut log = ffi::STORPORT_LIVEDUMP_DEVICE_TELEMETRY_LOG {
            Version: size::<ffi::STORPORT_LIVEDUMP_DEVICE_TELEMETRY_LOG>(0),
            Size: size::<ffi::STORPORT_LIVEDUMP_DEVICE_TELEMETRY_LOG>(dump.log.len()),
            BucketId: dump.bucket,
            OrganizationID: dump.organization,
            Reserved: 0,
            TelemetryLength: u32::try_from(dump.log.len()).unwrap_or(u32::MAX),
            DeviceTelemetry: dump.log.as_ptr().cast_mut().cast(),
        };
        let mut capture = ffi::STORPORT_CAPTURE_LIVEDUMP {
            Version: size::<ffi::STORPORT_CAPTURE_LIVEDUMP>(0),
            Size: size::<ffi::STORPORT_CAPTURE_LIVEDUMP>(log.Size as usize),
            LiveDumpType: match dump.kind {
                LiveDumpType::Mini => ffi::StorportCaptureLiveDumpTypeMini,
                LiveDumpType::Full => ffi::StorportCaptureLiveDumpTypeFull,
            },
            IssueType: ffi::StorportLivedumpIssueTypeDevicePanic,
            ComponentName: dump.component.as_ptr(),
            DataType: ffi::StorportLivedumpDataTypeDeviceTelemetryLog,
            Data: ptr::from_mut(&mut log).cast(),
        };
        // SAFETY: the adapter is the context's own, at `PASSIVE_LEVEL`; the structures have the sizes that they say, and are read, with
        // the name and the log, during the call.
        answer(unsafe {
            ffi::StorPortCaptureLiveDump(
                self.device_extension(),
                address::or_null(&mut unit),
                &raw mut capture,
            )
        })
    }
}
