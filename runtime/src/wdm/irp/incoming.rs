//! [`Incoming`]: an IRP in the dispatch routine that it came to, and [`Dispatched`]: what has become of it.

use core::fmt;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ptr::NonNull;

use super::arrival::{Arrival, was_held_back};
use super::buffer::{self, InputBuffer, OutputBuffer};
use super::major::{Create, InternalDeviceControl, Major, Read, Unnamed};
use super::opened::open_below;
use super::{ControlCode, FileId, Irp, Kept, complete, request};
use crate::ffi;
use crate::shared::context::Context;
use crate::shared::extension::{Extension, Storage};
use crate::shared::scope::UpTo;
use crate::wdm::extension::WdmExtension;
use crate::wdm::lock::HoldsNoLock;
use crate::wdm::lower::pass_down;
use crate::wdm::status::NtStatus;

/// An IRP of major function `M`, which its dispatch routine has just got.
///
/// A dispatch routine answers with [`Dispatched`], which only completing or keeping the IRP gives: so it is completed, or marked pending,
/// and the routine returns what the I/O manager has to know. It stays in its dispatch routine; what is kept is an [`Irp`].
#[must_use = "complete it, or keep it by `pend`"]
pub struct Incoming<E: Extension, M = Unnamed> {
    irp: NonNull<ffi::IRP>,
    // Nothing in a kernel build.
    call: Call,
    arrival: Arrival,
    storage: NonNull<Storage<E>>,
    major: PhantomData<fn(M) -> M>,
}

/// What has become of an IRP: the status that the dispatch routine returns.
#[must_use = "the dispatch routine returns it"]
pub struct Dispatched {
    irp: NonNull<ffi::IRP>,
    // Nothing in a kernel build.
    call: Call,
    status: ffi::NTSTATUS,
}

/// Which call of a dispatch routine it is.
///
/// In a kernel build nothing: there neither an [`Incoming`] nor a [`Dispatched`] can leave its call. A host build has `thread_local!`, and
/// the address of an IRP comes again.
#[cfg(any(
    all(windows, not(feature = "simulated")),
    all(feature = "listing", not(debug_assertions))
))]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Call;
/// Which call of a dispatch routine it is: a number that no other has in this process.
#[cfg(not(any(
    all(windows, not(feature = "simulated")),
    all(feature = "listing", not(debug_assertions))
)))]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Call(u64);

impl Call {
    /// A dispatch routine begins.
    #[inline(always)]
    pub(crate) fn begin() -> Self {
        #[cfg(any(
            all(windows, not(feature = "simulated")),
            all(feature = "listing", not(debug_assertions))
        ))]
        {
            Self
        }
        #[cfg(not(any(
            all(windows, not(feature = "simulated")),
            all(feature = "listing", not(debug_assertions))
        )))]
        {
            use core::sync::atomic::{AtomicU64, Ordering};
            static CALLS: AtomicU64 = AtomicU64::new(0);
            Self(CALLS.fetch_add(1, Ordering::Relaxed))
        }
    }
}

/// Leaves its dispatch routine, as nothing does: the name is what the compiler says. Harmless to implement: it is asked of this crate's own
/// types, which a driver's crate cannot implement it for.
pub trait LeavesItsRoutine<'a> {}

// SAFETY: for no type. In this form the compiler says the reason once, and not for each part.
unsafe impl<E: Extension, M> Send for Incoming<E, M> where Self: LeavesItsRoutine<'static> {}
// SAFETY: as above.
unsafe impl<E: Extension, M> Sync for Incoming<E, M> where Self: LeavesItsRoutine<'static> {}
// SAFETY: as above.
unsafe impl Send for Dispatched where for<'a> Self: LeavesItsRoutine<'a> {}
// SAFETY: as above.
unsafe impl Sync for Dispatched where for<'a> Self: LeavesItsRoutine<'a> {}

impl Dispatched {
    fn of(irp: NonNull<ffi::IRP>, call: Call, status: ffi::NTSTATUS) -> Self {
        Self { irp, call, status }
    }

    /// The status, if this is what became of `irp` in this call.
    #[inline(always)]
    pub(crate) fn status_of(self, irp: NonNull<ffi::IRP>, call: Call) -> Option<ffi::NTSTATUS> {
        (self.irp == irp && self.call == call).then_some(self.status)
    }
}

impl fmt::Debug for Dispatched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dispatched({:#010x})", self.status)
    }
}

impl<E: WdmExtension, M: Major> Incoming<E, M> {
    /// # Safety
    /// The I/O manager has just passed `irp`, of major function `M`, to a dispatch routine of the device whose extension is `storage`;
    /// the result does not leave that call.
    #[inline(always)]
    pub(crate) unsafe fn new(irp: NonNull<ffi::IRP>, storage: &Storage<E>, call: Call) -> Self {
        // What `is_buffered` asks when the driver asks for the buffer.
        let is_direct = M::CODE == Read::CODE && E::TRANSFER_FLAGS & ffi::DO_DIRECT_IO != 0;
        let is_internal = M::CODE == InternalDeviceControl::CODE;
        let arrival = storage.kept.cleaned.now();
        // SAFETY: the caller's word.
        unsafe {
            if M::ANSWERS
                && !is_direct
                && (!is_internal || request::has_data(irp, storage.kept.internal_controls()))
            {
                buffer::begin(irp);
            }
        }
        Self {
            irp,
            call,
            arrival,
            storage: NonNull::from(storage),
            major: PhantomData,
        }
    }

    /// The parameters of the request.
    pub fn parameters(&self) -> M::Parameters {
        // SAFETY: the IRP is owned, and is one of this major function.
        unsafe { M::parameters(request::location(self.irp)) }
    }

    /// The codes of internal device controls that have buffers.
    fn internal(&self) -> &[ControlCode] {
        // SAFETY: the dispatch routine holds the device.
        unsafe { self.storage.as_ref() }.kept.internal_controls()
    }

    /// Maps the locked memory of the requester, if there is some.
    #[inline(always)]
    fn map(&self) {
        // SAFETY: the IRP is owned.
        unsafe {
            if M::CODE != InternalDeviceControl::CODE
                || request::has_data(self.irp, self.internal())
            {
                request::map(self.irp);
            }
        }
    }

    /// As [`Irp::input`].
    pub fn input(&self) -> InputBuffer<'_> {
        // SAFETY: the IRP is owned.
        unsafe {
            self.map();
            request::input(self.irp, self.internal())
        }
    }

    /// As [`Irp::direct_input`].
    pub fn direct_input(&self) -> InputBuffer<'_> {
        // SAFETY: the IRP is owned.
        unsafe {
            self.map();
            request::direct_input(self.irp, self.internal())
        }
    }

    /// As [`Irp::output`].
    pub fn output(&self) -> OutputBuffer<'_> {
        // SAFETY: the IRP is owned.
        unsafe {
            self.map();
            request::output(self.irp, self.internal())
        }
    }

    /// As [`Irp::file`].
    pub fn file(&self) -> FileId {
        // SAFETY: the IRP is owned.
        unsafe { FileId::of(self.irp) }
    }

    /// Completes the IRP at once (`IoCompleteRequest`). Up to `DISPATCH_LEVEL`, without a spin lock.
    ///
    /// `information` is as that of [`Irp::complete`].
    pub fn complete<S>(
        self,
        _cx: &mut Context<'_, E, S>,
        status: NtStatus,
        information: usize,
    ) -> Dispatched
    where
        S: HoldsNoLock,
    {
        let this = ManuallyDrop::new(self);
        let irp = this.irp;
        // SAFETY: the IRP is owned; the context says that the IRQL is at most DISPATCH_LEVEL, and that no spin lock is held.
        unsafe {
            let internal = this.internal();
            let information = request::information(irp, internal, status, information);
            complete(irp, status, information);
        }
        Dispatched::of(irp, this.call, status.code())
    }

    /// Sends the IRP to the next lower driver, which answers for it (`IoSkipCurrentIrpStackLocation`, `IoCallDriver`). Without a spin
    /// lock; reads, writes and device controls up to `DISPATCH_LEVEL`, others at `PASSIVE_LEVEL` (SDV rule `ForwardedAtBadIrql`).
    ///
    /// The cleanup and the close of a file whose create went down go down as well, when the driver's hooks have been called.
    pub fn pass_down<S>(self, _cx: &mut Context<'_, E, S>) -> Dispatched
    where
        S: HoldsNoLock,
        S: UpTo<M::SentAt>,
    {
        let this = ManuallyDrop::new(self);
        // SAFETY: the IRP is owned, and goes to the device below its own; the dispatch routine holds the device.
        let status = unsafe {
            let lower = this.storage.as_ref().kept.lower.get();
            let irp = this.irp.as_ptr();
            if M::CODE == Create::CODE {
                open_below(this.storage.as_ref(), this.irp)
            } else if was_held_back(this.irp) {
                // With the mark, its location stays this driver's (page of `IoSkipCurrentIrpStackLocation`).
                ffi::IoCopyCurrentIrpStackLocationToNext(irp);
                ffi::IoCallDriver(lower, irp);
                ffi::STATUS_PENDING
            } else {
                pass_down(lower, irp)
            }
        };
        Dispatched::of(this.irp, this.call, status)
    }

    /// Keeps the IRP (`IoMarkIrpPending`): it is completed later, from anywhere. Data in locked memory of the requester is within reach at any IRQL
    /// then, because it is mapped here. That is not allowed above `DISPATCH_LEVEL`: of one that is kept in the closure of the interrupt lock it is mapped
    /// where it is asked for below, and is not within reach above before that.
    pub fn pend(self) -> (Irp<E>, Dispatched) {
        let this = ManuallyDrop::new(self);
        // SAFETY: the IRP is owned, and holds the device from here on.
        let irp = unsafe {
            let kept = &this.storage.as_ref().kept;
            this.map();
            Arrival::begin(this.irp, this.arrival);
            ffi::IoMarkIrpPending(this.irp.as_ptr());
            kept.activity.irps.hold();
            Irp::from_parts(this.irp, this.storage)
        };
        let dispatched = Dispatched::of(this.irp, this.call, ffi::STATUS_PENDING);
        (irp, dispatched)
    }
}

impl<E: Extension, M> Drop for Incoming<E, M> {
    /// A dispatch routine that has lost its IRP cannot answer for it: this is not reached but by code that does not return. The IRP is
    /// completed all the same.
    fn drop(&mut self) {
        // SAFETY: the IRP is owned, and not used again; it holds the device from here on.
        unsafe {
            if let Some(kept) = self.storage.as_ref().kept_as::<Kept>() {
                ffi::IoMarkIrpPending(self.irp.as_ptr());
                kept.activity.irps.hold();
                kept.dropped_irps.put(self.irp, core::ptr::null_mut());
            }
        }
    }
}

impl<E: WdmExtension, M: Major> fmt::Debug for Incoming<E, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Incoming({:#04x})", M::CODE)
    }
}
