//! What a test does with an adapter.

use std::fmt;
use std::rc::Rc;

use miniport::ffi;

use crate::kernel::core::Kernel;
use crate::kernel::level::{DISPATCH_LEVEL, PASSIVE_LEVEL};
use crate::storport::adapter::{AdapterState, Phase};
use crate::storport::control::{AdapterRequest, ControlAnswer, UnitRequest};
use crate::storport::error::{IoError, LoadError};
use crate::storport::initiator::disk::Disk;
use crate::storport::initiator::pending::Pending;
use crate::storport::options::{RegistryValue, SrbForm};
use crate::storport::port::Storport;
use crate::storport::registry::Key;
use crate::storport::request::completion::Completion;
use crate::storport::request::table::{Direction, Function};
use crate::storport::said::{Failure, IoHints};
use crate::storport::unit::Address;
use crate::verifier::Role;

/// A power state of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PowerState {
    /// D0: works.
    On,
    /// D3: off.
    Off,
}

impl PowerState {
    fn code(self) -> ffi::STOR_DEVICE_POWER_STATE {
        match self {
            Self::On => ffi::StorPowerDeviceD0,
            Self::Off => ffi::StorPowerDeviceD3,
        }
    }
}

/// An adapter on a machine. The handle may be copied; the adapter lives until it is removed.
#[derive(Clone)]
pub struct Adapter {
    pub(super) kernel: Rc<Kernel>,
    pub(super) state: Rc<AdapterState>,
}

impl fmt::Debug for Adapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Adapter")
            .field("number", &self.state.number)
            .field("phase", &self.state.phase.get())
            .finish_non_exhaustive()
    }
}

impl Adapter {
    fn storport(&self) -> Storport<'_> {
        Storport::of(&self.kernel)
    }

    /// Turns event tracing on or off, and tells the driver (`HW_TRACING_ENABLED`), if it wants to hear of it. It is off at first.
    ///
    /// # Errors
    /// [`IoError::Halted`] if the machine has stopped.
    pub fn set_tracing(&self, enabled: bool) -> Result<(), IoError> {
        self.state.tracing.set(enabled);
        let Some(routine) = self.state.init.HwTracingEnabled else {
            return Ok(());
        };
        let state = Rc::clone(&self.state);
        let called = self.storport().perform(PASSIVE_LEVEL, move |core| {
            let extension = state.device_extension();
            // SAFETY: the driver registered the routine for this extension.
            core.callback(&state, Role::HwTracingEnabled, || unsafe {
                routine(extension, enabled.into());
            });
        });
        called.ok_or(IoError::Halted)
    }

    /// Writes a value below the driver's `Parameters\Device` key: a driver that has asked to be told hears of it some time later
    /// (`HW_REGISTRY_NOTIFICATION_ROUTINE`).
    pub fn set_parameter(&self, name: &str, value: &RegistryValue) {
        Kernel::check_outside();
        let name = name.to_ascii_lowercase();
        self.state
            .written
            .put(Key::AllAdapters, name, value.bytes());
        self.storport().parameters_changed(&self.state);
    }

    /// The number of the adapter on its machine, from 0.
    #[must_use]
    pub fn number(&self) -> usize {
        self.state.number
    }

    /// The form of its requests.
    #[must_use]
    pub fn srb_form(&self) -> SrbForm {
        self.state.form
    }

    /// Scans the buses as Windows does, and returns the disks that are there.
    pub fn rescan(&self) -> Result<Vec<Disk>, IoError> {
        let _busy = self.storport().busy();
        self.state.bus_changed.set(false);
        self.storport().scan(&self.state)?;
        Ok(self.disks())
    }

    /// The disks that the last scan found, by their address.
    #[must_use]
    pub fn disks(&self) -> Vec<Disk> {
        self.state
            .disks
            .borrow()
            .iter()
            .map(|info| Disk::new(&self.kernel, &self.state, info))
            .collect()
    }

    /// The disk at an address, if the last scan found one.
    #[must_use]
    pub fn disk(&self, address: Address) -> Option<Disk> {
        self.disks()
            .into_iter()
            .find(|disk| disk.address() == address)
    }

    /// Sends a SCSI command to any address and waits for the answer. `data` is sent or filled, by `direction`.
    pub fn execute(
        &self,
        address: Address,
        cdb: &[u8],
        direction: Direction,
        data: &mut [u8],
    ) -> Result<Completion, IoError> {
        self.request(address, Function::scsi(cdb), direction, data)
    }

    /// Sends a SCSI command to any address and does not wait for the answer. `data` is sent, or as many bytes come, by `direction`.
    pub fn submit(
        &self,
        address: Address,
        cdb: &[u8],
        direction: Direction,
        data: &[u8],
    ) -> Result<Pending, IoError> {
        let function = Function::scsi(cdb);
        let length = data.len();
        let request =
            self.storport()
                .begin(&self.state, address, function, direction, data, length)?;
        Ok(Pending::new(&self.kernel, &self.state, request, length))
    }

    fn request(
        &self,
        address: Address,
        function: Function,
        direction: Direction,
        data: &mut [u8],
    ) -> Result<Completion, IoError> {
        self.storport()
            .execute(&self.state, address, function, direction, data)
    }

    fn request_without_data(
        &self,
        address: Option<Address>,
        function: Function,
    ) -> Result<Completion, IoError> {
        self.request(
            address.unwrap_or_default(),
            function,
            Direction::None,
            &mut [],
        )
    }

    /// Sends `SRB_FUNCTION_IO_CONTROL`: `data` begins with an `SRB_IO_CONTROL`, and is sent and filled.
    pub fn io_control(&self, data: &mut [u8]) -> Result<Completion, IoError> {
        let function = Function::Other(ffi::SRB_FUNCTION_IO_CONTROL);
        self.request(Address::default(), function, Direction::Both, data)
    }

    /// Sends a SCSI command whose data goes both ways, and waits for the answer: `out` goes to the device, `into` comes from it.
    ///
    /// # Errors
    /// [`IoError::NotExtended`] if the adapter's requests have the form of SCSI port, which has no such commands.
    pub fn execute_bidirectional(
        &self,
        address: Address,
        cdb: &[u8],
        out: &[u8],
        into: &mut [u8],
    ) -> Result<Completion, IoError> {
        let function = Function::scsi(cdb);
        self.storport()
            .execute_bidirectional(&self.state, address, function, out, into)
    }

    /// What requests say of their I/O that are sent from now on (`StorPortGetRequestInfo`, `StorPortGetActivityIdSrb`).
    pub fn set_hints(&self, hints: IoHints) {
        self.state.said.hints.set(hints);
    }

    /// `SRB_FLAGS_*` that SCSI commands have, from now on, beside those that follow from the request: for instance
    /// `SRB_FLAGS_DISABLE_AUTOSENSE`.
    pub fn set_srb_flags(&self, flags: u32) {
        self.state.said.srb_flags.set(flags);
    }

    /// The `STORAGE_BUS_TYPE` that the driver said in find-adapter (`StorPortSetAdapterBusType`).
    #[must_use]
    pub fn bus_type(&self) -> Option<u32> {
        self.state.said.bus_type.get()
    }

    /// What the driver said of a unit (`StorPortSetUnitAttributes`); `None` if no request was sent to it.
    #[must_use]
    pub fn unit_attributes(&self, address: Address) -> Option<u32> {
        let mut units = self.state.units.borrow_mut();
        let unit = units.find(address)?;
        Some(units.at(unit).attributes)
    }

    /// The devices that the driver marked as failed (`StorPortMarkDeviceFailed`).
    #[must_use]
    pub fn failures(&self) -> Vec<Failure> {
        self.state.said.failures.borrow().clone()
    }

    /// Sends a request without data, for instance `SRB_FUNCTION_FLUSH` (0x08) or `SRB_FUNCTION_RESET_LOGICAL_UNIT` (0x20).
    pub fn send(&self, address: Address, function: u8) -> Result<Completion, IoError> {
        self.request_without_data(Some(address), Function::Other(function))
    }

    /// Sends `SRB_FUNCTION_PNP` for a unit or, with `None`, for the adapter.
    pub fn send_pnp(&self, address: Option<Address>, action: i32) -> Result<Completion, IoError> {
        let adapter = address.is_none();
        self.request_without_data(address, Function::Pnp { action, adapter })
    }

    /// Sends `SRB_FUNCTION_POWER` for a unit or, with `None`, for the adapter.
    pub fn send_power(
        &self,
        address: Option<Address>,
        state: PowerState,
    ) -> Result<Completion, IoError> {
        let function = Function::Power {
            state: state.code(),
            action: ffi::StorPowerActionSleep,
            adapter: address.is_none(),
        };
        self.request_without_data(address, function)
    }

    /// Calls `HwStorResetBus` for every bus, as after a hierarchical reset.
    pub fn reset(&self) -> Result<(), IoError> {
        if self.state.phase.get() != Phase::Started {
            return Err(IoError::NotStarted);
        }
        let state = Rc::clone(&self.state);
        let buses = state.configuration().buses;
        self.storport()
            .perform(DISPATCH_LEVEL, move |core| {
                for path in 0..buses {
                    core.call_reset_bus(&state, path);
                }
            })
            .ok_or(IoError::Halted)
    }

    /// Stops the adapter as [`power`](Self::power) does, while its device keeps its power: its requests end, then `ScsiStopAdapter` or,
    /// where the driver supports that, `ScsiAdapterPower`. `false` if the driver refused.
    pub fn stop(&self) -> Result<bool, IoError> {
        if self.state.phase.get() != Phase::Started {
            return Err(IoError::NotStarted);
        }
        let _busy = self.storport().busy();
        self.storport()
            .announce_power_down(&self.state)
            .ok_or(IoError::Halted)
    }

    /// Stops the adapter so that it can get other resources (`IRP_MN_STOP_DEVICE`): its requests end, the driver gets a plug and
    /// play request `StorStopDevice`, then `ScsiStopAdapter`. `false` if the driver refused.
    pub fn stop_device(&self) -> Result<bool, IoError> {
        if self.state.phase.get() != Phase::Started {
            return Err(IoError::NotStarted);
        }
        let _busy = self.storport().busy();
        self.storport()
            .release_adapter(&self.state)
            .ok_or(IoError::Halted)
    }

    /// Stops the adapter for other resources and starts it again, by `HwStorFindAdapter`, with the resources that it had.
    pub fn rebalance(&self) -> Result<(), LoadError> {
        self.expect_phase(Phase::Started)?;
        self.stop_device().map_err(|_| LoadError::Halted)?;
        self.restart()
    }

    /// Starts the adapter again: `ScsiAdapterPower` where that stopped it; else `ScsiRestartAdapter`, or `HwStorInitialize` where that is
    /// not supported; after [`stop_device`](Self::stop_device), `HwStorFindAdapter` and all that follows.
    pub fn restart(&self) -> Result<(), LoadError> {
        self.expect_phase(Phase::Stopped)?;
        let _busy = self.storport().busy();
        self.storport().announce_power_up(&self.state)
    }

    /// Powers the adapter and its units down or up, as for sleep: `ScsiUnitPower` and `ScsiAdapterPower`; where the latter is not
    /// supported, stop and restart.
    pub fn power(&self, state: PowerState) -> Result<(), LoadError> {
        let _busy = self.storport().busy();
        match state {
            PowerState::Off => {
                self.expect_phase(Phase::Started)?;
                self.storport()
                    .power_down(&self.state)
                    .ok_or(LoadError::Halted)
            }
            PowerState::On => {
                self.expect_phase(Phase::Stopped)?;
                self.storport().power_up(&self.state)
            }
        }
    }

    /// Asks the driver by `HW_ADAPTER_CONTROL`: its answer, or `None` where it does not support the control type.
    ///
    /// # Errors
    /// [`IoError::NotStarted`] for an adapter that does not run, [`IoError::Halted`] for a machine that has stopped.
    pub fn control(&self, request: AdapterRequest) -> Result<Option<ControlAnswer>, IoError> {
        if self.state.phase.get() != Phase::Started {
            return Err(IoError::NotStarted);
        }
        self.storport().ask_adapter(&self.state, request)
    }

    /// Asks the driver by `HW_UNIT_CONTROL` for a unit, as [`control`](Self::control) does for the adapter.
    ///
    /// # Errors
    /// Those of [`control`](Self::control).
    pub fn control_unit(
        &self,
        unit: Address,
        request: UnitRequest,
    ) -> Result<Option<ControlAnswer>, IoError> {
        if self.state.phase.get() != Phase::Started {
            return Err(IoError::NotStarted);
        }
        self.storport().ask_unit(&self.state, unit, request)
    }

    fn expect_phase(&self, phase: Phase) -> Result<(), LoadError> {
        if self.state.phase.get() == phase {
            Ok(())
        } else {
            Err(LoadError::WrongState)
        }
    }

    /// The device is pulled out: what is queued fails with `SRB_STATUS_NO_DEVICE`, the driver is told.
    pub fn surprise_remove(&self) -> Result<(), IoError> {
        if self.state.phase.get() == Phase::Removed {
            return Err(IoError::NotStarted);
        }
        let _busy = self.storport().busy();
        self.storport()
            .surprise_remove(&self.state)
            .ok_or(IoError::Halted)
    }

    /// The device is pulled out, and nobody has told the driver yet: reads of registers give all ones.
    /// [`surprise_remove`](Self::surprise_remove) tells it.
    pub fn unplug(&self) {
        if let Some(hardware) = &self.state.hardware {
            hardware.unplug();
        }
    }

    /// Removes the adapter: a plug and play request `StorRemoveDevice`, `ScsiStopAdapter`, in a virtual miniport
    /// `HW_FREE_ADAPTER_RESOURCES`; then the verifier looks for what was left behind.
    pub fn remove(&self) {
        let _busy = self.storport().busy();
        self.storport().remove_adapter(&self.state);
    }

    /// Whether the driver said that a bus has changed (`BusChangeDetected`) since the last scan that a test asked for. The plug and play
    /// manager scans by itself some time later, while the machine runs.
    #[must_use]
    pub fn bus_changed(&self) -> bool {
        self.state.bus_changed.get()
    }

    /// How many requests the driver has now.
    #[must_use]
    pub fn outstanding(&self) -> u32 {
        self.state.outstanding.get()
    }
}
