//! [`IrpList`]: IRPs that wait, each of which can be cancelled meanwhile (`IO_CSQ`).

use core::cell::{Cell, UnsafeCell};
use core::mem::MaybeUninit;
use core::ptr::{self, NonNull};

use super::complete;
use super::major::is_sent_up_to_dispatch;
use crate::ffi::{self, NTSTATUS, PIO_CSQ, PIRP, PKIRQL, PVOID};
use crate::wdm::status::NtStatus;

/// Which IRPs of a list are meant.
#[derive(Clone, Copy)]
pub(crate) enum Which {
    /// All.
    Any,
    /// Those of a file.
    Of(ffi::PFILE_OBJECT),
    /// Those that may be sent at `DISPATCH_LEVEL`, device controls among them or not.
    SentUpToDispatch { controls: bool },
}

impl Which {
    /// The IRP is meant.
    ///
    /// # Safety
    /// The IRP came to one of the driver's dispatch routines, and is not over.
    pub(super) unsafe fn means(self, irp: PIRP) -> bool {
        // SAFETY: the caller's word.
        let location = unsafe { &*ffi::IoGetCurrentIrpStackLocation(irp) };
        match self {
            Self::Any => true,
            Self::Of(file) => location.FileObject == file,
            Self::SentUpToDispatch { controls } => {
                is_sent_up_to_dispatch(location.MajorFunction, controls)
            }
        }
    }
}

/// A cancel-safe queue. All zero until it is initialised; does not move from then on.
#[repr(C)]
pub struct IrpList {
    // First: the routines find the list behind the pointer to it.
    csq: UnsafeCell<MaybeUninit<ffi::IO_CSQ>>,
    lock: UnsafeCell<ffi::KSPIN_LOCK>,
    head: UnsafeCell<MaybeUninit<ffi::LIST_ENTRY>>,
}

impl IrpList {
    /// # Safety
    /// The device whose storage this is in is being added: nothing else uses the list.
    pub(crate) unsafe fn initialise(&self) {
        let head = self.head.get().cast::<ffi::LIST_ENTRY>();
        // SAFETY: the caller's word; every routine is one for this structure.
        unsafe {
            (*head).Flink = head;
            (*head).Blink = head;
            ffi::KeInitializeSpinLock(self.lock.get());
            let _ = ffi::IoCsqInitializeEx(
                self.csq(),
                Some(insert),
                Some(remove),
                Some(peek),
                Some(acquire),
                Some(release),
                Some(complete_cancelled),
            );
        }
    }

    fn csq(&self) -> PIO_CSQ {
        self.csq.get().cast()
    }

    /// Puts an IRP at the end (`IoCsqInsertIrpEx`) unless `admit` says, with the list's lock, why not. So it is in one order with who
    /// empties the list after something has changed: who asks before him is found there, who asks after him sees the change.
    ///
    /// When this returns `Ok`, the IRP may have been completed as cancelled, and what it held may be gone. Up to `DISPATCH_LEVEL`.
    ///
    /// # Errors
    /// What `admit` says: the IRP is not in the list, and is the caller's.
    ///
    /// # Safety
    /// The list is initialised; the IRP is the device's own, owned by the caller, and is marked pending: whether one that is not taken is
    /// marked by the routine is said on no page.
    pub(crate) unsafe fn put(
        &self,
        irp: NonNull<ffi::IRP>,
        admit: Admit<'_>,
    ) -> Result<(), NtStatus> {
        let question = Question {
            admit,
            refused: Cell::new(None),
        };
        let context = (&raw const question).cast_mut().cast();
        // SAFETY: the caller's word. `insert` is called with the context before this returns, or not at all.
        unsafe {
            let _ = ffi::IoCsqInsertIrpEx(self.csq(), irp.as_ptr(), ptr::null_mut(), context);
        }
        // What the routine returns is that of `insert`, or said on no page where the IRP had been cancelled before.
        question.refused.get().map_or(Ok(()), Err)
    }

    /// Takes the first IRP out (`IoCsqRemoveNextIrp`). Up to `DISPATCH_LEVEL`.
    ///
    /// # Safety
    /// The list is initialised.
    pub(crate) unsafe fn take(&self, which: Which) -> Option<NonNull<ffi::IRP>> {
        // SAFETY: the caller's word. `peek` is called with the context before this returns.
        NonNull::new(unsafe {
            ffi::IoCsqRemoveNextIrp(self.csq(), (&raw const which).cast_mut().cast())
        })
    }

    /// Completes IRPs.
    ///
    /// # Safety
    /// The list is initialised; up to `DISPATCH_LEVEL`, and no spin lock is held.
    pub(crate) unsafe fn complete_all(&self, which: Which, status: NtStatus) {
        // SAFETY: the caller's word.
        while let Some(irp) = unsafe { self.take(which) } {
            // SAFETY: the IRP was taken out, without its cancel routine.
            unsafe { complete(irp, status, 0) };
        }
    }
}

/// Whether an IRP may wait in a list; if not, why. Asked with the list's lock, at `DISPATCH_LEVEL`.
pub(crate) type Admit<'a> = &'a dyn Fn() -> Result<(), NtStatus>;

/// What is asked when an IRP is put into a list, and the answer if it is no.
struct Question<'a> {
    admit: Admit<'a>,
    refused: Cell<Option<NtStatus>>,
}

/// The list behind its `IO_CSQ`.
///
/// # Safety
/// The system calls a routine of the list.
unsafe fn list_of<'a>(csq: PIO_CSQ) -> &'a IrpList {
    // SAFETY: the `IO_CSQ` is the first field.
    unsafe { &*csq.cast::<IrpList>() }
}

/// The place of an IRP in a list.
///
/// # Safety
/// The IRP is valid.
unsafe fn entry(irp: PIRP) -> *mut ffi::LIST_ENTRY {
    // SAFETY: the caller's word.
    unsafe { &raw mut (*ffi::named(irp)).Tail.Overlay.ListEntry }
}

unsafe extern "C" fn insert(csq: PIO_CSQ, irp: PIRP, question: PVOID) -> NTSTATUS {
    // SAFETY: the lock of the list is held; the IRP is nobody else's. The context is that of `put`.
    unsafe {
        let question = &*question.cast::<Question<'_>>();
        if let Err(refused) = (question.admit)() {
            question.refused.set(Some(refused));
            return ffi::STATUS_UNSUCCESSFUL;
        }
        let head = list_of(csq).head.get().cast::<ffi::LIST_ENTRY>();
        let (entry, last) = (entry(irp), (*head).Blink);
        *entry = ffi::LIST_ENTRY {
            Flink: head,
            Blink: last,
        };
        (*last).Flink = entry;
        (*head).Blink = entry;
    }
    ffi::STATUS_SUCCESS
}

unsafe extern "C" fn remove(_csq: PIO_CSQ, irp: PIRP) {
    // SAFETY: the lock of the list is held, and the IRP is in it.
    unsafe {
        let ffi::LIST_ENTRY { Flink, Blink } = *entry(irp);
        (*Blink).Flink = Flink;
        (*Flink).Blink = Blink;
    }
}

unsafe extern "C" fn peek(csq: PIO_CSQ, irp: PIRP, which: PVOID) -> PIRP {
    let offset = core::mem::offset_of!(ffi::Fields<ffi::IRP>, Tail.Overlay.ListEntry);
    // SAFETY: the lock of the list is held: its entries are those of IRPs that it owns.
    // The context is that of `take`.
    unsafe {
        let which = *which.cast::<Which>();
        let head = list_of(csq).head.get().cast::<ffi::LIST_ENTRY>();
        let mut next = if irp.is_null() {
            (*head).Flink
        } else {
            (*entry(irp)).Flink
        };
        while next != head {
            let irp: PIRP = next.byte_sub(offset).cast();
            if which.means(irp) {
                return irp;
            }
            next = (*next).Flink;
        }
        ptr::null_mut()
    }
}

unsafe extern "C" fn acquire(csq: PIO_CSQ, irql: PKIRQL) {
    // SAFETY: up to DISPATCH_LEVEL; `release` is called with the same place.
    unsafe { *irql = ffi::KeAcquireSpinLockRaiseToDpc(list_of(csq).lock.get()) };
}

unsafe extern "C" fn release(csq: PIO_CSQ, irql: ffi::KIRQL) {
    // SAFETY: the lock is held since `acquire`.
    unsafe { ffi::KeReleaseSpinLock(list_of(csq).lock.get(), irql) };
}

unsafe extern "C" fn complete_cancelled(_csq: PIO_CSQ, irp: PIRP) {
    // SAFETY: the IRP was taken out of the list, and is owned here; no lock is held.
    unsafe { complete(NonNull::new_unchecked(irp), NtStatus::CANCELLED, 0) };
}
