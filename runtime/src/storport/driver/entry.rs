//! `DriverEntry`: what Storport requires of a driver, and [`driver_entry!`](crate::driver_entry).

use super::{Data, Driver, Missing, Present, Slot, Unregistered, slot};
use crate::ffi;
use crate::kind::{Interrupts, NoInterrupt};
use crate::storport::end;
use crate::storport::extension::DeviceExtension;

macro_rules! mandatory {
    ($($name:ident: $message:literal, $label:literal, $note:literal;)+) => {
        $(
            #[doc = $note]
            #[diagnostic::on_unimplemented(message = $message, label = $label, note = $note)]
            ///
            /// Harmless: it is asked of [`Present`] and [`Missing`] only.
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

/// The interrupt handler that the extension's kind needs is registered. Harmless: it is asked of [`Present`] and [`Missing`] only.
#[diagnostic::on_unimplemented(
    message = "the driver registers no `HW_INTERRUPT`, which Storport requires of a physical miniport",
    label = "add `.hw_interrupt::<handler>()`",
    note = "the handler is a function with `#[hw_interrupt]`; an adapter that interrupts by messages uses its line on a machine that has none for it",
    note = "a virtual miniport says `#[device_extension(virtual)]`"
)]
pub trait HandlesInterrupts<Mode: Interrupts> {}
#[diagnostic::do_not_recommend]
impl<M: Interrupts> HandlesInterrupts<M> for Present {}
#[diagnostic::do_not_recommend]
impl<M: NeedsNoHandler> HandlesInterrupts<M> for Missing {}

/// Service IRPs that are kept are completed when the adapter goes. Harmless: it is asked of [`Present`] and [`Missing`] only.
#[diagnostic::on_unimplemented(
    message = "the driver registers `HW_PROCESS_SERVICE_REQUEST` and no `HW_COMPLETE_SERVICE_IRP`",
    label = "add `.hw_complete_service_irp::<handler>()`",
    note = "Storport calls it when the adapter is removed, for the service IRPs that the driver keeps: a function with `#[hw_complete_service_irp]`"
)]
pub trait CompletesServiceIrps<Process> {}
#[diagnostic::do_not_recommend]
impl<P> CompletesServiceIrps<P> for Present {}
#[diagnostic::do_not_recommend]
impl<P: Unregistered> CompletesServiceIrps<P> for Missing {}

/// What tracing has set up is given back. Harmless: it is asked of [`Present`] and [`Missing`] only.
#[diagnostic::on_unimplemented(
    message = "the driver registers `HW_INITIALIZE_TRACING` and no `HW_CLEANUP_TRACING`",
    label = "add `.hw_cleanup_tracing::<handler>()`",
    note = "Storport requires both of a virtual miniport that has the one: a function with `#[hw_cleanup_tracing]`"
)]
pub trait CleansUpTracing<Initialize> {}
#[diagnostic::do_not_recommend]
impl<I> CleansUpTracing<I> for Present {}
#[diagnostic::do_not_recommend]
impl<I: Unregistered> CleansUpTracing<I> for Missing {}

/// There is nothing that interrupts.
///
/// Sealed: a driver cannot implement it.
pub trait NeedsNoHandler: Interrupts {}
#[diagnostic::do_not_recommend]
impl NeedsNoHandler for NoInterrupt {}

/// A driver with every callback that Storport requires.
#[derive(Debug)]
pub struct Complete {
    data: Data,
    registered: end::Registered,
    /// What is registered instead in dump mode.
    dump: Option<Data>,
    /// Keeps the former for the adapters of the driver.
    register: fn(end::Registered),
}

/// Checks that every mandatory callback is registered.
#[allow(clippy::needless_pass_by_value, reason = "the builder is used up")]
pub fn complete<E, R>(driver: Driver<E, R>) -> Complete
where
    E: DeviceExtension,
    R: Slot<slot::HwFindAdapter, State: HasFindAdapter>,
    R: Slot<slot::HwInitialize, State: HasInitialize>,
    R: Slot<slot::HwStartIo, State: HasStartIo>,
    R: Slot<slot::HwResetBus, State: HasResetBus>,
    R: Slot<slot::HwAdapterControl, State: HasAdapterControl>,
    R: Slot<slot::HwInterrupt, State: HandlesInterrupts<E::Interrupts>>,
    R: Slot<slot::HwInitializeTracing>,
    R: Slot<
            slot::HwCleanupTracing,
            State: CleansUpTracing<<R as Slot<slot::HwInitializeTracing>>::State>,
        >,
    R: Slot<slot::HwProcessServiceRequest>,
    R: Slot<
            slot::HwCompleteServiceIrp,
            State: CompletesServiceIrps<<R as Slot<slot::HwProcessServiceRequest>>::State>,
        >,
{
    Complete {
        data: driver.data,
        registered: end::Registered {
            free: driver.free,
            features: driver.features,
        },
        dump: driver.dump,
        register: end::register::<E>,
    }
}

/// What `DriverEntry` does: `StorPortInitialize`.
///
/// # Safety
/// The I/O manager called `DriverEntry` with these arguments.
pub unsafe fn driver_entry(
    driver: fn() -> Complete,
    driver_object: ffi::PVOID,
    registry_path: ffi::PVOID,
) -> u32 {
    let Complete {
        mut data,
        registered,
        dump,
        register,
    } = driver();
    if driver_object.is_null() || registry_path.is_null() {
        // So the operating system says that the driver is loaded for dump mode.
        let Some(path) = dump else {
            return ffi::STATUS_NOT_SUPPORTED.cast_unsigned();
        };
        data = path;
    } else {
        // Here and not where the driver is described: a description alone, of whatever extension, is nobody's driver.
        register(registered);
    }
    // SAFETY: the arguments are those of `DriverEntry`, and every routine in `data` is one for the extension of its sizes.
    unsafe {
        ffi::StorPortInitialize(
            driver_object,
            registry_path,
            (&raw mut data).cast(),
            core::ptr::null_mut(),
        )
    }
}

/// Defines `DriverEntry` from a [`Driver`](crate::Driver).
///
/// A mandatory callback that is missing is a compile error that names it.
///
/// ```
/// # use miniport::prelude::*;
/// # #[derive(DeviceExtension)]
/// # #[device_extension(virtual)]
/// # struct Adapter;
/// # #[virtual_hw_find_adapter]
/// # fn find_adapter(_: &mut FindAdapter<'_, Adapter>, _: &mut PortConfiguration<'_>) -> Result<Found<Adapter>, FindAdapterError> {
/// #     Ok(Found::new(Adapter, const { Limits::new(1 << 20, 16) }))
/// # }
/// # #[hw_initialize]
/// # fn initialize(_: &Adapter, _: &mut Initialize<'_, Adapter>) -> bool { true }
/// # #[hw_startio]
/// # fn startio(_: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) -> Result<(), Srb<Adapter>> {
/// #     srb.complete(cx, SrbStatus::Success);
/// #     Ok(())
/// # }
/// # #[hw_reset_bus]
/// # fn reset_bus(_: &Adapter, _: &mut ResetBus<'_, Adapter>, _: u32) -> bool { true }
/// # #[hw_adapter_control(StopAdapter, RestartAdapter)]
/// # fn adapter_control(_: &Adapter, _: AdapterControl<'_, Adapter>) -> AdapterControlStatus { AdapterControlStatus::Success }
/// # // Storport, for the linker.
/// # use miniport_sim as _;
/// driver_entry! {
///     Driver::<Adapter>::new()
///         .virtual_hw_find_adapter::<find_adapter>()
///         .hw_initialize::<initialize>()
///         .hw_startio::<startio>()
///         .hw_reset_bus::<reset_bus>()
///         .hw_adapter_control::<adapter_control>()
/// }
/// # fn main() {}
/// ```
#[macro_export(local_inner_macros)]
macro_rules! driver_entry {
    ($($driver:tt)*) => {
        __driver_entry! {
            [storport] "driver_entry" "Driver::<Adapter>::new().hw_startio::<startio>()" { $($driver)* } $($driver)*
        }
    };
}

/// Declares `__export_driver_entry!`, which writes the `DriverEntry` of an expression that makes the driver.
macro_rules! export {
    ($dollar:tt $(#[$export:meta])?) => {
        #[doc(hidden)]
        #[macro_export(local_inner_macros)]
        macro_rules! __export_driver_entry {
            ($dollar driver:expr) => {
                /// The driver's entry point (`sp_DRIVER_INITIALIZE`): registers its callbacks with Storport.
                ///
                /// # Safety
                /// Called by the I/O manager, or by the simulator, with a driver object and a registry path.
                #[allow(non_snake_case)]
                $(#[$export])?
                pub unsafe extern "system" fn DriverEntry(
                    __driver_object: $dollar crate::ffi::PVOID,
                    __registry_path: $dollar crate::ffi::PVOID,
                ) -> $dollar crate::__private::core::primitive::u32 {
                    // A safe function: no token of the expression stands in an unsafe context.
                    fn __driver_of_the_entry_point() -> $dollar crate::__private::Complete {
                        $dollar crate::__private::complete($dollar driver)
                    }
                    // SAFETY: the arguments are those of this call.
                    unsafe { $dollar crate::__private::driver_entry(__driver_of_the_entry_point, __driver_object, __registry_path) }
                }
            };
        }
    };
}

// Under its name in kernel builds only: a test program may hold several drivers.
#[cfg(all(windows, not(feature = "simulated")))]
export! { $ #[unsafe(no_mangle)] }
#[cfg(not(all(windows, not(feature = "simulated"))))]
export! { $ }
