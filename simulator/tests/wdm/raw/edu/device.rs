//! Requests, and the device.

use std::ptr::null_mut;

use miniport::ffi::*;

use super::{Extension, FACTORIAL, LARGEST, complete, extension};

const FACTOR: usize = 0x08;
const STATUS: usize = 0x20;
const RAISED: usize = 0x24;
const ACKNOWLEDGE: usize = 0x64;
const DMA_SOURCE: usize = 0x80;
const DMA_TARGET: usize = 0x88;
const DMA_COUNT: usize = 0x90;
const DMA_COMMAND: usize = 0x98;
/// Where the buffer of the device lies for its DMA.
const INSIDE: u64 = 0x4_0000;
const RUN: u64 = 0x1;
const FROM_DEVICE: u64 = 0x2;
const INTERRUPT: u64 = 0x4;
const BY_FACTORIAL: ULONG = 0x1;
const BY_DMA: ULONG = 0x100;

impl Extension {
    unsafe fn read(&self, register: usize) -> ULONG {
        unsafe { READ_REGISTER_ULONG(self.registers.byte_add(register).cast()) }
    }

    unsafe fn write(&self, register: usize, value: ULONG) {
        unsafe { WRITE_REGISTER_ULONG(self.registers.byte_add(register).cast(), value) };
    }

    unsafe fn write_64(&self, register: usize, value: u64) {
        unsafe { WRITE_REGISTER_ULONG64(self.registers.byte_add(register).cast(), value) };
    }
}

/// Nothing is raised, and nothing will be.
pub unsafe fn quiet(extension: &Extension) {
    unsafe {
        extension.write(STATUS, 0);
        let raised = extension.read(RAISED);
        extension.write(ACKNOWLEDGE, raised);
    }
}

pub unsafe extern "C" fn request(device: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
    unsafe {
        let extension = extension(device);
        let lock = &raw mut extension.remove_lock;
        let status = IoAcquireRemoveLock(lock, irp.cast());
        if status < 0 {
            return complete(irp, status, 0);
        }
        let place = &*IoGetCurrentIrpStackLocation(irp);
        let control = place.Parameters.DeviceIoControl;
        let status = match place.MajorFunction {
            IRP_MJ_DEVICE_CONTROL if control.IoControlCode != FACTORIAL => {
                STATUS_INVALID_DEVICE_REQUEST
            }
            IRP_MJ_DEVICE_CONTROL
                if control.InputBufferLength < 4 || control.OutputBufferLength < 4 =>
            {
                STATUS_BUFFER_TOO_SMALL
            }
            // Read and write have the same layout.
            IRP_MJ_READ | IRP_MJ_WRITE if place.Parameters.Read.Length as usize > LARGEST => {
                STATUS_INVALID_BUFFER_SIZE
            }
            IRP_MJ_READ | IRP_MJ_WRITE if (*irp).MdlAddress.is_null() => STATUS_INVALID_PARAMETER,
            _ => STATUS_PENDING,
        };
        if status != STATUS_PENDING {
            complete(irp, status, 0);
            IoReleaseRemoveLock(lock, irp.cast());
            return status;
        }
        IoMarkIrpPending(irp);
        IoStartPacket(device, irp, null_mut(), Some(cancel));
        STATUS_PENDING
    }
}

/// With NonCancelable only IRPs that wait are cancelled.
unsafe extern "C" fn cancel(device: PDEVICE_OBJECT, irp: PIRP) {
    unsafe {
        let entry = (&raw mut (*irp).Tail.Overlay.u).cast();
        KeRemoveEntryDeviceQueue(&raw mut (*device).DeviceQueue, entry);
        IoReleaseCancelSpinLock((*irp).CancelIrql);
        complete(irp, STATUS_CANCELLED, 0);
        IoReleaseRemoveLock(&raw mut extension(device).remove_lock, irp.cast());
    }
}

/// The system's address of the data of a read or write.
unsafe fn data(irp: PIRP) -> (*mut u8, usize) {
    unsafe {
        let mdl = (*irp).MdlAddress;
        let address = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority as ULONG);
        (address.cast(), (*mdl).ByteCount as usize)
    }
}

struct Start {
    extension: *mut Extension,
    irp: PIRP,
}

pub unsafe extern "C" fn start_io(device: PDEVICE_OBJECT, irp: PIRP) {
    unsafe {
        let extension = extension(device);
        if !extension.working {
            finish(extension, irp, STATUS_DEVICE_NOT_READY, 0);
            return;
        }
        if (*IoGetCurrentIrpStackLocation(irp)).MajorFunction == IRP_MJ_WRITE {
            let (data, length) = data(irp);
            extension
                .buffer
                .cast::<u8>()
                .copy_from_nonoverlapping(data, length);
        }
        let mut start = Start { extension, irp };
        let context = (&raw mut start).cast();
        KeSynchronizeExecution(extension.interrupt, Some(kick), context);
    }
}

/// Starts the device, with the interrupt lock.
unsafe extern "C" fn kick(context: PVOID) -> BOOLEAN {
    unsafe {
        let start = &*context.cast::<Start>();
        let extension = &*start.extension;
        let place = &*IoGetCurrentIrpStackLocation(start.irp);
        let memory = extension.address.QuadPart as u64;
        let (source, target, way) = match place.MajorFunction {
            IRP_MJ_DEVICE_CONTROL => {
                let number = *(*start.irp).AssociatedIrp.SystemBuffer.cast::<ULONG>();
                extension.write(STATUS, 0x80);
                extension.write(FACTOR, number);
                return TRUE;
            }
            IRP_MJ_READ => (INSIDE, memory, FROM_DEVICE),
            _ => (memory, INSIDE, 0),
        };
        extension.write_64(DMA_SOURCE, source);
        extension.write_64(DMA_TARGET, target);
        extension.write_64(DMA_COUNT, place.Parameters.Read.Length.into());
        extension.write_64(DMA_COMMAND, RUN | way | INTERRUPT);
        TRUE
    }
}

pub unsafe extern "C" fn service(_: *mut KINTERRUPT, context: PVOID) -> BOOLEAN {
    unsafe {
        let extension = &mut *context.cast::<Extension>();
        let raised = extension.read(RAISED);
        if raised == 0 || raised == ULONG::MAX {
            return FALSE;
        }
        extension.write(ACKNOWLEDGE, raised);
        extension.read(RAISED);
        extension.causes |= raised;
        IoRequestDpc(extension.device, (*extension.device).CurrentIrp, null_mut());
        TRUE
    }
}

pub unsafe extern "C" fn service_message(
    interrupt: *mut KINTERRUPT,
    context: PVOID,
    message: ULONG,
) -> BOOLEAN {
    assert_eq!(message, 0);
    unsafe { service(interrupt, context) }
}

/// Takes the causes, with the interrupt lock.
unsafe extern "C" fn take(context: PVOID) -> BOOLEAN {
    let (extension, causes) = unsafe { &mut *context.cast::<(*mut Extension, ULONG)>() };
    *causes = std::mem::take(unsafe { &mut (**extension).causes });
    (*causes != 0).into()
}

pub unsafe extern "C" fn dpc_for_isr(_: PKDPC, device: PDEVICE_OBJECT, irp: PIRP, _: PVOID) {
    unsafe {
        let extension = extension(device);
        let mut taken: (*mut Extension, ULONG) = (extension, 0);
        let context = (&raw mut taken).cast();
        // One call may stand for several interrupts, and another may find nothing.
        if KeSynchronizeExecution(extension.interrupt, Some(take), context) == FALSE {
            return;
        }
        let causes = taken.1;
        let place = &*IoGetCurrentIrpStackLocation(irp);
        let information = match place.MajorFunction {
            IRP_MJ_DEVICE_CONTROL => {
                assert_eq!(causes, BY_FACTORIAL);
                let result = extension.read(FACTOR);
                (*irp)
                    .AssociatedIrp
                    .SystemBuffer
                    .cast::<ULONG>()
                    .write(result);
                4
            }
            major => {
                assert_eq!(causes, BY_DMA);
                let (data, length) = data(irp);
                if major == IRP_MJ_READ {
                    data.copy_from_nonoverlapping(extension.buffer.cast(), length);
                }
                length
            }
        };
        finish(extension, irp, STATUS_SUCCESS, information);
    }
}

/// The current IRP is over: the next is started, and it is completed.
pub unsafe fn finish(extension: &mut Extension, irp: PIRP, status: NTSTATUS, information: usize) {
    unsafe {
        IoStartNextPacket(extension.device, TRUE);
        complete(irp, status, information);
        IoReleaseRemoveLock(&raw mut extension.remove_lock, irp.cast());
    }
}
