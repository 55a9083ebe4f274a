//! `PORT_CONFIGURATION_INFORMATION`: what it holds before `HwStorFindAdapter`, and what is taken from it after.

use miniport::ffi;

use super::options::{AdapterOptions, SrbForm};
use crate::kernel::memory::physical::PAGE;

/// The value of a field that the driver has not set (`SP_UNINITIALIZED_VALUE`).
pub(crate) const UNINITIALIZED: u32 = u32::MAX;

/// `NumberOfPhysicalBreaks` of a virtual miniport that does not say; a length that it does not say has no limit.
const DEFAULT_BREAKS: u32 = 0x11;
const SCSI_MAXIMUM_TARGETS: u8 = 128;
const SCSI_MAXIMUM_LOGICAL_UNITS: u8 = 8;

/// Which data buffers are mapped to system addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MapBuffers {
    None,
    NonReadWrite,
    All,
}

/// What an adapter is configured to.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent answers of the driver"
)]
pub(crate) struct Configuration {
    pub form: SrbForm,
    pub map_buffers: MapBuffers,
    pub maximum_transfer: u32,
    pub physical_breaks: u32,
    pub alignment_mask: u32,
    pub buses: u8,
    pub targets: u8,
    pub logical_units: u8,
    pub srb_extension: u32,
    pub lu_extension: u32,
    pub max_io: u32,
    pub max_io_per_lun: u32,
    pub queue_depth: u32,
    pub reset_target: bool,
    /// `BusResetHoldTime`, in microseconds.
    pub reset_hold: u32,
    /// `CachesData`: the driver hears of flushes and of the end of the system.
    pub caches_data: bool,
    /// The device reaches data above 4 GiB.
    pub high_data: bool,
    /// It reaches SRB extensions, sense data and the uncached extension there too.
    pub high_extensions: bool,
}

impl Configuration {
    /// The configuration that `HwStorFindAdapter` is given.
    pub fn offered(
        init: &ffi::HW_INITIALIZATION_DATA,
        virtual_device: bool,
        form: SrbForm,
    ) -> ffi::PORT_CONFIGURATION_INFORMATION {
        // SAFETY: the structure holds integers, arrays of them, pointers and optional function pointers: zero is a value of all.
        let mut offered: ffi::PORT_CONFIGURATION_INFORMATION = unsafe { std::mem::zeroed() };
        offered.Length = u32::try_from(size_of_val(&offered)).unwrap_or(0);
        offered.AdapterInterfaceType = init.AdapterInterfaceType;
        offered.MaximumTransferLength = UNINITIALIZED;
        offered.NumberOfPhysicalBreaks = UNINITIALIZED;
        offered.DmaChannel = UNINITIALIZED;
        offered.DmaPort = UNINITIALIZED;
        offered.NumberOfAccessRanges = init.NumberOfAccessRanges;
        offered.NumberOfBuses = 1;
        offered.InitiatorBusId = [-1; 8];
        offered.ScatterGather = ffi::TRUE;
        offered.Master = ffi::TRUE;
        offered.MapBuffers = init.MapBuffers;
        offered.NeedPhysicalAddresses = init.NeedPhysicalAddresses;
        offered.TaggedQueuing = init.TaggedQueuing;
        offered.AutoRequestSense = init.AutoRequestSense;
        offered.MultipleRequestPerLu = init.MultipleRequestPerLu;
        offered.MaximumNumberOfTargets = SCSI_MAXIMUM_TARGETS;
        offered.MaximumNumberOfLogicalUnits = SCSI_MAXIMUM_LOGICAL_UNITS;
        offered.SrbType = match form {
            SrbForm::Scsi => 0,
            SrbForm::Storage => 1,
        };
        offered.AddressType = 0;
        offered.DeviceExtensionSize = init.DeviceExtensionSize;
        offered.SpecificLuExtensionSize = init.SpecificLuExtensionSize;
        offered.SrbExtensionSize = init.SrbExtensionSize;
        // SCSI_DMA64_SYSTEM_SUPPORTED
        offered.Dma64BitAddresses = 0x80;
        offered.ResetTargetSupported = ffi::TRUE;
        offered.WmiDataProvider = ffi::TRUE;
        offered.SynchronizationModel = ffi::StorSynchronizeFullDuplex;
        offered.VirtualDevice = u8::from(virtual_device);
        offered.MaxNumberOfIO = 1000;
        offered.MaxIOsPerLun = 255;
        offered.InitialLunQueueDepth = if virtual_device { 250 } else { 20 };
        offered.FeatureSupport = init.FeatureSupport;
        offered
    }

    /// What the driver made of it.
    pub fn found(
        found: &ffi::PORT_CONFIGURATION_INFORMATION,
        form: SrbForm,
        options: &AdapterOptions,
    ) -> Self {
        let max_io_per_lun = found.MaxIOsPerLun.clamp(1, found.MaxNumberOfIO.max(1));
        Self {
            form,
            map_buffers: match found.MapBuffers {
                0 => MapBuffers::None,
                // STOR_MAP_ALL_BUFFERS is obsolete and means STOR_MAP_NON_READ_WRITE_BUFFERS.
                1 | 2 => MapBuffers::NonReadWrite,
                _ => MapBuffers::All,
            },
            maximum_transfer: found.MaximumTransferLength,
            physical_breaks: match found.NumberOfPhysicalBreaks {
                UNINITIALIZED => DEFAULT_BREAKS,
                breaks => breaks,
            },
            alignment_mask: found.AlignmentMask,
            buses: found.NumberOfBuses.max(1),
            targets: found.MaximumNumberOfTargets.max(1),
            logical_units: found.MaximumNumberOfLogicalUnits.max(1),
            srb_extension: found.SrbExtensionSize,
            lu_extension: found.SpecificLuExtensionSize,
            max_io: found.MaxNumberOfIO.max(1),
            max_io_per_lun,
            queue_depth: options
                .queue_depth
                .unwrap_or(found.InitialLunQueueDepth)
                .clamp(1, max_io_per_lun),
            reset_target: found.ResetTargetSupported != 0,
            reset_hold: found.BusResetHoldTime,
            caches_data: found.CachesData != 0,
            high_data: found.VirtualDevice != 0
                || found.Dma64BitAddresses
                    & (ffi::SCSI_DMA64_MINIPORT_SUPPORTED
                        | ffi::SCSI_DMA64_MINIPORT_FULL64BIT_SUPPORTED)
                    != 0,
            high_extensions: found.Dma64BitAddresses & ffi::SCSI_DMA64_MINIPORT_FULL64BIT_SUPPORTED
                != 0,
        }
    }

    /// The longest transfer, in bytes, that keeps to the length and the number of physical breaks wherever it begins.
    pub fn longest_transfer(&self) -> usize {
        let by_breaks =
            (self.physical_breaks.saturating_sub(1).max(1) as usize).saturating_mul(PAGE);
        (self.maximum_transfer as usize).min(by_breaks).min(1 << 24)
    }
}

/// The first member that "miniport drivers must not modify" and that the driver has changed. `WmiDataProvider` is one too, and drivers that ship
/// change it.
pub(super) fn changed(
    offered: &ffi::PORT_CONFIGURATION_INFORMATION,
    found: &ffi::PORT_CONFIGURATION_INFORMATION,
) -> Option<&'static str> {
    macro_rules! members {
        ($($member:ident)*) => {
            [$((stringify!($member), offered.$member != found.$member),)*]
        };
    }
    // What is TRUE may be any number but 0.
    macro_rules! flags {
        ($($member:ident)*) => {
            [$((stringify!($member), (offered.$member != 0) != (found.$member != 0)),)*]
        };
    }
    let members = members! {
        SystemIoBusNumber AdapterInterfaceType BusInterruptLevel BusInterruptVector SlotNumber AccessRanges
    };
    let flags = flags! {
        ScatterGather Master NeedPhysicalAddresses TaggedQueuing AutoRequestSense MultipleRequestPerLu ReceiveEvent
    };
    let all = members.into_iter().chain(flags);
    all.into_iter()
        .find_map(|(member, is_changed)| is_changed.then_some(member))
}

/// What makes no sense in numbers that a driver sets, by the page of the structure.
pub(super) fn senseless(
    found: &ffi::PORT_CONFIGURATION_INFORMATION,
    form: SrbForm,
) -> Option<&'static str> {
    /// What Storport says, and the one method that does not "allow more than 1000 outstanding I/O operations".
    const NARROW: u8 = ffi::SCSI_DMA64_SYSTEM_SUPPORTED | ffi::SCSI_DMA64_MINIPORT_SUPPORTED;
    let is_virtual = found.VirtualDevice != 0;
    let wide = is_virtual || found.Dma64BitAddresses & !NARROW != 0;
    [
        (found.NumberOfBuses == 0, "NumberOfBuses is 0"),
        (
            found.MaximumNumberOfTargets == 0,
            "MaximumNumberOfTargets is 0",
        ),
        (
            found.MaximumNumberOfLogicalUnits == 0,
            "MaximumNumberOfLogicalUnits is 0",
        ),
        (found.MaxNumberOfIO == 0, "MaxNumberOfIO is 0"),
        (found.MaxIOsPerLun == 0, "MaxIOsPerLun is 0"),
        (found.InitialLunQueueDepth == 0, "InitialLunQueueDepth is 0"),
        (
            found.MaxNumberOfIO > 1000 && !wide,
            "MaxNumberOfIO is above 1000, and Dma64BitAddresses has no full addressing",
        ),
        (
            found.MaxIOsPerLun > 255 && form == SrbForm::Scsi,
            "MaxIOsPerLun is above 255, and SrbType is not SRB_TYPE_STORAGE_REQUEST_BLOCK",
        ),
        (
            !(ffi::InterruptSupportNone..=ffi::InterruptSynchronizePerMessage)
                .contains(&found.InterruptSynchronizationMode),
            "InterruptSynchronizationMode is none of its values",
        ),
    ]
    .into_iter()
    .find_map(|(is_wrong, what)| is_wrong.then_some(what))
}
