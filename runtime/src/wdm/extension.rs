//! What a device of a WDM driver keeps: [`WdmExtension`], and what the runtime keeps behind its value.

use core::cell::{Cell, UnsafeCell};
use core::fmt;
use core::mem::MaybeUninit;
use core::ptr::{self, NonNull};
use core::sync::atomic::AtomicPtr;

use super::activity::Activity;
use super::deferred::Slot;
use super::device::PnpDevice;
use super::dma::BusMaster;
use super::driver::Callbacks;
use super::interrupt::Connection;
use super::irp::{Cleaned, Files, Held, Parked};
use super::pnp::PnpState;
use super::power::Lanes;
use super::resources::Mappings;
use super::usage::Usage;
use crate::ffi::{self, PVOID};
use crate::shared::context::Context;
use crate::shared::extension::{Extension, Storage, check_hardware_size};
use crate::shared::family::Family;
use crate::shared::scope::Scope;
use crate::wdm::irp::Dropped;
use crate::wdm::scope::IsStarted;

/// The family of WDM drivers.
#[derive(Debug)]
pub enum Wdm {}

/// A device extension of a WDM driver. Implemented by `#[derive(DeviceExtension)]` with `#[device_extension(wdm)]`.
///
/// # Safety
/// `Slots` is the memory that `SLOTS` describes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the device extension of a WDM driver",
    label = "not a WDM device extension",
    note = "declare it: `#[derive(DeviceExtension)] #[device_extension(wdm)] struct {Self} {{ … }}`"
)]
pub unsafe trait WdmExtension: Extension<Kind = Wdm> + PnpDevice {
    /// How the device interrupts.
    type Interrupts: Interrupts;
    /// How reads and writes give their data.
    #[doc(hidden)]
    const TRANSFER_FLAGS: ffi::ULONG;
    /// The class of the device's interface.
    #[doc(hidden)]
    const INTERFACE: Option<&'static ffi::GUID>;
    /// What lies in the memory of the deferred objects, and how it is made and freed.
    #[doc(hidden)]
    const SLOTS: &'static [Slot];
}

/// A device extension of a WDM driver, whatever [`WdmExtension`] asks of it besides: its handlers ask no more, so that what the device
/// lacks is said once.
///
/// Sealed by the derive: a driver cannot implement it.
pub trait IsWdm: Extension {}
#[diagnostic::do_not_recommend]
impl<E: Extension<Kind: OnlyWdm>> IsWdm for E {}

/// The family is this one.
pub trait OnlyWdm: Family {}
#[diagnostic::do_not_recommend]
impl OnlyWdm for Wdm {}

/// How a device interrupts.
///
/// Sealed: a driver cannot implement it.
pub trait Interrupts: sealed::Sealed + 'static {
    /// It does.
    const ANY: bool;
    /// By messages, where the system gives some.
    const MESSAGES: bool;
}

/// It does not.
#[derive(Debug)]
pub enum NoInterrupt {}
/// By a line: `#[kservice]`.
#[derive(Debug)]
pub enum Line {}
/// By messages (`#[kmessage_service]`), or by its line where the system gives none (`#[kservice]`).
#[derive(Debug)]
pub enum Message {}

impl Interrupts for NoInterrupt {
    const ANY: bool = false;
    const MESSAGES: bool = false;
}
impl Interrupts for Line {
    const ANY: bool = true;
    const MESSAGES: bool = false;
}
impl Interrupts for Message {
    const ANY: bool = true;
    const MESSAGES: bool = true;
}

/// The device interrupts.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "the device has no interrupt",
    label = "`#[device_extension(wdm, interrupts = none)]`",
    note = "say `interrupts = line` or `interrupts = message`"
)]
pub trait HasInterrupt: Interrupts {}
#[diagnostic::do_not_recommend]
impl HasInterrupt for Line {}
#[diagnostic::do_not_recommend]
impl HasInterrupt for Message {}

/// The device interrupts by messages.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "the device does not interrupt by messages",
    label = "not `interrupts = message`",
    note = "say `#[device_extension(wdm, interrupts = message)]`"
)]
pub trait HasMessages: HasInterrupt {}
#[diagnostic::do_not_recommend]
impl HasMessages for Message {}

/// What lies in the memory that the I/O manager keeps for a device: the extension, and the hardware while the device is started.
#[repr(C)]
pub(crate) struct Memory<E: WdmExtension> {
    storage: Storage<E>,
    hardware: MaybeUninit<E::Hardware>,
}

/// Checks the hardware that a device keeps, where the derive makes a constant of it.
///
/// # Panics
/// If the kernel stack has no room for it.
#[track_caller]
pub const fn check_memory<E: WdmExtension>() {
    check_hardware_size::<E::Hardware>();
}

impl<E: WdmExtension> Memory<E> {
    /// `DeviceExtensionSize`.
    pub(crate) const SIZE: u32 = {
        check_hardware_size::<E::Hardware>();
        assert!(
            size_of::<Self>() - size_of::<Storage<E>>() <= (u32::MAX - Storage::<E>::SIZE) as usize,
            "a device extension is smaller than 4 GiB"
        );
        #[allow(clippy::cast_possible_truncation, reason = "asserted above")]
        let size = size_of::<Self>() as u32;
        size
    };
}

/// What the runtime keeps of a device, behind the extension's value. Zero is valid for every part.
pub struct Kept {
    /// The device object. Written when the device is added, before anything else is called.
    pub(crate) device: Cell<ffi::PDEVICE_OBJECT>,
    /// The next lower device of the stack.
    pub(crate) lower: Cell<ffi::PDEVICE_OBJECT>,
    /// The physical device object.
    pub(crate) physical: Cell<ffi::PDEVICE_OBJECT>,
    /// The name of the device's interface; its buffer is null if there is none.
    pub(crate) interface: Cell<ffi::UNICODE_STRING>,
    /// The I/O manager tells the device when the system shuts down.
    pub(crate) hears_of_shutdown: Cell<bool>,
    /// What the driver does for others at the moment, and whether it may begin more.
    pub(crate) activity: Activity,
    /// What the devices of the driver share. Written when the device is added.
    pub(crate) callbacks: Cell<*const Callbacks>,
    /// The routine for IRPs of the system queue, of those.
    pub(crate) cancel: Cell<ffi::PDRIVER_CANCEL>,
    pub(crate) pnp: PnpState,
    /// Paging files and the like on the device.
    pub(crate) usage: Usage,
    /// How power requests of the device go on.
    pub(crate) lanes: Lanes,
    /// IRPs that wait until the device is started again.
    pub(crate) held: Held,
    /// The current IRP of the system queue, while the driver has it.
    pub(crate) started: AtomicPtr<ffi::IRP>,
    /// IRPs of the system queue that wait until the driver goes on.
    pub(crate) parked: Parked,
    /// Files whose last handle is closed.
    pub(crate) cleaned: Cleaned,
    /// Files that the driver has had the lower ones open.
    pub(crate) opened_below: Files<()>,
    /// IRPs that the driver has dropped.
    pub(crate) dropped_irps: Dropped,
    pub(crate) interrupt: Connection,
    /// The registers that this start has mapped.
    pub(crate) mapped: Mappings,
    /// The DMA adapter of this start.
    pub(crate) dma: Cell<ffi::PDMA_ADAPTER>,
    /// How many map registers it has.
    pub(crate) map_registers: Cell<u32>,
    /// What it was asked for with.
    pub(crate) master: Cell<Option<BusMaster>>,
    pub(crate) device_lock: UnsafeCell<ffi::KSPIN_LOCK>,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept")
            .field("pnp", &self.pnp)
            .field("activity", &self.activity)
            .finish_non_exhaustive()
    }
}

// SAFETY: zero is valid for each part of `Kept`; the routines are those of wdm.h, which say the same.
unsafe impl Family for Wdm {
    type Kept = Kept;
    #[inline]
    unsafe fn allocate(_device: PVOID, bytes: u32, tag: u32) -> Result<NonNull<u8>, u32> {
        // SAFETY: the caller's word.
        let block = unsafe {
            ffi::ExAllocatePool2(
                ffi::POOL_FLAG_NON_PAGED | ffi::POOL_FLAG_UNINITIALIZED,
                bytes as usize,
                tag,
            )
        };
        NonNull::new(block.cast()).ok_or(ffi::STATUS_INSUFFICIENT_RESOURCES.cast_unsigned())
    }
    #[inline]
    unsafe fn free(_device: PVOID, block: PVOID, tag: u32) {
        // SAFETY: the caller's word.
        unsafe { ffi::ExFreePoolWithTag(block, tag) };
    }
    #[inline(always)]
    unsafe fn current_irql(_device: PVOID) -> Option<u8> {
        // SAFETY: any IRQL.
        Some(unsafe { ffi::KeGetCurrentIrql() })
    }
    #[inline]
    unsafe fn stall(microseconds: u32) {
        // SAFETY: any IRQL.
        unsafe { ffi::KeStallExecutionProcessor(microseconds) };
    }
}

impl<E: WdmExtension> Storage<E> {
    /// Where the hardware lies.
    pub(crate) fn hardware_place(&self) -> NonNull<E::Hardware> {
        let place = ptr::from_ref(self).addr();
        let memory: *mut Memory<E> = ptr::with_exposed_provenance_mut(place);
        // SAFETY: the device was made with the size of a `Memory`, which begins with this, and its pointer was exposed (`driver_add_device`).
        unsafe { NonNull::new_unchecked((&raw mut (*memory).hardware).cast()) }
    }

    /// The storage of a device.
    ///
    /// # Safety
    /// `device` is a device object that the runtime made for extension `E`, and it lasts for `'a`.
    #[inline(always)]
    pub(crate) unsafe fn behind<'a>(device: *mut ffi::DEVICE_OBJECT) -> &'a Self {
        // SAFETY: the caller's word; every part is valid when zeroed and changes only through cells.
        unsafe { &*(*device).DeviceExtension.cast::<Self>() }
    }

    /// The device object.
    #[inline(always)]
    pub(crate) fn device(&self) -> ffi::PDEVICE_OBJECT {
        self.kept.device.get()
    }
}

impl<'a, E: WdmExtension, S: Scope> Context<'a, E, S> {
    /// What the device has while it is started: what [`PnpDevice::start`] made.
    #[inline(always)]
    pub fn hardware(&self) -> &'a E::Hardware
    where
        S::Extension: IsStarted,
    {
        // SAFETY: the scope says that the device is started: `start` has written the hardware, and it is dropped when nothing of the
        // device runs (docs/soundness.md, "The end of a device").
        unsafe { self.storage().hardware_place().as_ref() }
    }
}

/// No name.
pub(crate) const NO_NAME: ffi::UNICODE_STRING = ffi::UNICODE_STRING {
    Length: 0,
    MaximumLength: 0,
    Buffer: ptr::null_mut(),
};

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::NoInterrupt {}
    impl Sealed for super::Line {}
    impl Sealed for super::Message {}
}
