//! A driver of the educational device: DMA by a common buffer, a factorial, one interrupt by line or message, `DpcForIsr`.
//!
//! Reads and writes go by the system queue. While the device is stopped or gone they fail.

mod device;
mod pnp;

use std::cell::Cell;
use std::mem::zeroed;
use std::ptr::null_mut;

use miniport::ffi::*;

thread_local! {
    /// The driver uses its device before the lower ones have given it power.
    pub static IS_EARLY: Cell<bool> = const { Cell::new(false) };
}

/// A number in, its factorial out.
pub const FACTORIAL: ULONG = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x900, METHOD_BUFFERED, FILE_ANY_ACCESS);
/// How much one transfer moves at most: QEMU's check is one short.
pub const LARGEST: usize = 4095;

#[repr(C)]
pub struct Extension {
    pub device: PDEVICE_OBJECT,
    pub physical: PDEVICE_OBJECT,
    pub lower: PDEVICE_OBJECT,
    pub remove_lock: IO_REMOVE_LOCK,
    pub working: bool,
    pub registers: PVOID,
    pub length: usize,
    pub connection: IO_DISCONNECT_INTERRUPT_PARAMETERS,
    pub interrupt: PKINTERRUPT,
    pub adapter: PDMA_ADAPTER,
    pub buffer: PVOID,
    pub address: PHYSICAL_ADDRESS,
    /// What the service routine saw and the DPC has not.
    pub causes: ULONG,
}

pub unsafe fn extension<'a>(device: PDEVICE_OBJECT) -> &'a mut Extension {
    unsafe { &mut *(*device).DeviceExtension.cast() }
}

pub unsafe extern "C" fn driver_entry(driver: *mut DRIVER_OBJECT, _: PUNICODE_STRING) -> NTSTATUS {
    unsafe {
        let driver = &mut *driver;
        (*driver.DriverExtension).AddDevice = Some(add_device);
        driver.DriverUnload = Some(unload);
        driver.DriverStartIo = Some(device::start_io);
        for major in [IRP_MJ_CREATE, IRP_MJ_CLOSE, IRP_MJ_CLEANUP] {
            driver.MajorFunction[major as usize] = Some(open);
        }
        for major in [IRP_MJ_READ, IRP_MJ_WRITE, IRP_MJ_DEVICE_CONTROL] {
            driver.MajorFunction[major as usize] = Some(device::request);
        }
        driver.MajorFunction[IRP_MJ_PNP as usize] = Some(pnp::pnp);
        driver.MajorFunction[IRP_MJ_POWER as usize] = Some(pnp::power);
        driver.MajorFunction[IRP_MJ_SYSTEM_CONTROL as usize] = Some(pnp::pass_down);
    }
    STATUS_SUCCESS
}

unsafe extern "C" fn unload(_: *mut DRIVER_OBJECT) {}

unsafe extern "C" fn add_device(driver: *mut DRIVER_OBJECT, physical: PDEVICE_OBJECT) -> NTSTATUS {
    unsafe {
        let mut device = null_mut();
        let size = size_of::<Extension>() as ULONG;
        let kind = FILE_DEVICE_UNKNOWN;
        let status = IoCreateDevice(driver, size, null_mut(), kind, 0, FALSE, &raw mut device);
        if status < 0 {
            return status;
        }
        let extension = extension(device);
        extension.device = device;
        extension.physical = physical;
        IoInitializeRemoveLock(&raw mut extension.remove_lock, 0, 0, 0);
        IoInitializeDpcRequest(device, Some(device::dpc_for_isr));
        IoSetStartIoAttributes(device, TRUE, TRUE);
        extension.lower = IoAttachDeviceToDeviceStack(device, physical);
        (*device).Flags |= DO_DIRECT_IO | ((*extension.lower).Flags & DO_POWER_PAGABLE);
        (*device).Flags &= !DO_DEVICE_INITIALIZING;
    }
    STATUS_SUCCESS
}

pub unsafe fn complete(irp: PIRP, status: NTSTATUS, information: usize) -> NTSTATUS {
    unsafe {
        (*irp).IoStatus.Status = status;
        (*irp).IoStatus.Information = information;
        IoCompleteRequest(irp, IO_NO_INCREMENT);
    }
    status
}

unsafe extern "C" fn open(_: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
    unsafe { complete(irp, STATUS_SUCCESS, 0) }
}

pub fn description() -> DEVICE_DESCRIPTION {
    DEVICE_DESCRIPTION {
        Version: DEVICE_DESCRIPTION_VERSION,
        Master: TRUE,
        ScatterGather: TRUE,
        Dma32BitAddresses: TRUE,
        InterfaceType: PCIBus,
        MaximumLength: LARGEST as ULONG,
        ..unsafe { zeroed() }
    }
}
