//! What the life of a unit asks of the driver: it is found, started, used, loses and gets power, and goes.

use std::rc::Rc;

use miniport::ffi;

use super::{ControlAnswer, Object, UnitRequest};
use crate::storport::adapter::{AdapterState, Phase};
use crate::storport::error::IoError;
use crate::storport::hooked_irp::{Asked, Outcome};
use crate::storport::initiator::info::DiskInfo;
use crate::storport::pnp::Notice;
use crate::storport::port::Storport;
use crate::storport::request::table::{Direction, Function};
use crate::storport::unit::Address;

impl Storport<'_> {
    /// What a test, or a step here, asks of the driver of a unit: `None` where the driver does not support the type.
    pub fn ask_unit(
        &self,
        adapter: &Rc<AdapterState>,
        unit: Address,
        request: UnitRequest,
    ) -> Result<Option<ControlAnswer>, IoError> {
        let (control, parameter) = request.build(unit);
        self.inquire(adapter, Object::Unit, control, parameter)
    }

    /// Whether the driver did not refuse.
    pub fn tell_unit(
        &self,
        adapter: &Rc<AdapterState>,
        unit: Address,
        request: UnitRequest,
    ) -> Option<bool> {
        let answer = self.ask_unit(adapter, unit, request).ok()?;
        Some(answer.is_none_or(|answer| answer.is_done))
    }

    /// What the driver says of a unit that was found, beside INQUIRY. No page has the order.
    pub fn describe(&self, adapter: &Rc<AdapterState>, info: &mut DiskInfo) -> Option<()> {
        let bus = self
            .ask_unit(adapter, info.address, UnitRequest::BusType)
            .ok()?;
        info.bus_type = bus.filter(|answer| answer.is_done).and_then(|answer| {
            let bytes = answer.output.try_into().ok()?;
            Some(u32::from_ne_bytes(bytes))
        });
        // The pages of the structures name both versions; the newer is what Windows 10 sends.
        let is_newer = !self.kernel.chance(4);
        let request = UnitRequest::RichDescription(is_newer);
        let description = self.ask_unit(adapter, info.address, request).ok()?;
        info.description = description.filter(|answer| answer.is_done).map(|answer| {
            let text = |start: usize, length: usize| ControlAnswer {
                is_done: true,
                output: answer.output[start..start + length].to_vec(),
            };
            [text(0, 17), text(17, 65), text(82, 17)].map(|part| part.text())
        });
        Some(())
    }

    /// A unit that was not there before is asked what it can do, started (`IRP_MN_START_DEVICE` of its disk), and used. False if the driver
    /// refused the start, which fails the disk; that is what the name of the status says, and no page.
    pub fn start_unit(&self, adapter: &Rc<AdapterState>, unit: Address) -> Option<bool> {
        let capabilities = Notice::Pnp(ffi::StorQueryCapabilities);
        self.with_irp(adapter, Some(unit), Asked::Capabilities, || {
            self.tell_of(adapter, Some(unit), capabilities);
        });
        let start = Notice::Pnp(ffi::StorStartDevice);
        let Ok(step) = self.begin_irp(adapter, Some(unit), Asked::Start) else {
            return Some(false);
        };
        let started = self.tell_both(adapter, unit, UnitRequest::Start, start);
        self.end_irp(step, started.filter(|done| *done).status());
        if !started? {
            return Some(false);
        }
        // Idle power management is on for units that may be idle: it is then the driver's to register them.
        self.tell_unit(adapter, unit, UnitRequest::IdlePower(true))?;
        if self.kernel.chance(2) {
            let usage = ffi::ScsiDeviceUsageTypePaging;
            self.tell_unit(adapter, unit, UnitRequest::Usage(usage, true))?;
            self.tell_unit(adapter, unit, UnitRequest::Usage(usage, false))?;
        }
        Some(true)
    }

    fn units(adapter: &AdapterState) -> Vec<Address> {
        let disks = adapter.disks.borrow();
        disks.iter().map(|disk| disk.address).collect()
    }

    /// Every unit of an adapter that is gone is gone.
    pub(super) fn units_are_gone(&self, adapter: &Rc<AdapterState>) -> Option<()> {
        let notice = Notice::Pnp(ffi::StorSurpriseRemoval);
        for unit in Self::units(adapter) {
            self.with_irp(adapter, Some(unit), Asked::SurpriseRemoval, || {
                self.tell_both(adapter, unit, UnitRequest::SurpriseRemoval, notice)
            })?;
        }
        Some(())
    }

    /// The power of every unit changes: the control type replaces the request (page of `SCSI_UNIT_CONTROL_TYPE`).
    pub(super) fn power_units(
        &self,
        adapter: &Rc<AdapterState>,
        state: ffi::STOR_DEVICE_POWER_STATE,
    ) -> Option<()> {
        debug_assert!(adapter.phase.get() == Phase::Started);
        for unit in Self::units(adapter) {
            if Self::supports(adapter, Object::Unit, ffi::ScsiUnitPower) {
                let power = UnitRequest::Power(state, ffi::StorPowerActionSleep);
                self.tell_unit(adapter, unit, power)?;
            } else {
                self.tell_of(adapter, Some(unit), Notice::Power(state));
            }
        }
        (!self.kernel.halted.get()).then_some(())
    }

    /// `SRB_FUNCTION_FLUSH` for every unit, which comes before `ScsiStopAdapter` (page of `SCSI_ADAPTER_CONTROL_TYPE`), or
    /// `SRB_FUNCTION_SHUTDOWN`, when the system ends. A driver whose adapter does not cache data (`CachesData`) gets neither by the page
    /// of `SCSI_REQUEST_BLOCK`, and both by others: a machine does the one or the other. What it answers makes no difference.
    pub fn flush_units(&self, adapter: &Rc<AdapterState>, function: u8) {
        let seed = self.kernel.settings.seed ^ 0x666c_7573;
        let comes = adapter.configuration().caches_data || fastrand::Rng::with_seed(seed).bool();
        for unit in Self::units(adapter).into_iter().filter(|_| comes) {
            let function = Function::Other(function);
            let _ = self.execute(adapter, unit, function, Direction::None, &mut []);
        }
    }
}
