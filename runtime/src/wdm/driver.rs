//! Registration: [`WdmDriver`], the typed form of a `DRIVER_OBJECT`, and [`wdm_driver_entry!`](crate::wdm_driver_entry).
//!
//! The method that registers a callback is beside the callback's role.

mod entry;

pub use crate::shared::registration::{Missing, Present, Slot, Unregistered};
pub use entry::{Complete, HandlesInterrupts, HasAddDevice, complete, driver_entry};

use core::marker::PhantomData;

use super::extension::{Kept, WdmExtension};
use super::irp::ControlCode;
use crate::ffi::{self, PVOID};

crate::shared::registration::callbacks! {
    "The callbacks that a `WdmDriver` registers." WdmCallbacks
    AddDevice Initialize Unload Cancel Service MessageService Create Read Write FlushBuffers DeviceControl InternalDeviceControl Shutdown
}

/// What a driver's devices share: kept with the driver object.
#[derive(Clone, Copy)]
pub(crate) struct Callbacks {
    pub(crate) add_device: ffi::PDRIVER_ADD_DEVICE,
    pub(crate) start_io: ffi::PDRIVER_STARTIO,
    pub(crate) service: ffi::PKSERVICE_ROUTINE,
    pub(crate) message_service: ffi::PKMESSAGE_SERVICE_ROUTINE,
    /// Of IRPs of the system queue.
    pub(crate) cancel: ffi::PDRIVER_CANCEL,
    /// The dispatch routine of device controls runs up to `DISPATCH_LEVEL`.
    pub(crate) controls_up_to_dispatch: bool,
    /// Internal device controls of these codes have buffers by their method.
    pub(crate) internal_controls: &'static [ControlCode],
    pub(crate) initialize: Option<unsafe fn(ffi::PDRIVER_OBJECT) -> ffi::NTSTATUS>,
    pub(crate) unload: Option<unsafe fn(ffi::PDRIVER_OBJECT)>,
    pub(crate) majors: [ffi::PDRIVER_DISPATCH; ffi::IRP_MJ_MAXIMUM_FUNCTION as usize + 1],
}

/// The callbacks of a WDM driver with device extension `E`.
///
/// Each method takes the name of a function with the matching attribute: `.driver_add_device::<add_device>()`. `R` says which callbacks are
/// there: each is registered once, and [`wdm_driver_entry!`](crate::wdm_driver_entry) wants all that are mandatory. Plug and play, power,
/// and the routines of the extension's fields need no registration.
#[must_use = "give it to `wdm_driver_entry!`"]
pub struct WdmDriver<E, R = WdmCallbacks> {
    pub(crate) callbacks: Callbacks,
    registered: PhantomData<fn(E) -> (E, R)>,
}

impl<E> WdmDriver<E> {
    /// A driver without callbacks.
    #[allow(
        clippy::new_without_default,
        reason = "a driver without callbacks is no default"
    )]
    #[rustfmt::skip] // The compiler shows lines: one is less to read than four.
    pub fn new() -> Self where E: WdmExtension {
        Self {
            callbacks: Callbacks {
                add_device: None,
                start_io: super::deferred::start_io(E::SLOTS),
                service: None,
                message_service: None,
                cancel: Some(super::role::driver_cancel::unheard::<E>),
                controls_up_to_dispatch: false,
                internal_controls: &[],
                initialize: None,
                unload: None,
                majors: super::device_requests::majors::<E>(),
            },
            registered: PhantomData,
        }
    }
}

impl<E, R> WdmDriver<E, R> {
    /// Says of which codes internal device controls have the buffers of their code's method, as `IoBuildDeviceIoControlRequest` sets them up: then
    /// their data is reached as that of a device control. Of others nothing is known, see
    /// [`InternalDeviceControl`](crate::wdm::InternalDeviceControl).
    ///
    /// # Safety
    /// Whatever is sent to a device of this driver as `IRP_MJ_INTERNAL_DEVICE_CONTROL` with one of these numbers in
    /// `Parameters.DeviceIoControl.IoControlCode` has buffers of that code's method, of the lengths in its parameters (page "Buffer Descriptions
    /// for I/O Control Codes"). The sender of the code must have agreed to that, and no sender of another kind of request may have something
    /// else at that place: where a storage class driver is above, which sends SCSI requests by the same major function, nobody can say so.
    pub unsafe fn internal_controls_by_method(mut self, codes: &'static [ControlCode]) -> Self {
        self.callbacks.internal_controls = codes;
        self
    }

    /// The same callbacks, one of which has just been written.
    pub(crate) fn with<R2>(self) -> WdmDriver<E, R2> {
        WdmDriver {
            callbacks: self.callbacks,
            registered: PhantomData,
        }
    }
}

impl<E, R> core::fmt::Debug for WdmDriver<E, R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("WdmDriver")
    }
}

/// The address by which the callbacks are found with a driver object.
static CLIENT: u8 = 0;

impl Callbacks {
    /// Keeps the callbacks with the driver object; they go with it.
    ///
    /// # Safety
    /// This is `DriverEntry` of the driver.
    unsafe fn keep(self, driver: ffi::PDRIVER_OBJECT) -> ffi::NTSTATUS {
        let mut place: PVOID = core::ptr::null_mut();
        #[allow(clippy::cast_possible_truncation, reason = "some hundred bytes")]
        let size = size_of::<Self>() as u32;
        // SAFETY: the caller's word; the memory has the size, and pool is aligned to 16 bytes.
        unsafe {
            let client = (&raw const CLIENT).cast_mut().cast();
            let status = ffi::IoAllocateDriverObjectExtension(driver, client, size, &raw mut place);
            if status >= 0 {
                place.cast::<Self>().write(self);
            }
            status
        }
    }

    /// The callbacks of a driver object.
    ///
    /// # Safety
    /// `keep` has succeeded for it, and it lasts for `'a`.
    pub(crate) unsafe fn of<'a>(driver: ffi::PDRIVER_OBJECT) -> &'a Self {
        // SAFETY: the caller's word.
        unsafe {
            let client = (&raw const CLIENT).cast_mut().cast();
            &*ffi::IoGetDriverObjectExtension(driver, client).cast::<Self>()
        }
    }
}

impl Kept {
    /// The callbacks of the device's driver. Any IRQL.
    #[inline]
    pub(crate) fn callbacks(&self) -> &Callbacks {
        // SAFETY: written when the device was added, by a driver object, which lasts longer than its devices.
        unsafe { &*self.callbacks.get() }
    }

    /// The codes of internal device controls that have buffers by their method.
    #[inline]
    pub(crate) fn internal_controls(&self) -> &[ControlCode] {
        self.callbacks().internal_controls
    }
}
