//! [`Slot`]: what lies behind an extension for its deferred objects and queues, one row for each field.

use core::mem::MaybeUninit;
use core::ptr::{self, NonNull};

use super::custom_timer::TimerAndDpc;
use super::io_timer::Started;
use super::io_work_item::Work;
use crate::ffi;
use crate::shared::extension::Storage;
use crate::wdm::extension::WdmExtension;
use crate::wdm::irp::{IrpList, Which, complete_queued, park_queued, start_parked};
use crate::wdm::role::{
    DriverStartIo, IoDpc, IoTimer, IoWorkItem, KDeferred, driver_startio, io_dpc, io_timer,
    kdeferred,
};
use crate::wdm::status::NtStatus;

/// The memory of a custom DPC.
pub type CustomDpcMemory<const N: usize> = [MaybeUninit<ffi::KDPC>; N];
/// The memory of a timer with its DPC.
pub type CustomTimerMemory<const N: usize> = [MaybeUninit<TimerAndDpc>; N];
/// The `DpcForIsr` lies in the device object.
pub type DpcForIsrMemory<const N: usize> = [(); N];
/// The memory of a work item.
pub type IoWorkItemMemory<const N: usize> = [Work; N];
/// Whether the timer was started; the timer itself is the device object's.
pub type IoTimerMemory<const N: usize> = [Started; N];
/// The memory of a queue.
pub type IrpQueueMemory<const N: usize> = [MaybeUninit<IrpList>; N];
/// The system queue lies in the device object.
pub type SystemQueueMemory<const N: usize> = [(); N];

/// The object of one field: where it lies, and how it is made and freed.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    offset: usize,
    object: Object,
}

#[derive(Debug, Clone, Copy)]
enum Object {
    CustomDpc(ffi::KDEFERRED_ROUTINE),
    CustomTimer(ffi::KDEFERRED_ROUTINE),
    DpcForIsr(ffi::IO_DPC_ROUTINE),
    WorkItem,
    Timer(ffi::IO_TIMER_ROUTINE),
    Queue,
    SystemQueue(ffi::DRIVER_STARTIO),
}

impl Slot {
    /// A custom DPC with handler `H`.
    pub const fn custom_dpc<H: KDeferred<E, A>, E: WdmExtension, A>(
        offset: usize,
        _count: usize,
    ) -> Self {
        Self {
            offset,
            object: Object::CustomDpc(kdeferred::routine::<H, E, A>),
        }
    }

    /// A timer whose DPC has handler `H`.
    pub const fn custom_timer<H: kdeferred::TimerHandler<E>, E: WdmExtension>(
        offset: usize,
        _count: usize,
    ) -> Self {
        Self {
            offset,
            object: Object::CustomTimer(H::ROUTINE),
        }
    }

    /// The `DpcForIsr` with handler `H`.
    pub const fn dpc_for_isr<H: IoDpc<E, A>, E: WdmExtension, A>(
        offset: usize,
        _count: usize,
    ) -> Self {
        Self {
            offset,
            object: Object::DpcForIsr(io_dpc::routine::<H, E, A>),
        }
    }

    /// A work item with handler `H`, whose routine the I/O manager learns when it is queued.
    pub const fn io_work_item<H: IoWorkItem<E, A>, E: WdmExtension, A>(
        offset: usize,
        _count: usize,
    ) -> Self {
        Self {
            offset,
            object: Object::WorkItem,
        }
    }

    /// The device's timer with handler `H`.
    pub const fn io_timer<H: IoTimer<E>, E: WdmExtension>(offset: usize, _count: usize) -> Self {
        Self {
            offset,
            object: Object::Timer(io_timer::routine::<H, E>),
        }
    }

    /// A queue, which `M` names.
    pub const fn irp_queue<M, E: WdmExtension>(offset: usize, _count: usize) -> Self {
        Self {
            offset,
            object: Object::Queue,
        }
    }

    /// The system queue, whose IRPs `H` starts.
    pub const fn system_queue<H: DriverStartIo<E>, E: WdmExtension>(
        offset: usize,
        _count: usize,
    ) -> Self {
        Self {
            offset,
            object: Object::SystemQueue(driver_startio::routine::<H, E>),
        }
    }

    /// The object's place.
    fn place<T, E: WdmExtension>(self, storage: &Storage<E>) -> NonNull<T> {
        storage.slot(self.offset).cast()
    }
}

/// The routine of the system queue, if there is one: one for all devices of the driver.
pub(crate) fn start_io(rows: &[Slot]) -> ffi::PDRIVER_STARTIO {
    rows.iter().find_map(|row| match row.object {
        Object::SystemQueue(routine) => Some(routine),
        _ => None,
    })
}

/// Makes the objects of a device.
///
/// # Safety
/// The device of `storage` is being added, at `PASSIVE_LEVEL`; the rows are those of its extension, and nobody uses them yet.
pub(crate) unsafe fn make<E: WdmExtension>(storage: &Storage<E>) -> Result<(), NtStatus> {
    let device = storage.device();
    for row in E::SLOTS {
        // SAFETY: the caller's word; the places are those of the row's objects, whose memory is zero.
        unsafe {
            match row.object {
                Object::CustomDpc(routine) => ffi::KeInitializeDpc(
                    row.place(storage).as_ptr(),
                    Some(routine),
                    storage.device_extension(),
                ),
                Object::CustomTimer(routine) => {
                    TimerAndDpc::initialise(
                        row.place(storage),
                        routine,
                        storage.device_extension(),
                    );
                }
                Object::DpcForIsr(routine) => ffi::IoInitializeDpcRequest(device, Some(routine)),
                Object::WorkItem => {
                    let item = ffi::IoAllocateWorkItem(device);
                    if item.is_null() {
                        return Err(NtStatus::INSUFFICIENT_RESOURCES);
                    }
                    row.place::<Work, E>(storage).as_ref().item.set(item);
                }
                Object::Timer(routine) => {
                    NtStatus::of(ffi::IoInitializeTimer(
                        device,
                        Some(routine),
                        ptr::null_mut(),
                    ))?;
                }
                Object::Queue => {
                    let waits = &storage.kept.activity.waits;
                    row.place::<IrpList, E>(storage).as_ref().initialise(waits);
                }
                // It is started again only when the routine has returned (SDV rule StartIoRecursion).
                Object::SystemQueue(_) => {
                    ffi::IoSetStartIoAttributes(device, ffi::TRUE, ffi::FALSE);
                }
            }
        }
    }
    Ok(())
}

/// Frees what `make` allocated.
///
/// # Safety
/// `PASSIVE_LEVEL`; nothing of the device runs any more.
pub(crate) unsafe fn free<E: WdmExtension>(storage: &Storage<E>) {
    for row in E::SLOTS {
        if let Object::WorkItem = row.object {
            // SAFETY: the caller's word; the place is that of a work item, which is freed once.
            unsafe {
                let item = row
                    .place::<Work, E>(storage)
                    .as_ref()
                    .item
                    .replace(ptr::null_mut());
                if !item.is_null() {
                    ffi::IoFreeWorkItem(item);
                }
            }
        }
    }
}

/// Stops the timer of the device if it was started, and cancels the driver's own.
///
/// # Safety
/// The device was added; up to `DISPATCH_LEVEL`; nothing starts it any more.
pub(crate) unsafe fn stop_timers<E: WdmExtension>(storage: &Storage<E>) {
    for row in E::SLOTS {
        // SAFETY: the place is that of such a timer; the caller's word.
        unsafe {
            match row.object {
                Object::Timer(_) if row.place::<Started, E>(storage).as_ref().end() => {
                    ffi::IoStopTimer(storage.device());
                }
                Object::CustomTimer(_) => {
                    TimerAndDpc::cancel(row.place(storage));
                }
                _ => {}
            }
        }
    }
}

/// Completes what waits in the queues.
///
/// # Safety
/// The device was added; up to `DISPATCH_LEVEL`, and no spin lock is held.
pub(crate) unsafe fn complete_waiting<E: WdmExtension>(
    storage: &Storage<E>,
    which: Which,
    status: NtStatus,
) {
    for row in E::SLOTS {
        // SAFETY: the place is that of a queue; the caller's word.
        unsafe {
            match row.object {
                Object::Queue => {
                    let list = row.place::<IrpList, E>(storage);
                    list.as_ref().complete_all(which, status);
                }
                // In this order none is missed that is started again meanwhile.
                Object::SystemQueue(_) => {
                    storage.kept.parked.0.complete_all(which, status);
                    complete_queued(storage, which, status);
                }
                _ => {}
            }
        }
    }
}

/// The device has a system queue.
fn has_system_queue<E: WdmExtension>() -> bool {
    let is_one = |row: &Slot| matches!(row.object, Object::SystemQueue(_));
    E::SLOTS.iter().any(is_one)
}

/// Parks what waits in the system queue, if there is one: it does not keep the device from being stopped.
///
/// # Safety
/// As [`complete_waiting`].
pub(crate) unsafe fn park<E: WdmExtension>(storage: &Storage<E>) {
    if has_system_queue::<E>() {
        // SAFETY: the caller's word.
        unsafe { park_queued(storage) };
    }
}

/// Starts what was parked, in its order.
///
/// # Safety
/// As [`complete_waiting`]; the device is started, and nobody pauses it meanwhile.
pub(crate) unsafe fn unpark<E: WdmExtension>(storage: &Storage<E>) {
    if has_system_queue::<E>() {
        // SAFETY: the caller's word.
        unsafe { start_parked(storage) };
    }
}
