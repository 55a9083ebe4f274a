//! What the life of a unit asks of the driver: it is found, started, used, loses and gets power, and goes.

use std::rc::Rc;

use miniport::ffi;

use super::{ControlAnswer, Object, UnitRequest};
use crate::storport::adapter::{AdapterState, Phase};
use crate::storport::error::IoError;
use crate::storport::initiator::info::DiskInfo;
use crate::storport::port::Storport;
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
    fn tell_unit(
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

    /// A unit that was not there before is started (`IRP_MN_START_DEVICE` of its disk), and used. False if the driver refused the start,
    /// which fails the disk; that is what the name of the status says, and no page.
    pub fn start_unit(&self, adapter: &Rc<AdapterState>, unit: Address) -> Option<bool> {
        if !self.tell_unit(adapter, unit, UnitRequest::Start)? {
            return Some(false);
        }
        if self.kernel.chance(2) {
            let usage = ffi::ScsiDeviceUsageTypePaging;
            self.tell_unit(adapter, unit, UnitRequest::Usage(usage, true))?;
            self.tell_unit(adapter, unit, UnitRequest::Usage(usage, false))?;
        }
        Some(true)
    }

    /// The unit goes: it was removed, or it is not there any more.
    pub fn end_unit(
        &self,
        adapter: &Rc<AdapterState>,
        unit: Address,
        is_gone: bool,
    ) -> Option<bool> {
        if is_gone {
            self.tell_unit(adapter, unit, UnitRequest::SurpriseRemoval)?;
        }
        self.tell_unit(adapter, unit, UnitRequest::Remove)
    }

    fn units(adapter: &AdapterState) -> Vec<Address> {
        let disks = adapter.disks.borrow();
        disks.iter().map(|disk| disk.address).collect()
    }

    /// Every unit of an adapter that is gone is gone.
    pub(super) fn units_are_gone(&self, adapter: &Rc<AdapterState>) -> Option<()> {
        for unit in Self::units(adapter) {
            self.tell_unit(adapter, unit, UnitRequest::SurpriseRemoval)?;
        }
        Some(())
    }

    /// The power of every unit changes.
    pub(super) fn power_units(
        &self,
        adapter: &Rc<AdapterState>,
        state: ffi::STOR_DEVICE_POWER_STATE,
    ) -> Option<()> {
        debug_assert!(adapter.phase.get() == Phase::Started);
        for unit in Self::units(adapter) {
            self.tell_unit(
                adapter,
                unit,
                UnitRequest::Power(state, ffi::StorPowerActionSleep),
            )?;
        }
        Some(())
    }
}
