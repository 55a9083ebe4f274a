//! The bus driver below every device: of the PCI bus, or of devices that are enumerated without hardware.

mod dispatch;
mod pnp;
mod power;
mod requirements;
pub(super) mod resources;

use std::rc::Rc;

use super::manager::IoManager;
use super::object::driver::Driver;

impl IoManager<'_> {
    /// The bus driver, which is there from the first device on.
    pub(super) fn bus_driver(&self) -> Rc<Driver> {
        let known = self
            .io
            .drivers
            .borrow()
            .iter()
            .find_map(|driver| driver.inside.is_some().then(|| Rc::clone(driver)));
        known.unwrap_or_else(|| {
            let owner = self.kernel.new_owner("driver");
            let driver = Driver::new(owner, "pci", Some(dispatch::dispatch));
            driver.loaded();
            self.io.drivers.borrow_mut().push(Rc::clone(&driver));
            driver
        })
    }
}
