//! Find-adapter: what Storport says of the adapter ([`PortConfiguration`]), and what the driver answers ([`Found`]).

use core::ffi::CStr;
use core::fmt;
use core::sync::atomic::Ordering;

use crate::ffi;
use crate::hardware::{DmaAddresses, HasMessages, HasNoMessages, Mapped};
use crate::kind::{HasHardware, Interrupts, Kind};
use crate::role::{
    HwFreeAdapterResources, HwMessageSignaledInterrupt, hw_free_adapter_resources,
    hw_message_signaled_interrupt,
};
use crate::shared::extension::Storage;
use crate::storport::extension::DeviceExtension;
use crate::storport::{end, service};

/// The adapter's configuration (`PORT_CONFIGURATION_INFORMATION`), in the find-adapter callback.
///
/// What follows from the type of the device extension (virtual or physical, interrupts, mapping of buffers, full duplex)
/// is written by the runtime and cannot be set here.
pub struct PortConfiguration<'a> {
    raw: &'a mut ffi::PORT_CONFIGURATION_INFORMATION,
    argument: Option<&'a CStr>,
    mapped: Mapped,
    uncached_taken: bool,
    /// For which limits and addresses Storport has sized the uncached extension.
    sized: Option<(Limits, DmaAddresses)>,
    dma_addresses: DmaAddresses,
}

/// The limits that Storport must know of every adapter (SDV rule `StorPortFindAdapter`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    maximum_transfer_length: u32,
    number_of_physical_breaks: u32,
}

impl Limits {
    /// The largest request in bytes (`MaximumTransferLength`), and the most breaks between the pieces of one
    /// (`NumberOfPhysicalBreaks`): the pieces that the adapter takes in a scatter/gather list, less one, as the page of
    /// `PORT_CONFIGURATION_INFORMATION` counts them.
    ///
    /// It is for `const`, where a limit of zero is a compile error: `const { Limits::new(1 << 20, 17) }`. In find-adapter the
    /// attribute asks for that; for limits that the hardware tells there is [`Limits::try_new`].
    ///
    /// # Panics
    /// If either is zero.
    #[track_caller]
    pub const fn new(maximum_transfer_length: u32, number_of_physical_breaks: u32) -> Self {
        assert!(
            maximum_transfer_length > 0,
            "MaximumTransferLength is not 0"
        );
        assert!(
            number_of_physical_breaks > 0,
            "NumberOfPhysicalBreaks is not 0"
        );
        Self {
            maximum_transfer_length,
            number_of_physical_breaks,
        }
    }

    /// The same for limits that the hardware tells: `None` if either is zero.
    pub const fn try_new(
        maximum_transfer_length: u32,
        number_of_physical_breaks: u32,
    ) -> Option<Self> {
        if maximum_transfer_length == 0 || number_of_physical_breaks == 0 {
            return None;
        }
        Some(Self {
            maximum_transfer_length,
            number_of_physical_breaks,
        })
    }
}

impl Limits {
    /// `MaximumTransferLength` and `NumberOfPhysicalBreaks`.
    pub(in crate::storport) const fn raw(self) -> (u32, u32) {
        (self.maximum_transfer_length, self.number_of_physical_breaks)
    }

    /// Neither is larger than that of `other`.
    fn are_within(self, other: Self) -> bool {
        self.maximum_transfer_length <= other.maximum_transfer_length
            && self.number_of_physical_breaks <= other.number_of_physical_breaks
    }
}

/// The answer that there is an adapter: its extension, and its limits. `SP_RETURN_FOUND`.
#[derive(Debug)]
pub struct Found<E> {
    extension: E,
    limits: Limits,
    message_interrupt: ffi::PHW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE,
    free: Option<end::Free>,
}

impl<E: DeviceExtension> Found<E> {
    /// The adapter is there, and `extension` is its device extension.
    pub fn new(extension: E, limits: Limits) -> Self
    where
        E::Interrupts: HasNoMessages,
    {
        Self {
            extension,
            limits,
            message_interrupt: None,
            free: None,
        }
    }

    /// The same for an adapter that interrupts by messages: `H` is the name of a `#[hw_message_signaled_interrupt]` function.
    ///
    /// On a machine that gives it no messages, the adapter interrupts by its line: register `#[hw_interrupt]` too.
    pub fn with_message_interrupt<H>(extension: E, limits: Limits) -> Self
    where
        H: HwMessageSignaledInterrupt<E>,
        E::Kind: HasHardware,
        E::Interrupts: HasMessages,
    {
        Self {
            extension,
            limits,
            message_interrupt: Some(hw_message_signaled_interrupt::routine::<H, E>),
            free: None,
        }
    }

    /// Names the `#[hw_free_adapter_resources]` function of a physical miniport, which acts in the adapter's end, at `DISPATCH_LEVEL`
    /// with the StartIo lock: when plug and play removes the adapter and nothing of it runs any more but interrupt handlers.
    #[must_use = "the adapter is what this returns"]
    pub fn hw_free_adapter_resources<H>(mut self) -> Self
    where
        H: HwFreeAdapterResources<E>,
        E::Kind: HasHardware,
    {
        self.free = Some(hw_free_adapter_resources::handler::<H, E>);
        self
    }
}

/// The other answers of find-adapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindAdapterError {
    /// There is no such adapter (`SP_RETURN_NOT_FOUND`).
    NotFound,
    /// There is one, and it does not work (`SP_RETURN_ERROR`).
    Error,
    /// What the configuration says is not usable (`SP_RETURN_BAD_CONFIG`).
    BadConfig,
}

impl FindAdapterError {
    pub(crate) fn code(self) -> u32 {
        match self {
            Self::NotFound => ffi::SP_RETURN_NOT_FOUND,
            Self::Error => ffi::SP_RETURN_ERROR,
            Self::BadConfig => ffi::SP_RETURN_BAD_CONFIG,
        }
    }
}

impl fmt::Display for FindAdapterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFound => "no adapter",
            Self::Error => "the adapter does not work",
            Self::BadConfig => "the configuration is not usable",
        })
    }
}

impl<'a> PortConfiguration<'a> {
    pub(crate) fn new(
        raw: &'a mut ffi::PORT_CONFIGURATION_INFORMATION,
        argument: Option<&'a CStr>,
    ) -> Self {
        Self {
            raw,
            argument,
            mapped: Mapped::default(),
            uncached_taken: false,
            sized: None,
            dma_addresses: DmaAddresses::default(),
        }
    }

    pub(crate) fn raw(&self) -> &ffi::PORT_CONFIGURATION_INFORMATION {
        self.raw
    }

    pub(crate) fn raw_mut(&mut self) -> &mut ffi::PORT_CONFIGURATION_INFORMATION {
        self.raw
    }

    /// What this find-adapter call has mapped.
    pub(crate) fn mapped(&mut self) -> &mut Mapped {
        &mut self.mapped
    }

    /// Whether this find-adapter call has the uncached extension already; from now on it has.
    pub(crate) fn take_uncached(&mut self) -> bool {
        core::mem::replace(&mut self.uncached_taken, true)
    }

    /// Storport has the uncached extension made, for these limits and the addresses that are set.
    pub(crate) fn sized_for(&mut self, limits: Limits) {
        self.sized = Some((limits, self.dma_addresses));
    }

    /// The uncached extension, if there is one, was not made for less.
    pub(crate) fn is_sized_for(&self, limits: Limits) -> bool {
        self.sized.is_none_or(|(largest, addresses)| {
            limits.are_within(largest) && self.dma_addresses == addresses
        })
    }

    /// The driver's `DriverParameter` string from the registry, if there is one.
    pub fn argument_string(&self) -> Option<&'a CStr> {
        self.argument
    }

    /// The system's number of the bus that the adapter is on.
    pub fn system_io_bus_number(&self) -> u32 {
        self.raw.SystemIoBusNumber
    }

    /// The adapter's slot on its bus.
    pub fn slot_number(&self) -> u32 {
        self.raw.SlotNumber
    }

    /// The largest request that the system will send, if it limits it.
    pub fn maximum_transfer_length(&self) -> u32 {
        self.raw.MaximumTransferLength
    }

    /// How many buses the adapter has (1 unless set; at most 255).
    pub fn set_number_of_buses(&mut self, buses: u8) -> &mut Self {
        self.raw.NumberOfBuses = buses;
        self
    }

    /// How many targets a bus has (at most 128).
    pub fn set_maximum_number_of_targets(&mut self, targets: u8) -> &mut Self {
        self.raw.MaximumNumberOfTargets = targets;
        self
    }

    /// How many logical units a target has (at most 255).
    pub fn set_maximum_number_of_logical_units(&mut self, units: u8) -> &mut Self {
        self.raw.MaximumNumberOfLogicalUnits = units;
        self
    }

    /// Alignment of data buffers in bytes, a power of two (`AlignmentMask` plus one).
    ///
    /// # Panics
    /// If it is not a power of two.
    pub fn set_alignment(&mut self, bytes: u32) -> &mut Self {
        assert!(bytes.is_power_of_two(), "an alignment is a power of two");
        self.raw.AlignmentMask = bytes - 1;
        self
    }

    /// The driver keeps written data in a cache: Storport tells it to flush.
    pub fn set_caches_data(&mut self, caches: bool) -> &mut Self {
        self.raw.CachesData = caches.into();
        self
    }

    /// The adapter can reset a single target.
    pub fn set_reset_target_supported(&mut self, supported: bool) -> &mut Self {
        self.raw.ResetTargetSupported = supported.into();
        self
    }

    /// How many requests the adapter takes at a time (`MaxNumberOfIO`). With 1 the next one comes when the last is completed; only
    /// resets, control calls and removal come meanwhile.
    pub fn set_maximum_number_of_io(&mut self, requests: u32) -> &mut Self {
        self.raw.MaxNumberOfIO = requests;
        self
    }

    /// How many requests a logical unit takes at a time (`MaxIOsPerLun`), and at first (`InitialLunQueueDepth`).
    pub fn set_lun_queue_depth(&mut self, maximum: u32, initial: u32) -> &mut Self {
        self.raw.MaxIOsPerLun = maximum;
        self.raw.InitialLunQueueDepth = initial.min(maximum);
        self
    }

    /// The physical addresses that the device can reach ([`DmaAddresses::Bits64`] unless set). Set it before
    /// [`PortConfiguration::uncached_extension`]: the runtime answers `SP_RETURN_BAD_CONFIG` if it changes after that.
    pub fn set_dma_addresses(&mut self, addresses: DmaAddresses) -> &mut Self {
        self.dma_addresses = addresses;
        self
    }

    /// Writes the fields on which DMA memory depends.
    pub(crate) fn write_dma_fields(&mut self, limits: Limits, srb_extension: u32) {
        let raw = &mut *self.raw;
        raw.MaximumTransferLength = limits.maximum_transfer_length;
        raw.NumberOfPhysicalBreaks = limits.number_of_physical_breaks;
        raw.ScatterGather = 1;
        raw.Master = 1;
        raw.AutoRequestSense = 1;
        raw.SrbExtensionSize = srb_extension;
        (raw.Dma32BitAddresses, raw.Dma64BitAddresses) = self.dma_addresses.codes();
    }

    /// Writes what follows from the extension's type and the limits, and puts the extension in its place.
    ///
    /// # Safety
    /// `storage` is the extension of the find-adapter callback, and no other callback of the adapter runs.
    pub(crate) unsafe fn finish<E: DeviceExtension>(
        mut self,
        storage: &Storage<E>,
        answer: Result<Found<E>, FindAdapterError>,
    ) -> u32 {
        // Looked at where it is: each copy of the extension is one more on the kernel stack.
        let code = match &answer {
            Err(error) => error.code(),
            Ok(found) if !self.is_sized_for(found.limits) => ffi::SP_RETURN_BAD_CONFIG,
            // SAFETY: this is find-adapter.
            Ok(_) if !unsafe { end::make_timer(storage) } => ffi::SP_RETURN_ERROR,
            Ok(_) => ffi::SP_RETURN_FOUND,
        };
        if code != ffi::SP_RETURN_FOUND {
            drop(answer);
            if !E::Kind::VIRTUAL {
                // SAFETY: this is the find-adapter call that mapped it, and the driver's function is over: what it mapped
                // could not be kept but in the extension, which is gone.
                unsafe { self.mapped.unmap(storage.device_extension()) };
            }
            return code;
        }
        let Ok(Found {
            extension,
            limits,
            message_interrupt,
            free,
        }) = answer
        else {
            return code;
        };
        self.write_dma_fields(limits, E::SRB_EXTENSION.size());
        let raw = self.raw;
        raw.VirtualDevice = E::Kind::VIRTUAL.into();
        raw.MapBuffers = map_buffers::<E>();
        raw.SynchronizationModel = ffi::StorSynchronizeFullDuplex;
        // SAFETY: the same structure; its field has this crate's type of the routine there.
        unsafe { (*ffi::named(raw)).HwMSInterruptRoutine = message_interrupt };
        raw.InterruptSynchronizationMode = E::Interrupts::MODE;
        raw.SpecificLuExtensionSize = E::LU_EXTENSION.size();
        // SAFETY: the caller's word.
        unsafe { storage.build(extension) };
        storage.kept.concurrent.store(false, Ordering::Relaxed);
        service::reopen(storage);
        storage.kept.ending.set_free(free);
        ffi::SP_RETURN_FOUND
    }
}

/// Which buffers Storport maps: all for a virtual miniport, those that no DMA reads for a physical one.
pub(crate) const fn map_buffers<E: DeviceExtension>() -> u8 {
    if E::Kind::VIRTUAL {
        ffi::STOR_MAP_ALL_BUFFERS_INCLUDING_READ_WRITE
    } else {
        ffi::STOR_MAP_NON_READ_WRITE_BUFFERS
    }
}

impl fmt::Debug for PortConfiguration<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PortConfiguration")
            .field("argument", &self.argument)
            .finish_non_exhaustive()
    }
}
