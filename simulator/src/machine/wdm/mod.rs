//! What a test does with WDM drivers, their devices, and handles of these.

pub(crate) mod device;
pub(crate) mod file;

use std::fmt;
use std::rc::Rc;

use miniport::ffi;

use self::device::WdmDevice;
use self::file::File;
use super::Machine;
use crate::device::Device;
use crate::io::error::NtError;
use crate::io::manager::IoManager;
use crate::io::object::driver::Driver;
use crate::io::options::DeviceOptions;
use crate::io::pnp::node::State;
use crate::kernel::core::Kernel;

/// A WDM driver that is loaded on a machine. The handle may be copied.
#[derive(Clone)]
pub struct WdmDriver {
    driver: Rc<Driver>,
}

impl fmt::Debug for WdmDriver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WdmDriver")
            .field("number", &self.driver.owner)
            .finish_non_exhaustive()
    }
}

impl Machine {
    pub(super) fn io(&self) -> IoManager<'_> {
        IoManager::of(&self.kernel)
    }

    /// Loads a WDM driver: runs its `DriverEntry`.
    pub fn load_wdm(&self, entry: ffi::DRIVER_INITIALIZE) -> Result<WdmDriver, NtError> {
        Kernel::check_outside();
        let driver = self.io().load(entry)?;
        Ok(WdmDriver { driver })
    }

    /// Adds a device without hardware to the machine, as one that is enumerated by the root, and starts the driver on it:
    /// `AddDevice`, then the plug and play requests of a start.
    pub fn add_device(
        &self,
        driver: &WdmDriver,
        options: DeviceOptions,
    ) -> Result<WdmDevice, NtError> {
        self.add(driver, None, options)
    }

    /// Puts a PCI function into the machine and starts the driver on it, with its registers and interrupts as resources.
    pub fn add_pci_device(
        &self,
        driver: &WdmDriver,
        device: impl Device + 'static,
        options: DeviceOptions,
    ) -> Result<WdmDevice, NtError> {
        self.add(driver, Some(Box::new(device)), options)
    }

    fn add(
        &self,
        driver: &WdmDriver,
        hardware: Option<Box<dyn Device>>,
        options: DeviceOptions,
    ) -> Result<WdmDevice, NtError> {
        Kernel::check_outside();
        let io = self.io();
        let known = io
            .io
            .drivers
            .borrow()
            .iter()
            .any(|known| Rc::ptr_eq(known, &driver.driver));
        if driver.driver.unloaded.get() || !known {
            return Err(NtError::NotLoaded);
        }
        Ok(WdmDevice {
            node: io.add_device(&driver.driver, hardware, options)?,
            kernel: Rc::clone(&self.kernel),
        })
    }

    /// Opens what a name leads to: a symbolic link such as `\\.\Name`, a device name, or a device interface.
    pub fn open(&self, name: &str) -> Result<File, NtError> {
        Kernel::check_outside();
        Ok(File {
            file: self.io().open_name(name)?,
            kernel: Rc::clone(&self.kernel),
        })
    }

    /// Lets the system sleep (S3): every device is asked and told, and applications stand still.
    ///
    /// The status of a driver that refuses, if the power manager heeds it: since Windows Vista it need not.
    pub fn sleep(&self) -> Result<(), NtError> {
        Kernel::check_outside();
        self.io().sleep(ffi::PowerSystemSleeping3)
    }

    /// Lets it hibernate (S4) in the same way.
    pub fn hibernate(&self) -> Result<(), NtError> {
        Kernel::check_outside();
        self.io().sleep(ffi::PowerSystemHibernate)
    }

    /// Lets it resume (S0). The system works then; a device may get its power later, as its driver has it.
    pub fn resume(&self) -> Result<(), NtError> {
        Kernel::check_outside();
        self.io().resume()
    }

    /// The threads that run work items are all kept by something else from now on, or no more: as those are that wait for paged memory. Work
    /// items that run go on.
    pub fn hold_work_items(&self, hold: bool) {
        Kernel::check_outside();
        self.io().hold_work_items(hold);
    }

    /// Unloads a WDM driver: its devices are removed, then `DriverUnload` is called, and what it left is reported.
    ///
    /// The error of the first device that could not be removed, or `STATUS_INVALID_DEVICE_REQUEST` if there is no `DriverUnload`.
    pub fn unload_wdm(&self, driver: &WdmDriver) -> Result<(), NtError> {
        Kernel::check_outside();
        let io = self.io();
        let nodes = io.io.nodes.borrow().clone();
        for node in nodes {
            if Rc::ptr_eq(&node.driver, &driver.driver) && node.state.get() != State::Removed {
                io.remove_device(&node)?;
            }
        }
        io.unload(&driver.driver)
    }

    /// The end of all WDM drivers: handles are closed, devices removed, drivers unloaded.
    pub(super) fn end_wdm(&self) {
        let io = self.io();
        if io.io.power.asleep.get() {
            let _ = io.resume();
        }
        let files = io.io.files.borrow().clone();
        for file in files {
            let _ = io.close(&file);
        }
        io.notify_shutdown();
        let nodes = io.io.nodes.borrow().clone();
        let mut stays = Vec::new();
        for node in nodes {
            // A driver may refuse; one whose device is not removed stays loaded.
            if io.remove_device(&node).is_err() || !node.driver.devices_of(node.owner).is_empty() {
                stays.push(Rc::clone(&node.driver));
            }
        }
        let drivers = io.io.drivers.borrow().clone();
        for driver in drivers {
            let stays = stays.iter().any(|stays| Rc::ptr_eq(stays, &driver));
            if driver.inside.is_none() && !driver.unloaded.get() && !stays {
                let _ = io.unload(&driver);
            }
        }
        io.report_late_writes();
    }
}
