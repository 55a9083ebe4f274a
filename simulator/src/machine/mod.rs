//! The machine: what a test makes first, what it does with drivers and adapters, and what it gets as a report.
//!
//! The public face, and the room that knows all others: it makes the kernel, attaches the states of the port driver and the I/O manager to it, puts
//! devices on its bus, and calls down. Nothing below calls up to here: what happened is asked for, or is in the report.

pub(crate) mod adapter;
pub(crate) mod builder;
pub(crate) mod driver;
mod dump;
#[cfg(any(windows, images, test))]
mod export;
pub(crate) mod image;
pub(crate) mod service;
pub(crate) mod wdm;
pub(crate) mod wmi;

use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use self::adapter::Adapter;
use self::builder::MachineBuilder;
use self::driver::Driver;
use crate::device::Device;
use crate::io::manager::IoState;
use crate::kernel::core::Kernel;
use crate::kernel::memory::shortage::Shortage;
use crate::kernel::time::SECOND;
use crate::storport::adapter::Phase;
use crate::storport::error::{IoError, LoadError};
use crate::storport::image::DriverEntry;
use crate::storport::options::AdapterOptions;
use crate::storport::port::{Port, Storport};
use crate::verifier::{LogEntry, Report, Rule};

/// A simulated machine with its own Storport. It stays on its thread; every thread may have its own.
pub struct Machine {
    kernel: Rc<Kernel>,
}

impl MachineBuilder {
    /// The machine.
    #[must_use]
    pub fn build(self) -> Machine {
        #[cfg(windows)]
        export::provide();
        let kernel = Kernel::new(self.settings, self.ram);
        kernel.attach(Port::default());
        kernel.attach(IoState::default());
        #[cfg(images)]
        kernel.attach(image::Images::default());
        kernel
            .pulse
            .set_words(crate::storport::request::words::in_words);
        let machine = Machine { kernel };
        if machine.kernel.settings.tolerate_resets {
            machine.tolerate_resets();
        }
        machine
    }
}

impl Drop for Machine {
    /// A test that fails says what happened on its machine, and how to see it again.
    fn drop(&mut self) {
        if std::thread::panicking() && self.kernel.verifier.is_readable() {
            let report = self.kernel.report();
            eprintln!("\nthe test's machine: {report}");
            if report.is_clean() {
                eprintln!("to see this again: {}", report.again);
            }
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
        MachineBuilder::new(seed)
    }

    fn storport(&self) -> Storport<'_> {
        Storport::of(&self.kernel)
    }

    /// Loads a driver: runs its DriverEntry.
    pub fn load(&self, entry: DriverEntry) -> Result<Driver, LoadError> {
        Kernel::check_outside();
        let image = self.storport().load(entry)?;
        Ok(Driver { image })
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
        self.start(driver, options.into(), Some(Box::new(device)))
    }

    fn start(
        &self,
        driver: &Driver,
        options: AdapterOptions,
        device: Option<Box<dyn Device>>,
    ) -> Result<Adapter, LoadError> {
        Kernel::check_outside();
        let storport = self.storport();
        let mut images = storport.port.images.borrow().clone().into_iter();
        if driver.image.unloaded.get() || !images.any(|image| Rc::ptr_eq(&image, &driver.image)) {
            return Err(LoadError::NotLoaded);
        }
        let _busy = storport.busy();
        let scan = !options.no_scan;
        let adapter = Adapter {
            state: storport.start_adapter(&driver.image, options, device)?,
            kernel: Rc::clone(&self.kernel),
        };
        if scan {
            adapter.rescan().map_err(LoadError::Scan)?;
        }
        Ok(adapter)
    }

    /// From now on the driver may break a rule: how often it does stands in the report ([`Report::tolerated`]) and is no finding.
    pub fn tolerate(&self, rule: Rule) {
        self.kernel.verifier.tolerate(rule);
    }

    /// From now on late requests, and the resets and retries that follow, are no findings: for a test that provokes them in a
    /// number that the seed decides. A request that is lost still is one.
    pub fn tolerate_resets(&self) {
        self.tolerate(Rule::LateRequest);
        self.tolerate(Rule::NeedlessRetry);
    }

    /// As [`tolerate_resets`](Self::tolerate_resets), and another number of resets, of units, targets and buses together, until the
    /// machine is shut down is a finding.
    pub fn expect_resets(&self, resets: u64) {
        self.tolerate_resets();
        self.kernel.verifier.expect_resets(resets);
    }

    /// From now on these allocations of drivers fail, or with `None` none more: how many did stands in the report
    /// ([`Report::failed_allocations`]).
    pub fn fail_allocations(&self, shortage: impl Into<Option<Shortage>>) {
        self.kernel.pool.shortages.want(shortage.into());
    }

    /// Runs until there is nothing to do: every request is answered, nothing is queued, no device has something due, for instance an
    /// event that it will report. Timers that are set stay set, and a device that always has something due is waited for a
    /// second of virtual time.
    pub fn run(&self) {
        Kernel::check_outside();
        let (storport, io) = (
            &self.storport().port.open_requests,
            &self.io().io.open_requests,
        );
        let mut idle_since = None;
        self.kernel.run_until(|| {
            if self.kernel.has_work() || storport.get() + io.get() != 0 {
                return false;
            }
            let since = *idle_since.get_or_insert(self.kernel.clock.now());
            !self.kernel.has_device_due(since + SECOND) || self.kernel.clock.now() >= since + SECOND
        });
    }

    /// Runs for a while of virtual time.
    pub fn advance(&self, time: Duration) {
        Kernel::check_outside();
        let kernel = &*self.kernel;
        let end = kernel
            .clock
            .now()
            .saturating_add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
        kernel.run_until(|| {
            kernel.clock.now() >= end
                || (!kernel.has_runnable() && kernel.clock.next().is_none_or(|next| next > end))
        });
        if kernel.clock.now() < end && !kernel.halted.get() {
            kernel.clock.pass(end - kernel.clock.now());
        }
    }

    /// Scans the adapters whose drivers said that a bus has changed, now.
    pub fn rescan_changed(&self) -> Result<(), IoError> {
        Kernel::check_outside();
        let _busy = self.storport().busy();
        for adapter in self.storport().adapters() {
            if adapter.bus_changed.replace(false) && adapter.phase.get() == Phase::Started {
                self.storport().scan(&adapter)?;
            }
        }
        Ok(())
    }

    /// Unloads a driver: its adapters are removed.
    pub fn unload(&self, driver: &Driver) {
        Kernel::check_outside();
        let _busy = self.storport().busy();
        for adapter in self.storport().adapters() {
            if Rc::ptr_eq(&adapter.image, &driver.image) {
                self.storport().remove_adapter(&adapter);
            }
        }
        self.storport().unload(&driver.image);
    }

    /// Shuts the machine down: adapters get `SRB_FUNCTION_SHUTDOWN`; then handles are closed, every adapter and device is removed, WDM
    /// drivers are unloaded, so that the verifier sees what is left behind. What happened is in the report.
    #[must_use]
    pub fn shutdown(self) -> Report {
        Kernel::check_outside();
        self.kernel.was_called_elsewhere();
        let _busy = self.storport().busy();
        for adapter in self.storport().adapters() {
            self.storport().end_of_system(&adapter);
        }
        for adapter in self.storport().adapters() {
            self.storport().remove_adapter(&adapter);
        }
        for image in self.storport().port.images.borrow().clone() {
            self.storport().unload(&image);
        }
        self.end_wdm();
        self.storport().report_late_writes();
        self.kernel.verifier.check_expected(self.kernel.now());
        self.kernel.report()
    }

    /// What has happened so far.
    #[must_use]
    pub fn report(&self) -> Report {
        self.kernel.was_called_elsewhere();
        self.kernel.report()
    }

    /// What drivers and the machine have said: debug prints, logged errors, and with a trace every callback.
    #[must_use]
    pub fn log(&self) -> Vec<LogEntry> {
        self.kernel.verifier.log()
    }

    /// The virtual time.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.kernel.now()
    }

    /// Whether the machine stopped for good: a bug check, a deadlock, a livelock.
    #[must_use]
    pub fn is_halted(&self) -> bool {
        self.kernel.halted.get()
    }
}

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Machine")
            .field("seed", &self.kernel.settings.seed)
            .field("now", &self.now())
            .finish_non_exhaustive()
    }
}
