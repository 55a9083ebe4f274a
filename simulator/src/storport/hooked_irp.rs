//! IRPs of plug and play and of power, which a driver sees where it has hooked their dispatch routine: it gets each before Storport does what the IRP
//! asks for, and Storport's routine returns to it when that is done. A driver without a hook costs none.
//!
//! They are the IRPs that belong to the steps of an adapter and its units, in the order of those. Queries whether something may be stopped or removed
//! are not sent: no step of a test asks.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi;

use super::adapter::AdapterState;
use super::port::Storport;
use super::unit::Address;
use crate::kernel::level::PASSIVE_LEVEL;
use crate::kernel::memory::block::Block;
use crate::kernel::nt::device::Port;
use crate::verifier::{Role, Rule};

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
}

/// Who has the IRP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    /// The driver's own dispatch routine.
    Hook,
    /// Storport, by its routine, which waits.
    Storport,
    Nobody,
}

/// Such an IRP: its memory, with its location, and what an answer goes to.
pub(crate) struct HookedIrp {
    irp: Block,
    capabilities: Block,
    holder: Cell<Holder>,
    /// The coroutine that waits in Storport's dispatch routine.
    waits: Cell<Option<usize>>,
    status: Cell<ffi::NTSTATUS>,
    /// The driver's dispatch routine has returned.
    returned: Cell<bool>,
    /// The driver has completed it itself.
    completed: Rc<Cell<bool>>,
}

impl HookedIrp {
    fn new(asked: Asked, object: ffi::PDEVICE_OBJECT) -> Rc<Self> {
        let size = size_of::<ffi::IRP>() + size_of::<ffi::IO_STACK_LOCATION>();
        let irp = Block::new(size, 16, 0);
        let capabilities = Block::new(size_of::<ffi::DEVICE_CAPABILITIES>(), 16, 0);
        let raw = irp.as_ptr().cast::<ffi::IRP>();
        let (major, minor) = asked.functions();
        // SAFETY: the blocks have room for the IRP, its location and the capabilities, and nobody else has them yet.
        unsafe {
            let room = capabilities.as_ptr().cast::<ffi::DEVICE_CAPABILITIES>();
            (*room).Size = u16::try_from(size_of::<ffi::DEVICE_CAPABILITIES>()).unwrap_or(0);
            (*room).Version = 1;
            let location = raw.add(1).cast::<ffi::IO_STACK_LOCATION>();
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
            (*raw).Type = ffi::IO_TYPE_IRP;
            (*raw).Size = u16::try_from(size).unwrap_or(u16::MAX);
            (*raw).StackCount = 1;
            (*raw).CurrentLocation = 1;
            (*raw).RequestorMode = ffi::KernelMode;
            (*raw).Tail.Overlay.CurrentStackLocation = location;
            (*raw).IoStatus.Status = ffi::STATUS_NOT_SUPPORTED;
        }
        Rc::new(Self {
            irp,
            capabilities,
            holder: Cell::new(Holder::Hook),
            waits: Cell::new(None),
            status: Cell::new(ffi::STATUS_SUCCESS),
            returned: Cell::new(false),
            completed: Rc::default(),
        })
    }

    fn raw(&self) -> ffi::PIRP {
        self.irp.as_ptr().cast()
    }
}

/// A step that a driver sees as an IRP, between [`Storport::begin_irp`] and [`Storport::end_irp`].
#[must_use = "the driver's dispatch routine waits for the end of the step"]
pub(super) struct Step(Option<Rc<HookedIrp>>);

/// The status of an IRP whose step went like this.
pub(super) fn status_of<T, E>(result: &Result<T, E>) -> ffi::NTSTATUS {
    if result.is_ok() {
        ffi::STATUS_SUCCESS
    } else {
        ffi::STATUS_UNSUCCESSFUL
    }
}

impl Storport<'_> {
    /// Does a step that no driver may fail; what one returns that does is in the log.
    pub(super) fn with_irp<R>(
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
        self.end_irp(adapter, step, ffi::STATUS_SUCCESS);
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
        let irp = HookedIrp::new(asked, object);
        adapter.objects.irps.borrow_mut().push(Rc::clone(&irp));
        let completed = Rc::clone(&irp.completed);
        self.kernel
            .add_port_irp(irp.raw() as usize, Rc::new(move || completed.set(true)));
        let (inner, number) = (Rc::clone(&irp), adapter.number);
        let routine = self.kernel.callable(routine);
        self.make_ready(PASSIVE_LEVEL, move |core| {
            // SAFETY: the driver put the routine into its driver object; both objects are there until it has returned.
            let call = || unsafe { routine(object, inner.raw()) };
            core.kernel
                .callback(Some(number), Role::DriverDispatch, call);
            inner.returned.set(true);
        });
        self.kernel
            .run_until(|| irp.returned.get() || irp.holder.get() == Holder::Storport);
        if irp.holder.get() == Holder::Storport || self.kernel.halted.get() {
            return Ok(Step(Some(irp)));
        }
        self.forget_irp(adapter, &irp);
        if irp.completed.get() {
            // SAFETY: the block is there as long as the IRP is.
            let status = unsafe { (*irp.raw()).IoStatus.Status };
            irp.holder.set(Holder::Nobody);
            return if status < 0 {
                Err(status)
            } else {
                Ok(Step(None))
            };
        }
        self.broke(
            adapter,
            Rule::IrpDropped,
            format!("{asked:?} of plug and play or power: the driver's dispatch routine returned, and has neither completed the IRP nor called Storport's"),
        );
        Ok(Step(None))
    }

    /// The step is done: Storport's routine completes the IRP and returns to the driver's.
    pub(super) fn end_irp(&self, adapter: &AdapterState, step: Step, status: ffi::NTSTATUS) {
        let Some(irp) = step.0 else { return };
        irp.status.set(status);
        if let Some(fiber) = irp.waits.take() {
            self.kernel.wake(fiber);
        }
        self.kernel.run_until(|| irp.returned.get());
        self.forget_irp(adapter, &irp);
    }

    fn forget_irp(&self, adapter: &AdapterState, irp: &Rc<HookedIrp>) {
        self.kernel.remove_port_irp(irp.raw() as usize);
        let mut irps = adapter.objects.irps.borrow_mut();
        irps.retain(|other| !Rc::ptr_eq(other, irp));
        drop(irps);
        let blocks = [&irp.irp, &irp.capabilities];
        if blocks.iter().any(|block| block.check().is_err()) {
            let message = "an IRP of plug and play or power was written outside of its bounds";
            self.broke(adapter, Rule::Overrun, message);
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
        irp.waits.set(Some(self.kernel.fiber().id));
        self.kernel.block();
        irp.holder.set(Holder::Nobody);
        // SAFETY: the block is there as long as the IRP is; it is completed here, and nobody's from now on.
        unsafe { (*irp.raw()).IoStatus.Status = irp.status.get() };
        Some(irp.status.get())
    }
}
