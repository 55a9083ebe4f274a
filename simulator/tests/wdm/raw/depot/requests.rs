//! Requests of applications.

use miniport::ffi::*;
use miniport_sim::Role;

use super::{COPY, COPY_RAW, COUNT, Extension, HOLD, REVERSE, SIZE, Style, extension, queues};
use crate::raw::event::run;

pub unsafe fn complete(irp: PIRP, status: NTSTATUS, information: usize) -> NTSTATUS {
    unsafe {
        (*irp).IoStatus.Status = status;
        (*irp).IoStatus.Information = information;
        IoCompleteRequest(irp, IO_NO_INCREMENT);
    }
    status
}

pub unsafe extern "C" fn dispatch(device: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
    unsafe { run(Role::DriverDispatch, device, irp, &|| request(device, irp)) }
}

unsafe fn request(device: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
    unsafe {
        let extension = extension(device);
        let lock = &raw mut extension.remove_lock;
        let status = IoAcquireRemoveLock(lock, irp.cast());
        if status < 0 {
            return complete(irp, status, 0);
        }
        let place = &*IoGetCurrentIrpStackLocation(irp);
        let major = place.MajorFunction;
        let holds = major == IRP_MJ_DEVICE_CONTROL
            && place.Parameters.DeviceIoControl.IoControlCode == HOLD;
        if holds {
            IoCsqInsertIrp(&raw mut extension.csq, irp, std::ptr::null_mut());
            return STATUS_PENDING;
        }
        if matches!(major, IRP_MJ_READ | IRP_MJ_WRITE | IRP_MJ_DEVICE_CONTROL) {
            if !extension.idle.is_null() {
                extension.idle.write(0);
            }
            match extension.style {
                Style::Now => {}
                Style::Later => {
                    let item = IoAllocateWorkItem(device);
                    IoMarkIrpPending(irp);
                    (*irp).Tail.Overlay.u.DriverContext[0] = item.cast();
                    IoQueueWorkItem(item, Some(work), DelayedWorkQueue, irp.cast());
                    return STATUS_PENDING;
                }
                Style::SystemQueue => {
                    IoMarkIrpPending(irp);
                    let mut key = place.Parameters.Read.ByteOffset.QuadPart as ULONG;
                    let key = if key.is_multiple_of(2) {
                        &raw mut key
                    } else {
                        std::ptr::null_mut()
                    };
                    IoStartPacket(device, irp, key, Some(queues::cancel));
                    return STATUS_PENDING;
                }
                Style::SafeQueue => {
                    queues::insert(extension, irp);
                    return STATUS_PENDING;
                }
            }
        }
        if major == IRP_MJ_CLEANUP {
            queues::cancel_file(extension, place.FileObject);
        }
        let (status, information) = perform(extension, irp);
        complete(irp, status, information);
        IoReleaseRemoveLock(lock, irp.cast());
        status
    }
}

unsafe extern "C" fn work(device: PDEVICE_OBJECT, context: PVOID) {
    unsafe {
        run(Role::IoWorkItem, device, context.cast(), &|| {
            let irp: PIRP = context.cast();
            let extension = extension(device);
            IoFreeWorkItem((*irp).Tail.Overlay.u.DriverContext[0].cast());
            let (status, information) = perform(extension, irp);
            complete(irp, status, information);
            IoReleaseRemoveLock(&raw mut extension.remove_lock, irp.cast());
            STATUS_SUCCESS
        });
    }
}

unsafe fn mapped(irp: PIRP) -> *mut u8 {
    let priority = NormalPagePriority as ULONG;
    unsafe { MmGetSystemAddressForMdlSafe((*irp).MdlAddress, priority).cast() }
}

/// The buffer of a read or write, by the method of the device.
unsafe fn buffer(extension: &Extension, irp: PIRP) -> *mut u8 {
    unsafe {
        match (*extension.device).Flags & (DO_BUFFERED_IO | DO_DIRECT_IO) {
            DO_BUFFERED_IO => (*irp).AssociatedIrp.SystemBuffer.cast(),
            DO_DIRECT_IO => mapped(irp),
            _ => (*irp).UserBuffer.cast(),
        }
    }
}

/// Does what an IRP asks for: its status and information.
pub unsafe fn perform(extension: &mut Extension, irp: PIRP) -> (NTSTATUS, usize) {
    unsafe {
        let place = &*IoGetCurrentIrpStackLocation(irp);
        match place.MajorFunction {
            IRP_MJ_CREATE => extension.opens += 1,
            IRP_MJ_CLOSE => extension.opens -= 1,
            IRP_MJ_CLEANUP => {}
            IRP_MJ_SHUTDOWN => extension.shutdowns += 1,
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
            IRP_MJ_DEVICE_CONTROL => {
                return control(extension, irp, &place.Parameters.DeviceIoControl);
            }
            _ => return (STATUS_INVALID_DEVICE_REQUEST, 0),
        }
        (STATUS_SUCCESS, 0)
    }
}

unsafe fn control(
    extension: &Extension,
    irp: PIRP,
    parameters: &IO_STACK_LOCATION_Parameters_DeviceIoControl,
) -> (NTSTATUS, usize) {
    unsafe {
        let input = parameters.InputBufferLength as usize;
        let output = parameters.OutputBufferLength as usize;
        let system: *mut u8 = (*irp).AssociatedIrp.SystemBuffer.cast();
        if parameters.IoControlCode == COUNT {
            let counters = [
                extension.opens,
                extension.seconds,
                extension.powered,
                extension.power as u32,
                extension.limit,
            ];
            if output < size_of_val(&counters) {
                return (STATUS_BUFFER_TOO_SMALL, 0);
            }
            system.cast::<[u32; 5]>().write_unaligned(counters);
            return (STATUS_SUCCESS, size_of_val(&counters));
        }
        if output < input {
            return (STATUS_BUFFER_TOO_SMALL, 0);
        }
        match parameters.IoControlCode {
            REVERSE => {
                std::slice::from_raw_parts_mut(system, input).reverse();
            }
            COPY => {
                system.copy_to_nonoverlapping(mapped(irp), input);
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
