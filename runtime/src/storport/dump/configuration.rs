//! Find-adapter in dump mode: what the dump port says ([`DumpConfiguration`]), and what the driver answers ([`DumpFound`]).

use core::ffi::CStr;

use super::extension::DumpExtension;
use super::scope;
use crate::config::{FindAdapterError, Limits, PortConfiguration};
use crate::ffi;
use crate::hardware::{
    self, AccessRange, DmaAddresses, DmaError, DmaLayout, DmaMemory, MapError, Mmio, Ports,
    RegisterBlock,
};
use crate::shared::context::Context;
use crate::shared::extension::Storage;

/// What the dump path is loaded for (`PORT_CONFIGURATION_INFORMATION.DumpMode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DumpMode {
    /// A crash dump (`DUMP_MODE_CRASH`).
    Crash,
    /// A hibernation file (`DUMP_MODE_HIBER`).
    Hibernation,
    /// The memory that the path needs is marked, so that a hibernation keeps it (`DUMP_MODE_MARK_MEMORY`).
    MarkMemory,
    /// The system resumes from hibernation (`DUMP_MODE_RESUME`).
    Resume,
    /// Another value, or that of a Windows that does not say (before Windows 8).
    Other(u8),
}

impl DumpMode {
    fn from_code(code: u8) -> Self {
        match code {
            ffi::DUMP_MODE_CRASH => Self::Crash,
            ffi::DUMP_MODE_HIBER => Self::Hibernation,
            ffi::DUMP_MODE_MARK_MEMORY => Self::MarkMemory,
            ffi::DUMP_MODE_RESUME => Self::Resume,
            other => Self::Other(other),
        }
    }
}

/// The adapter's configuration (`PORT_CONFIGURATION_INFORMATION`), in the find-adapter callback of a dump path.
///
/// Buses, targets and logical units have the numbers of the running system: the dump port does not scan.
#[derive(Debug)]
pub struct DumpConfiguration<'a>(PortConfiguration<'a>);

/// The context of find-adapter.
type Finding<'a, E> = Context<'a, E, scope::DumpFindAdapter>;

impl<'a> DumpConfiguration<'a> {
    pub(super) fn new(
        raw: &'a mut ffi::PORT_CONFIGURATION_INFORMATION,
        argument: Option<&'a CStr>,
    ) -> Self {
        Self(PortConfiguration::new(raw, argument))
    }

    /// What the path is loaded for.
    pub fn mode(&self) -> DumpMode {
        DumpMode::from_code(self.0.raw().DumpMode)
    }

    /// The argument string: `dump=1`.
    pub fn argument_string(&self) -> Option<&'a CStr> {
        self.0.argument_string()
    }

    /// The ranges that the system assigned to the adapter, in the order of a PCI function's base address registers.
    pub fn access_ranges(&self) -> impl Iterator<Item = AccessRange> + '_ {
        self.0.access_ranges()
    }

    /// How many buses the adapter has; see [`PortConfiguration::set_number_of_buses`].
    pub fn set_number_of_buses(&mut self, buses: u8) -> &mut Self {
        self.0.set_number_of_buses(buses);
        self
    }

    /// How many targets a bus has.
    pub fn set_maximum_number_of_targets(&mut self, targets: u8) -> &mut Self {
        self.0.set_maximum_number_of_targets(targets);
        self
    }

    /// How many logical units a target has.
    pub fn set_maximum_number_of_logical_units(&mut self, units: u8) -> &mut Self {
        self.0.set_maximum_number_of_logical_units(units);
        self
    }

    /// Alignment of data buffers in bytes, a power of two.
    ///
    /// # Panics
    /// If it is not a power of two.
    pub fn set_alignment(&mut self, bytes: u32) -> &mut Self {
        self.0.set_alignment(bytes);
        self
    }

    /// The driver keeps written data in a cache: it is told to flush.
    pub fn set_caches_data(&mut self, caches: bool) -> &mut Self {
        self.0.set_caches_data(caches);
        self
    }

    /// The physical addresses that the device can reach; before [`DumpConfiguration::uncached_extension`].
    pub fn set_dma_addresses(&mut self, addresses: DmaAddresses) -> &mut Self {
        self.0.set_dma_addresses(addresses);
        self
    }

    /// Maps access range `index` as the registers `R` (`StorPortGetDeviceBase`).
    ///
    /// # Errors
    /// [`MapError`].
    pub fn map_registers<R: RegisterBlock, E: DumpExtension>(
        &mut self,
        cx: &mut Finding<'_, E>,
        index: usize,
    ) -> Result<Mmio<R>, MapError> {
        // SAFETY: this is find-adapter.
        unsafe { hardware::map_registers(cx.device_extension(), &mut self.0, index) }
    }

    /// Maps access range `index` as the I/O ports `R` (`StorPortGetDeviceBase`).
    ///
    /// # Errors
    /// [`MapError`].
    pub fn map_ports<R: RegisterBlock, E: DumpExtension>(
        &mut self,
        cx: &mut Finding<'_, E>,
        index: usize,
    ) -> Result<Ports<R>, MapError> {
        // SAFETY: this is find-adapter.
        unsafe { hardware::map_ports(cx.device_extension(), &mut self.0, index) }
    }

    /// Allocates the uncached extension (`StorPortGetUncachedExtension`): memory for `layout`, all zero. It is all the memory that a
    /// dump path gets, and "extremely limited": 32 KB with the extension.
    ///
    /// # Errors
    /// [`DmaError`].
    pub fn uncached_extension<E: DumpExtension>(
        &mut self,
        cx: &mut Finding<'_, E>,
        limits: Limits,
        layout: &DmaLayout,
    ) -> Result<DmaMemory, DmaError> {
        let earlier = &cx.storage().kept.uncached_bytes;
        // SAFETY: this is find-adapter.
        unsafe {
            hardware::uncached(
                cx.device_extension(),
                &mut self.0,
                earlier,
                (limits, 0),
                layout,
            )
        }
    }

    /// Marks memory that the path uses, so that a hibernation keeps it (`StorPortMarkDumpMemory`): whether it was marked. The extension and
    /// the uncached extension are the port's own, and need it not.
    ///
    /// The page asks for it at least in [`DumpMode::MarkMemory`] and [`DumpMode::Hibernation`].
    pub fn mark_memory<T: ?Sized, E: DumpExtension>(
        &mut self,
        cx: &mut Finding<'_, E>,
        memory: &T,
    ) -> bool {
        let length = size_of_val(memory);
        let place: *const T = memory;
        // Length 0 stands for a whole section.
        // SAFETY: this is find-adapter; the routine reads and writes nothing there.
        length == 0
            || unsafe {
                ffi::StorPortMarkDumpMemory(
                    cx.device_extension(),
                    place.cast_mut().cast(),
                    length,
                    0,
                )
            } == ffi::STOR_STATUS_SUCCESS
    }

    /// Writes what follows from the limits and from dump mode, and puts the extension in its place.
    ///
    /// # Safety
    /// `storage` is the extension of the find-adapter callback, which has no value, and nothing else runs.
    pub(super) unsafe fn finish<E: DumpExtension>(
        mut self,
        storage: &Storage<E>,
        answer: Result<DumpFound<E>, FindAdapterError>,
    ) -> u32 {
        let answer = answer.map_err(FindAdapterError::code).and_then(|found| {
            let is_sized = self.0.is_sized_for(found.limits);
            is_sized.then_some(found).ok_or(ffi::SP_RETURN_BAD_CONFIG)
        });
        let DumpFound { extension, limits } = match answer {
            Ok(found) => found,
            Err(code) => {
                // SAFETY: this is the find-adapter call that mapped it, and the driver's function is over.
                unsafe { core::mem::take(self.0.mapped()).unmap(storage.device_extension()) };
                return code;
            }
        };
        self.0.write_dma_fields(limits, 0);
        let raw = self.0.raw_mut();
        raw.VirtualDevice = 0;
        raw.MapBuffers = ffi::STOR_MAP_ALL_BUFFERS_INCLUDING_READ_WRITE;
        raw.SynchronizationModel = ffi::StorSynchronizeFullDuplex;
        raw.HwMSInterruptRoutine = None;
        raw.InterruptSynchronizationMode = ffi::InterruptSupportNone;
        raw.SpecificLuExtensionSize = 0;
        // SAFETY: the caller's word.
        unsafe { storage.build(extension) };
        ffi::SP_RETURN_FOUND
    }
}

/// The answer that there is an adapter: its extension, and its limits. `SP_RETURN_FOUND`.
#[derive(Debug)]
pub struct DumpFound<E> {
    extension: E,
    limits: Limits,
}

impl<E: DumpExtension> DumpFound<E> {
    /// The adapter is there, and `extension` is the extension of its dump path.
    pub fn new(extension: E, limits: Limits) -> Self {
        Self { extension, limits }
    }
}
