//! `HwStorAdapterControl`: the control types, stop and restart, power, surprise removal.

use std::rc::Rc;

use miniport::ffi;

use super::adapter::{AdapterState, Phase};
use super::error::LoadError;
use super::port::Storport;
use crate::kernel::level::{DIRQL, DISPATCH_LEVEL, PASSIVE_LEVEL};
use crate::kernel::lock::Lock;
use crate::kernel::memory::block::Block;
use crate::verifier::{Role, Rule};

/// How many control types the simulator asks about: `ScsiAdapterControlMax` of the newest header.
const CONTROL_TYPES: u8 = 21;

impl Storport<'_> {
    /// Calls `HwStorAdapterControl` at the IRQL of the control type; `parameters` are copied in and out.
    fn adapter_control(
        &self,
        adapter: &Rc<AdapterState>,
        control: ffi::SCSI_ADAPTER_CONTROL_TYPE,
        parameters: Option<Rc<Block>>,
    ) -> Option<bool> {
        let inner = Rc::clone(adapter);
        let stops = matches!(control, ffi::ScsiStopAdapter | ffi::ScsiRestartAdapter)
            && !adapter.virtual_device;
        let at_device_level = stops && self.stops_at_device_level();
        let irql = match control {
            _ if at_device_level => DIRQL,
            ffi::ScsiAdapterPower if self.kernel.chance(2) => DISPATCH_LEVEL,
            _ if stops && self.kernel.chance(2) => DISPATCH_LEVEL,
            _ => PASSIVE_LEVEL,
        };
        self.perform(irql, move |core| {
            let Some(routine) = inner.init.HwAdapterControl else { return false };
            let extension = inner.device_extension();
            let pointer: ffi::PVOID = parameters.as_ref().map_or(std::ptr::null_mut(), |block| block.as_ptr().cast());
            let locks: &[Lock] = if at_device_level { &[inner.interrupt_lock()] } else { &[] };
            let status = core.kernel.with_locks(locks, || {
                // SAFETY: the driver registered the routine for this extension; the parameters are those of the type.
                core.callback(&inner, Role::HwAdapterControl, || unsafe { routine(extension, control, pointer) })
            });
            if parameters.as_ref().is_some_and(|block| block.check().is_err()) {
                core.broke(&inner, Rule::Overrun, format!("the parameters of control type {control} were written outside of their bounds"));
            }
            status == ffi::ScsiAdapterControlSuccess
        })
    }

    /// Whether `ScsiStopAdapter` and `ScsiRestartAdapter` of a physical miniport come at DIRQL with the interrupt lock, or at most at
    /// `DISPATCH_LEVEL` without: a machine does the one or the other. No dice are thrown for it.
    fn stops_at_device_level(&self) -> bool {
        fastrand::Rng::with_seed(self.kernel.settings.seed ^ 0x7374_6f70).bool()
    }

    pub fn query_control_types(&self, adapter: &Rc<AdapterState>) -> Option<()> {
        let header = size_of::<ffi::SCSI_SUPPORTED_CONTROL_TYPE_LIST>();
        let list = Rc::new(Block::new(header + usize::from(CONTROL_TYPES), 16, 0));
        // SAFETY: the list begins with MaxControlType and is aligned to 16.
        unsafe { list.as_ptr().cast::<u32>().write(u32::from(CONTROL_TYPES)) };
        self.adapter_control(
            adapter,
            ffi::ScsiQuerySupportedControlTypes,
            Some(Rc::clone(&list)),
        )?;
        // SAFETY: the entries lie behind the header, within the block; the driver has returned.
        let entries = unsafe {
            std::slice::from_raw_parts(list.as_ptr().add(header), usize::from(CONTROL_TYPES))
        };
        *adapter.supported_controls.borrow_mut() =
            entries.iter().map(|&entry| entry != 0).collect();
        Some(())
    }

    fn supports(adapter: &AdapterState, control: ffi::SCSI_ADAPTER_CONTROL_TYPE) -> bool {
        let index = usize::try_from(control).unwrap_or(usize::MAX);
        adapter
            .supported_controls
            .borrow()
            .get(index)
            .copied()
            .unwrap_or(false)
    }

    /// A control type, if the driver supports it: `Some(false)` is its failure, `None` a machine that stopped.
    fn control_if_supported(
        &self,
        adapter: &Rc<AdapterState>,
        control: ffi::SCSI_ADAPTER_CONTROL_TYPE,
        parameters: Option<Rc<Block>>,
    ) -> Option<bool> {
        if Self::supports(adapter, control) {
            self.adapter_control(adapter, control, parameters)
        } else {
            Some(true)
        }
    }

    /// `ScsiStopAdapter`, if the driver supports it.
    ///
    /// The page of `HwStorAdapterControl` says DIRQL with the interrupt lock; that of `StorPortAcquireSpinLock` says that no lock is
    /// held, and drivers that ship free memory in it, which is allowed up to `DISPATCH_LEVEL` only. The seed decides which page is
    /// right on this machine; a driver that keeps to what both allow is right with either.
    pub fn call_stop(&self, adapter: &Rc<AdapterState>) -> Option<bool> {
        self.control_if_supported(adapter, ffi::ScsiStopAdapter, None)
    }

    /// The way down for other resources (`IRP_MN_STOP_DEVICE`): requests end, the driver is told by a request, then stopped.
    pub fn release_adapter(&self, adapter: &Rc<AdapterState>) -> Option<bool> {
        self.drain(adapter);
        self.disturb_on(adapter);
        self.tell(adapter, ffi::StorStopDevice);
        self.between_steps();
        adapter.released.set(true);
        self.stop_adapter(adapter)
    }

    /// The way up after it (`IRP_MN_START_DEVICE`). The text of `ScsiStopAdapter` names `HwStorInitialize` only, that of the device
    /// extension and drivers that ship know a second find-adapter: that is what happens here.
    fn start_released(&self, adapter: &Rc<AdapterState>) -> Result<(), LoadError> {
        adapter.released.set(false);
        adapter.phase.set(Phase::Starting);
        let found = self.find_adapter_again(adapter, PASSIVE_LEVEL);
        let started = found.clone().and_then(|()| {
            self.connect(adapter);
            self.initialize(adapter, false)
        });
        if started.is_err() {
            self.fail_start(adapter, found.is_ok());
            return started;
        }
        adapter.phase.set(Phase::Started);
        self.tell_of_start(adapter);
        self.pump_all(adapter);
        Ok(())
    }

    /// The way down: requests end, then `ScsiStopAdapter`.
    pub fn stop_adapter(&self, adapter: &Rc<AdapterState>) -> Option<bool> {
        self.drain(adapter);
        let stopped = self.call_stop(adapter)?;
        self.disconnect(adapter);
        adapter.phase.set(Phase::Stopped);
        self.control_if_supported(adapter, ffi::ScsiSetBootConfig, None)?;
        Some(stopped)
    }

    /// The way up: `ScsiRestartAdapter`, or `HwStorFindAdapter`'s result again with `HwStorInitialize`.
    pub fn restart_adapter(&self, adapter: &Rc<AdapterState>) -> Result<(), LoadError> {
        if adapter.released.get() {
            return self.start_released(adapter);
        }
        self.control_if_supported(adapter, ffi::ScsiSetRunningConfig, None)
            .ok_or(LoadError::Halted)?;
        self.connect(adapter);
        if Self::supports(adapter, ffi::ScsiRestartAdapter) {
            if !self
                .adapter_control(adapter, ffi::ScsiRestartAdapter, None)
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
        adapter.phase.set(Phase::Started);
        self.pump_all(adapter);
        Ok(())
    }

    /// `ScsiAdapterPower`, if the driver supports it.
    pub fn adapter_power(
        &self,
        adapter: &Rc<AdapterState>,
        state: ffi::STOR_DEVICE_POWER_STATE,
        action: ffi::STOR_POWER_ACTION,
    ) -> Option<bool> {
        let size = size_of::<ffi::STOR_ADAPTER_CONTROL_POWER>();
        let block = Rc::new(Block::new(size, 16, 0));
        let power = ffi::STOR_ADAPTER_CONTROL_POWER {
            Header: ffi::STOR_POWER_CONTROL_HEADER {
                Version: 1,
                Size: u32::try_from(size).unwrap_or(0),
                Address: std::ptr::null_mut(),
            },
            PowerAction: action,
            PowerState: state,
        };
        // SAFETY: the block has room for the structure and is aligned to 16.
        unsafe {
            block
                .as_ptr()
                .cast::<ffi::STOR_ADAPTER_CONTROL_POWER>()
                .write(power);
        };
        self.control_if_supported(adapter, ffi::ScsiAdapterPower, Some(block))
    }

    /// The device is gone: requests fail from now on, and the driver is told if it wants to know.
    pub fn surprise_remove(&self, adapter: &Rc<AdapterState>) -> Option<()> {
        if let Some(hardware) = &adapter.hardware {
            hardware.unplug();
        }
        adapter.phase.set(Phase::SurpriseRemoved);
        self.fail_queued(adapter);
        let control = ffi::ScsiAdapterSurpriseRemoval;
        self.control_if_supported(adapter, control, None)?;
        // Drivers that ship handle both, so that no page says whether the request follows where the control type is supported.
        if !Self::supports(adapter, control) || self.kernel.chance(2) {
            self.tell(adapter, ffi::StorSurpriseRemoval);
        }
        (!self.kernel.halted.get()).then_some(())
    }
}
