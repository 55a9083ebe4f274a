//! [`Dpc`]: a deferred procedure call (`STOR_DPC`), handled by `#[hw_dpc]`.

use core::fmt;
use core::marker::PhantomData;
use core::sync::atomic::Ordering;

use super::DpcPlace;
use crate::ffi;
use crate::role::HwDpc;
use crate::scope::{MayDefer, Scope};
use crate::shared::argument::DpcArgument;
use crate::shared::context::Context;
use crate::storport::error::{StorError, answer};
use crate::storport::extension::DeviceExtension;

/// A field of the device extension that stands for a DPC whose handler is `H` (the name of a `#[hw_dpc]` function).
///
/// It has no size; several DPCs of one handler are `[Dpc<H>; N]`. See [`Dpc::issue`].
pub struct Dpc<H>(PhantomData<fn() -> H>);

/// The extension has a DPC with handler `H`. Implemented by the derive for each `Dpc<H>` field.
///
/// # Safety
/// `OFFSET` is that of a `STOR_DPC` in `Self::Slots`, which `Self::SLOTS` says is made for `H`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no field `Dpc<{H}>`",
    label = "the device extension lacks this DPC",
    note = "a DPC lives in the device extension: add a field of type `Dpc<{H}>` to it",
    note = "one of a field `[Dpc<{H}>; N]` is issued with `cx.issue_dpc::<{H}>(index, argument)`; each has a lock of its own, which `DpcLock<{H}>` cannot name"
)]
pub unsafe trait HasDpc<H>: DeviceExtension {
    /// Offset of the slot in bytes.
    #[doc(hidden)]
    const OFFSET: usize;
}

/// The extension has DPCs with handler `H`. Implemented by the derive for each `[Dpc<H>; N]` field.
///
/// # Safety
/// `OFFSET` is that of `COUNT` times `STOR_DPC` in `Self::Slots`, which `Self::SLOTS` says are made for `H`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no field `[Dpc<{H}>; N]`",
    label = "the device extension lacks these DPCs",
    note = "DPCs live in the device extension: add a field of type `[Dpc<{H}>; N]` to it",
    note = "that of a field `Dpc<{H}>` is issued with `adapter.field.issue(cx, argument)`"
)]
pub unsafe trait HasDpcArray<H>: DeviceExtension {
    /// Offset of the first slot in bytes.
    #[doc(hidden)]
    const OFFSET: usize;
    /// How many DPCs.
    #[doc(hidden)]
    const COUNT: usize;
}

/// `Self` is [`Dpc<H>`] or an array of them: what the derive asks of a field that looks so.
///
/// # Safety
/// There are `COUNT`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the runtime's `Dpc`, and is called as it is",
    label = "another type named `Dpc`",
    note = "the derive takes a field `Dpc<name>` for a DPC: call your type otherwise, or write `self::Dpc<…>`"
)]
pub unsafe trait IsDpc<H> {
    /// How many.
    const COUNT: usize;
}
// SAFETY: one.
#[diagnostic::do_not_recommend]
unsafe impl<H> IsDpc<H> for Dpc<H> {
    const COUNT: usize = 1;
}
// SAFETY: `N`.
#[diagnostic::do_not_recommend]
unsafe impl<H, const N: usize> IsDpc<H> for [Dpc<H>; N] {
    const COUNT: usize = N;
}

/// Why a DPC was not issued; gives the argument back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "the argument was not delivered"]
pub enum IssueError<T> {
    /// The DPC is queued already and has not begun to run; it will run once, with the earlier argument.
    AlreadyQueued(T),
    /// The adapter's passive initialisation has not run yet, or its end has begun.
    NotReady(T),
    /// A pair of two whole words that are both all ones: the runtime's own, by which it ends an adapter.
    Reserved(T),
}

impl<T> IssueError<T> {
    /// The argument that was not delivered.
    pub fn into_argument(self) -> T {
        match self {
            Self::AlreadyQueued(argument) | Self::NotReady(argument) | Self::Reserved(argument) => {
                argument
            }
        }
    }
}

impl<T> fmt::Display for IssueError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AlreadyQueued(_) => "the DPC is queued already",
            Self::NotReady(_) => "the DPC is not initialised yet, or the adapter's end has begun",
            Self::Reserved(_) => "two words of all ones are the runtime's own",
        })
    }
}

/// A value that a DPC can be taken back with: it owns nothing.
///
/// Sealed: it is implemented for what is `Copy`.
#[diagnostic::on_unimplemented(
    message = "a DPC whose argument is a `{Self}` is not taken back",
    label = "the argument would be lost",
    note = "`StorPortCancelDpc` gives no argument back: a DPC that is taken back has a plain one, such as `()`, an index or a number"
)]
pub trait TakenBack: DpcArgument {}
#[diagnostic::do_not_recommend]
impl<A: DpcArgument + Copy> TakenBack for A {}

impl<H> Dpc<H> {
    /// The handle, for the find-adapter callback that builds the extension.
    pub const fn new() -> Self {
        Self(PhantomData)
    }

    /// Queues the DPC with `argument` (`StorPortIssueDpc`). Any IRQL, any lock.
    ///
    /// # Errors
    /// [`IssueError::AlreadyQueued`] if it is queued already: Storport would drop the new argument, so it comes back.
    #[inline(always)]
    pub fn issue<E: HasDpc<H>, S: Scope<Deferred: MayDefer>, A: DpcArgument>(
        &self,
        cx: &mut Context<'_, E, S>,
        argument: A,
    ) -> Result<(), IssueError<A>>
    where
        H: HwDpc<E, A>,
    {
        issue(cx, E::OFFSET, argument)
    }

    /// Takes the DPC out of the queue (`StorPortCancelDpc`): true if it was queued, and the handler does not run for it. Any IRQL, as
    /// `KeRemoveQueueDpc`, which the page does not name.
    ///
    /// Only a DPC whose argument is `Copy`: Storport does not give an argument back, and an owned one would be lost with the DPC.
    ///
    /// # Errors
    /// [`CancelError`].
    pub fn cancel<E: HasDpc<H>, S: Scope<Deferred: MayDefer>, A: TakenBack>(
        &self,
        cx: &mut Context<'_, E, S>,
    ) -> Result<bool, CancelError>
    where
        H: HwDpc<E, A>,
    {
        // Counted: a cancellation that comes late would take the fence of the adapter's end away.
        let timing = &cx.storage().kept.timing;
        if !cx.storage().life.enter(timing) {
            return Err(CancelError::NotReady);
        }
        let mut was_queued = ffi::FALSE;
        // SAFETY: the DPC is the slot of the context's own adapter, initialised (the gate is open).
        let status = unsafe {
            ffi::StorPortCancelDpc(
                cx.device_extension(),
                cx.storage().slot(E::OFFSET).as_ptr().cast(),
                &raw mut was_queued,
            )
        };
        timing.fetch_sub(1, Ordering::SeqCst);
        answer(status).map_err(CancelError::Refused)?;
        Ok(was_queued != ffi::FALSE)
    }
}

/// Why a DPC was not taken out of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelError {
    /// The adapter's passive initialisation has not run yet, or its end has begun.
    NotReady,
    /// Storport refused: this Windows has no such routine.
    Refused(StorError),
}

impl fmt::Display for CancelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotReady => {
                f.write_str("the DPC is not initialised, or the adapter's end has begun")
            }
            Self::Refused(error) => error.fmt(f),
        }
    }
}

/// DPCs by handler and index. (A trait for the sake of `issue_dpc::<handler>`: the argument's type is not written.) Harmless to
/// implement.
pub trait IssueDpc<E: DeviceExtension, S: Scope, A: DpcArgument> {
    /// Queues DPC `index` of the field `[Dpc<H>; N]` with `argument` (`StorPortIssueDpc`). Any IRQL, any lock.
    ///
    /// # Errors
    /// As [`Dpc::issue`].
    ///
    /// # Panics
    /// If `index` is not below `N`.
    fn issue_dpc<H>(&mut self, index: usize, argument: A) -> Result<(), IssueError<A>>
    where
        E: HasDpcArray<H>,
        H: HwDpc<E, A>,
        S::Deferred: MayDefer;
}

impl<E: DeviceExtension, S: Scope, A: DpcArgument> IssueDpc<E, S, A> for Context<'_, E, S> {
    #[inline(always)]
    fn issue_dpc<H>(&mut self, index: usize, argument: A) -> Result<(), IssueError<A>>
    where
        E: HasDpcArray<H>,
        H: HwDpc<E, A>,
        S::Deferred: MayDefer,
    {
        assert!(index < E::COUNT, "the DPC's index is outside its array");
        issue(self, E::OFFSET + index * size_of::<DpcPlace>(), argument)
    }
}

/// Queues the DPC in the slot at `offset`, which is that of a DPC whose handler takes an `A`.
#[inline(always)]
fn issue<E: DeviceExtension, S: Scope, A: DpcArgument>(
    cx: &mut Context<'_, E, S>,
    offset: usize,
    argument: A,
) -> Result<(), IssueError<A>> {
    // One load, predicted well.
    if !cx.storage().life.is_open() {
        return Err(IssueError::NotReady(argument));
    }
    let dpc = cx.storage().slot(offset);
    let raw = argument.into_raw();
    if A::CAN_BE_FENCE && raw == A::FENCE {
        // SAFETY: nobody took the arguments: they are unpacked here, once.
        return Err(IssueError::Reserved(unsafe { DpcArgument::from_raw(raw) }));
    }
    // SAFETY: the DPC is the slot of the context's own adapter, initialised (the gate is open), and never moves.
    let queued =
        unsafe { ffi::StorPortIssueDpc(cx.device_extension(), dpc.as_ptr().cast(), raw.0, raw.1) };
    if queued == 0 {
        // SAFETY: Storport did not take the arguments: they are unpacked here, once.
        return Err(IssueError::AlreadyQueued(unsafe {
            DpcArgument::from_raw(raw)
        }));
    }
    Ok(())
}

impl<H> Default for Dpc<H> {
    fn default() -> Self {
        Self::new()
    }
}

impl<H> fmt::Debug for Dpc<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dpc")
    }
}
