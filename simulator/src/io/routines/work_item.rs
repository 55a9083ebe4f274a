//! Work items.

use miniport::ffi;

use super::call::{Call, routines};
use crate::io::work_item::{Routine, SIZE};
use crate::verifier::Rule;

routines! {
    /// Makes a work item.
    IoAllocateWorkItem(device: ffi::PDEVICE_OBJECT) -> ffi::PIO_WORKITEM, UP_TO_DISPATCH
        => |call| allocate(call, device), else std::ptr::null_mut();
    /// Bytes of a work item.
    IoSizeofWorkItem() -> ffi::ULONG, ANY => |_| u32::try_from(SIZE).unwrap_or(0), else 0;
    /// Initialises a work item in memory of the caller's.
    IoInitializeWorkItem(object: ffi::PVOID, item: ffi::PIO_WORKITEM) -> (), ANY => |call| initialize(call, object, item), else ();
    /// Ends one of that kind.
    IoUninitializeWorkItem(item: ffi::PIO_WORKITEM) -> (), ANY
        => |call| call.manager.free_work_item(item as usize, call.owner), else ();
    /// Queues a work item.
    IoQueueWorkItem(
        item: ffi::PIO_WORKITEM, routine: ffi::PIO_WORKITEM_ROUTINE, _queue: ffi::WORK_QUEUE_TYPE, context: ffi::PVOID
    ) -> (), UP_TO_DISPATCH => |call| { queue(call, item, routine.map(Routine::Plain), context, true); }, else ();
    /// Queues a work item, whose routine gets it.
    IoQueueWorkItemEx(
        item: ffi::PIO_WORKITEM, routine: ffi::PIO_WORKITEM_ROUTINE_EX, _queue: ffi::WORK_QUEUE_TYPE, context: ffi::PVOID
    ) -> (), UP_TO_DISPATCH => |call| { queue(call, item, routine.map(Routine::Extended), context, true); }, else ();
    /// Queues a work item if it is not queued; whether it did.
    IoTryQueueWorkItem(
        item: ffi::PIO_WORKITEM, routine: ffi::PIO_WORKITEM_ROUTINE_EX, _queue: ffi::WORK_QUEUE_TYPE, context: ffi::PVOID
    ) -> ffi::BOOLEAN, UP_TO_DISPATCH
        => |call| queue(call, item, routine.map(Routine::Extended), context, false).into(), else ffi::FALSE;
    /// Frees a work item.
    IoFreeWorkItem(item: ffi::PIO_WORKITEM) -> (), UP_TO_DISPATCH
        => |call| call.manager.free_work_item(item as usize, call.owner), else ();
}

fn allocate(call: &Call<'_>, object: ffi::PDEVICE_OBJECT) -> ffi::PIO_WORKITEM {
    let Some(device) = call.device(object) else {
        return std::ptr::null_mut();
    };
    if call.manager.kernel.pool.shortages.fails(SIZE) {
        return std::ptr::null_mut();
    }
    let owner = device.owner;
    let item = call
        .manager
        .make_work_item(object as usize, Some(device), owner);
    item as ffi::PIO_WORKITEM
}

fn initialize(call: &Call<'_>, object: ffi::PVOID, item: ffi::PIO_WORKITEM) {
    if item.is_null() {
        call.bad("the work item is NULL");
        return;
    }
    let device = call.manager.device(object.cast());
    let owner = device.as_ref().map_or(call.owner, |device| device.owner);
    let manager = call.manager;
    manager.add_work_item(item as usize, object as usize, device, owner, None);
}

/// Whether it was queued; `strict`: it must not be queued already.
fn queue(
    call: &Call<'_>,
    item: ffi::PIO_WORKITEM,
    routine: Option<Routine>,
    context: ffi::PVOID,
    strict: bool,
) -> bool {
    let Some(routine) = routine else {
        call.bad("there is no routine");
        return false;
    };
    match call
        .manager
        .queue_work_item(item as usize, routine, context as usize)
    {
        None => {
            call.broke(
                Rule::ForeignHandle,
                "a work item is queued that does not exist",
            );
            false
        }
        Some(false) if strict => {
            call.broke(
                Rule::BusyWorkItem,
                "a work item is queued that is queued already",
            );
            false
        }
        Some(queued) => queued,
    }
}
