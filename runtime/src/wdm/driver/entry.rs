//! `DriverEntry` of a WDM driver, and [`wdm_driver_entry!`](crate::wdm_driver_entry).

#[cfg(doc)]
use super::Missing;
use super::{Callbacks, Present, Slot, WdmDriver, slot};
use crate::ffi;
use crate::wdm::extension::{Interrupts, Line, Message, NoInterrupt, WdmExtension};

/// `DRIVER_ADD_DEVICE` is registered. Harmless: it is asked of [`Present`] and [`Missing`] only.
#[diagnostic::on_unimplemented(
    message = "the driver registers no `DRIVER_ADD_DEVICE`",
    label = "add `.driver_add_device::<handler>()`",
    note = "every plug and play driver builds its device's extension there: a function with `#[driver_add_device]`"
)]
pub trait HasAddDevice {}
#[diagnostic::do_not_recommend]
impl HasAddDevice for Present {}

/// The service routines that the extension's interrupts need are registered: `Self` is the state of `KSERVICE_ROUTINE`, `Messages` that
/// of `KMESSAGE_SERVICE_ROUTINE`. Harmless: it is asked of [`Present`] and [`Missing`] only.
#[diagnostic::on_unimplemented(
    message = "the driver does not register the service routines of its interrupt",
    label = "add `.kservice::<handler>()`, and `.kmessage_service::<handler>()` for `interrupts = message`",
    note = "a device that interrupts by messages uses its line where the system gives it none: it has both routines",
    note = "a device that does not interrupt says `#[device_extension(wdm, interrupts = none)]`"
)]
pub trait HandlesInterrupts<Mode: Interrupts, Messages> {}
#[diagnostic::do_not_recommend]
impl<S, M> HandlesInterrupts<NoInterrupt, M> for S {}
#[diagnostic::do_not_recommend]
impl<M> HandlesInterrupts<Line, M> for Present {}
#[diagnostic::do_not_recommend]
impl HandlesInterrupts<Message, Present> for Present {}

/// A driver with every callback that its devices need.
pub struct Complete(Callbacks);

impl core::fmt::Debug for Complete {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Complete")
    }
}

/// Checks that every mandatory callback is registered.
#[allow(clippy::needless_pass_by_value, reason = "the builder is used up")]
pub fn complete<E, R>(driver: WdmDriver<E, R>) -> Complete
where
    E: WdmExtension,
    R: Slot<slot::AddDevice, State: HasAddDevice>,
    R: Slot<slot::MessageService>,
    R: Slot<
            slot::Service,
            State: HandlesInterrupts<E::Interrupts, <R as Slot<slot::MessageService>>::State>,
        >,
{
    Complete(driver.callbacks)
}

/// What `DriverEntry` does: it fills in the driver object.
///
/// # Safety
/// The I/O manager called `DriverEntry` with these arguments.
#[inline(always)] // into the section INIT
pub unsafe fn driver_entry(
    driver: fn() -> Complete,
    object: *mut ffi::DRIVER_OBJECT,
    _registry_path: ffi::PUNICODE_STRING,
) -> ffi::NTSTATUS {
    let Complete(callbacks) = driver();
    // SAFETY: the argument is that of `DriverEntry`; every routine is one for the devices that `AddDevice` makes.
    unsafe {
        let status = callbacks.keep(object);
        if status < 0 {
            return status;
        }
        for (place, routine) in (*object).MajorFunction.iter_mut().zip(callbacks.majors) {
            if routine.is_some() {
                *place = routine;
            }
        }
        (*(*object).DriverExtension).AddDevice = callbacks.add_device;
        (*object).DriverStartIo = callbacks.start_io;
        (*object).DriverUnload = Some(unload);
        callbacks
            .initialize
            .map_or(ffi::STATUS_SUCCESS, |initialize| initialize(object))
    }
}

/// `DRIVER_UNLOAD`: no device is left.
///
/// # Safety
/// The I/O manager calls it before it unloads the driver.
unsafe extern "C" fn unload(driver: *mut ffi::DRIVER_OBJECT) {
    // SAFETY: the caller's word; the callbacks go with the driver object, after this.
    unsafe {
        if let Some(unload) = Callbacks::of(driver).unload {
            unload(driver);
        }
    }
}

/// Defines `DriverEntry` from a [`WdmDriver`](crate::wdm::WdmDriver).
///
/// A mandatory callback that is missing is a compile error that names it.
///
/// ```
/// # use miniport::wdm::prelude::*;
/// # #[derive(DeviceExtension)]
/// # #[device_extension(wdm, interrupts = none)]
/// # struct Device;
/// # impl PnpDevice for Device {
/// #     type Hardware = ();
/// #     fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> { Ok(()) }
/// # }
/// # #[driver_add_device]
/// # fn add_device(_: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> { Ok(Device) }
/// # #[driver_dispatch]
/// # fn read(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
/// #     irp.complete(cx, NtStatus::SUCCESS, 0)
/// # }
/// # // The kernel, for the linker.
/// # use miniport_sim as _;
/// wdm_driver_entry! {
///     WdmDriver::<Device>::new()
///         .driver_add_device::<add_device>()
///         .dispatch_read::<read>()
/// }
/// # fn main() {}
/// ```
#[macro_export(local_inner_macros)]
macro_rules! wdm_driver_entry {
    ($($driver:tt)*) => {
        __driver_entry! {
            [wdm] "wdm_driver_entry" "WdmDriver::<Device>::new().driver_add_device::<add_device>()" { $($driver)* } $($driver)*
        }
    };
}

/// Declares `__export_wdm_driver_entry!`, which writes the `DriverEntry` of an expression that makes the driver.
macro_rules! export {
    ($dollar:tt $(#[$export:meta])*) => {
        #[doc(hidden)]
        #[macro_export(local_inner_macros)]
        macro_rules! __export_wdm_driver_entry {
            ($dollar driver:expr) => {
                /// The driver's entry point (`DRIVER_INITIALIZE`): fills in the driver object.
                ///
                /// # Safety
                /// Called by the I/O manager, or by the simulator, with a driver object and a registry path.
                #[allow(non_snake_case)]
                $(#[$export])*
                pub unsafe extern "C" fn DriverEntry(
                    DriverObject: *mut $dollar crate::ffi::DRIVER_OBJECT,
                    RegistryPath: $dollar crate::ffi::PUNICODE_STRING,
                ) -> $dollar crate::ffi::NTSTATUS {
                    // A safe function: no token of the expression stands in an unsafe context.
                    fn __driver_of_the_entry_point() -> $dollar crate::__private::wdm::Complete {
                        $dollar crate::__private::wdm::complete($dollar driver)
                    }
                    // SAFETY: the arguments are those of this call.
                    unsafe { $dollar crate::__private::wdm::driver_entry(__driver_of_the_entry_point, DriverObject, RegistryPath) }
                }
            };
        }
    };
}

// Under its name in kernel builds only: a test program may hold several drivers. The section `INIT` is given back when `DriverEntry`
// has returned. The I/O manager calls it once, it is unsafe to call, and what it calls is either inlined, a copy, or elsewhere.
#[cfg(all(windows, not(feature = "simulated")))]
export! { $ #[unsafe(no_mangle)] #[unsafe(link_section = "INIT")] }
#[cfg(not(all(windows, not(feature = "simulated"))))]
export! { $ }
