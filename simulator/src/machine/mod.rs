//! The machine: what a test makes first.

pub(crate) mod core;
mod notes;
pub(crate) mod settings;

use std::fmt;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use self::core::Core;
use self::settings::Settings;
use crate::adapter::state::Phase;
use crate::adapter::{Adapter, AdapterOptions};
use crate::device::Device;
use crate::driver::{Driver, DriverEntry};
use crate::error::LoadError;
use crate::hardware::Hardware;
use crate::memory::physical::Ram;
use crate::verifier::{LogEntry, Report};

/// A simulated machine with its own Storport. It stays on its thread; every thread may have its own.
pub struct Machine {
    core: Rc<Core>,
}

/// How a machine is to be.
#[derive(Clone, Debug)]
#[must_use]
pub struct MachineBuilder {
    settings: Settings,
    ram: Option<Arc<dyn Ram>>,
}

impl MachineBuilder {
    /// How many processors it has: 1 to 64.
    pub fn processors(mut self, processors: usize) -> Self {
        self.settings.processors = processors.clamp(1, 64);
        self
    }

    /// In how many of 100 calls of a routine something else runs first.
    pub fn preemption(mut self, percent: u8) -> Self {
        self.settings.preemption = percent.min(99);
        self
    }

    /// Measures callbacks in real time too, which takes time itself.
    pub fn measure_host_time(mut self) -> Self {
        self.settings.measure_host_time = true;
        self
    }

    /// Writes every callback to the log.
    pub fn trace(mut self) -> Self {
        self.settings.trace = true;
        self
    }

    /// After how many steps without a completed request the machine is taken to be in a livelock.
    pub fn patience(mut self, steps: u64) -> Self {
        self.settings.patience = steps.max(1);
        self
    }

    /// Puts codes of bug checks into words for the report: code and four parameters.
    pub fn decode_bug_checks(mut self, decode: fn(u32, [usize; 4]) -> Option<String>) -> Self {
        self.settings.decode_bug_check = Some(decode);
        self
    }

    /// The machine's memory, where a device outside of this process shares it, for instance [QEMU](crate::device::qemu)'s.
    ///
    /// Physical addresses follow from it, so that pages that lie together for the driver do for the device; in memory of
    /// this process they are scattered.
    pub fn memory(mut self, ram: Arc<dyn Ram>) -> Self {
        self.ram = Some(ram);
        self
    }

    /// The machine.
    #[must_use]
    pub fn build(self) -> Machine {
        Machine {
            core: Core::new(self.settings, self.ram),
        }
    }
}

impl Machine {
    /// A machine with one processor. The seed decides what happens when, wherever that is open.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self::builder(seed).build()
    }

    /// A machine that is made to order.
    pub fn builder(seed: u64) -> MachineBuilder {
        MachineBuilder {
            settings: Settings::new(seed),
            ram: None,
        }
    }

    /// Loads a driver: runs its DriverEntry.
    pub fn load(&self, entry: DriverEntry) -> Result<Driver, LoadError> {
        check_outside();
        self.core.load(entry)
    }

    /// Starts an adapter of a driver and scans its buses, as if the `PnP` manager had found it.
    pub fn add_adapter(
        &self,
        driver: &Driver,
        options: impl Into<AdapterOptions>,
    ) -> Result<Adapter, LoadError> {
        self.start(driver, options.into(), None)
    }

    /// Puts a PCI function into the machine and starts the driver on it: it is enumerated, its registers get addresses,
    /// it gets interrupts ([`AdapterOptions::interrupts`]), and its buses are scanned.
    pub fn add_pci_adapter(
        &self,
        driver: &Driver,
        device: impl Device + 'static,
        options: impl Into<AdapterOptions>,
    ) -> Result<Adapter, LoadError> {
        let options = options.into();
        let hardware = self.core.enumerate(Box::new(device), options.interrupts);
        self.start(driver, options, Some(hardware))
    }

    fn start(
        &self,
        driver: &Driver,
        options: AdapterOptions,
        hardware: Option<Hardware>,
    ) -> Result<Adapter, LoadError> {
        check_outside();
        if driver.image.unloaded.get()
            || !self
                .core
                .images
                .borrow()
                .iter()
                .any(|image| Rc::ptr_eq(image, &driver.image))
        {
            return Err(LoadError::NotLoaded);
        }
        let scan = !options.no_scan;
        let state = self.core.start_adapter(&driver.image, options, hardware)?;
        let adapter = Adapter {
            core: Rc::clone(&self.core),
            state,
        };
        if scan {
            adapter.rescan().map_err(LoadError::Scan)?;
        }
        Ok(adapter)
    }

    /// Runs until there is nothing to do: every request is answered, nothing is queued. Timers that are set stay set.
    pub fn run(&self) {
        check_outside();
        let core = &self.core;
        core.run_until(|| !core.has_work() && core.open_requests.get() == 0);
    }

    /// Runs for a while of virtual time.
    pub fn advance(&self, time: Duration) {
        check_outside();
        let core = &self.core;
        let end = core
            .clock
            .now()
            .saturating_add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
        core.run_until(|| {
            core.clock.now() >= end
                || (!core.has_runnable() && core.clock.next().is_none_or(|next| next > end))
        });
        if core.clock.now() < end && !core.halted.get() {
            core.clock.pass(end - core.clock.now());
        }
    }

    /// Scans the adapters whose drivers said that a bus changed.
    pub fn rescan_changed(&self) -> Result<(), crate::IoError> {
        check_outside();
        for adapter in self.core.adapters() {
            if adapter.bus_changed.get() && adapter.phase.get() == Phase::Started {
                self.core.scan(&adapter)?;
            }
        }
        Ok(())
    }

    /// Unloads a driver: its adapters are removed.
    pub fn unload(&self, driver: &Driver) {
        check_outside();
        for adapter in self.core.adapters() {
            if Rc::ptr_eq(&adapter.image, &driver.image) {
                self.core.remove_adapter(&adapter);
            }
        }
        driver.image.unloaded.set(true);
    }

    /// Shuts the machine down: every adapter is removed. What happened is in the report.
    #[must_use]
    pub fn shutdown(self) -> Report {
        check_outside();
        for adapter in self.core.adapters() {
            self.core.remove_adapter(&adapter);
        }
        self.core.report()
    }

    /// What has happened so far.
    #[must_use]
    pub fn report(&self) -> Report {
        self.core.report()
    }

    /// What drivers and the machine have said: debug prints, logged errors, and with a trace every callback.
    #[must_use]
    pub fn log(&self) -> Vec<LogEntry> {
        self.core.verifier.log.borrow().clone()
    }

    /// The virtual time.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.core.now()
    }

    /// Whether the machine stopped for good: a bug check, a deadlock, a livelock.
    #[must_use]
    pub fn is_halted(&self) -> bool {
        self.core.halted.get()
    }
}

fn check_outside() {
    assert!(
        !Core::inside(),
        "a callback of the driver must not use the machine's API"
    );
}

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Machine")
            .field("seed", &self.core.settings.seed)
            .field("now", &self.now())
            .finish_non_exhaustive()
    }
}
