//! [`IrpList`]: IRPs that wait, each of which can be cancelled meanwhile (`IO_CSQ`).

use core::cell::{Cell, UnsafeCell};
use core::mem::MaybeUninit;
use core::ptr::{self, NonNull};

use super::arrival::Arrival;
use super::complete;
use super::major::is_sent_up_to_dispatch;
use crate::ffi::{self, NTSTATUS, PIO_CSQ, PIRP, PKIRQL, PVOID};
use crate::wdm::count::Count;
use crate::wdm::status::NtStatus;

/// Which IRPs of a list are meant.
#[derive(Clone, Copy)]
pub(crate) enum Which {
    /// All.
    Any,
    /// Those of a file that came before it was cleaned up.
    Of(ffi::PFILE_OBJECT, Arrival),
    /// Those that may be sent at `DISPATCH_LEVEL`, device controls among them or not.
    SentUpToDispatch { controls: bool },
}

impl Which {
    /// The IRP, which came at `arrival`, is meant.
    ///
    /// # Safety
    /// The IRP came to one of the driver's dispatch routines, and is not over.
    pub(super) unsafe fn means(self, irp: PIRP, arrival: Arrival) -> bool {
        match self {
            Self::Any => true,
            // SAFETY: the caller's word.
            Self::Of(file, when) => unsafe {
                (*ffi::IoGetCurrentIrpStackLocation(irp)).FileObject == file && arrival < when
            },
            // SAFETY: as above.
            Self::SentUpToDispatch { controls } => unsafe {
                let major = (*ffi::IoGetCurrentIrpStackLocation(irp)).MajorFunction;
                is_sent_up_to_dispatch(major, controls)
            },
        }
    }
}

/// A cancel-safe queue. All zero until it is initialised; does not move from then on.
///
/// An IRP in it keeps the device from being deleted, not from being stopped: it counts in `waits`, and one that is cancelled there until it
/// is completed.
#[repr(C)]
pub struct IrpList {
    // First: the routines find the list behind the pointer to it.
    csq: UnsafeCell<MaybeUninit<ffi::IO_CSQ>>,
    waits: Cell<*const Count>,
    lock: UnsafeCell<ffi::KSPIN_LOCK>,
    head: UnsafeCell<MaybeUninit<ffi::LIST_ENTRY>>,
}

impl IrpList {
    /// # Safety
    /// The device whose storage this is in is being added: nothing else uses the list. The count is the device's own.
    pub(crate) unsafe fn initialise(&self, waits: &Count) {
        self.waits.set(waits);
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

    /// Who waits here, counted.
    fn waits(&self) -> &Count {
        // SAFETY: it lies in the device's extension, as this does.
        unsafe { &*self.waits.get() }
    }

    fn csq(&self) -> PIO_CSQ {
        self.csq.get().cast()
    }

    /// Puts an IRP at one end (`IoCsqInsertIrpEx`) unless `admit` says, with the list's lock, why not. So it is in one order with who
    /// empties the list after something has changed: who asks before him is found there, who asks after him sees the change.
    ///
    /// When this returns `Ok`, the IRP may have been completed as cancelled, and what it held may be gone. Up to `DISPATCH_LEVEL`.
    ///
    /// # Errors
    /// What `admit` says: the IRP is not in the list, and is the caller's.
    ///
    /// # Safety
    /// The list is initialised; the IRP is the device's own, owned by the caller, its arrival is noted, and it is marked pending: whether one that
    /// is not taken is marked by the routine is said on no page. The caller holds the device until this returns, if it answers no.
    pub(crate) unsafe fn put(
        &self,
        irp: NonNull<ffi::IRP>,
        end: End,
        admit: Admit<'_>,
    ) -> Result<(), NtStatus> {
        let question = Question {
            admit,
            end,
            refused: Cell::new(None),
        };
        let context = (&raw const question).cast_mut().cast();
        self.waits().hold_anyway();
        // SAFETY: the caller's word. `insert` is called with the context before this returns, or not at all.
        unsafe {
            let _ = ffi::IoCsqInsertIrpEx(self.csq(), irp.as_ptr(), ptr::null_mut(), context);
        }
        // What the routine returns is that of `insert`, or said on no page where the IRP had been cancelled before.
        let Some(refused) = question.refused.get() else {
            return Ok(());
        };
        self.waits().leave();
        Err(refused)
    }

    /// Takes the first IRP out (`IoCsqRemoveNextIrp`). Up to `DISPATCH_LEVEL`.
    ///
    /// # Safety
    /// The list is initialised, and the caller holds the device.
    pub(crate) unsafe fn take(&self, which: Which) -> Option<NonNull<ffi::IRP>> {
        // SAFETY: the caller's word. `peek` is called with the context before this returns.
        let taken = NonNull::new(unsafe {
            ffi::IoCsqRemoveNextIrp(self.csq(), (&raw const which).cast_mut().cast())
        });
        if taken.is_some() {
            self.waits().leave();
        }
        taken
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

/// Where an IRP is put.
#[derive(Clone, Copy)]
pub(crate) enum End {
    First,
    Last,
}

/// What is asked when an IRP is put into a list, and the answer if it is no.
struct Question<'a> {
    admit: Admit<'a>,
    end: End,
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
        let entry = entry(irp);
        let (before, after) = match question.end {
            End::First => (head, (*head).Flink),
            End::Last => ((*head).Blink, head),
        };
        *entry = ffi::LIST_ENTRY {
            Flink: after,
            Blink: before,
        };
        (*before).Flink = entry;
        (*after).Blink = entry;
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
            // One that is in the list is not null.
            if which.means(irp, Arrival::of(NonNull::new_unchecked(irp))) {
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

unsafe extern "C" fn complete_cancelled(csq: PIO_CSQ, irp: PIRP) {
    // SAFETY: the IRP was taken out of the list, or is not put there, and is owned here; no lock is held. It counts until the end of this.
    unsafe {
        complete(NonNull::new_unchecked(irp), NtStatus::CANCELLED, 0);
        list_of(csq).waits().leave();
    }
}
