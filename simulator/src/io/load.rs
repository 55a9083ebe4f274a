//! Loading and unloading a driver: `DriverEntry`, `DriverUnload`, and what is left behind.

use std::rc::Rc;

use miniport::ffi;

use super::error::NtError;
use super::manager::IoManager;
use super::object::driver::Driver;
use super::unicode::Text;
use crate::verifier::{Role, Rule};

/// Where a driver's parameters are.
const SERVICES: &str = "\\Registry\\Machine\\System\\CurrentControlSet\\Services";

impl IoManager<'_> {
    /// Runs `DriverEntry`.
    pub fn load(&self, entry: ffi::DRIVER_INITIALIZE) -> Result<Rc<Driver>, NtError> {
        let owner = self.kernel.new_owner("driver");
        let name = format!("Driver{owner}");
        let driver = Driver::new(owner, &name, None);
        self.kernel
            .add_driver_key(driver.raw() as usize, format!("{SERVICES}\\{name}"));
        self.io.drivers.borrow_mut().push(Rc::clone(&driver));
        let inner = Rc::clone(&driver);
        let status = self.perform(move |manager| {
            let path = Text::new(&format!("{SERVICES}\\{name}"));
            let mut string = path.string();
            let object = inner.raw();
            // SAFETY: the contract of DriverEntry: both objects are there, at PASSIVE_LEVEL.
            let status = manager
                .kernel
                .callback(Some(owner), Role::DriverEntry, || unsafe {
                    entry(object, &raw mut string)
                });
            // The driver copies the path if it needs it.
            let what = "the registry path that DriverEntry was given";
            manager.retire(path.block, Some(owner), what);
            status
        })?;
        if status < 0 {
            self.report_left(&driver);
            driver.unloaded.set(true);
            return Err(NtError::Status(status));
        }
        driver.loaded();
        // For devices that are made here, the manager does it.
        for device in &*driver.devices.borrow() {
            // SAFETY: device objects in the list are alive.
            unsafe { (*device.raw()).Flags &= !ffi::DO_DEVICE_INITIALIZING };
        }
        Ok(driver)
    }

    /// Unloads a driver whose devices are removed.
    pub fn unload(&self, driver: &Rc<Driver>) -> Result<(), NtError> {
        let Some(unload) = driver.object().DriverUnload else {
            return Err(NtError::Status(ffi::STATUS_INVALID_DEVICE_REQUEST));
        };
        let unload = self.kernel.callable(unload);
        let (owner, object) = (driver.owner, driver.raw());
        self.perform(move |manager| {
            manager
                .kernel
                // SAFETY: the driver registered the routine; nothing of the driver is used any more.
                .callback(Some(owner), Role::DriverUnload, || unsafe {
                    unload(object);
                });
        })?;
        driver.unloaded.set(true);
        self.report_left(driver);
        Ok(())
    }

    /// What a driver that is unloaded left behind.
    fn report_left(&self, driver: &Rc<Driver>) {
        if self.kernel.halted.get() {
            return;
        }
        let broke = |message: String| self.broke(driver.owner, Rule::UnloadLeft, message);
        let devices = driver.devices.take();
        if !devices.is_empty() {
            broke(format!("{} device objects were not deleted", devices.len()));
        }
        for device in &devices {
            self.io.timers.forget(device);
        }
        for link in self.io.names.borrow_mut().take_links_of(driver) {
            broke(format!("the symbolic link {link} was not deleted"));
        }
        let kept = {
            let devices = self.io.devices.borrow();
            let its = devices.values().filter(|device| {
                Rc::ptr_eq(&device.driver, driver) && device.references.get() != 0
            });
            its.count()
        };
        if kept != 0 {
            let message =
                format!("{kept} device objects still have references (ObDereferenceObject)");
            self.broke(driver.owner, Rule::ObjectReference, message);
        }
        let mut owners = vec![driver.owner];
        let nodes = self.io.nodes.borrow();
        let its = nodes.iter().filter(|node| Rc::ptr_eq(&node.driver, driver));
        owners.extend(its.map(|node| node.owner));
        drop(nodes);
        for owner in owners {
            let keys = self.io.registry.take_handles_of(owner);
            if keys != 0 {
                self.broke(
                    owner,
                    Rule::Leak,
                    format!("{keys} registry keys were not closed"),
                );
            }
            let items = self.io.work_items.take_left(owner);
            if items != 0 {
                self.broke(
                    owner,
                    Rule::Leak,
                    format!("{items} work items were not freed"),
                );
            }
            let mut irps: Vec<_> = self.io.irps.borrow().values().cloned().collect();
            irps.retain(|irp| irp.owner == owner);
            if !irps.is_empty() {
                let message = format!("{} IRPs were not completed or freed", irps.len());
                self.broke(owner, Rule::UnloadLeft, message);
            }
            for (rule, left) in self.kernel.left_of(owner) {
                self.broke(owner, rule, format!("{left} after DriverUnload"));
            }
            for overrun in self.kernel.pool.overruns_of(owner) {
                self.broke(owner, Rule::Overrun, overrun);
            }
            for leak in self.kernel.pool.leaks_of(owner) {
                self.broke(owner, Rule::Leak, format!("{leak} was not freed"));
            }
        }
        for (_, block) in driver.extensions.take() {
            self.retire(block, Some(driver.owner), "a driver object extension");
        }
        if driver.check().is_err() {
            self.overrun(Some(driver.owner), "the driver object");
        }
    }
}
