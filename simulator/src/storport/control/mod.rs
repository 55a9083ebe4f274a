//! `HwStorAdapterControl` and `HwStorUnitControl`: the query, and a control type at the IRQL of its row in `miniport-roles`.

mod answer;
mod idle;
mod parameter;
mod steps;
mod units;

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi;
use miniport_roles::{ADAPTER_CONTROLS, Control, UNIT_CONTROLS};

pub use answer::ControlAnswer;
pub use parameter::{AdapterRequest, UnitRequest};

use self::parameter::Parameter;
use super::adapter::AdapterState;
use super::error::IoError;
use super::port::Storport;
use crate::kernel::level::{APC_LEVEL, DIRQL, DISPATCH_LEVEL, PASSIVE_LEVEL};
use crate::kernel::lock::Lock;
use crate::kernel::memory::block::Block;
use crate::kernel::time::MICROSECOND;
use crate::verifier::{Role, Rule};

/// Whom a control type is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Object {
    Adapter,
    Unit,
}

impl Object {
    fn rows(self) -> &'static [Control] {
        match self {
            Self::Adapter => ADAPTER_CONTROLS,
            Self::Unit => UNIT_CONTROLS,
        }
    }

    fn role(self) -> Role {
        match self {
            Self::Adapter => Role::HwAdapterControl,
            Self::Unit => Role::HwUnitControl,
        }
    }

    fn row(self, control: i32) -> Option<&'static Control> {
        self.rows()
            .iter()
            .find(|row| row.number.cast_signed() == control)
    }
}

/// The query of both: `ScsiQuerySupportedControlTypes`.
const QUERY: i32 = ffi::ScsiQuerySupportedControlTypes;
/// What a driver of an adapter that supports it has nothing to fail in. The page of `HW_ADAPTER_CONTROL` has success for all types; the way up may
/// fail with the hardware, and private requests of the framework may be unknown.
const NEVER_FAIL: [i32; 7] = [
    ffi::ScsiStopAdapter,
    ffi::ScsiSetBootConfig,
    ffi::ScsiSetRunningConfig,
    ffi::ScsiPowerSettingNotification,
    ffi::ScsiAdapterPrepareForBusReScan,
    ffi::ScsiAdapterSystemPowerHints,
    ffi::ScsiAdapterSurpriseRemoval,
];
/// The largest status of a header: `ScsiAdapterControlBufferTooSmall`.
const LAST_STATUS: i32 = ffi::ScsiAdapterControlBufferTooSmall;

impl Storport<'_> {
    /// Calls the driver with a control type at its IRQL: whether it was done; `None` is a machine that stopped.
    fn control(
        &self,
        adapter: &Rc<AdapterState>,
        object: Object,
        control: i32,
        parameter: Option<Rc<Parameter>>,
    ) -> Option<bool> {
        let inner = Rc::clone(adapter);
        let place = object.row(control).map_or("Passive", |row| row.place);
        let at_device_level = place == "Stopped"
            && !adapter.virtual_device
            && !(adapter.ends.get() || adapter.released.get())
            && self.stops_at_device_level();
        let irql = match place {
            "Stopped" if at_device_level => DIRQL,
            "Stopped" if !adapter.virtual_device && self.kernel.chance(2) => DISPATCH_LEVEL,
            "UpToDispatch" if self.kernel.chance(2) => DISPATCH_LEVEL,
            "Gone" | "BelowDispatch" if self.kernel.chance(2) => APC_LEVEL,
            "Dispatch" => DISPATCH_LEVEL,
            _ => PASSIVE_LEVEL,
        };
        self.perform(irql, move |core| {
            let interrupt_lock = [inner.interrupt_lock()];
            let locks: &[Lock] = if at_device_level {
                &interrupt_lock
            } else {
                &[]
            };
            core.call_control(&inner, object, control, locks, parameter)
        })
    }

    /// Calls the driver, at this IRQL and with these locks, and looks at its answer: whether it was done.
    fn call_control(
        &self,
        adapter: &Rc<AdapterState>,
        object: Object,
        control: i32,
        locks: &[Lock],
        parameter: Option<Rc<Parameter>>,
    ) -> bool {
        // What a step of plug and play or power leaves of caches is not looked at.
        Self::forget_data(adapter);
        let extension = adapter.device_extension();
        let pointer: ffi::PVOID = parameter
            .as_ref()
            .map_or(std::ptr::null_mut(), |parameter| parameter.as_ptr());
        let routine = match object {
            Object::Adapter => adapter.init.HwAdapterControl,
            Object::Unit => adapter.init.HwUnitControl,
        };
        let Some(routine) = routine else { return false };
        let status = self.kernel.with_locks(locks, || {
            let name = object.row(control).map(|row| row.header);
            // SAFETY: the driver registered the routine for this extension; the parameter is that of the type.
            self.callback_for(adapter, object.role(), name, || unsafe {
                routine(extension, control, pointer)
            })
        });
        self.check_status(adapter, object, control, status);
        if status != 0 && object == Object::Adapter && NEVER_FAIL.contains(&control) {
            let message = format!(
                "{} answered {} with {status}, and has to succeed",
                object.role(),
                object
                    .row(control)
                    .map_or("a control type", |row| row.header),
            );
            self.broke(adapter, Rule::ControlStatus, message);
        }
        let is_done = status == 0;
        if let Some(parameter) = parameter {
            self.check_parameter(adapter, object, control, is_done, &parameter);
        }
        is_done
    }

    /// Whether `ScsiStopAdapter` and `ScsiRestartAdapter` of a physical miniport come at DIRQL with the interrupt lock, or at most at
    /// `DISPATCH_LEVEL` without: a machine does the one or the other. No dice are thrown for it.
    ///
    /// The page of `HwStorAdapterControl` says DIRQL with the interrupt lock; that of `StorPortAcquireSpinLock` says that no lock is
    /// held. The seed decides which page is right on this machine; a driver that keeps to what both allow is right with either.
    ///
    /// The `ScsiStopAdapter` of a removal, and of a stop for other resources, comes at most at `DISPATCH_LEVEL` on all machines: Microsoft's own
    /// storahci says that Storport calls it after `StorRemoveDevice` and without a lock, and frees there what it has allocated, which no routine
    /// allows above; viostor does so after `StorStopDevice`.
    fn stops_at_device_level(&self) -> bool {
        fastrand::Rng::with_seed(self.kernel.settings.seed ^ 0x7374_6f70).bool()
    }

    fn check_status(&self, adapter: &AdapterState, object: Object, control: i32, status: i32) {
        if !(0..=LAST_STATUS).contains(&status) {
            let message = format!(
                "{} answered control type {control} with {status}",
                object.role()
            );
            self.broke(adapter, Rule::ControlStatus, message);
        }
    }

    fn check_parameter(
        &self,
        adapter: &AdapterState,
        object: Object,
        control: i32,
        is_done: bool,
        parameter: &Parameter,
    ) {
        let name = object.row(control).map_or("the query", |row| row.header);
        if let Some(place) = parameter.written_outside() {
            let message = format!("{place} of {name} was written outside of its bounds");
            self.broke(adapter, Rule::Overrun, message);
        } else if is_done && let Some(what) = parameter.lacks() {
            let message = format!("{} answered {name} with success, and {what}", object.role());
            self.broke(adapter, Rule::ControlAnswer, message);
        }
    }

    /// The queries: after the initialisation of the adapter, before its first request.
    pub fn query_control_types(&self, adapter: &Rc<AdapterState>) -> Option<()> {
        let types = self.query(adapter, Object::Adapter)?;
        *adapter.supported_controls.borrow_mut() = types;
        if adapter.init.HwUnitControl.is_some() {
            let types = self.query(adapter, Object::Unit)?;
            *adapter.supported_unit_controls.borrow_mut() = types;
        }
        Some(())
    }

    fn query(&self, adapter: &Rc<AdapterState>, object: Object) -> Option<Vec<bool>> {
        // A Windows may know more types than the driver's header; one that knows fewer would never send the others.
        let rows = object.rows().len() + 1;
        let newer = fastrand::Rng::with_seed(self.kernel.settings.seed ^ 0x6c69_7374).usize(0..8);
        let parameter = Rc::new(Parameter::list(rows + newer));
        let is_done = self.control(adapter, object, QUERY, Some(Rc::clone(&parameter)))?;
        let types = parameter.listed();
        let role = object.role();
        let reserved = object.rows().iter().find(|row| {
            row.reserved.is_some()
                && row.header != "ScsiAdapterFilterResourceRequirements"
                && types[row.number as usize]
        });
        let wrong = if !is_done {
            Some("failed".to_owned())
        } else if !types[0] {
            Some("lacks the query itself".to_owned())
        } else if let Some(row) = reserved {
            Some(format!("has {}, which is not for drivers", row.header))
        } else if types[rows..].contains(&true) {
            Some("has types that no header knows".to_owned())
        } else {
            None
        };
        if let Some(wrong) = wrong {
            let message = format!("the answer of {role} to the query of control types {wrong}");
            self.broke(adapter, Rule::ControlList, message);
        }
        Some(types)
    }

    pub(super) fn supports(adapter: &AdapterState, object: Object, control: i32) -> bool {
        let supported = match object {
            Object::Adapter => &adapter.supported_controls,
            Object::Unit => &adapter.supported_unit_controls,
        };
        let index = usize::try_from(control).unwrap_or(usize::MAX);
        let listed = supported.borrow().get(index).copied().unwrap_or(false);
        let feature = object.row(control).and_then(|row| row.feature);
        listed && feature.is_none_or(|feature| adapter.features.get() >> feature & 1 != 0)
    }

    /// A control type, if the driver supports it: `Some(false)` is its failure, `None` a machine that stopped.
    fn control_if_supported(
        &self,
        adapter: &Rc<AdapterState>,
        object: Object,
        control: i32,
        parameter: Option<Rc<Parameter>>,
    ) -> Option<bool> {
        if Self::supports(adapter, object, control) {
            self.control(adapter, object, control, parameter)
        } else {
            Some(true)
        }
    }

    /// A question beside the end of the adapter, by the seed: who asks (`IOCTL_STORAGE_QUERY_PROPERTY`) knows nothing of plug and play,
    /// and no page says that Storport holds it off. True when it is answered, or does not come.
    pub fn ask_beside(&self, adapter: &Rc<AdapterState>) -> Rc<Cell<bool>> {
        let over = Rc::new(Cell::new(true));
        let (control, parameter) = AdapterRequest::SerialNumber.build();
        if !Self::supports(adapter, Object::Adapter, control) || self.kernel.chance(2) {
            return over;
        }
        over.set(false);
        let (adapter, flag) = (Rc::clone(adapter), Rc::clone(&over));
        let delay = self.kernel.between(0, 200 * MICROSECOND);
        self.schedule(delay, move |core| {
            core.make_ready(PASSIVE_LEVEL, move |core| {
                core.call_control(
                    &adapter,
                    Object::Adapter,
                    control,
                    &[],
                    parameter.map(Rc::new),
                );
                flag.set(true);
            });
        });
        self.let_pass(self.kernel.between(0, 200 * MICROSECOND));
        over
    }

    /// What a test asks of an adapter: `None` where the driver does not support the type.
    pub fn ask_adapter(
        &self,
        adapter: &Rc<AdapterState>,
        request: AdapterRequest,
    ) -> Result<Option<ControlAnswer>, IoError> {
        let (control, parameter) = request.build();
        self.inquire(adapter, Object::Adapter, control, parameter)
    }

    fn inquire(
        &self,
        adapter: &Rc<AdapterState>,
        object: Object,
        control: i32,
        parameter: Option<Parameter>,
    ) -> Result<Option<ControlAnswer>, IoError> {
        if !Self::supports(adapter, object, control) {
            return Ok(None);
        }
        let parameter = parameter.map(Rc::new);
        let is_done = self
            .control(adapter, object, control, parameter.clone())
            .ok_or(IoError::Halted)?;
        let output = parameter.map_or_else(Vec::new, |parameter| parameter.output());
        Ok(Some(ControlAnswer { is_done, output }))
    }
}

/// A block with a value in it.
fn block_of<T>(value: T) -> Block {
    let block = Block::new(size_of::<T>(), 16, 0);
    // SAFETY: the block has room for the value and is aligned to 16.
    unsafe { block.as_ptr().cast::<T>().write(value) };
    block
}
