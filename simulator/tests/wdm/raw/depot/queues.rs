//! The system queue with StartIo, its cancel routine and `DpcForIsr`; the cancel-safe queue with a timer.

use std::mem::offset_of;
use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::Role;

use super::requests::{complete, perform};
use super::{ATTRIBUTES, Extension, extension};
use crate::raw::event::run;

/// From the start of the device to its interrupt, in 100 ns.
const LATENCY: i64 = 500;

pub unsafe fn initialize(extension: &mut Extension) {
    unsafe {
        IoInitializeDpcRequest(extension.device, Some(dpc_for_isr));
        KeInitializeSpinLock(&raw mut extension.csq_lock);
        let head = &raw mut extension.csq_head;
        *head = LIST_ENTRY {
            Flink: head,
            Blink: head,
        };
        let status = IoCsqInitialize(
            &raw mut extension.csq,
            Some(csq_insert),
            Some(csq_remove),
            Some(csq_peek),
            Some(csq_acquire),
            Some(csq_release),
            Some(csq_cancelled),
        );
        assert_eq!(status, STATUS_SUCCESS);
        KeInitializeTimer(&raw mut extension.timer);
        let context: *mut Extension = extension;
        KeInitializeDpc(
            &raw mut extension.timer_dpc,
            Some(timer_dpc),
            context.cast(),
        );
    }
}

pub unsafe extern "C" fn start_io(device: PDEVICE_OBJECT, irp: PIRP) {
    unsafe {
        run(Role::DriverStartIo, device, irp, &|| {
            // With NonCancelable the manager has cleared the cancel routine.
            if ATTRIBUTES.get().1 != FALSE {
                IoRequestDpc(device, irp, null_mut());
                return STATUS_SUCCESS;
            }
            let mut irql = 0;
            IoAcquireCancelSpinLock(&raw mut irql);
            // Taken already: the cancel routine completes it, and starts the next.
            let cancelled = (*device).CurrentIrp != irp || IoSetCancelRoutine(irp, None).is_none();
            IoReleaseCancelSpinLock(irql);
            if !cancelled {
                IoRequestDpc(device, irp, null_mut());
            }
            STATUS_SUCCESS
        });
    }
}

unsafe extern "C" fn dpc_for_isr(_dpc: PKDPC, device: PDEVICE_OBJECT, irp: PIRP, _context: PVOID) {
    unsafe {
        run(Role::IoDpc, device, irp, &|| {
            let extension = extension(device);
            let (status, information) = perform(extension, irp);
            IoStartNextPacket(device, TRUE);
            complete(irp, status, information);
            IoReleaseRemoveLock(&raw mut extension.remove_lock, irp.cast());
            STATUS_SUCCESS
        });
    }
}

/// For IRPs of the system queue.
pub unsafe extern "C" fn cancel(device: PDEVICE_OBJECT, irp: PIRP) {
    unsafe {
        run(Role::DriverCancel, device, irp, &|| {
            let extension = extension(device);
            if (*device).CurrentIrp == irp {
                // StartIo may be about to look, and IoStartNextPacket be deferred.
                (*device).CurrentIrp = null_mut();
                IoReleaseCancelSpinLock((*irp).CancelIrql);
                let former = KfRaiseIrql(DISPATCH_LEVEL);
                IoStartNextPacket(device, TRUE);
                KeLowerIrql(former);
            } else {
                let entry = (&raw mut (*irp).Tail.Overlay.u).cast();
                KeRemoveEntryDeviceQueue(&raw mut (*device).DeviceQueue, entry);
                IoReleaseCancelSpinLock((*irp).CancelIrql);
            }
            complete(irp, STATUS_CANCELLED, 0);
            IoReleaseRemoveLock(&raw mut extension.remove_lock, irp.cast());
            STATUS_SUCCESS
        });
    }
}

/// Queues an IRP, and has the timer empty the queue.
pub unsafe fn insert(extension: &mut Extension, irp: PIRP) {
    unsafe {
        IoCsqInsertIrp(&raw mut extension.csq, irp, null_mut());
        let due = LARGE_INTEGER { QuadPart: -LATENCY };
        KeSetTimer(&raw mut extension.timer, due, &raw mut extension.timer_dpc);
    }
}

/// Cancels what a handle has in the queue.
pub unsafe fn cancel_file(extension: &mut Extension, file: PFILE_OBJECT) {
    unsafe {
        loop {
            let irp = IoCsqRemoveNextIrp(&raw mut extension.csq, file.cast());
            if irp.is_null() {
                break;
            }
            complete(irp, STATUS_CANCELLED, 0);
            IoReleaseRemoveLock(&raw mut extension.remove_lock, irp.cast());
        }
    }
}

/// Fails everything in the queue, and stops the timer.
pub unsafe fn empty(extension: &mut Extension) {
    unsafe {
        KeCancelTimer(&raw mut extension.timer);
        KeFlushQueuedDpcs();
        cancel_file(extension, null_mut());
    }
}

unsafe extern "C" fn timer_dpc(_dpc: *mut KDPC, context: PVOID, _: PVOID, _: PVOID) {
    unsafe {
        let extension = &mut *context.cast::<Extension>();
        loop {
            // What is held stays: it has a control code, and no length of a read.
            let irp = IoCsqRemoveNextIrp(&raw mut extension.csq, 1 as PVOID);
            if irp.is_null() {
                break;
            }
            let (status, information) = perform(extension, irp);
            complete(irp, status, information);
            IoReleaseRemoveLock(&raw mut extension.remove_lock, irp.cast());
        }
    }
}

unsafe fn of<'a>(csq: PIO_CSQ) -> &'a mut Extension {
    unsafe { &mut *csq.byte_sub(offset_of!(Extension, csq)).cast() }
}

const LINK: usize = offset_of!(IRP, Tail) + offset_of!(IRP_Tail_Overlay, ListEntry);

unsafe extern "C" fn csq_insert(csq: *mut IO_CSQ, irp: PIRP) {
    unsafe {
        let head = &raw mut of(csq).csq_head;
        let entry: *mut LIST_ENTRY = irp.byte_add(LINK).cast();
        let last = (*head).Blink;
        *entry = LIST_ENTRY {
            Flink: head,
            Blink: last,
        };
        (*last).Flink = entry;
        (*head).Blink = entry;
    }
}

unsafe extern "C" fn csq_remove(_csq: PIO_CSQ, irp: PIRP) {
    unsafe {
        let entry: *mut LIST_ENTRY = irp.byte_add(LINK).cast();
        let LIST_ENTRY { Flink, Blink } = *entry;
        (*Blink).Flink = Flink;
        (*Flink).Blink = Blink;
    }
}

/// NULL: any; 1: any that is not held; else those of a file.
unsafe extern "C" fn csq_peek(csq: PIO_CSQ, irp: PIRP, context: PVOID) -> PIRP {
    unsafe {
        let head = &raw mut of(csq).csq_head;
        let mut entry = if irp.is_null() {
            (*head).Flink
        } else {
            (*irp.byte_add(LINK).cast::<LIST_ENTRY>()).Flink
        };
        while entry != head {
            let irp: PIRP = entry.byte_sub(LINK).cast();
            let place = &*IoGetCurrentIrpStackLocation(irp);
            let held = place.MajorFunction == IRP_MJ_DEVICE_CONTROL
                && place.Parameters.DeviceIoControl.IoControlCode == super::HOLD;
            let fits = match context as usize {
                0 => true,
                1 => !held,
                _ => place.FileObject == context.cast(),
            };
            if fits {
                return irp;
            }
            entry = (*entry).Flink;
        }
        null_mut()
    }
}

unsafe extern "C" fn csq_acquire(csq: PIO_CSQ, irql: PKIRQL) {
    unsafe { KeAcquireSpinLock(&raw mut of(csq).csq_lock, irql) };
}

unsafe extern "C" fn csq_release(csq: PIO_CSQ, irql: KIRQL) {
    unsafe { KeReleaseSpinLock(&raw mut of(csq).csq_lock, irql) };
}

unsafe extern "C" fn csq_cancelled(csq: PIO_CSQ, irp: PIRP) {
    unsafe {
        let extension = of(csq);
        complete(irp, STATUS_CANCELLED, 0);
        IoReleaseRemoveLock(&raw mut extension.remove_lock, irp.cast());
    }
}
