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
        offered.InitialLunQueueDepth = 20;
        offered.FeatureSupport = init.FeatureSupport;
        offered
    }

    /// What the driver made of it.
    pub fn found(
        found: &ffi::PORT_CONFIGURATION_INFORMATION,
        init: &ffi::HW_INITIALIZATION_DATA,
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
            srb_extension: found.SrbExtensionSize.max(init.SrbExtensionSize),
            lu_extension: found
                .SpecificLuExtensionSize
                .max(init.SpecificLuExtensionSize),
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
