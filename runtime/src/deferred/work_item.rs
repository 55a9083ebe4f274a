//! [`WorkItem`]: work at `PASSIVE_LEVEL`, handled by `#[hw_workitem]`.

use core::cell::UnsafeCell;
use core::fmt;
use core::marker::PhantomData;
use core::ptr::{self, NonNull};

use super::argument::WorkItemArgument;
use super::{ready, slots::SlotSet};
use crate::context::Context;
use crate::extension::DeviceExtension;
use crate::ffi;
use crate::irql::{self, AtMost};
use crate::role::{HwWorkItem, hw_workitem};
use crate::scope::{MayDefer, Scope};

/// A field of the device extension that stands for a work item whose handler is `H` (the name of a `#[hw_workitem]` function).
///
/// It has no size; several work items of one handler are `[WorkItem<H>; N]`. The worker is made before passive
/// initialisation and freed after `HW_FREE_ADAPTER_RESOURCES`.
pub struct WorkItem<H>(PhantomData<fn() -> H>);

/// The extension has work item slots for handler `H`. Implemented by the derive for each `WorkItem<H>` field.
///
/// # Safety
/// `OFFSET` is that of a `WorkItemSlots<Self, H, COUNT>` in `Self::Slots`, and `ROUTINE` is that of `H`, a handler of `Self`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no field `WorkItem<{H}>`",
    label = "the device extension lacks this work item",
    note = "a work item lives in the device extension: add a field of type `WorkItem<{H}>` (or `[WorkItem<{H}>; N]`) to it"
)]
pub unsafe trait HasWorkItem<H>: DeviceExtension {
    /// Offset of the slots in bytes.
    const OFFSET: usize;
    /// How many work items.
    const COUNT: usize;
    /// The handler's routine.
    const ROUTINE: ffi::HW_WORKITEM;
}

/// The routine of handler `H` of extension `E`: how the derive checks that it is one.
pub const fn work_item_routine<H: HwWorkItem<E, A>, E: DeviceExtension, A: WorkItemArgument>()
-> ffi::HW_WORKITEM {
    hw_workitem::routine::<H, E, A>
}

/// Why a work item was not queued; gives the argument back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "the argument was not delivered"]
pub enum QueueError<T> {
    /// It is queued already and has not begun to run (`STOR_STATUS_BUSY`).
    Busy(T),
    /// The adapter's passive initialisation has not run yet.
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
    pub fn queue<E, S, A>(
        &self,
        cx: &mut Context<'_, E, S>,
        argument: A,
    ) -> Result<(), QueueError<A>>
    where
        E: HasWorkItem<H>,
        H: HwWorkItem<E, A>,
        A: WorkItemArgument,
        S: Scope,
        S::Irql: AtMost<irql::Dispatch>,
        S::Deferred: MayDefer,
    {
        const {
            assert!(
                E::COUNT == 1,
                "this work item is one of an array: queue it with `cx.queue_work_item::<handler, _>(index, argument)`"
            );
        }
        cx.queue_work_item::<H, A>(0, argument)
    }
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Queues work item `index` of the field `[WorkItem<H>; N]` (`StorPortQueueWorkItem`). Up to `DISPATCH_LEVEL`.
    ///
    /// # Errors
    /// As [`WorkItem::queue`].
    ///
    /// # Panics
    /// If `index` is not below `N`.
    pub fn queue_work_item<H, A>(&mut self, index: usize, argument: A) -> Result<(), QueueError<A>>
    where
        E: HasWorkItem<H>,
        H: HwWorkItem<E, A>,
        A: WorkItemArgument,
        S::Irql: AtMost<irql::Dispatch>,
        S::Deferred: MayDefer,
    {
        assert!(
            index < E::COUNT,
            "the work item's index is outside its array"
        );
        if !ready(self) {
            return Err(QueueError::NotReady(argument));
        }
        let slot = self
            .storage()
            .slot(E::OFFSET + index * size_of::<ffi::PVOID>())
            .cast::<ffi::PVOID>();
        // SAFETY: the slot is written in passive initialisation only, before `ready` says so.
        let worker = unsafe { slot.read() };
        let raw = argument.into_raw();
        // SAFETY: the worker is the context's own adapter's; the routine unpacks the argument type that was packed.
        let status = unsafe {
            ffi::StorPortQueueWorkItem(self.device_extension(), Some(E::ROUTINE), worker, raw)
        };
        if status == ffi::STOR_STATUS_SUCCESS {
            return Ok(());
        }
        // SAFETY: Storport did not take the argument: it is unpacked here, once.
        let argument = unsafe { WorkItemArgument::from_raw(raw) };
        Err(if status == ffi::STOR_STATUS_BUSY {
            QueueError::Busy(argument)
        } else {
            QueueError::Refused(status, argument)
        })
    }
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

/// The memory of the work items of one field.
#[repr(C)]
#[derive(Debug)]
pub struct WorkItemSlots<E, H, const N: usize> {
    workers: [UnsafeCell<ffi::PVOID>; N],
    handler: PhantomData<fn() -> (E, H)>,
}

// SAFETY: pointers, null until Storport makes the workers.
unsafe impl<E: HasWorkItem<H>, H, const N: usize> SlotSet for WorkItemSlots<E, H, N> {
    const ANY: bool = N > 0;

    unsafe fn initialise(slots: NonNull<Self>, adapter: ffi::PVOID) -> bool {
        (0..N).all(|index| {
            // SAFETY: `index` is inside the array, which nobody else uses before it is ready.
            unsafe {
                let slot = slots.cast::<ffi::PVOID>().add(index);
                ffi::StorPortInitializeWorker(adapter, slot.as_ptr()) == ffi::STOR_STATUS_SUCCESS
            }
        })
    }

    unsafe fn free(slots: NonNull<Self>, adapter: ffi::PVOID) {
        for index in 0..N {
            // SAFETY: as above; a null slot was never made, and a freed one becomes null.
            unsafe {
                let slot = slots.cast::<ffi::PVOID>().add(index);
                let worker = slot.replace(ptr::null_mut());
                if !worker.is_null() {
                    ffi::StorPortFreeWorker(adapter, worker);
                }
            }
        }
    }
}
