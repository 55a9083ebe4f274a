//! What the steps of plug and play and power ask of an adapter's driver: stop and restart, power, surprise removal.

use std::rc::Rc;

use miniport::ffi;

use super::Object;
use super::parameter::Parameter;
use crate::kernel::level::{DISPATCH_LEVEL, PASSIVE_LEVEL};
use crate::storport::adapter::{AdapterState, Phase};
use crate::storport::error::LoadError;
use crate::storport::hooked_irp::{Asked, Outcome};
use crate::storport::pnp::Notice;
use crate::storport::port::Storport;

impl Storport<'_> {
    /// `ScsiStopAdapter`, if the driver supports it.
    pub fn call_stop(&self, adapter: &Rc<AdapterState>) -> Option<bool> {
        self.step(adapter, ffi::ScsiStopAdapter)
    }

    /// A step without a parameter, if the driver supports it.
    fn step(&self, adapter: &Rc<AdapterState>, control: i32) -> Option<bool> {
        self.control_if_supported(adapter, Object::Adapter, control, None)
    }

    /// The way down for other resources (`IRP_MN_STOP_DEVICE`): requests end, the driver is told by a request, then stopped.
    pub fn release_adapter(&self, adapter: &Rc<AdapterState>) -> Option<bool> {
        self.drain(adapter);
        self.flush_units(adapter, ffi::SRB_FUNCTION_FLUSH);
        self.with_irp(adapter, None, Asked::Stop, || {
            self.disturb_on(adapter);
            self.tell(adapter, ffi::StorStopDevice);
            self.between_steps();
            adapter.released.set(true);
            let stopped = self.call_stop(adapter)?;
            self.is_stopped(adapter)?;
            Some(stopped)
        })
    }

    /// The way up after it (`IRP_MN_START_DEVICE`). The text of `ScsiStopAdapter` names `HwStorInitialize` only, that of the device
    /// extension and drivers that ship know a second find-adapter: that is what happens here.
    fn start_released(&self, adapter: &Rc<AdapterState>) -> Result<(), LoadError> {
        adapter.released.set(false);
        adapter.phase.set(Phase::Starting);
        let step = match self.begin_irp(adapter, None, Asked::Start) {
            Ok(step) => step,
            Err(status) => {
                // The driver has what it found at the first start.
                self.fail_start(adapter, true);
                return Err(LoadError::StartFailed { status });
            }
        };
        let mapped = self.kernel.mapped();
        let found = self.find_adapter_again(adapter, PASSIVE_LEVEL);
        // "If the HBA was … stopped for PnP resource reconfiguration, the Storport driver releases resources on behalf of the miniport driver":
        // when, is not said. The driver has been given others.
        self.kernel.unmap_first(mapped, adapter.device_owner());
        let started = found.clone().and_then(|()| {
            self.connect(adapter);
            self.initialize(adapter, false)
        });
        self.end_irp(step, started.status());
        if started.is_err() {
            self.fail_start(adapter, found.is_ok());
            return started;
        }
        adapter.phase.set(Phase::Started);
        adapter.stopped.set(false);
        self.tell_of_start(adapter);
        self.pump_all(adapter);
        Ok(())
    }

    /// `ScsiStopAdapter` is over.
    fn is_stopped(&self, adapter: &Rc<AdapterState>) -> Option<()> {
        self.disconnect(adapter);
        adapter.phase.set(Phase::Stopped);
        adapter.stopped.set(true);
        self.step(adapter, ffi::ScsiSetBootConfig).map(|_| ())
    }

    /// The way up: `ScsiRestartAdapter`, or `HwStorFindAdapter`'s result again with `HwStorInitialize`.
    fn restart_adapter(&self, adapter: &Rc<AdapterState>) -> Result<(), LoadError> {
        self.step(adapter, ffi::ScsiSetRunningConfig)
            .ok_or(LoadError::Halted)?;
        self.connect(adapter);
        if Self::supports(adapter, Object::Adapter, ffi::ScsiRestartAdapter) {
            if !self
                .step(adapter, ffi::ScsiRestartAdapter)
                .ok_or(LoadError::Halted)?
            {
                return Err(LoadError::InitializeFailed);
            }
        } else {
            if adapter.hardware.is_some() {
                self.find_adapter_again(adapter, DISPATCH_LEVEL)?;
            }
            self.initialize(adapter, true)?;
        }
        adapter.stopped.set(false);
        Ok(())
    }

    /// Power goes: that of the units first.
    pub fn power_down(&self, adapter: &Rc<AdapterState>) -> Option<()> {
        self.announce_power_down(adapter)?;
        if let Some(hardware) = &adapter.hardware {
            hardware.power_down();
        }
        Some(())
    }

    /// What the driver hears before power goes: whether it did not refuse. Where `ScsiAdapterPower` is supported, the driver gets neither
    /// `ScsiStopAdapter` nor `SRB_FUNCTION_POWER` for it (page of `SCSI_ADAPTER_CONTROL_TYPE`).
    pub fn announce_power_down(&self, adapter: &Rc<AdapterState>) -> Option<bool> {
        // The units are devices of their own, which lose power before what they are on.
        self.drain(adapter);
        if !Self::has_power_control(adapter) {
            self.flush_units(adapter, ffi::SRB_FUNCTION_FLUSH);
        }
        self.power_units(adapter, ffi::StorPowerDeviceD3)?;
        let asked = Asked::Power(ffi::PowerDeviceD3);
        self.with_irp(adapter, None, asked, || self.go_down(adapter))
    }

    fn go_down(&self, adapter: &Rc<AdapterState>) -> Option<bool> {
        if Self::has_power_control(adapter) {
            let done = self.adapter_power(adapter, ffi::StorPowerDeviceD3)?;
            adapter.phase.set(Phase::Stopped);
            adapter.without_power.set(true);
            return Some(done);
        }
        self.tell_of(adapter, None, Notice::Power(ffi::StorPowerDeviceD3));
        let stopped = self.call_stop(adapter)?;
        self.is_stopped(adapter)?;
        Some(stopped)
    }

    /// Power comes.
    pub fn power_up(&self, adapter: &Rc<AdapterState>) -> Result<(), LoadError> {
        if let Some(hardware) = &adapter.hardware {
            self.kernel.power_up(hardware);
            self.kernel.restore_interrupts(hardware);
        }
        self.announce_power_up(adapter)
    }

    /// What the driver hears when power has come, or when it is started again after a stop for other resources.
    pub fn announce_power_up(&self, adapter: &Rc<AdapterState>) -> Result<(), LoadError> {
        if adapter.released.get() {
            return self.start_released(adapter);
        }
        let asked = Asked::Power(ffi::PowerDeviceD0);
        self.with_irp(adapter, None, asked, || self.go_up(adapter))?;
        self.power_units(adapter, ffi::StorPowerDeviceD0)
            .ok_or(LoadError::Halted)
    }

    fn go_up(&self, adapter: &Rc<AdapterState>) -> Result<(), LoadError> {
        if adapter.without_power.take() {
            if !self
                .adapter_power(adapter, ffi::StorPowerDeviceD0)
                .ok_or(LoadError::Halted)?
            {
                return Err(LoadError::InitializeFailed);
            }
        } else {
            // The page of SCSI_POWER_REQUEST_BLOCK sends it to adapters that are not stopped, and lets drivers initialise the adapter
            // because of it or of ScsiRestartAdapter, whichever they like: it comes before or after, or not at all.
            let place = self.kernel.below(3);
            let power = Notice::Power(ffi::StorPowerDeviceD0);
            if place == 0 {
                self.tell_of(adapter, None, power);
            }
            self.restart_adapter(adapter)?;
            if place == 1 {
                self.tell_of(adapter, None, power);
            }
        }
        adapter.phase.set(Phase::Started);
        self.pump_all(adapter);
        Ok(())
    }

    fn has_power_control(adapter: &AdapterState) -> bool {
        Self::supports(adapter, Object::Adapter, ffi::ScsiAdapterPower)
    }

    /// `ScsiAdapterPower`.
    fn adapter_power(
        &self,
        adapter: &Rc<AdapterState>,
        state: ffi::STOR_DEVICE_POWER_STATE,
    ) -> Option<bool> {
        let parameter = Parameter::adapter_power(state, ffi::StorPowerActionSleep);
        self.control(
            adapter,
            Object::Adapter,
            ffi::ScsiAdapterPower,
            Some(Rc::new(parameter)),
        )
    }

    /// `ScsiAdapterPrepareForBusReScan`, if the driver supports it: before each scan.
    pub fn prepare_for_scan(&self, adapter: &Rc<AdapterState>) -> Option<bool> {
        self.step(adapter, ffi::ScsiAdapterPrepareForBusReScan)
    }

    /// The device is gone: requests fail from now on, and the driver is told if it wants to know.
    pub fn surprise_remove(&self, adapter: &Rc<AdapterState>) -> Option<()> {
        if let Some(hardware) = &adapter.hardware {
            hardware.unplug();
        }
        adapter.phase.set(Phase::SurpriseRemoved);
        self.fail_queued(adapter);
        // No page says whether the adapter's driver hears of it before or after that of its units.
        let units_first = self.kernel.chance(2);
        if units_first {
            self.units_are_gone(adapter)?;
        }
        self.with_irp(adapter, None, Asked::SurpriseRemoval, || {
            self.is_gone(adapter)
        })?;
        if !units_first {
            self.units_are_gone(adapter)?;
        }
        (!self.kernel.halted.get()).then_some(())
    }

    /// What the driver hears of the adapter's surprise removal.
    fn is_gone(&self, adapter: &Rc<AdapterState>) -> Option<()> {
        self.step(adapter, ffi::ScsiAdapterSurpriseRemoval)?;
        // Drivers that ship handle both, so that no page says whether the request follows where the control type is supported.
        let is_told = Self::supports(adapter, Object::Adapter, ffi::ScsiAdapterSurpriseRemoval);
        if !is_told || self.kernel.chance(2) {
            self.tell(adapter, ffi::StorSurpriseRemoval);
        }
        Some(())
    }
}
