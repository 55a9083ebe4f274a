//! [`WorkItem`]: work at `PASSIVE_LEVEL`, handled by `#[hw_workitem]`.

use core::fmt;
use core::marker::PhantomData;
use core::sync::atomic::Ordering;

use crate::ffi;
use crate::irql;
use crate::role::{HwWorkItem, hw_workitem};
use crate::scope::{MayDefer, Scope, UpTo};
use crate::shared::argument::WorkItemArgument;
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

/// A field of the device extension that stands for a work item whose handler is `H` (the name of a `#[hw_workitem]` function).
///
/// It has no size; several work items of one handler are `[WorkItem<H>; N]`. The worker is made before passive
/// initialisation and freed after `HW_FREE_ADAPTER_RESOURCES`.
pub struct WorkItem<H>(PhantomData<fn() -> H>);

/// The extension has a work item with handler `H`. Implemented by the derive for each `WorkItem<H>` field.
///
/// # Safety
/// `OFFSET` is that of a worker in `Self::Slots`, which `Self::SLOTS` says is made.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no field `WorkItem<{H}>`",
    label = "the device extension lacks this work item",
    note = "a work item lives in the device extension: add a field of type `WorkItem<{H}>` to it",
    note = "one of a field `[WorkItem<{H}>; N]` is queued with `cx.queue_work_item::<{H}>(index, argument)`"
)]
pub unsafe trait HasWorkItem<H>: DeviceExtension {
    /// Offset of the slot in bytes.
    #[doc(hidden)]
    const OFFSET: usize;
}

/// The extension has work items with handler `H`. Implemented by the derive for each `[WorkItem<H>; N]` field.
///
/// # Safety
/// `OFFSET` is that of `COUNT` workers in `Self::Slots`, which `Self::SLOTS` says are made.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no field `[WorkItem<{H}>; N]`",
    label = "the device extension lacks these work items",
    note = "work items live in the device extension: add a field of type `[WorkItem<{H}>; N]` to it",
    note = "that of a field `WorkItem<{H}>` is queued with `adapter.field.queue(cx, argument)`"
)]
pub unsafe trait HasWorkItemArray<H>: DeviceExtension {
    /// Offset of the first slot in bytes.
    #[doc(hidden)]
    const OFFSET: usize;
    /// How many work items.
    #[doc(hidden)]
    const COUNT: usize;
}

/// `Self` is [`WorkItem<H>`] or an array of them: what the derive asks of a field that looks so.
///
/// # Safety
/// There are `COUNT`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the runtime's `WorkItem`, and is called as it is",
    label = "another type named `WorkItem`",
    note = "the derive takes a field `WorkItem<name>` for a work item: call your type otherwise, or write `self::WorkItem<…>`"
)]
pub unsafe trait IsWorkItem<H> {
    /// How many.
    const COUNT: usize;
}
// SAFETY: one.
#[diagnostic::do_not_recommend]
unsafe impl<H> IsWorkItem<H> for WorkItem<H> {
    const COUNT: usize = 1;
}
// SAFETY: `N`.
#[diagnostic::do_not_recommend]
unsafe impl<H, const N: usize> IsWorkItem<H> for [WorkItem<H>; N] {
    const COUNT: usize = N;
}

/// Why a work item was not queued; gives the argument back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "the argument was not delivered"]
pub enum QueueError<T> {
    /// It is queued already and has not begun to run (`STOR_STATUS_BUSY`).
    Busy(T),
    /// The adapter's passive initialisation has not run yet, or its end has begun.
    NotReady(T),
    /// Storport refused with this `STOR_STATUS_*` code.
    Refused(u32, T),
}

impl<T> QueueError<T> {
    /// The argument that was not delivered.
    pub fn into_argument(self) -> T {
        match self {
            Self::Busy(argument) | Self::NotReady(argument) | Self::Refused(_, argument) => {
                argument
            }
        }
    }
}

impl<T> fmt::Display for QueueError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy(_) => f.write_str("the work item is queued already"),
            Self::NotReady(_) => f.write_str("the work item is not initialised yet"),
            Self::Refused(status, _) => write!(f, "StorPortQueueWorkItem answered {status:#x}"),
        }
    }
}

impl<H> WorkItem<H> {
    /// The handle, for the find-adapter callback that builds the extension.
    pub const fn new() -> Self {
        Self(PhantomData)
    }

    /// Queues the work item with `argument` (`StorPortQueueWorkItem`). Up to `DISPATCH_LEVEL`.
    ///
    /// One that runs may be queued again, and then can run on two processors at a time.
    ///
    /// # Errors
    /// [`QueueError`]; the argument comes back.
    #[inline(always)]
    pub fn queue<
        E: HasWorkItem<H>,
        S: UpTo<irql::Dispatch> + Scope<Deferred: MayDefer>,
        A: WorkItemArgument,
    >(
        &self,
        cx: &mut Context<'_, E, S>,
        argument: A,
    ) -> Result<(), QueueError<A>>
    where
        H: HwWorkItem<E, A>,
    {
        queue::<H, E, S, A>(cx, E::OFFSET, argument)
    }
}

/// Work items by handler and index. (A trait for the sake of `queue_work_item::<handler>`: the argument's type is not written.)
/// Harmless to implement.
pub trait QueueWorkItem<E: DeviceExtension, S: Scope, A: WorkItemArgument> {
    /// Queues work item `index` of the field `[WorkItem<H>; N]` (`StorPortQueueWorkItem`). Up to `DISPATCH_LEVEL`.
    ///
    /// # Errors
    /// As [`WorkItem::queue`].
    ///
    /// # Panics
    /// If `index` is not below `N`.
    fn queue_work_item<H>(&mut self, index: usize, argument: A) -> Result<(), QueueError<A>>
    where
        E: HasWorkItemArray<H>,
        H: HwWorkItem<E, A>,
        S: UpTo<irql::Dispatch>,
        S::Deferred: MayDefer;
}

impl<E: DeviceExtension, S: Scope, A: WorkItemArgument> QueueWorkItem<E, S, A>
    for Context<'_, E, S>
{
    #[inline(always)]
    fn queue_work_item<H>(&mut self, index: usize, argument: A) -> Result<(), QueueError<A>>
    where
        E: HasWorkItemArray<H>,
        H: HwWorkItem<E, A>,
        S: UpTo<irql::Dispatch>,
        S::Deferred: MayDefer,
    {
        assert!(
            index < E::COUNT,
            "the work item's index is outside its array"
        );
        queue::<H, E, S, A>(self, E::OFFSET + index * size_of::<ffi::PVOID>(), argument)
    }
}

/// Queues the work item in the slot at `offset`, which is that of a worker.
fn queue<H, E, S, A>(
    cx: &mut Context<'_, E, S>,
    offset: usize,
    argument: A,
) -> Result<(), QueueError<A>>
where
    E: DeviceExtension,
    H: HwWorkItem<E, A>,
    S: Scope,
    A: WorkItemArgument,
{
    let works = &cx.storage().kept.works;
    if !cx.storage().life.enter(works) {
        return Err(QueueError::NotReady(argument));
    }
    let slot = cx.storage().slot(offset).cast::<ffi::PVOID>();
    // SAFETY: the slot is written in passive initialisation only, before the gate opens.
    let worker = unsafe { slot.read() };
    let raw = argument.into_raw();
    let routine = hw_workitem::routine::<H, E, A>;
    // SAFETY: the worker is the context's own adapter's; the routine unpacks the argument type that was packed.
    let status =
        unsafe { ffi::StorPortQueueWorkItem(cx.device_extension(), Some(routine), worker, raw) };
    if status == ffi::STOR_STATUS_SUCCESS {
        return Ok(());
    }
    works.fetch_sub(1, Ordering::SeqCst);
    // SAFETY: Storport did not take the argument: it is unpacked here, once.
    let argument = unsafe { WorkItemArgument::from_raw(raw) };
    Err(if status == ffi::STOR_STATUS_BUSY {
        QueueError::Busy(argument)
    } else {
        QueueError::Refused(status, argument)
    })
}

impl<H> Default for WorkItem<H> {
    fn default() -> Self {
        Self::new()
    }
}

impl<H> fmt::Debug for WorkItem<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WorkItem")
    }
}
