//! IRPs of plug and play and of power, which a driver sees where it has hooked their dispatch routine: it gets each before Storport does what the IRP
//! asks for, and Storport's routine returns to it when that is done. A driver without a hook costs none.
//!
//! They are the IRPs that belong to the steps of an adapter and its units, in the order of those. Queries whether something may be stopped or removed
//! are not sent: no step of a test asks.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi;

use super::adapter::AdapterState;
use super::irp;
use super::port::Storport;
use super::unit::Address;
use crate::kernel::core::Kernel;
use crate::kernel::level::PASSIVE_LEVEL;
use crate::kernel::memory::block::Block;
use crate::kernel::nt::device::Port;
use crate::kernel::time::SECOND;
use crate::verifier::{Role, Rule};

/// How long a driver may keep an IRP that it has pended. No page has a limit for plug and play; that for power is ten minutes (bug check 0x9F).
const PATIENCE: u64 = 600 * SECOND;

/// What an IRP asks for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Asked {
    Start,
    Capabilities,
    BusRelations,
    Stop,
    SurpriseRemoval,
    Remove,
    Power(ffi::DEVICE_POWER_STATE),
}

impl Asked {
    fn functions(self) -> (u8, u8) {
        let minor = match self {
            Self::Start => ffi::IRP_MN_START_DEVICE,
            Self::Capabilities => ffi::IRP_MN_QUERY_CAPABILITIES,
            Self::BusRelations => ffi::IRP_MN_QUERY_DEVICE_RELATIONS,
            Self::Stop => ffi::IRP_MN_STOP_DEVICE,
            Self::SurpriseRemoval => ffi::IRP_MN_SURPRISE_REMOVAL,
            Self::Remove => ffi::IRP_MN_REMOVE_DEVICE,
            Self::Power(_) => return (ffi::IRP_MJ_POWER, ffi::IRP_MN_SET_POWER),
        };
        (ffi::IRP_MJ_PNP, minor)
    }

    /// Its page says that drivers must not fail it.
    fn must_succeed(self) -> bool {
        matches!(self, Self::Stop | Self::SurpriseRemoval | Self::Remove)
    }

    /// Storport does not know the device as started, or keeps it, if it does not get the IRP.
    fn needs_storport(self) -> bool {
        matches!(self, Self::Start | Self::Remove)
    }
}

/// Who has the IRP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    /// The driver's own dispatch routine.
    Hook,
    /// Storport, by its routine, which waits.
    Storport,
    /// It is completed, or the driver has dropped it.
    Nobody,
}

/// Such an IRP: its memory, with its locations, and what an answer goes to. It stays as long as the adapter, so that a late write is seen.
pub(crate) struct HookedIrp {
    /// The adapter.
    owner: usize,
    irp: Block,
    capabilities: Block,
    holder: Cell<Holder>,
    /// The coroutine that waits in Storport's dispatch routine.
    waits: Cell<Option<usize>>,
    /// What it is completed with.
    status: Cell<ffi::NTSTATUS>,
    /// The driver's dispatch routine has returned.
    returned: Cell<bool>,
    /// It has returned so that the driver still has the IRP.
    pended: Cell<bool>,
    /// The driver has neither completed it nor passed it to Storport.
    dropped: Cell<bool>,
}

impl HookedIrp {
    fn new(owner: usize, asked: Asked, object: ffi::PDEVICE_OBJECT) -> Rc<Self> {
        // SAFETY: the objects of an adapter live as long as it does.
        let stack = unsafe { (*object).StackSize };
        let (irp, location) = irp::make(stack, ffi::KernelMode);
        let capabilities = Block::new(size_of::<ffi::DEVICE_CAPABILITIES>(), 16, 0);
        let raw = irp.as_ptr().cast::<ffi::IRP>();
        let (major, minor) = asked.functions();
        // SAFETY: the blocks have room for the IRP, its locations and the capabilities, and nobody else has them yet.
        unsafe {
            let room = capabilities.as_ptr().cast::<ffi::DEVICE_CAPABILITIES>();
            (*room).Size = u16::try_from(size_of::<ffi::DEVICE_CAPABILITIES>()).unwrap_or(0);
            (*room).Version = 1;
            // As the page of IRP_MN_QUERY_CAPABILITIES has them from who sends it.
            (*room).Address = u32::MAX;
            (*room).UINumber = u32::MAX;
            (*location).MajorFunction = major;
            (*location).MinorFunction = minor;
            (*location).DeviceObject = object;
            match asked {
                Asked::Capabilities => {
                    (*location).Parameters.DeviceCapabilities =
                        ffi::IO_STACK_LOCATION_Parameters_DeviceCapabilities { Capabilities: room };
                }
                Asked::BusRelations => {
                    (*location).Parameters.QueryDeviceRelations =
                        ffi::IO_STACK_LOCATION_Parameters_QueryDeviceRelations {
                            Type: ffi::BusRelations,
                        };
                }
                Asked::Power(state) => {
                    (*location).Parameters.Power.Type = ffi::DevicePowerState;
                    (*location).Parameters.Power.State.DeviceState = state;
                }
                _ => {}
            }
            (*raw).IoStatus.Status = ffi::STATUS_NOT_SUPPORTED;
        }
        Rc::new(Self {
            owner,
            irp,
            capabilities,
            holder: Cell::new(Holder::Hook),
            waits: Cell::new(None),
            status: Cell::new(ffi::STATUS_SUCCESS),
            returned: Cell::new(false),
            pended: Cell::new(false),
            dropped: Cell::new(false),
        })
    }

    fn raw(&self) -> ffi::PIRP {
        self.irp.as_ptr().cast()
    }

    /// The driver's dispatch routine has returned this.
    fn returns(&self, kernel: &Kernel, asked: Asked, returned: ffi::NTSTATUS) {
        if self.holder.get() == Holder::Hook {
            // SAFETY: the driver has the IRP, which is there until it is over.
            let control = unsafe {
                let location = (*self.raw()).Tail.Overlay.CurrentStackLocation;
                (*location).Control
            };
            let is_marked = control & ffi::SL_PENDING_RETURNED != 0;
            let is_pending = returned == ffi::STATUS_PENDING;
            if is_marked != is_pending {
                let message = format!(
                    "{asked:?} of plug and play or power: the driver's dispatch routine returned {returned:#010x} for an IRP that is {}marked pending",
                    if is_marked { "" } else { "not " }
                );
                kernel.violation_outside(Rule::IrpPending, Some(self.owner), message);
            }
            self.pended.set(is_marked || is_pending);
        }
        self.returned.set(true);
    }

    /// The driver may not touch it any more.
    fn end(&self, kernel: &Kernel) {
        self.holder.set(Holder::Nobody);
        for block in [&self.irp, &self.capabilities] {
            if block.check().is_err() {
                let message = "an IRP of plug and play or power was written outside of its bounds";
                kernel.violation_outside(Rule::Overrun, Some(self.owner), message.to_owned());
            }
            block.retire("an IRP of plug and play or power that is over");
        }
    }

    /// What is done from now on if the driver completes it.
    fn not_to_be_completed(&self, kernel: &Kernel) {
        let owner = self.owner;
        let report = move || {
            Storport::running().kernel.violation(
                Rule::DoubleCompletion,
                Some(owner),
                "an IRP of plug and play or power is completed that the driver does not have",
            );
        };
        kernel.add_port_irp(self.raw() as usize, Rc::new(report));
    }

    /// The driver completes it itself.
    fn complete(&self, kernel: &Kernel) {
        // SAFETY: the driver has the IRP, which is there until it is over.
        self.status.set(unsafe { (*self.raw()).IoStatus.Status });
        self.end(kernel);
        self.not_to_be_completed(kernel);
    }

    /// Whether the driver may still write it, whatever it may.
    pub(super) fn is_lost(&self) -> bool {
        self.dropped.get() || !self.returned.get()
    }
}

/// A step that a driver sees as an IRP, between [`Storport::begin_irp`] and [`Storport::end_irp`].
#[must_use = "the driver's dispatch routine waits for the end of the step"]
pub(super) struct Step(Option<Rc<HookedIrp>>);

/// How a step went, for the IRP that asked for it.
pub(super) trait Outcome {
    fn status(&self) -> ffi::NTSTATUS;
}

impl Outcome for () {
    fn status(&self) -> ffi::NTSTATUS {
        ffi::STATUS_SUCCESS
    }
}

impl<T> Outcome for Option<T> {
    fn status(&self) -> ffi::NTSTATUS {
        match self {
            Some(_) => ffi::STATUS_SUCCESS,
            None => ffi::STATUS_UNSUCCESSFUL,
        }
    }
}

impl<T, E> Outcome for Result<T, E> {
    fn status(&self) -> ffi::NTSTATUS {
        self.as_ref().ok().status()
    }
}

impl Storport<'_> {
    /// Does a step that is done even if a driver fails it; what one returns that does is in the log.
    pub(super) fn with_irp<R: Outcome>(
        &self,
        adapter: &Rc<AdapterState>,
        unit: Option<Address>,
        asked: Asked,
        act: impl FnOnce() -> R,
    ) -> R {
        let step = self
            .begin_irp(adapter, unit, asked)
            .unwrap_or_else(|status| {
                let text = format!(
                    "the driver fails {asked:?} with {status:#010x}, which is done all the same"
                );
                self.kernel.log(Some(adapter.number), text);
                Step(None)
            });
        let result = act();
        self.end_irp(step, result.status());
        result
    }

    /// A step begins: a driver that hooks its IRP gets it, and this returns when it has handed the IRP to Storport's routine. The status of a driver that
    /// has failed the IRP instead.
    pub(super) fn begin_irp(
        &self,
        adapter: &Rc<AdapterState>,
        unit: Option<Address>,
        asked: Asked,
    ) -> Result<Step, ffi::NTSTATUS> {
        let (major, _) = asked.functions();
        let Some(routine) = adapter.image.dispatch_hook(major) else {
            return Ok(Step(None));
        };
        if self.kernel.halted.get() {
            return Ok(Step(None));
        }
        let object = self.object_of(adapter, unit);
        let irp = HookedIrp::new(adapter.number, asked, object);
        adapter.objects.irps.borrow_mut().push(Rc::clone(&irp));
        let (inner, number) = (Rc::clone(&irp), adapter.number);
        let completed = move || inner.complete(Storport::running().kernel);
        self.kernel
            .add_port_irp(irp.raw() as usize, Rc::new(completed));
        let inner = Rc::clone(&irp);
        let routine = self.kernel.callable(routine);
        self.make_ready(PASSIVE_LEVEL, move |core| {
            // SAFETY: the driver put the routine into its driver object; both objects are there until it has returned.
            let call = || unsafe { routine(object, inner.raw()) };
            let returned = core
                .kernel
                .callback(Some(number), Role::DriverDispatch, call);
            inner.returns(core.kernel, asked, returned);
        });
        let deadline = self.kernel.clock.now() + PATIENCE;
        self.kernel.run_until(|| {
            let is_kept = !irp.returned.get() || irp.pended.get();
            irp.holder.get() != Holder::Hook || !is_kept || self.kernel.clock.now() > deadline
        });
        if self.kernel.halted.get() {
            return Ok(Step(Some(irp)));
        }
        match irp.holder.get() {
            Holder::Storport => return Ok(Step(Some(irp))),
            Holder::Hook => {
                irp.dropped.set(true);
                irp.end(self.kernel);
                irp.not_to_be_completed(self.kernel);
                let message = format!(
                    "{asked:?} of plug and play or power: the driver's dispatch routine {}, and the driver has neither completed the IRP nor called Storport's",
                    if irp.pended.get() {
                        "pended it"
                    } else if irp.returned.get() {
                        "returned"
                    } else {
                        "has not returned"
                    }
                );
                self.broke(adapter, Rule::IrpDropped, message);
                return Ok(Step(None));
            }
            Holder::Nobody => {}
        }
        self.kernel.run_until(|| irp.returned.get());
        let status = irp.status.get();
        if status < 0 {
            if asked.must_succeed() {
                let message = format!("the driver fails {asked:?} with {status:#010x}");
                self.broke(adapter, Rule::IrpFailed, message);
            }
            return Err(status);
        }
        if asked.needs_storport() {
            let message = format!(
                "the driver completes {asked:?} with success, and has not called Storport's dispatch routine"
            );
            self.broke(adapter, Rule::IrpNotPassedDown, message);
        }
        Ok(Step(None))
    }

    /// The step is done: Storport's routine completes the IRP and returns to the driver's.
    pub(super) fn end_irp(&self, step: Step, status: ffi::NTSTATUS) {
        let Some(irp) = step.0 else { return };
        irp.status.set(status);
        if let Some(fiber) = irp.waits.take() {
            self.kernel.wake(fiber);
        }
        self.kernel
            .run_until(|| irp.returned.get() && irp.holder.get() == Holder::Nobody);
        if irp.pended.get() {
            // The code that called Storport's routine has an end too, at which it may free what it had for the IRP.
            let deadline = self.kernel.clock.now() + SECOND;
            self.kernel
                .run_until(|| !self.kernel.has_runnable() || self.kernel.clock.now() > deadline);
        }
    }

    /// What the driver wrote to such IRPs when they were over: none of them is known any more.
    pub(super) fn report_late_irps(&self, adapter: &AdapterState) {
        let irps = adapter.objects.irps.borrow();
        let mut late = 0;
        for irp in irps.iter() {
            self.kernel.remove_port_irp(irp.raw() as usize);
            let is_untouched = irp.irp.is_untouched() && irp.capabilities.is_untouched();
            late += usize::from(irp.holder.get() == Holder::Nobody && !is_untouched);
        }
        if late != 0 {
            let message = format!(
                "{late} IRPs of plug and play or power, or what they name, were written after they were over"
            );
            self.broke(adapter, Rule::UseAfterCompletion, message);
        }
    }

    /// The device object of an adapter or of a unit, which is known from now on.
    fn object_of(&self, adapter: &AdapterState, unit: Option<Address>) -> ffi::PDEVICE_OBJECT {
        let (object, port) = match unit {
            Some(unit) => {
                let place = [unit.path_id, unit.target_id, unit.lun];
                let object = adapter.objects.unit(&adapter.image, unit);
                (object, Port::Unit(place))
            }
            None => (adapter.objects.functional(&adapter.image), Port::Functional),
        };
        self.kernel
            .add_port_device(object as usize, adapter.number, port);
        object
    }

    /// Storport's dispatch routine is called with such an IRP: what it returns, when the step is done; `None` if the IRP is another one.
    pub(super) fn pass_hooked_irp(&self, raw: usize) -> Option<ffi::NTSTATUS> {
        let irp = self.adapters().iter().find_map(|adapter| {
            let irps = adapter.objects.irps.borrow();
            let its = |irp: &&Rc<HookedIrp>| {
                irp.raw() as usize == raw && irp.holder.get() == Holder::Hook
            };
            irps.iter().find(its).cloned()
        })?;
        irp.holder.set(Holder::Storport);
        irp.not_to_be_completed(self.kernel);
        irp.waits.set(Some(self.kernel.fiber().id));
        self.kernel.block();
        irp.end(self.kernel);
        Some(irp.status.get())
    }
}
