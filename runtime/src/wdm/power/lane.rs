//! [`Lane`]: how a power request of the device goes on, step by step: at once, in a DPC, or later.

use core::cell::{Cell, UnsafeCell};
use core::mem::MaybeUninit;
use core::ptr;
use core::sync::atomic::{AtomicBool, Ordering};

use super::steps;
use crate::ffi::{self, PVOID};
use crate::shared::extension::Storage;
use crate::wdm::count::MEANWHILE;
use crate::wdm::extension::WdmExtension;
use crate::wdm::status::NtStatus;

/// What is to be done for a request next.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// The device loses its power, or is asked. The value of zero.
    Lose = 0,
    /// The lower drivers have given it power, or could not.
    Up = 1,
    /// A lower driver has refused a query.
    Refused = 2,
}

/// The requests of one minor function, of which there is one at a time. The page of `IRP_MN_SET_POWER` says so of those that set a device's
/// power. That of `IRP_MN_QUERY_POWER` says nothing of queries, nor whether one comes beside the other kind: so they have a lane of their own,
/// and a second query at a time is refused.
pub(crate) struct Lane {
    timer: UnsafeCell<MaybeUninit<ffi::KTIMER>>,
    dpc: UnsafeCell<MaybeUninit<ffi::KDPC>>,
    /// For what is for `PASSIVE_LEVEL`.
    item: Cell<ffi::PIO_WORKITEM>,
    irp: Cell<ffi::PIRP>,
    step: Cell<Step>,
}

/// The two lanes of a device.
pub(crate) struct Lanes {
    sets: Lane,
    queries: Lane,
    /// There is a query.
    queried: AtomicBool,
}

impl Lanes {
    /// # Safety
    /// The device of `storage` is being added, at `PASSIVE_LEVEL`: nothing else uses this.
    pub(crate) unsafe fn initialise<E: WdmExtension>(storage: &Storage<E>) -> Result<(), NtStatus> {
        let lanes = &storage.kept.lanes;
        // SAFETY: the caller's word. A lane's DPC is queued, and its timer set, for a request which the end of the device waits for.
        unsafe {
            lanes.sets.initialise(storage, go_on::<E, false>)?;
            lanes.queries.initialise(storage, go_on::<E, true>)
        }
    }

    /// Frees the work items.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`; they are not queued, and are not used again.
    pub(crate) unsafe fn free(&self) {
        for lane in [&self.sets, &self.queries] {
            let item = lane.item.replace(ptr::null_mut());
            if !item.is_null() {
                // SAFETY: the caller's word; each is freed once.
                unsafe { ffi::IoFreeWorkItem(item) };
            }
        }
    }

    /// A query has come: false if there is one.
    pub(super) fn begin_query(&self) -> bool {
        !self.queried.swap(true, Ordering::SeqCst)
    }

    /// The query is about to be completed.
    pub(super) fn end_query(&self) {
        self.queried.store(false, Ordering::SeqCst);
    }

    /// That of a request.
    ///
    /// # Safety
    /// The IRP is an owned request of power.
    pub(super) unsafe fn of(&self, irp: ffi::PIRP) -> &Lane {
        // SAFETY: the caller's word.
        let minor = unsafe { (*ffi::IoGetCurrentIrpStackLocation(irp)).MinorFunction };
        self.lane(minor == ffi::IRP_MN_QUERY_POWER)
    }

    fn lane(&self, is_query: bool) -> &Lane {
        if is_query { &self.queries } else { &self.sets }
    }
}

impl Lane {
    /// # Safety
    /// As [`Lanes::initialise`].
    unsafe fn initialise<E: WdmExtension>(
        &self,
        storage: &Storage<E>,
        routine: ffi::KDEFERRED_ROUTINE,
    ) -> Result<(), NtStatus> {
        // SAFETY: the caller's word.
        unsafe {
            ffi::KeInitializeTimer(self.timer.get().cast());
            let context = storage.device_extension();
            ffi::KeInitializeDpc(self.dpc.get().cast(), Some(routine), context);
            let item = ffi::IoAllocateWorkItem(storage.device());
            if item.is_null() {
                return Err(NtStatus::INSUFFICIENT_RESOURCES);
            }
            self.item.set(item);
        }
        Ok(())
    }

    /// Goes on with a request.
    ///
    /// # Safety
    /// Up to `DISPATCH_LEVEL`, no lock; the IRP is the owned request of this lane, and holds the device until the step is done.
    pub(super) unsafe fn begin<E: WdmExtension>(
        &self,
        storage: &Storage<E>,
        irp: ffi::PIRP,
        step: Step,
    ) {
        self.irp.set(irp);
        self.step.set(step);
        // SAFETY: the caller's word. Whoever completed the IRP above PASSIVE_LEVEL may have done so anywhere, in a timer routine for instance:
        // a hook may do what a DPC of the device may, so that it is called in one.
        unsafe {
            if ffi::KeGetCurrentIrql() == ffi::PASSIVE_LEVEL {
                self.go_on(storage);
            } else {
                ffi::KeInsertQueueDpc(self.dpc.get().cast(), ptr::null_mut(), ptr::null_mut());
            }
        }
    }

    /// Has `routine` called with a request at `PASSIVE_LEVEL`.
    ///
    /// # Safety
    /// Up to `DISPATCH_LEVEL`; the IRP is the owned request of this lane, and holds the device.
    pub(super) unsafe fn queue(&self, irp: ffi::PIRP, routine: ffi::IO_WORKITEM_ROUTINE) {
        // SAFETY: the caller's word: the item is not queued. `DelayedWorkQueue` is what the page of the routine asks for.
        unsafe {
            ffi::IoQueueWorkItem(
                self.item.get(),
                Some(routine),
                ffi::DelayedWorkQueue,
                irp.cast(),
            );
        }
    }

    /// Looks again later.
    ///
    /// # Safety
    /// Up to `DISPATCH_LEVEL`; the request of the lane holds the device, and neither the timer is set nor the DPC queued.
    pub(super) unsafe fn look_again(&self) {
        // SAFETY: the caller's word.
        unsafe { ffi::KeSetTimer(self.timer.get().cast(), MEANWHILE, self.dpc.get().cast()) };
    }

    /// Takes the next step, or looks again later where it is somebody else's turn.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`, or in the lane's DPC; no lock. The request of the lane is owned, and holds the device until the step is done.
    unsafe fn go_on<E: WdmExtension>(&self, storage: &Storage<E>) {
        // SAFETY: the caller's word. Each step gives the turn back.
        unsafe {
            if !storage.kept.pnp.turn.try_take() {
                self.look_again();
                return;
            }
            let (irp, step) = (self.irp.get(), self.step.get());
            match step {
                Step::Lose => steps::lose(storage, irp),
                Step::Up => steps::up(storage, irp),
                Step::Refused => steps::refused(storage, irp),
            }
        }
    }
}

/// The DPC of a lane.
unsafe extern "C" fn go_on<E: WdmExtension, const IS_QUERY: bool>(
    _dpc: *mut ffi::KDPC,
    storage: PVOID,
    _argument1: PVOID,
    _argument2: PVOID,
) {
    // SAFETY: the DPC's context is the storage of a device that has a request of this lane. DISPATCH_LEVEL.
    unsafe {
        let storage = &*storage.cast::<Storage<E>>();
        storage.kept.lanes.lane(IS_QUERY).go_on(storage);
    }
}
