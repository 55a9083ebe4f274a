//! Registration: [`Driver`], the typed form of `HW_INITIALIZATION_DATA`, and [`driver_entry!`](crate::driver_entry).

use core::marker::PhantomData;
use core::mem::MaybeUninit;

use crate::config;
use crate::extension::{DeviceExtension, Storage};
use crate::ffi;
use crate::kind::{HasHardware, HasNoHardware, Interrupts, Kind, Message, NoInterrupt, PerMessage};
use crate::role::{
    HwAdapterControl, HwBuildIo, HwFindAdapter, HwFreeAdapterResources, HwInitialize, HwInterrupt,
    HwResetBus, HwStartIo, VirtualHwFindAdapter, hw_adapter_control, hw_buildio, hw_find_adapter,
    hw_free_adapter_resources, hw_initialize, hw_interrupt, hw_reset_bus, hw_startio,
    virtual_hw_find_adapter,
};
use crate::srb;

/// A callback that has been registered.
#[derive(Debug)]
pub enum Present {}
/// A callback that has not been registered.
#[derive(Debug)]
pub enum Missing {}

/// The callbacks of a miniport with device extension `E`.
///
/// Each method takes the name of a function with the matching attribute: `.hw_startio::<startio>()`. The other type
/// parameters say which of the mandatory callbacks are there; [`driver_entry!`](crate::driver_entry) wants them all.
#[must_use = "give it to `driver_entry!`"]
pub struct Driver<
    E,
    FindAdapter = Missing,
    Initialize = Missing,
    StartIo = Missing,
    ResetBus = Missing,
    AdapterControl = Missing,
    Interrupt = Missing,
> {
    data: ffi::HW_INITIALIZATION_DATA,
    extension: PhantomData<fn() -> E>,
    registered: PhantomData<(
        FindAdapter,
        Initialize,
        StartIo,
        ResetBus,
        AdapterControl,
        Interrupt,
    )>,
}

impl<E: DeviceExtension> Driver<E> {
    /// A driver without callbacks.
    #[allow(
        clippy::new_without_default,
        reason = "a driver without callbacks is no default"
    )]
    pub fn new() -> Self {
        // SAFETY: the structure is integers, pointers and optional functions, for which zero is a value.
        let mut data: ffi::HW_INITIALIZATION_DATA = unsafe { MaybeUninit::zeroed().assume_init() };
        data.HwInitializationDataSize = DATA_SIZE;
        data.AdapterInterfaceType = if E::Kind::VIRTUAL {
            ffi::Internal
        } else {
            ffi::PCIBus
        };
        data.DeviceExtensionSize = Storage::<E>::SIZE;
        data.SrbExtensionSize = const { srb::extension_size::<E>() };
        data.SpecificLuExtensionSize = E::LU_EXTENSION_SIZE;
        data.MapBuffers = config::map_buffers::<E>();
        data.NeedPhysicalAddresses = 1;
        data.TaggedQueuing = 1;
        data.AutoRequestSense = 1;
        data.MultipleRequestPerLu = 1;
        data.SrbTypeFlags =
            ffi::SRB_TYPE_FLAG_SCSI_REQUEST_BLOCK | ffi::SRB_TYPE_FLAG_STORAGE_REQUEST_BLOCK;
        data.AddressTypeFlags = ffi::ADDRESS_TYPE_FLAG_BTL8;
        data.HwFreeAdapterResources = Some(hw_free_adapter_resources::release_only::<E>);
        if E::Kind::VIRTUAL {
            data.FeatureSupport |= ffi::STOR_FEATURE_VIRTUAL_MINIPORT;
        } else {
            data.NumberOfAccessRanges = PCI_BARS;
        }
        if data.SrbExtensionSize > 0 && !E::Kind::VIRTUAL {
            data.HwBuildIo = Some(hw_buildio::initialise_only::<E>);
        }
        Self {
            data,
            extension: PhantomData,
            registered: PhantomData,
        }
    }
}

/// `HwInitializationDataSize`.
#[allow(clippy::cast_possible_truncation, reason = "some hundred bytes")]
const DATA_SIZE: u32 = size_of::<ffi::HW_INITIALIZATION_DATA>() as u32;

/// A PCI function has at most six base address registers.
const PCI_BARS: u32 = 6;

impl<E: DeviceExtension, F, I, S, R, A, N> Driver<E, F, I, S, R, A, N> {
    /// Registers `VIRTUAL_HW_FIND_ADAPTER`. Mandatory in a virtual miniport.
    pub fn virtual_hw_find_adapter<H>(mut self) -> Driver<E, Present, I, S, R, A, N>
    where
        H: VirtualHwFindAdapter<E>,
        E::Kind: HasNoHardware,
    {
        self.data.HwFindAdapter =
            virtual_hw_find_adapter::routine::<H, E> as ffi::VIRTUAL_HW_FIND_ADAPTER as ffi::PVOID;
        self.typed()
    }

    /// Registers `HW_FIND_ADAPTER`. Mandatory in a physical miniport.
    pub fn hw_find_adapter<H>(mut self) -> Driver<E, Present, I, S, R, A, N>
    where
        H: HwFindAdapter<E>,
        E::Kind: HasHardware,
    {
        self.data.HwFindAdapter =
            hw_find_adapter::routine::<H, E> as ffi::HW_FIND_ADAPTER as ffi::PVOID;
        self.typed()
    }

    /// Registers `HW_INITIALIZE`. Mandatory.
    pub fn hw_initialize<H: HwInitialize<E>>(mut self) -> Driver<E, F, Present, S, R, A, N> {
        self.data.HwInitialize = Some(hw_initialize::routine::<H, E>);
        self.typed()
    }

    /// Registers `HW_STARTIO`. Mandatory.
    pub fn hw_startio<H: HwStartIo<E>>(mut self) -> Driver<E, F, I, Present, R, A, N> {
        self.data.HwStartIo = Some(hw_startio::routine::<H, E>);
        self.typed()
    }

    /// Registers `HW_RESET_BUS`. Mandatory.
    pub fn hw_reset_bus<H: HwResetBus<E>>(mut self) -> Driver<E, F, I, S, Present, A, N> {
        self.data.HwResetBus = Some(hw_reset_bus::routine::<H, E>);
        self.typed()
    }

    /// Registers `HW_INTERRUPT`. Mandatory for an extension with `interrupts = line`, refused in a virtual miniport.
    pub fn hw_interrupt<H>(mut self) -> Driver<E, F, I, S, R, A, Present>
    where
        H: HwInterrupt<E>,
        E::Kind: HasHardware,
    {
        self.data.HwInterrupt = Some(hw_interrupt::routine::<H, E>);
        self.typed()
    }

    /// Registers `HW_BUILDIO`. Storport does not call it in a virtual miniport.
    pub fn hw_buildio<H>(mut self) -> Self
    where
        H: HwBuildIo<E>,
        E::Kind: HasHardware,
    {
        self.data.HwBuildIo = Some(hw_buildio::routine::<H, E>);
        self
    }

    /// Registers `HW_ADAPTER_CONTROL`. Mandatory.
    pub fn hw_adapter_control<H>(mut self) -> Driver<E, F, I, S, R, Present, N>
    where
        H: HwAdapterControl<E>,
    {
        self.data.HwAdapterControl = Some(hw_adapter_control::routine::<H, E>);
        self.typed()
    }

    /// Registers `HW_FREE_ADAPTER_RESOURCES`. Without it the runtime registers its own, which frees what it made.
    pub fn hw_free_adapter_resources<H: HwFreeAdapterResources<E>>(mut self) -> Self {
        self.data.HwFreeAdapterResources = Some(hw_free_adapter_resources::routine::<H, E>);
        self
    }

    fn typed<F2, I2, S2, R2, A2, N2>(self) -> Driver<E, F2, I2, S2, R2, A2, N2> {
        Driver {
            data: self.data,
            extension: PhantomData,
            registered: PhantomData,
        }
    }
}

impl<E, F, I, S, R, A, N> core::fmt::Debug for Driver<E, F, I, S, R, A, N> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Driver").field(&self.data).finish()
    }
}

macro_rules! mandatory {
    ($($name:ident: $message:literal, $label:literal, $note:literal;)+) => {
        $(
            #[doc = $note]
            #[diagnostic::on_unimplemented(message = $message, label = $label, note = $note)]
            pub trait $name {}
            #[diagnostic::do_not_recommend]
            impl $name for Present {}
        )+
    };
}

mandatory! {
    HasFindAdapter: "the driver registers no `HW_FIND_ADAPTER`",
        "add `.virtual_hw_find_adapter::<handler>()` or `.hw_find_adapter::<handler>()`",
        "Storport requires find-adapter of every miniport: a function with `#[virtual_hw_find_adapter]` or `#[hw_find_adapter]`";
    HasInitialize: "the driver registers no `HW_INITIALIZE`",
        "add `.hw_initialize::<handler>()`",
        "Storport requires `HW_INITIALIZE` of every miniport: a function with `#[hw_initialize]`";
    HasStartIo: "the driver registers no `HW_STARTIO`",
        "add `.hw_startio::<handler>()`",
        "Storport requires `HW_STARTIO` of every miniport: a function with `#[hw_startio]`";
    HasResetBus: "the driver registers no `HW_RESET_BUS`",
        "add `.hw_reset_bus::<handler>()`",
        "Storport requires `HW_RESET_BUS` of every miniport: a function with `#[hw_reset_bus]`";
    HasAdapterControl: "the driver registers no `HW_ADAPTER_CONTROL`",
        "add `.hw_adapter_control::<handler>()`",
        "Storport requires `HW_ADAPTER_CONTROL` of every miniport: a function with `#[hw_adapter_control(StopAdapter, RestartAdapter)]`";
}

/// The interrupt handler that the extension's interrupt mode needs is registered.
#[diagnostic::on_unimplemented(
    message = "the driver registers no `HW_INTERRUPT`, and its device extension says `interrupts = line`",
    label = "add `.hw_interrupt::<handler>()`",
    note = "the handler is a function with `#[hw_interrupt]`; a virtual miniport says `#[device_extension(virtual)]`"
)]
pub trait HandlesInterrupts<Mode: Interrupts> {}
#[diagnostic::do_not_recommend]
impl<M: Interrupts> HandlesInterrupts<M> for Present {}
#[diagnostic::do_not_recommend]
impl HandlesInterrupts<NoInterrupt> for Missing {}
#[diagnostic::do_not_recommend]
impl HandlesInterrupts<Message> for Missing {}
#[diagnostic::do_not_recommend]
impl HandlesInterrupts<PerMessage> for Missing {}
/// What `DriverEntry` does: `StorPortInitialize`.
///
/// # Safety
/// The I/O manager called `DriverEntry` with these arguments.
#[allow(clippy::needless_pass_by_value, reason = "the builder is used up")]
pub unsafe fn driver_entry<E, F, I, S, R, A, N>(
    driver: Driver<E, F, I, S, R, A, N>,
    driver_object: ffi::PVOID,
    registry_path: ffi::PVOID,
) -> u32
where
    E: DeviceExtension,
    F: HasFindAdapter,
    I: HasInitialize,
    S: HasStartIo,
    R: HasResetBus,
    A: HasAdapterControl,
    N: HandlesInterrupts<E::Interrupts>,
{
    let mut data = driver.data;
    // SAFETY: the arguments are those of `DriverEntry`, and every routine in `data` is one for extension `E`.
    unsafe {
        ffi::StorPortInitialize(
            driver_object,
            registry_path,
            &raw mut data,
            core::ptr::null_mut(),
        )
    }
}

/// Defines `DriverEntry` from a [`Driver`](crate::Driver).
///
/// A mandatory callback that is missing is a compile error that names it.
///
/// ```ignore
/// driver_entry! {
///     Driver::<Adapter>::new()
///         .virtual_hw_find_adapter::<find_adapter>()
///         .hw_initialize::<initialize>()
///         .hw_startio::<startio>()
///         .hw_reset_bus::<reset_bus>()
///         .hw_adapter_control::<adapter_control>()
/// }
/// ```
#[macro_export]
macro_rules! driver_entry {
    ($driver:expr $(,)?) => {
        $crate::__export_driver_entry! {
            /// The driver's entry point (`sp_DRIVER_INITIALIZE`): registers its callbacks with Storport.
            ///
            /// # Safety
            /// Called by the I/O manager, or by the simulator, with a driver object and a registry path.
            #[allow(non_snake_case)]
            pub unsafe extern "system" fn DriverEntry(
                DriverObject: $crate::ffi::PVOID,
                RegistryPath: $crate::ffi::PVOID,
            ) -> u32 {
                // SAFETY: the arguments are those of this call.
                unsafe { $crate::__private::driver_entry($driver, DriverObject, RegistryPath) }
            }
        }
    };
}

/// Exports `DriverEntry` under its name in kernel builds only: a test program may hold several drivers.
#[doc(hidden)]
#[macro_export]
#[cfg(all(windows, not(feature = "simulated")))]
macro_rules! __export_driver_entry {
    ($item:item) => {
        #[unsafe(no_mangle)]
        $item
    };
}

/// Exports `DriverEntry` under its name in kernel builds only: a test program may hold several drivers.
#[doc(hidden)]
#[macro_export]
#[cfg(not(all(windows, not(feature = "simulated"))))]
macro_rules! __export_driver_entry {
    ($item:item) => {
        $item
    };
}
