//! A device without hardware that keeps 4096 bytes, and a driver that does its work in every way that WDM has, as tests say.

mod extras;
mod pnp;
mod power;
mod queues;
mod requests;

use std::cell::Cell;
use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::Role;

use super::event::run;
use super::text::{string, wide};

pub use queues::cancel;
pub use requests::complete;

pub const SIZE: usize = 4096;
/// Reverses its input.
pub const REVERSE: ULONG = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS);
/// Copies its input to its output, by two buffers.
pub const COPY: ULONG = CTL_CODE(
    FILE_DEVICE_UNKNOWN,
    0x801,
    METHOD_OUT_DIRECT,
    FILE_ANY_ACCESS,
);
/// The same with the application's addresses.
pub const COPY_RAW: ULONG = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x802, METHOD_NEITHER, FILE_ANY_ACCESS);
/// Is kept until it is cancelled, or its handle closed.
pub const HOLD: ULONG = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x803, METHOD_BUFFERED, FILE_ANY_ACCESS);
/// Answers the counters of the device.
pub const COUNT: ULONG = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x804, METHOD_BUFFERED, FILE_ANY_ACCESS);

/// How the driver does its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// In the dispatch routine.
    Now,
    /// In a work item.
    Later,
    /// By the system queue: in `DpcForIsr`, which StartIo requests.
    SystemQueue,
    /// By a cancel-safe queue, which a timer's DPC empties.
    SafeQueue,
}

pub const STYLES: [Style; 4] = [
    Style::Now,
    Style::Later,
    Style::SystemQueue,
    Style::SafeQueue,
];

thread_local! {
    pub static STYLE: Cell<Style> = const { Cell::new(Style::Now) };
    /// `DO_BUFFERED_IO`, `DO_DIRECT_IO` or neither.
    pub static METHOD: Cell<ULONG> = const { Cell::new(DO_BUFFERED_IO) };
    /// What `IRP_MN_START_DEVICE` ends with, behind the bus driver.
    pub static START: Cell<NTSTATUS> = const { Cell::new(STATUS_SUCCESS) };
    /// `DeferredStartIo` and `NonCancelable` of the system queue.
    pub static ATTRIBUTES: Cell<(BOOLEAN, BOOLEAN)> = const { Cell::new((FALSE, FALSE)) };
    /// After how many idle seconds the device loses its power; 0 for never.
    pub static IDLE: Cell<ULONG> = const { Cell::new(0) };
}

#[repr(C)]
pub struct Extension {
    pub device: PDEVICE_OBJECT,
    pub physical: PDEVICE_OBJECT,
    pub lower: PDEVICE_OBJECT,
    pub remove_lock: IO_REMOVE_LOCK,
    pub style: Style,
    pub opens: u32,
    /// Seconds that the device timer counted.
    pub seconds: u32,
    /// Device states that were set, and the last.
    pub powered: u32,
    pub power: DEVICE_POWER_STATE,
    pub shutdowns: u32,
    /// What the registry says under `Limit`.
    pub limit: u32,
    pub csq: IO_CSQ,
    pub csq_lock: KSPIN_LOCK,
    pub csq_head: LIST_ENTRY,
    pub timer: KTIMER,
    pub timer_dpc: KDPC,
    pub idle: PULONG,
    /// The name of the device interface, from pool.
    pub interface: UNICODE_STRING,
    pub data: [u8; SIZE],
}

pub const LINK: &str = "\\DosDevices\\Depot";
const NAME: &str = "\\Device\\Depot";

/// The extension of a device object of the depot.
pub unsafe fn extension<'a>(device: PDEVICE_OBJECT) -> &'a mut Extension {
    unsafe { &mut *(*device).DeviceExtension.cast() }
}

pub unsafe extern "C" fn driver_entry(
    driver: *mut DRIVER_OBJECT,
    path: PUNICODE_STRING,
) -> NTSTATUS {
    unsafe {
        assert!((*path).Length > 0);
        let driver = &mut *driver;
        (*driver.DriverExtension).AddDevice = Some(add_device);
        driver.DriverUnload = Some(unload);
        driver.DriverStartIo = Some(queues::start_io);
        for major in [
            IRP_MJ_CREATE,
            IRP_MJ_CLOSE,
            IRP_MJ_CLEANUP,
            IRP_MJ_READ,
            IRP_MJ_WRITE,
            IRP_MJ_DEVICE_CONTROL,
            IRP_MJ_SHUTDOWN,
        ] {
            driver.MajorFunction[major as usize] = Some(requests::dispatch);
        }
        driver.MajorFunction[IRP_MJ_PNP as usize] = Some(pnp::dispatch);
        driver.MajorFunction[IRP_MJ_POWER as usize] = Some(power::dispatch);
        driver.MajorFunction[IRP_MJ_SYSTEM_CONTROL as usize] = Some(pnp::system_control);
        run(Role::DriverEntry, null_mut(), null_mut(), &|| {
            STATUS_SUCCESS
        })
    }
}

unsafe extern "C" fn unload(_driver: *mut DRIVER_OBJECT) {
    unsafe {
        run(Role::DriverUnload, null_mut(), null_mut(), &|| {
            STATUS_SUCCESS
        });
    }
}

unsafe extern "C" fn add_device(driver: *mut DRIVER_OBJECT, physical: PDEVICE_OBJECT) -> NTSTATUS {
    unsafe {
        run(Role::DriverAddDevice, physical, null_mut(), &|| {
            add(driver, physical)
        })
    }
}

unsafe fn add(driver: *mut DRIVER_OBJECT, physical: PDEVICE_OBJECT) -> NTSTATUS {
    unsafe {
        let mut device = null_mut();
        let name = wide(NAME);
        let mut name = string(&name);
        let status = IoCreateDevice(
            driver,
            size_of::<Extension>() as ULONG,
            &raw mut name,
            FILE_DEVICE_UNKNOWN,
            FILE_DEVICE_SECURE_OPEN,
            FALSE,
            &raw mut device,
        );
        if status < 0 {
            return status;
        }
        let link = wide(LINK);
        let mut link = string(&link);
        let status = IoCreateSymbolicLink(&raw mut link, &raw mut name);
        if status < 0 {
            IoDeleteDevice(device);
            return status;
        }
        let extension = extension(device);
        extension.device = device;
        extension.physical = physical;
        extension.style = STYLE.get();
        extension.power = PowerDeviceD0;
        IoInitializeRemoveLock(&raw mut extension.remove_lock, 0, 0, 0);
        queues::initialize(extension);
        let (deferred, non_cancelable) = ATTRIBUTES.get();
        IoSetStartIoAttributes(device, deferred, non_cancelable);
        assert_eq!(
            IoInitializeTimer(device, Some(extras::second), null_mut()),
            STATUS_SUCCESS
        );
        extension.lower = IoAttachDeviceToDeviceStack(device, physical);
        if extension.lower.is_null() {
            IoDeleteSymbolicLink(&raw mut link);
            IoDeleteDevice(device);
            return STATUS_NO_SUCH_DEVICE;
        }
        extras::read_properties(physical);
        extras::register_interface(extension);
        (*device).Flags |= METHOD.get() | ((*extension.lower).Flags & DO_POWER_PAGABLE);
        (*device).Flags &= !DO_DEVICE_INITIALIZING;
    }
    STATUS_SUCCESS
}
