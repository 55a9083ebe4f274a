//! Deferred objects: [`Dpc`], [`WorkItem`] and [`Timer`]: handles in the device extension, and the slots behind it.
//!
//! A handle has no size: it names its handler, and the object itself lies in a slot that the runtime keeps behind the
//! extension. So a handle always means the object of the *context's* adapter, wherever the handle came from, and the
//! object never moves. The slots are initialised right before passive initialisation and freed in the
//! adapter's end.

mod dpc;
mod fence;
mod slots;
mod timer;
mod work_item;

pub use crate::shared::argument::{DpcArgument, RawArguments, WorkItemArgument};
pub use dpc::{CancelError, Dpc, HasDpc, HasDpcArray, IsDpc, IssueDpc, IssueError, TakenBack};
pub(crate) use fence::{Fence, quiet, unfence};
pub use slots::{DpcMemory, Handler, Slot, SlotMemory, TimerMemory, WorkItemMemory};
pub(crate) use slots::{DpcPlace, free, make};
pub use timer::{HasTimer, IsTimer, RequestTimerError, Timer};
pub use work_item::{
    HasWorkItem, HasWorkItemArray, IsWorkItem, QueueError, QueueWorkItem, WorkItem,
};

crate::shared::extension::unseen! { Dpc WorkItem Timer }
