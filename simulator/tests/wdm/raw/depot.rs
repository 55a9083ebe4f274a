//! A device without hardware that keeps 4096 bytes, read and written at once or by a work item, as tests say.

use std::cell::Cell;
use std::ptr::null_mut;

use miniport::ffi::*;

use super::text::{string, wide};

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

/// How the driver does its work.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// In the dispatch routine.
    Now,
    /// In a work item.
    Later,
}

thread_local! {
    pub static STYLE: Cell<Style> = const { Cell::new(Style::Now) };
    /// `DO_BUFFERED_IO`, `DO_DIRECT_IO` or neither.
    pub static METHOD: Cell<ULONG> = const { Cell::new(DO_BUFFERED_IO) };
    /// What `IRP_MN_START_DEVICE` ends with, behind the bus driver.
    pub static START: Cell<NTSTATUS> = const { Cell::new(STATUS_SUCCESS) };
}

#[repr(C)]
pub struct Extension {
    pub device: PDEVICE_OBJECT,
    pub lower: PDEVICE_OBJECT,
    pub remove_lock: IO_REMOVE_LOCK,
    pub style: Style,
    pub opens: u32,
    pub data: [u8; SIZE],
}

const LINK: &str = "\\DosDevices\\Depot";
const NAME: &str = "\\Device\\Depot";

pub unsafe extern "system" fn driver_entry(
    driver: *mut DRIVER_OBJECT,
    path: PUNICODE_STRING,
) -> NTSTATUS {
    unsafe {
        assert!((*path).Length > 0);
        let driver = &mut *driver;
        (*driver.DriverExtension).AddDevice = Some(add_device);
        driver.DriverUnload = Some(unload);
        for major in [
            IRP_MJ_CREATE,
            IRP_MJ_CLOSE,
            IRP_MJ_CLEANUP,
            IRP_MJ_READ,
            IRP_MJ_WRITE,
            IRP_MJ_DEVICE_CONTROL,
        ] {
            driver.MajorFunction[major as usize] = Some(dispatch);
        }
        driver.MajorFunction[IRP_MJ_PNP as usize] = Some(pnp);
        driver.MajorFunction[IRP_MJ_POWER as usize] = Some(pass_down);
        driver.MajorFunction[IRP_MJ_SYSTEM_CONTROL as usize] = Some(pass_down);
    }
    STATUS_SUCCESS
}

unsafe extern "system" fn unload(_driver: *mut DRIVER_OBJECT) {}

pub unsafe fn extension<'a>(device: PDEVICE_OBJECT) -> &'a mut Extension {
    unsafe { &mut *(*device).DeviceExtension.cast() }
}

unsafe extern "system" fn add_device(
    driver: *mut DRIVER_OBJECT,
    physical: PDEVICE_OBJECT,
) -> NTSTATUS {
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
        extension.style = STYLE.get();
        IoInitializeRemoveLock(&raw mut extension.remove_lock, 0, 0, 0);
        extension.lower = IoAttachDeviceToDeviceStack(device, physical);
        if extension.lower.is_null() {
            IoDeleteSymbolicLink(&raw mut link);
            IoDeleteDevice(device);
            return STATUS_NO_SUCH_DEVICE;
        }
        (*device).Flags |= METHOD.get() | ((*extension.lower).Flags & DO_POWER_PAGABLE);
        (*device).Flags &= !DO_DEVICE_INITIALIZING;
    }
    STATUS_SUCCESS
}

unsafe fn complete(irp: PIRP, status: NTSTATUS, information: usize) -> NTSTATUS {
    unsafe {
        (*irp).IoStatus.Status = status;
        (*irp).IoStatus.Information = information;
        IoCompleteRequest(irp, IO_NO_INCREMENT);
    }
    status
}

unsafe extern "system" fn dispatch(device: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
    unsafe {
        let extension = extension(device);
        let lock = &raw mut extension.remove_lock;
        let status = IoAcquireRemoveLock(lock, irp.cast());
        if status < 0 {
            return complete(irp, status, 0);
        }
        let major = (*IoGetCurrentIrpStackLocation(irp)).MajorFunction;
        if extension.style == Style::Later
            && matches!(major, IRP_MJ_READ | IRP_MJ_WRITE | IRP_MJ_DEVICE_CONTROL)
        {
            let item = IoAllocateWorkItem(device);
            IoMarkIrpPending(irp);
            (*irp).Tail.Overlay.u.DriverContext[0] = item.cast();
            IoQueueWorkItem(item, Some(work), DelayedWorkQueue, irp.cast());
            return STATUS_PENDING;
        }
        let (status, information) = perform(extension, irp);
        complete(irp, status, information);
        IoReleaseRemoveLock(lock, irp.cast());
        status
    }
}

unsafe extern "system" fn work(device: PDEVICE_OBJECT, context: PVOID) {
    unsafe {
        let irp: PIRP = context.cast();
        let extension = extension(device);
        IoFreeWorkItem((*irp).Tail.Overlay.u.DriverContext[0].cast());
        let (status, information) = perform(extension, irp);
        complete(irp, status, information);
        IoReleaseRemoveLock(&raw mut extension.remove_lock, irp.cast());
    }
}

/// The buffer of a read or write, by the method of the device.
unsafe fn buffer(extension: &Extension, irp: PIRP) -> *mut u8 {
    unsafe {
        match (*extension.device).Flags & (DO_BUFFERED_IO | DO_DIRECT_IO) {
            DO_BUFFERED_IO => (*irp).AssociatedIrp.SystemBuffer.cast(),
            DO_DIRECT_IO => (*(*irp).MdlAddress).MappedSystemVa.cast(),
            _ => (*irp).UserBuffer.cast(),
        }
    }
}

/// Does what an IRP asks for: its status and information.
unsafe fn perform(extension: &mut Extension, irp: PIRP) -> (NTSTATUS, usize) {
    unsafe {
        let place = &*IoGetCurrentIrpStackLocation(irp);
        match place.MajorFunction {
            IRP_MJ_CREATE => extension.opens += 1,
            IRP_MJ_CLOSE => extension.opens -= 1,
            IRP_MJ_CLEANUP => {}
            IRP_MJ_READ | IRP_MJ_WRITE => {
                // Both have the same layout.
                let parameters = place.Parameters.Read;
                let length = parameters.Length as usize;
                if length == 0 {
                    return (STATUS_SUCCESS, 0);
                }
                let offset = parameters.ByteOffset.QuadPart as usize;
                if offset >= SIZE {
                    return (STATUS_END_OF_FILE, 0);
                }
                let length = length.min(SIZE - offset);
                let buffer = buffer(extension, irp);
                let data = extension.data.as_mut_ptr().add(offset);
                if place.MajorFunction == IRP_MJ_READ {
                    data.copy_to_nonoverlapping(buffer, length);
                } else {
                    buffer.copy_to_nonoverlapping(data, length);
                }
                return (STATUS_SUCCESS, length);
            }
            IRP_MJ_DEVICE_CONTROL => return control(irp, &place.Parameters.DeviceIoControl),
            _ => return (STATUS_INVALID_DEVICE_REQUEST, 0),
        }
        (STATUS_SUCCESS, 0)
    }
}

unsafe fn control(
    irp: PIRP,
    parameters: &IO_STACK_LOCATION_Parameters_DeviceIoControl,
) -> (NTSTATUS, usize) {
    unsafe {
        let input = parameters.InputBufferLength as usize;
        let output = parameters.OutputBufferLength as usize;
        if output < input {
            return (STATUS_BUFFER_TOO_SMALL, 0);
        }
        let system: *mut u8 = (*irp).AssociatedIrp.SystemBuffer.cast();
        match parameters.IoControlCode {
            REVERSE => {
                std::slice::from_raw_parts_mut(system, input).reverse();
            }
            COPY => {
                let target = (*(*irp).MdlAddress).MappedSystemVa;
                system.copy_to_nonoverlapping(target.cast(), input);
            }
            COPY_RAW => {
                let source: *const u8 = parameters.Type3InputBuffer.cast();
                source.copy_to_nonoverlapping((*irp).UserBuffer.cast(), input);
            }
            _ => return (STATUS_INVALID_DEVICE_REQUEST, 0),
        }
        (STATUS_SUCCESS, input)
    }
}

unsafe extern "system" fn pass_down(device: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
    unsafe {
        let extension = extension(device);
        let lock = &raw mut extension.remove_lock;
        let status = IoAcquireRemoveLock(lock, irp.cast());
        if status < 0 {
            return complete(irp, status, 0);
        }
        IoSkipCurrentIrpStackLocation(irp);
        let status = IoCallDriver(extension.lower, irp);
        IoReleaseRemoveLock(lock, irp.cast());
        status
    }
}

unsafe extern "system" fn pnp(device: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
    unsafe {
        let extension = extension(device);
        let lock = &raw mut extension.remove_lock;
        match (*IoGetCurrentIrpStackLocation(irp)).MinorFunction {
            IRP_MN_START_DEVICE => {
                let status = IoAcquireRemoveLock(lock, irp.cast());
                if status < 0 {
                    return complete(irp, status, 0);
                }
                assert_eq!(IoForwardIrpSynchronously(extension.lower, irp), TRUE);
                let mut status = (*irp).IoStatus.Status;
                if status >= 0 {
                    status = START.get();
                }
                complete(irp, status, 0);
                IoReleaseRemoveLock(lock, irp.cast());
                status
            }
            IRP_MN_REMOVE_DEVICE => {
                let status = IoAcquireRemoveLock(lock, irp.cast());
                assert_eq!(status, STATUS_SUCCESS);
                IoReleaseRemoveLockAndWait(lock, irp.cast());
                (*irp).IoStatus.Status = STATUS_SUCCESS;
                IoSkipCurrentIrpStackLocation(irp);
                let status = IoCallDriver(extension.lower, irp);
                IoDetachDevice(extension.lower);
                let link = wide(LINK);
                let mut link = string(&link);
                IoDeleteSymbolicLink(&raw mut link);
                IoDeleteDevice(device);
                status
            }
            IRP_MN_QUERY_REMOVE_DEVICE
            | IRP_MN_CANCEL_REMOVE_DEVICE
            | IRP_MN_QUERY_STOP_DEVICE
            | IRP_MN_CANCEL_STOP_DEVICE
            | IRP_MN_STOP_DEVICE
            | IRP_MN_SURPRISE_REMOVAL => {
                (*irp).IoStatus.Status = STATUS_SUCCESS;
                pass_down(device, irp)
            }
            _ => pass_down(device, irp),
        }
    }
}
