//! Plug and play: how a device starts, stops and goes (`IRP_MJ_PNP`).
//!
//! | minor function | what the runtime does |
//! | --- | --- |
//! | `START_DEVICE` | passes it down; when the lower drivers have succeeded, starts the device in a work item: no thread waits |
//! | `QUERY_STOP_DEVICE`, `QUERY_REMOVE_DEVICE` | asks the driver; new IRPs wait, those that run are waited for; passes it down |
//! | `CANCEL_…` | passes it down and waits; IRPs go on. It may come without a query |
//! | `STOP_DEVICE` | the end of the hardware; passes it down. IRPs wait for the next start |
//! | `SURPRISE_REMOVAL` | IRPs fail; the end of the hardware; passes it down |
//! | `REMOVE_DEVICE` | IRPs fail; the end of the hardware and of the device; passes it down, detaches and deletes the device object |
//! | others | passed down as they are |
//!
//! docs/soundness.md, "The end of a device", has the argument.

use core::cell::Cell;
use core::ptr::{self, NonNull};

use super::activity::Gate;
use super::extension::WdmExtension;
use super::irp::complete;
use super::resources::Resources;
use super::status::NtStatus;
use super::{deferred, interrupt, scope};
use crate::ffi::{self, DEVICE_OBJECT, IRP, NTSTATUS, PVOID};
use crate::shared::context::Context;
use crate::shared::extension::Storage;

/// Where a device is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum State {
    /// It was added, or stopped, and has no hardware. The value of zero.
    #[default]
    Stopped,
    /// It is started.
    Started,
    /// It is started, and has agreed to be stopped or removed.
    Pending,
    /// It is gone; the value is still there.
    Gone,
}

/// What the runtime keeps of plug and play. Requests come one after the other, so that cells will do.
#[derive(Debug)]
pub(crate) struct PnpState {
    pub(crate) state: Cell<State>,
    /// The device has lost power.
    pub(crate) is_asleep: Cell<bool>,
    /// The work item in which the device is started, and gets its power back.
    work: Cell<ffi::PIO_WORKITEM>,
}

impl PnpState {
    /// # Safety
    /// `device` is being added, at `PASSIVE_LEVEL`.
    pub(crate) unsafe fn initialise(&self, device: ffi::PDEVICE_OBJECT) -> Result<(), NtStatus> {
        // SAFETY: the caller's word.
        let item = unsafe { ffi::IoAllocateWorkItem(device) };
        if item.is_null() {
            return Err(NtStatus::INSUFFICIENT_RESOURCES);
        }
        self.work.set(item);
        Ok(())
    }
}

/// The dispatch routine of `IRP_MJ_PNP`.
///
/// # Safety
/// The plug and play manager calls it for a device with extension `E`.
pub(crate) unsafe extern "system" fn dispatch<E: WdmExtension>(
    device: *mut DEVICE_OBJECT,
    irp: *mut IRP,
) -> NTSTATUS {
    // SAFETY: the caller's word: PASSIVE_LEVEL, the IRP is owned here, and the device is not removed before its REMOVE_DEVICE.
    unsafe {
        let storage = Storage::<E>::behind(device);
        let minor = (*ffi::IoGetCurrentIrpStackLocation(irp)).MinorFunction;
        match minor {
            ffi::IRP_MN_START_DEVICE => return storage.begin_start(irp),
            ffi::IRP_MN_QUERY_STOP_DEVICE => {
                if let Err(status) = storage.agree(E::query_stop) {
                    return fail(irp, status);
                }
            }
            ffi::IRP_MN_QUERY_REMOVE_DEVICE => {
                if let Err(status) = storage.agree(E::query_remove) {
                    return fail(irp, status);
                }
            }
            ffi::IRP_MN_CANCEL_STOP_DEVICE | ffi::IRP_MN_CANCEL_REMOVE_DEVICE => {
                return storage.cancel_query(irp);
            }
            ffi::IRP_MN_STOP_DEVICE => storage.end_hardware(),
            ffi::IRP_MN_SURPRISE_REMOVAL => storage.surprise(),
            ffi::IRP_MN_REMOVE_DEVICE => return storage.remove(irp),
            _ => return pass_down(storage.kept.lower.get(), irp),
        }
        (*irp).IoStatus.Status = ffi::STATUS_SUCCESS;
        pass_down(storage.kept.lower.get(), irp)
    }
}

/// Sends the IRP to the next lower driver.
///
/// # Safety
/// The IRP is owned, and `lower` is below its device.
pub(crate) unsafe fn pass_down(lower: ffi::PDEVICE_OBJECT, irp: *mut IRP) -> NTSTATUS {
    // SAFETY: the caller's word.
    unsafe {
        ffi::IoSkipCurrentIrpStackLocation(irp);
        ffi::IoCallDriver(lower, irp)
    }
}

/// Completes the IRP with a failure.
///
/// # Safety
/// The IRP is owned; no lock is held.
unsafe fn fail(irp: *mut IRP, status: NtStatus) -> NTSTATUS {
    // SAFETY: the caller's word.
    unsafe { complete(NonNull::new_unchecked(irp), status, 0) };
    status.code()
}

impl<E: WdmExtension> Storage<E> {
    /// `START_DEVICE`: down first.
    ///
    /// # Safety
    /// As [`dispatch`].
    unsafe fn begin_start(&self, irp: *mut IRP) -> NTSTATUS {
        // SAFETY: the caller's word; the routine is one for this extension.
        unsafe {
            ffi::IoMarkIrpPending(irp);
            ffi::IoCopyCurrentIrpStackLocationToNext(irp);
            let context = self.device_extension();
            let routine = Some(started_below::<E> as ffi::IO_COMPLETION_ROUTINE);
            ffi::IoSetCompletionRoutine(irp, routine, context, ffi::TRUE, ffi::TRUE, ffi::TRUE);
            ffi::IoCallDriver(self.kept.lower.get(), irp);
        }
        ffi::STATUS_PENDING
    }

    /// Starts the device: the lower drivers have.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`; the IRP is the `START_DEVICE`, which is owned here.
    unsafe fn start(&self, irp: *mut IRP) -> Result<(), NtStatus> {
        // SAFETY: the caller's word; the device has no hardware, and nothing runs that could want it.
        unsafe {
            let location = &*ffi::IoGetCurrentIrpStackLocation(irp);
            let resources = location.Parameters.StartDevice;
            let resources =
                Resources::new(resources.AllocatedResourcesTranslated, self.kept.mappings());
            let mut cx: Context<'_, E, scope::Start> = Context::new(self.into());
            let hardware = match self.value().start(&mut cx, &resources) {
                Ok(hardware) => hardware,
                Err(status) => {
                    self.kept.release_mappings();
                    self.kept.release_dma();
                    return Err(status);
                }
            };
            self.hardware_place().write(hardware);
            self.kept.pnp.state.set(State::Started);
            self.life.reopen();
            self.kept.activity.fill();
            if let Err(status) = interrupt::connect(self, self.kept.callbacks()) {
                self.end_hardware();
                return Err(status);
            }
            let mut cx: Context<'_, E, scope::Power> = Context::new(self.into());
            self.value().started(&mut cx);
            self.go_on();
            self.set_interface(true);
        }
        Ok(())
    }

    /// Lets IRPs reach the driver, if the device is started and has power.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`; no lock is held.
    pub(crate) unsafe fn go_on(&self) {
        let pnp = &self.kept.pnp;
        if pnp.state.get() == State::Started && !pnp.is_asleep.get() {
            self.kept.activity.fill();
            self.kept.activity.set_gate(Gate::Open);
            // SAFETY: the caller's word.
            unsafe { self.let_go() };
        }
    }

    /// Goes on with an IRP that came back from the lower drivers, in a work item: what its completion routine returns. One such IRP is
    /// under way at a time: those of plug and play and of power come one after the other.
    ///
    /// # Safety
    /// This is the completion routine of the IRP; the routine completes it.
    pub(crate) unsafe fn go_on_at_passive(
        &self,
        irp: ffi::PIRP,
        routine: ffi::IO_WORKITEM_ROUTINE,
    ) -> NTSTATUS {
        // SAFETY: the caller's word; up to DISPATCH_LEVEL. The work item is not queued.
        unsafe {
            let work = self.kept.pnp.work.get();
            ffi::IoQueueWorkItem(work, Some(routine), ffi::DelayedWorkQueue, irp.cast());
        }
        ffi::STATUS_MORE_PROCESSING_REQUIRED
    }

    /// Stops IRPs from reaching the driver, and waits until it has done with those that have.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`; the device is started.
    pub(crate) unsafe fn pause(&self) {
        self.kept.activity.set_gate(Gate::Holding);
        // SAFETY: the caller's word.
        unsafe { self.kept.activity.drain() };
    }

    /// `QUERY_STOP_DEVICE` and `QUERY_REMOVE_DEVICE`.
    ///
    /// # Safety
    /// As [`dispatch`].
    unsafe fn agree(
        &self,
        ask: fn(&E, &mut Context<'_, E, scope::Pnp>) -> Result<(), NtStatus>,
    ) -> Result<(), NtStatus> {
        // SAFETY: the caller's word: the value is there until REMOVE_DEVICE.
        unsafe {
            let mut cx: Context<'_, E, scope::Pnp> = Context::new(self.into());
            ask(self.value(), &mut cx)?;
            if self.kept.pnp.state.get() == State::Started {
                self.kept.pnp.state.set(State::Pending);
                self.pause();
            }
        }
        Ok(())
    }

    /// `CANCEL_STOP_DEVICE` and `CANCEL_REMOVE_DEVICE`: the lower drivers go on first.
    ///
    /// # Safety
    /// As [`dispatch`].
    unsafe fn cancel_query(&self, irp: *mut IRP) -> NTSTATUS {
        // SAFETY: the caller's word.
        unsafe {
            ffi::IoForwardIrpSynchronously(self.kept.lower.get(), irp);
            if self.kept.pnp.state.get() == State::Pending {
                self.kept.pnp.state.set(State::Started);
                self.go_on();
            }
            complete(NonNull::new_unchecked(irp), NtStatus::SUCCESS, 0);
        }
        ffi::STATUS_SUCCESS
    }

    /// `SURPRISE_REMOVAL`: the device is gone.
    ///
    /// # Safety
    /// As [`dispatch`].
    unsafe fn surprise(&self) {
        // SAFETY: the caller's word.
        unsafe {
            self.set_interface(false);
            self.refuse_all(NtStatus::NO_SUCH_DEVICE);
            self.end_hardware();
            self.kept.pnp.state.set(State::Gone);
        }
    }

    /// From here on IRPs fail; those that wait, and those that the driver keeps, are completed.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`, no lock.
    unsafe fn refuse_all(&self, status: NtStatus) {
        let has_hardware = self.has_hardware();
        self.kept.activity.refuse(status);
        // SAFETY: the caller's word; while there is hardware, the driver's hook may use it.
        unsafe {
            self.let_go();
            deferred::complete_waiting(self, ptr::null_mut(), status);
            if has_hardware {
                let mut cx: Context<'_, E, scope::Passive> = Context::new(self.into());
                self.value().abort(&mut cx);
            }
        }
    }

    /// There is hardware.
    pub(crate) fn has_hardware(&self) -> bool {
        matches!(self.kept.pnp.state.get(), State::Started | State::Pending)
    }

    /// The end of the hardware: everything that could use it is over, then it is dropped.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`, no lock; the gate is not open.
    unsafe fn end_hardware(&self) {
        if !self.has_hardware() {
            return;
        }
        let kept = &self.kept;
        if kept.activity.gate() == Gate::Open {
            kept.activity.set_gate(Gate::Holding);
        }
        // SAFETY: the caller's word. When the device is drained, the driver owns no IRP and no dispatch routine or work item of it runs.
        unsafe {
            kept.activity.drain();
            // Nothing new is deferred. Interrupts and DPCs that saw the gate open still can: they are waited for twice, and what they
            // deferred once more. The interrupt stays connected meanwhile: what was deferred may acquire its lock.
            self.life.close();
            let mut cx: Context<'_, E, scope::Stop> = Context::new(self.into());
            self.value().stop(&mut cx);
            interrupt::past(self);
            deferred::stop_timers(self);
            ffi::KeFlushQueuedDpcs();
            kept.activity.fill();
            kept.activity.drain();
            while kept.dropped_irps.is_busy() {
                ffi::KeStallExecutionProcessor(1);
            }
            ffi::KeFlushQueuedDpcs();
            interrupt::disconnect(self);
            self.hardware_place().drop_in_place();
            kept.release_mappings();
            kept.release_dma();
        }
        kept.pnp.state.set(State::Stopped);
    }

    /// `REMOVE_DEVICE`: the end of the device.
    ///
    /// # Safety
    /// As [`dispatch`]; the device is gone when this returns.
    unsafe fn remove(&self, irp: *mut IRP) -> NTSTATUS {
        let (device, lower) = (self.device(), self.kept.lower.get());
        // SAFETY: the caller's word: nothing is sent to the device after this.
        unsafe {
            self.set_interface(false);
            self.refuse_all(NtStatus::DELETE_PENDING);
            self.end_hardware();
            self.end_without_hardware();
            (*irp).IoStatus.Status = ffi::STATUS_SUCCESS;
            let status = pass_down(lower, irp);
            ffi::IoDetachDevice(lower);
            ffi::IoDeleteDevice(device);
            status
        }
    }

    /// Drops the value, and frees what the runtime made when the device was added.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`; there is no hardware, and nothing of the device runs.
    pub(crate) unsafe fn end_without_hardware(&self) {
        let kept = &self.kept;
        // SAFETY: the caller's word.
        unsafe {
            self.destroy(|| {});
            // The value may have owned IRPs.
            ffi::KeFlushQueuedDpcs();
            deferred::free(self);
            let work = kept.pnp.work.replace(ptr::null_mut());
            if !work.is_null() {
                ffi::IoFreeWorkItem(work);
            }
            let mut name = kept.interface.replace(super::extension::NO_NAME);
            if !name.Buffer.is_null() {
                ffi::RtlFreeUnicodeString(&raw mut name);
            }
            self.dropped.release::<E::Kind>(self.device_extension());
        }
    }

    /// Shows or hides the device's interface.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`.
    unsafe fn set_interface(&self, enable: bool) {
        let mut name = self.kept.interface.get();
        if !name.Buffer.is_null() {
            // SAFETY: the name is that of the device's interface; the caller's word.
            unsafe { ffi::IoSetDeviceInterfaceState(&raw mut name, enable.into()) };
        }
    }
}

/// The lower drivers have completed `START_DEVICE`.
///
/// # Safety
/// The I/O manager calls it for an IRP of [`Storage::begin_start`], with the storage of its device.
unsafe extern "system" fn started_below<E: WdmExtension>(
    _device: ffi::PDEVICE_OBJECT,
    irp: ffi::PIRP,
    context: PVOID,
) -> NTSTATUS {
    // SAFETY: the caller's word: the IRP is owned again until it is completed; the work item is queued once for a start.
    unsafe {
        if (*irp).IoStatus.Status < 0 {
            return ffi::STATUS_CONTINUE_COMPLETION;
        }
        (*context.cast::<Storage<E>>()).go_on_at_passive(irp, start_work::<E>)
    }
}

/// The work item in which a device is started.
///
/// # Safety
/// The I/O manager calls it for the work item of [`started_below`].
unsafe extern "system" fn start_work<E: WdmExtension>(device: ffi::PDEVICE_OBJECT, irp: PVOID) {
    // SAFETY: PASSIVE_LEVEL; the context is the IRP, which is owned here.
    unsafe {
        let irp: ffi::PIRP = irp.cast();
        let status = Storage::<E>::behind(device)
            .start(irp)
            .map_or_else(|status| status, |()| NtStatus::SUCCESS);
        complete(NonNull::new_unchecked(irp), status, 0);
    }
}
