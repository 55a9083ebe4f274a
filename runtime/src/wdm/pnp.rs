//! Plug and play: how a device starts, stops and goes (`IRP_MJ_PNP`).
//!
//! | minor function | what the runtime does |
//! | --- | --- |
//! | `START_DEVICE` | the end of the hardware, if there is some; passes it down; when the lower drivers have succeeded, starts the device in a work item: no thread waits |
//! | `QUERY_STOP_DEVICE` | asks the driver, and pauses it: new IRPs wait, those that run are waited for; passes it down |
//! | `QUERY_REMOVE_DEVICE` | asks the driver; the device serves, but is opened no more; passes it down |
//! | `CANCEL_…` | passes it down and waits; the driver goes on. It may come without a query |
//! | `STOP_DEVICE` | the end of the hardware; passes it down. IRPs wait for the next start |
//! | `SURPRISE_REMOVAL` | IRPs fail; the end of the hardware; passes it down |
//! | `REMOVE_DEVICE` | IRPs fail; the end of the hardware; passes it down when no power request is here; the end of the device when none is below; detaches and deletes the device object |
//! | `DEVICE_USAGE_NOTIFICATION` | counts special files; with one, the queries are refused, and the device is not pageable |
//! | `QUERY_PNP_DEVICE_STATE` | with a special file, the device cannot be disabled; one that could not be given power has failed; passes it down |
//! | others | passed down as they are |
//!
//! Each of those that change the device waits for its turn with power requests, which may be under way meanwhile (`power`). The ends are in
//! `end`.

use core::cell::Cell;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicBool, Ordering};

use super::extension::WdmExtension;
use super::irp::complete;
use super::lower::{go_on_in_work_item, pass_down, pass_on, wait_for_lower};
use super::power::Turn;
use super::resources::Resources;
use super::role::entry;
use super::status::NtStatus;
use super::{interrupt, scope, usage};
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
    /// It is started, and has agreed to be stopped.
    Pending,
    /// It is gone; the value is still there.
    Gone,
}

/// Whether a device has power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum PowerState {
    /// It has. The value of zero.
    #[default]
    On,
    /// It has, and has agreed to lose it.
    Queried,
    /// It has lost it.
    Off,
}

/// What the runtime keeps of plug and play and of power. Who has the turn uses the cells.
#[derive(Debug)]
pub(crate) struct PnpState {
    pub(crate) turn: Turn,
    pub(crate) state: Cell<State>,
    pub(crate) power: Cell<PowerState>,
    /// The device could not be given power.
    pub(crate) failed: AtomicBool,
    /// It has agreed to be removed.
    leaves: AtomicBool,
    /// Its `START_DEVICE` is under way.
    starts: AtomicBool,
    /// The lower drivers are taking its power.
    pub(crate) loses: AtomicBool,
    /// The work item in which the device is started.
    start: Cell<ffi::PIO_WORKITEM>,
    pub(crate) rest: Rest,
}

/// The work item in which IRPs go on that come at `PASSIVE_LEVEL` only.
#[derive(Debug)]
pub(crate) struct Rest {
    pub(crate) item: Cell<ffi::PIO_WORKITEM>,
    /// It is queued, and has not begun to run.
    pub(crate) queued: AtomicBool,
}

impl PnpState {
    /// # Safety
    /// `device` is being added, at `PASSIVE_LEVEL`.
    pub(crate) unsafe fn initialise(&self, device: ffi::PDEVICE_OBJECT) -> Result<(), NtStatus> {
        for place in [&self.start, &self.rest.item] {
            // SAFETY: the caller's word.
            let item = unsafe { ffi::IoAllocateWorkItem(device) };
            if item.is_null() {
                return Err(NtStatus::INSUFFICIENT_RESOURCES);
            }
            place.set(item);
        }
        Ok(())
    }

    /// The device has agreed to be removed: nobody opens it any more (page "Handling an `IRP_MN_QUERY_REMOVE_DEVICE` Request").
    pub(crate) fn leaves(&self) -> bool {
        self.leaves.load(Ordering::SeqCst)
    }

    /// The device is being started: the lower drivers give it its power, and it keeps that until it is started.
    pub(crate) fn starts(&self) -> bool {
        self.starts.load(Ordering::SeqCst)
    }

    /// Frees the work items.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`; they are not queued, and are not used again.
    pub(super) unsafe fn free(&self) {
        for place in [&self.start, &self.rest.item] {
            let item = place.replace(ptr::null_mut());
            if !item.is_null() {
                // SAFETY: the caller's word; each is freed once.
                unsafe { ffi::IoFreeWorkItem(item) };
            }
        }
    }
}

/// The dispatch routine of `IRP_MJ_PNP`.
///
/// # Safety
/// The plug and play manager calls it for a device with extension `E`.
pub(crate) unsafe extern "C" fn dispatch<E: WdmExtension>(
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
                if let Err(status) = storage.agree_to_stop() {
                    return fail(irp, status);
                }
            }
            ffi::IRP_MN_QUERY_REMOVE_DEVICE => {
                if let Err(status) = storage.agree_to_go() {
                    return fail(irp, status);
                }
            }
            ffi::IRP_MN_CANCEL_STOP_DEVICE | ffi::IRP_MN_CANCEL_REMOVE_DEVICE => {
                return storage.cancel_query(irp);
            }
            ffi::IRP_MN_STOP_DEVICE => {
                let _turn = storage.kept.pnp.turn.take();
                storage.end_hardware();
            }
            ffi::IRP_MN_SURPRISE_REMOVAL => storage.surprise(),
            ffi::IRP_MN_REMOVE_DEVICE => return storage.remove(irp),
            ffi::IRP_MN_DEVICE_USAGE_NOTIFICATION => return usage::dispatch(storage, irp),
            // What others have said stays.
            ffi::IRP_MN_QUERY_PNP_DEVICE_STATE if storage.pnp_device_state() != 0 => {
                (*ffi::named(irp)).IoStatus.Information |= storage.pnp_device_state();
            }
            _ => return pass_on(storage, irp),
        }
        (*ffi::named(irp)).IoStatus.Status = ffi::STATUS_SUCCESS;
        pass_down(storage.kept.lower.get(), irp)
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
    /// What the runtime has to say of the device.
    fn pnp_device_state(&self) -> ffi::ULONG_PTR {
        let mut state = 0;
        if self.kept.usage.is_any() {
            state |= ffi::PNP_DEVICE_NOT_DISABLEABLE;
        }
        if self.kept.pnp.failed.load(Ordering::SeqCst) {
            state |= ffi::PNP_DEVICE_FAILED;
        }
        state
    }

    /// `START_DEVICE`: down first. A device that is started gets other resources (page of the request), and is stopped before: here, where its
    /// IRPs may be waited for, and not in the work item. The lower drivers, which give the device its power, do not take it at the same time.
    ///
    /// # Safety
    /// As [`dispatch`].
    unsafe fn begin_start(&self, irp: *mut IRP) -> NTSTATUS {
        // SAFETY: the caller's word.
        unsafe {
            let pnp = &self.kept.pnp;
            let turn = pnp.turn.take_when(|| !pnp.loses.load(Ordering::SeqCst));
            self.end_hardware();
            pnp.starts.store(true, Ordering::SeqCst);
            drop(turn);
            wait_for_lower(self, irp, started_below::<E>)
        }
    }

    /// Starts the device: the lower drivers have.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`, with the turn; the IRP is the `START_DEVICE` of [`begin_start`](Self::begin_start), which is owned here.
    unsafe fn start(&self, irp: *mut IRP) -> Result<(), NtStatus> {
        debug_assert!(!self.has_hardware());
        // SAFETY: the caller's word. When the device has no hardware, nothing runs that could want it.
        unsafe {
            let location = ffi::named(ffi::IoGetCurrentIrpStackLocation(irp));
            let resources = (*location).Parameters.StartDevice;
            let resources =
                Resources::new(resources.AllocatedResourcesTranslated, self.kept.mappings());
            let hardware = {
                let mut hook = entry::hook::<E, scope::Start>(self);
                self.value().start(&mut hook.cx, &resources)
            };
            let hardware = match hardware {
                Ok(hardware) => hardware,
                Err(status) => {
                    self.kept.release_mappings();
                    self.kept.release_dma();
                    return Err(status.failure());
                }
            };
            self.hardware_place().write(hardware);
            self.kept.pnp.state.set(State::Started);
            // A device that is started has power: no request says so (page "Powering Up a Device").
            self.kept.pnp.power.set(PowerState::On);
            self.kept.pnp.failed.store(false, Ordering::SeqCst);
            self.life.reopen();
            self.kept.activity.works.open(true);
            if let Err(status) = interrupt::connect(self, self.kept.callbacks()) {
                self.end_hardware();
                return Err(status);
            }
            self.take_up(E::started);
            // The driver tells, where a device is started (page of the routine).
            let state = ffi::POWER_STATE {
                DeviceState: ffi::PowerDeviceD0,
            };
            ffi::PoSetPowerState(self.device(), ffi::DevicePowerState, state);
            self.go_on();
            self.set_interface(true);
        }
        Ok(())
    }

    /// Asks the driver, unless there is a special file on the device.
    ///
    /// # Safety
    /// As [`dispatch`], with the turn: the value is there until `REMOVE_DEVICE`.
    unsafe fn ask(
        &self,
        hook: fn(&E, &mut Context<'_, E, scope::Pnp>) -> Result<(), NtStatus>,
    ) -> Result<(), NtStatus> {
        if self.kept.usage.is_any() {
            return Err(NtStatus::DEVICE_BUSY);
        }
        // SAFETY: the caller's word.
        let asked = unsafe { hook(self.value(), &mut entry::hook::<E, scope::Pnp>(self).cx) };
        asked.map_err(NtStatus::failure)
    }

    /// `QUERY_STOP_DEVICE`.
    ///
    /// # Safety
    /// As [`dispatch`].
    unsafe fn agree_to_stop(&self) -> Result<(), NtStatus> {
        // SAFETY: the caller's word.
        unsafe {
            let _turn = self.kept.pnp.turn.take();
            self.ask(E::query_stop)?;
            if self.kept.pnp.state.get() == State::Started {
                self.kept.pnp.state.set(State::Pending);
                self.pause();
            }
        }
        Ok(())
    }

    /// `QUERY_REMOVE_DEVICE`: the device is opened no more. Other IRPs come as before (page "Handling an `IRP_MN_QUERY_REMOVE_DEVICE` Request").
    ///
    /// # Safety
    /// As [`dispatch`].
    unsafe fn agree_to_go(&self) -> Result<(), NtStatus> {
        // SAFETY: the caller's word.
        unsafe {
            let _turn = self.kept.pnp.turn.take();
            self.ask(E::query_remove)?;
        }
        self.kept.pnp.leaves.store(true, Ordering::SeqCst);
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
            self.kept.pnp.leaves.store(false, Ordering::SeqCst);
            let turn = self.kept.pnp.turn.take();
            if self.kept.pnp.state.get() == State::Pending {
                self.kept.pnp.state.set(State::Started);
                // The driver looks again at what waits in its queues: nobody else will.
                self.go_on();
            }
            drop(turn);
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
        unsafe { self.end_for_good(NtStatus::NO_SUCH_DEVICE) };
    }

    /// The end of the hardware, for good: IRPs fail.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`, no lock.
    unsafe fn end_for_good(&self, status: NtStatus) {
        // SAFETY: the caller's word.
        unsafe {
            self.set_interface(false);
            self.hear_no_more_of_shutdown();
            let _turn = self.kept.pnp.turn.take();
            self.refuse_all(status);
            self.end_hardware();
            self.kept.pnp.state.set(State::Gone);
        }
    }

    /// There is hardware. Asked by who has the turn.
    pub(crate) fn has_hardware(&self) -> bool {
        matches!(self.kept.pnp.state.get(), State::Started | State::Pending)
    }

    /// `REMOVE_DEVICE`: the end of the device.
    ///
    /// # Safety
    /// As [`dispatch`]; the device is gone when this returns.
    unsafe fn remove(&self, irp: *mut IRP) -> NTSTATUS {
        let (device, lower) = (self.device(), self.kept.lower.get());
        let activity = &self.kept.activity;
        // SAFETY: the caller's word. What is sent to the device from here on fails.
        unsafe {
            self.end_for_good(NtStatus::DELETE_PENDING);
            // Power requests that are here find no hardware, and are passed down, where somebody is still.
            activity.requests.close();
            activity.requests.wait();
            (*ffi::named(irp)).IoStatus.Status = ffi::STATUS_SUCCESS;
            let status = pass_down(lower, irp);
            // Those that are below come back, at the latest when the lower drivers are removed (page "Using Remove Locks").
            activity.returns.close();
            activity.returns.wait();
            self.end_without_hardware();
            ffi::IoDetachDevice(lower);
            ffi::IoDeleteDevice(device);
            status
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
            let _ = unsafe { ffi::IoSetDeviceInterfaceState(&raw mut name, enable.into()) };
        }
    }
}

/// The lower drivers have completed `START_DEVICE`.
///
/// # Safety
/// The I/O manager calls it for a `START_DEVICE` of [`wait_for_lower`], with the storage of its device.
unsafe extern "C" fn started_below<E: WdmExtension>(
    _device: ffi::PDEVICE_OBJECT,
    irp: ffi::PIRP,
    context: PVOID,
) -> NTSTATUS {
    // SAFETY: the caller's word: the IRP is owned again until it is completed; the work item is queued once for a start.
    unsafe {
        let pnp = &(*context.cast::<Storage<E>>()).kept.pnp;
        if (*ffi::named(irp)).IoStatus.Status < 0 {
            pnp.starts.store(false, Ordering::SeqCst);
            return ffi::STATUS_CONTINUE_COMPLETION;
        }
        go_on_in_work_item(&pnp.start, irp, start_work::<E>)
    }
}

/// The work item in which a device is started.
///
/// # Safety
/// The I/O manager calls it for the work item of [`started_below`].
unsafe extern "C" fn start_work<E: WdmExtension>(device: ffi::PDEVICE_OBJECT, irp: PVOID) {
    // SAFETY: PASSIVE_LEVEL; the context is the IRP, which is owned here.
    unsafe {
        let irp: ffi::PIRP = irp.cast();
        let storage = Storage::<E>::behind(device);
        let turn = storage.kept.pnp.turn.take();
        let status = storage
            .start(irp)
            .map_or_else(|status| status, |()| NtStatus::SUCCESS);
        storage.kept.pnp.starts.store(false, Ordering::SeqCst);
        drop(turn);
        complete(NonNull::new_unchecked(irp), status, 0);
    }
}
