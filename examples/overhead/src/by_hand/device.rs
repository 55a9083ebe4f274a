//! Every role of a WDM driver that runs while its device works, each with a small body.

use core::sync::atomic::{
    AtomicBool, AtomicI32, AtomicPtr, AtomicU8, AtomicU32, AtomicU64, Ordering,
};

use miniport::ffi::*;

/// An IRP that is kept: what `Irp` is, two pointers.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Kept {
    pub irp: PIRP,
    pub device: *mut Device,
}

/// An IRP that is kept with its scatter/gather list.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Mapped {
    pub kept: Kept,
    pub list: PSCATTER_GATHER_LIST,
}

/// A file that was cleaned up, and is not closed yet. The cancel spin lock guards the list.
#[repr(C)]
pub struct Cleaned {
    pub file: PFILE_OBJECT,
    /// How many had been, with this one.
    pub when: PVOID,
    pub next: *mut Cleaned,
}

/// A work item, with what it is given.
#[repr(C)]
pub struct Work {
    pub item: PIO_WORKITEM,
    pub queued: AtomicBool,
    pub argument: AtomicPtr<core::ffi::c_void>,
}

/// The device extension.
#[repr(C)]
pub struct Device {
    pub ticks: AtomicU32,
    pub cancelled: u32,
    pub work: Work,
    pub custom: KDPC,
    pub held: IO_CSQ,
    pub dropped: PIRP,
    pub complete_dropped: KDPC,
    pub current: Kept,
    pub number: u32,
    pub mapped: Mapped,
    /// Whether anything may be deferred: not while the device is being stopped.
    pub life: AtomicU8,
    /// An interrupt may come before `IoConnectInterruptEx` has returned its object.
    pub interrupt: AtomicPtr<KINTERRUPT>,
    /// The current IRP of the system queue, while the driver has it.
    pub started: AtomicPtr<IRP>,
    /// How many files were cleaned up, which an IRP that is kept carries.
    pub cleanups: AtomicPtr<core::ffi::c_void>,
    /// Those that are not closed yet.
    pub cleaned: AtomicPtr<Cleaned>,
    pub object: PDEVICE_OBJECT,
    pub idle: KEVENT,
    /// Who holds the device, as rundown protection counts: negative while it is open, and nobody is counted who comes when it is not. So
    /// it comes to zero once for each stop and power down, and each has one signal.
    pub count: AtomicU64,
    pub refusal: AtomicI32,
    /// Why it is not open: the device is gone, or has no power or resources.
    pub gate: AtomicU8,
}

const OPEN: u8 = 2;
const GATE_CLOSED: u8 = 0;
const GATE_HOLDING: u8 = 1;

unsafe fn extension(object: PDEVICE_OBJECT) -> *mut Device {
    unsafe { (*object).DeviceExtension.cast() }
}

/// Lets go of the device: who waits for its end is told.
unsafe fn leave(device: *mut Device) {
    unsafe {
        if (*device).count.fetch_sub(1, Ordering::SeqCst) == 1 {
            seldom::tell(device);
        }
    }
}

unsafe fn complete(irp: PIRP, status: NTSTATUS, information: usize) {
    unsafe {
        (*irp).IoStatus = IO_STATUS_BLOCK {
            Status: status,
            Information: information,
        };
        IoCompleteRequest(irp, 0);
    }
}

/// Completes an IRP that was kept; of the system queue, the next one is started.
unsafe fn finish_irp(kept: Kept, status: NTSTATUS) {
    unsafe {
        let object = (*kept.device).object;
        // The next one first: afterwards another IRP may lie at the place of this one, and would be taken for the current one.
        // `CurrentIrp` may still name one that is over.
        let started = &(*kept.device).started;
        if started.load(Ordering::Relaxed) == kept.irp {
            started.store(core::ptr::null_mut(), Ordering::Relaxed);
            let irql = KfRaiseIrql(DISPATCH_LEVEL);
            IoStartNextPacket(object, TRUE);
            KeLowerIrql(irql);
        }
        complete(kept.irp, status, 0);
        leave(kept.device);
    }
}

/// Requests the DPC with an IRP; what was refused.
unsafe fn request(device: *mut Device, kept: Kept) -> Kept {
    unsafe {
        let is_open = || (*device).life.load(Ordering::SeqCst) & OPEN != 0;
        if kept.device != device || !is_open() {
            return kept;
        }
        let nothing = core::ptr::null_mut();
        let is_queued = IoRequestDpc((*device).object, kept.irp, nothing) != FALSE;
        let irp = if is_queued { nothing.cast() } else { kept.irp };
        Kept { irp, device }
    }
}

pub unsafe extern "C" fn line(interrupt: *mut KINTERRUPT, context: PVOID) -> BOOLEAN {
    unsafe {
        let device = context.cast::<Device>();
        (*device).interrupt.store(interrupt, Ordering::Relaxed);
        let kept = (*device).current;
        (*device).current.irp = core::ptr::null_mut();
        let is_mine = !kept.irp.is_null();
        if is_mine {
            let refused = request(device, kept);
            // The DPC is queued already, or the device is being stopped.
            if !refused.irp.is_null() {
                let earlier = (*device).current;
                (*device).current = refused;
                if !earlier.irp.is_null() {
                    seldom::one_too_many(earlier);
                }
            }
        }
        BOOLEAN::from(is_mine)
    }
}

pub unsafe extern "C" fn message(
    interrupt: *mut KINTERRUPT,
    context: PVOID,
    message: ULONG,
) -> BOOLEAN {
    unsafe {
        let device = context.cast::<Device>();
        (*device).interrupt.store(interrupt, Ordering::Relaxed);
        (*device).number = message;
        TRUE
    }
}

/// What `KeSynchronizeExecution` is given.
#[repr(C)]
pub struct Call {
    pub device: *mut Device,
    pub number: u32,
}

pub unsafe extern "C" fn set_number(context: PVOID) -> BOOLEAN {
    unsafe {
        let call = context.cast::<Call>();
        (*(*call).device).number = (*call).number;
        TRUE
    }
}

pub unsafe extern "C" fn finish(_: PKDPC, object: PDEVICE_OBJECT, irp: PIRP, _: PVOID) {
    unsafe {
        if !irp.is_null() {
            let device = extension(object);
            finish_irp(Kept { irp, device }, STATUS_SUCCESS);
        }
    }
}

pub unsafe extern "C" fn custom(_: PKDPC, context: PVOID, argument: PVOID, _: PVOID) {
    unsafe {
        (*context.cast::<Device>())
            .ticks
            .store(argument.addr() as u32, Ordering::Relaxed);
    }
}

pub unsafe extern "C" fn blink(_: PKDPC, context: PVOID, _: PVOID, _: PVOID) {
    unsafe {
        (*context.cast::<Device>())
            .ticks
            .store(2, Ordering::Relaxed)
    };
}

pub unsafe extern "C" fn begin(
    object: PDEVICE_OBJECT,
    _: PIRP,
    list: PSCATTER_GATHER_LIST,
    context: PVOID,
) {
    unsafe {
        let device = extension(object);
        // Nobody waits for this but by the count.
        (*device).count.fetch_add(1, Ordering::SeqCst);
        let interrupt = (*device).interrupt.load(Ordering::Relaxed);
        let irql = KeAcquireInterruptSpinLock(interrupt);
        let earlier = (*device).mapped;
        let irp = context.cast();
        let kept = Kept { irp, device };
        (*device).mapped = Mapped { kept, list };
        KeReleaseInterruptSpinLock(interrupt, irql);
        if !earlier.kept.irp.is_null() {
            seldom::one_list_too_many(earlier);
        }
        leave(device);
    }
}

/// Holds the device if it is open.
unsafe fn enter(device: *mut Device) -> bool {
    let count = unsafe { &(*device).count };
    let mut now = count.load(Ordering::Relaxed);
    while now.cast_signed() < 0 {
        match count.compare_exchange_weak(now, now + 1, Ordering::SeqCst, Ordering::Relaxed) {
            Ok(_) => return true,
            Err(changed) => now = changed,
        }
    }
    false
}

/// What is not the way of most calls.
mod seldom {
    use super::*;

    /// Nobody holds the device any more.
    #[cold]
    #[inline(never)]
    pub unsafe fn tell(device: *mut Device) {
        unsafe { KeSetEvent(&raw mut (*device).idle, 0, FALSE) };
    }

    /// The system queue starts one IRP at a time: nothing else was there. A DPC completes it, as this may be at any IRQL.
    #[cold]
    #[inline(never)]
    pub unsafe fn one_too_many(kept: Kept) {
        unsafe {
            (*kept.irp).Tail.Overlay.u.DriverContext[0] = (*kept.device).dropped.cast();
            (*kept.device).dropped = kept.irp;
            let dpc = &raw mut (*kept.device).complete_dropped;
            KeInsertQueueDpc(dpc, core::ptr::null_mut(), core::ptr::null_mut());
        }
    }

    /// The same; the DPC puts the list back.
    #[cold]
    #[inline(never)]
    pub unsafe fn one_list_too_many(mapped: Mapped) {
        unsafe {
            (*mapped.kept.irp).Tail.Overlay.u.DriverContext[1] = mapped.list.cast();
            one_too_many(mapped.kept);
        }
    }

    /// A file may have been cleaned up after an IRP of it came, and before it was queued: it does not wait for nobody.
    #[cold]
    #[inline(never)]
    pub unsafe fn sweep(device: *mut Device, file: PFILE_OBJECT, cleanups: PVOID) {
        unsafe {
            while let Some(irp) = take_of(device, file, cleanups) {
                complete(irp, STATUS_CANCELLED, 0);
                leave(device);
            }
        }
    }

    /// Takes an IRP out of the system queue whose file was cleaned up after `cleanups`, and after the IRP came.
    unsafe fn take_of(device: *mut Device, file: PFILE_OBJECT, cleanups: PVOID) -> Option<PIRP> {
        let offset = core::mem::offset_of!(IRP, Tail.Overlay.u.DeviceQueueEntry);
        unsafe {
            let mut irql = 0;
            IoAcquireCancelSpinLock(&raw mut irql);
            let mut cleaned = (*device).cleaned.load(Ordering::SeqCst);
            while !cleaned.is_null() && (*cleaned).file != file {
                cleaned = (*cleaned).next;
            }
            let mut found = None;
            if !cleaned.is_null() && cleanups < (*cleaned).when {
                let queue = &raw mut (*(*device).object).DeviceQueue;
                let head = &raw mut (*queue).DeviceListHead;
                let mut next = (*head).Flink;
                while next != head && found.is_none() {
                    let irp: PIRP = next.byte_sub(offset).cast();
                    let came = (*irp).Tail.Overlay.ListEntry.Flink.cast();
                    let is_of = (*IoGetCurrentIrpStackLocation(irp)).FileObject == file;
                    next = (*next).Flink;
                    if is_of && came < (*cleaned).when {
                        KeRemoveEntryDeviceQueue(
                            queue,
                            (&raw mut (*irp).Tail.Overlay.u.DeviceQueueEntry).cast(),
                        );
                        IoSetCancelRoutine(irp, None);
                        found = Some(irp);
                    }
                }
            }
            IoReleaseCancelSpinLock(irql);
            found
        }
    }

    /// An IRP was cancelled, or its device is gone or goes.
    #[cold]
    #[inline(never)]
    pub unsafe fn not_started(irp: PIRP, device: *mut Device, is_cancelled: bool) {
        unsafe {
            let status = if is_cancelled {
                STATUS_CANCELLED
            } else {
                (*device).refusal.load(Ordering::SeqCst)
            };
            finish_irp(Kept { irp, device }, status);
        }
    }

    /// The device is stopped for a while, or gone.
    #[cold]
    #[inline(never)]
    pub unsafe fn not_open(device: *mut Device, irp: PIRP) -> NTSTATUS {
        unsafe {
            if (*device).gate.load(Ordering::SeqCst) == GATE_HOLDING {
                IoCsqInsertIrp(&raw mut (*device).held, irp, core::ptr::null_mut());
                return STATUS_PENDING;
            }
            let status = (*device).refusal.load(Ordering::SeqCst);
            complete(irp, status, 0);
            status
        }
    }
}

#[inline(never)]
unsafe extern "C" fn map_locked(mdl: PMDL) {
    let priority = NormalPagePriority as u32 | MdlMappingNoExecute;
    unsafe { MmGetSystemAddressForMdlSafe(mdl, priority) };
}

pub unsafe extern "C" fn read(object: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
    unsafe {
        let device = extension(object);
        if !enter(device) {
            return seldom::not_open(device, irp);
        }
        let cleanups = (*device).cleanups.load(Ordering::SeqCst);
        let location = IoGetCurrentIrpStackLocation(irp);
        let status = if (*location).Parameters.Read.Length == 0 {
            complete(irp, STATUS_SUCCESS, 0);
            STATUS_SUCCESS
        } else {
            // What is kept is worked on at any IRQL: it is mapped here.
            if !(*irp).MdlAddress.is_null() {
                map_locked((*irp).MdlAddress);
            }
            // One that was held back has met fewer cleanups.
            if (*location).Control & SL_PENDING_RETURNED == 0 {
                (*irp).Tail.Overlay.u.DriverContext[0] = cleanups;
            }
            IoMarkIrpPending(irp);
            (*device).count.fetch_add(1, Ordering::SeqCst);
            let cleanups = (*irp).Tail.Overlay.u.DriverContext[0];
            let file = (*IoGetCurrentIrpStackLocation(irp)).FileObject;
            // The queue's entry lies in the driver's words.
            (*irp).Tail.Overlay.ListEntry = LIST_ENTRY {
                Flink: cleanups.cast(),
                Blink: core::ptr::null_mut(),
            };
            IoStartPacket(
                (*device).object,
                irp,
                core::ptr::null_mut(),
                Some(cancel_queued),
            );
            // Its file may have been cleaned up meanwhile.
            if !(*device).cleaned.load(Ordering::SeqCst).is_null() {
                seldom::sweep(device, file, cleanups);
            }
            STATUS_PENDING
        };
        leave(device);
        status
    }
}

pub unsafe extern "C" fn control(object: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
    unsafe {
        let device = extension(object);
        if !enter(device) {
            return seldom::not_open(device, irp);
        }
        // As every routine, which may keep its IRP.
        let _ = (*device).cleanups.load(Ordering::SeqCst);
        complete(irp, STATUS_INVALID_DEVICE_REQUEST, 0);
        leave(device);
        STATUS_INVALID_DEVICE_REQUEST
    }
}

pub unsafe extern "C" fn start_io(object: PDEVICE_OBJECT, irp: PIRP) {
    unsafe {
        let device = extension(object);
        let mut irql = 0;
        (*device).started.store(irp, Ordering::Relaxed);
        IoAcquireCancelSpinLock(&raw mut irql);
        let was_called = IoSetCancelRoutine(irp, None).is_none();
        let is_cancelled = was_called || (*irp).Cancel != FALSE;
        IoReleaseCancelSpinLock(irql);
        if is_cancelled || (*device).gate.load(Ordering::SeqCst) == GATE_CLOSED {
            return seldom::not_started(irp, device, is_cancelled);
        }
        let interrupt = (*device).interrupt.load(Ordering::Relaxed);
        let irql = KeAcquireInterruptSpinLock(interrupt);
        let earlier = (*device).current;
        (*device).current = Kept { irp, device };
        // The object that it was acquired with: messages have one each.
        KeReleaseInterruptSpinLock(interrupt, irql);
        if !earlier.irp.is_null() {
            seldom::one_too_many(earlier);
        }
    }
}

pub unsafe extern "C" fn cancel_queued(object: PDEVICE_OBJECT, irp: PIRP) {
    unsafe {
        let device = extension(object);
        let entry = &raw mut (*irp).Tail.Overlay.u.DeviceQueueEntry;
        let was_queued = KeRemoveEntryDeviceQueue(&raw mut (*object).DeviceQueue, entry) != FALSE;
        if was_queued {
            (*device).cancelled += 1;
        }
        IoReleaseCancelSpinLock((*irp).CancelIrql);
        if was_queued {
            complete(irp, STATUS_CANCELLED, 0);
            leave(device);
        }
    }
}

pub unsafe extern "C" fn work(object: PDEVICE_OBJECT, context: PVOID) {
    unsafe {
        let device = extension(object);
        let work = context.cast::<Work>();
        let argument = (*work).argument.load(Ordering::Relaxed);
        (*work).queued.store(false, Ordering::Release);
        (*device)
            .ticks
            .store(argument.addr() as u32, Ordering::Relaxed);
        leave(device);
    }
}

pub unsafe extern "C" fn tick(object: PDEVICE_OBJECT, _: PVOID) {
    unsafe { (*extension(object)).ticks.store(1, Ordering::Relaxed) };
}
