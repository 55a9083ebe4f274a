//! [`ServiceIrp`]: a request of an application, or of another driver, that a virtual miniport keeps until there is something to tell
//! (`IOCTL_MINIPORT_PROCESS_SERVICE_IRP`).

mod dropped;
mod life;

use core::fmt;
use core::mem::ManuallyDrop;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, Ordering};

use crate::ffi::{self, IRP};
use crate::lock::HoldsNoLock;
use crate::shared::argument::{DpcArgument, RawArguments};
use crate::shared::context::Context;
use crate::shared::data::DataBuffer;
use crate::shared::extension::{Extension, Storage};
use crate::shared::status::NtStatus;
use crate::storport::extension::{DeviceExtension, Kept};

pub(crate) use life::{answer, begin, close, end, end_call, reopen};

/// A service IRP that this driver owns: what came as `IOCTL_MINIPORT_PROCESS_SERVICE_IRP`.
///
/// `#[hw_process_service_request]` gets it, and answers it at once or keeps it, in a `Locked` for instance, as long as it likes: the
/// sender hears of an event by its completion. Completing consumes it, so it is completed once. One that is dropped is completed as
/// [`NtStatus::UNSUCCESSFUL`] by a work item of the runtime's and counted ([`Context::dropped_requests`]); what is left in the
/// extension when the adapter ends is completed as [`NtStatus::DELETE_PENDING`]. The end of an adapter waits for those that are
/// elsewhere, so one that is forgotten (`mem::forget`) keeps its adapter for ever, as it does in C.
///
/// Its data is one buffer of the I/O manager's: what the sender gave ([`input`](Self::input)) lies where the answer goes
/// ([`output`](Self::output)), so read it first.
///
/// No page says what becomes of a service IRP that its sender cancels. Storport does not take it from the driver, which completes it
/// like any other; a driver that keeps IRPs for long looks at [`is_cancelled`](Self::is_cancelled) from time to time.
pub struct ServiceIrp<E: Extension> {
    irp: NonNull<IRP>,
    storage: NonNull<Storage<E>>,
}

// SAFETY: an IRP may be completed on any processor, at any time until then; `E` itself is not owned here.
unsafe impl<E: Extension> Send for ServiceIrp<E> {}

/// What the runtime keeps of an adapter's service IRPs. All zero until the first.
#[derive(Debug)]
pub(crate) struct Service {
    /// IRPs that the driver has, and who puts a dropped one on the list.
    irps: AtomicU32,
    /// Calls of `HW_PROCESS_SERVICE_REQUEST` that may hand an IRP to the driver.
    calls: AtomicU32,
    /// `HW_COMPLETE_SERVICE_IRP` has come: the driver gets no more.
    closed: AtomicBool,
    /// IRPs that were dropped, linked by their information, which is their owner's until they are completed.
    first: AtomicPtr<IRP>,
    /// Whose work item completes them. Made before the first IRP, or null.
    worker: AtomicPtr<core::ffi::c_void>,
    /// That work item is queued, or looks at the list.
    completing: AtomicBool,
}

impl<E: Extension> ServiceIrp<E> {
    /// # Safety
    /// The IRP is one that Storport has just handed to the adapter of `storage`, is counted there, and is owned once.
    pub(crate) unsafe fn from_parts(irp: NonNull<IRP>, storage: NonNull<Storage<E>>) -> Self {
        Self { irp, storage }
    }

    fn into_parts(self) -> (NonNull<IRP>, NonNull<Storage<E>>) {
        let this = ManuallyDrop::new(self);
        (this.irp, this.storage)
    }
}

impl<E: DeviceExtension> ServiceIrp<E> {
    /// What the sender gave.
    ///
    /// The answer goes to the same bytes: read them before [`output`](Self::output) is written.
    pub fn input(&self) -> DataBuffer<'_> {
        self.data(lengths(self.irp).0)
    }

    /// Where the answer goes. Bytes that the sender did not give are zero until they are written.
    pub fn output(&self) -> DataBuffer<'_> {
        self.data(lengths(self.irp).1)
    }

    fn data(&self, length: usize) -> DataBuffer<'_> {
        // SAFETY: the IRP is owned: its system buffer, which has as many bytes as the longer of both, stays until it is completed,
        // which ends the borrow.
        unsafe {
            let buffer = (*self.irp.as_ptr()).AssociatedIrp.SystemBuffer;
            DataBuffer::new(buffer.cast(), length)
        }
    }

    /// The sender does not want the answer any more: it has cancelled the IRP, or its thread has ended (`Irp->Cancel`).
    pub fn is_cancelled(&self) -> bool {
        // SAFETY: the IRP is owned; the I/O manager sets the byte at any time, once.
        unsafe { (&raw const (*self.irp.as_ptr()).Cancel).read_volatile() != 0 }
    }

    /// Completes the IRP (`StorPortCompleteServiceIrp`). `information` is the number of bytes of the answer, at most those of
    /// [`output`](Self::output): what goes to the sender.
    ///
    /// Up to `DISPATCH_LEVEL`, without a spin lock (the pages of both routines together: see [`HoldsNoLock`]).
    pub fn complete<S: HoldsNoLock>(
        self,
        _cx: &mut Context<'_, E, S>,
        status: NtStatus,
        information: usize,
    ) {
        let information = information.min(self.output().len());
        let (irp, storage) = self.into_parts();
        // SAFETY: the IRP was owned, and counts until this is over.
        unsafe {
            let storage = storage.as_ref();
            answer(storage, irp, status, information);
            storage.kept.service.irps.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// The lengths of input and output; nothing of an IRP that is no buffered service request.
fn lengths(irp: NonNull<IRP>) -> (usize, usize) {
    // SAFETY: who calls this owns the IRP: its current location is that of the driver that it was sent to.
    let location = unsafe { &*ffi::IoGetCurrentIrpStackLocation(irp.as_ptr()) };
    let is_control = [
        ffi::IRP_MJ_DEVICE_CONTROL,
        ffi::IRP_MJ_INTERNAL_DEVICE_CONTROL,
    ]
    .contains(&location.MajorFunction);
    // SAFETY: integers, whatever they mean.
    let control = unsafe { location.Parameters.DeviceIoControl };
    if !is_control || control.IoControlCode != ffi::IOCTL_MINIPORT_PROCESS_SERVICE_IRP {
        return (0, 0);
    }
    (
        control.InputBufferLength as usize,
        control.OutputBufferLength as usize,
    )
}

impl<E: Extension> Drop for ServiceIrp<E> {
    fn drop(&mut self) {
        // SAFETY: the IRP is owned, and its adapter does not end before it is completed.
        unsafe {
            let storage = self.storage.as_ref();
            if let Some(kept) = storage.kept_as::<Kept>() {
                dropped::put(storage, kept, self.irp);
            }
        }
    }
}

impl<E: DeviceExtension> fmt::Debug for ServiceIrp<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceIrp")
            .field("input", &self.input())
            .field("output", &self.output())
            .field("is_cancelled", &self.is_cancelled())
            .finish_non_exhaustive()
    }
}

// SAFETY: the two pointers that a service IRP consists of, which are not null; ownership travels with them.
#[diagnostic::do_not_recommend]
unsafe impl<E: Extension> DpcArgument for ServiceIrp<E> {
    const FENCE: RawArguments = (ptr::null_mut(), ptr::null_mut());
    fn into_raw(self) -> RawArguments {
        let (irp, storage) = self.into_parts();
        (irp.as_ptr().cast(), storage.as_ptr().cast())
    }
    unsafe fn from_raw(raw: RawArguments) -> Self {
        // SAFETY: the pointers are those of `into_raw`.
        unsafe {
            Self::from_parts(
                NonNull::new_unchecked(raw.0.cast()),
                NonNull::new_unchecked(raw.1.cast()),
            )
        }
    }
}
