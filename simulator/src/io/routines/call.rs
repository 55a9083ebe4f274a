//! What a call of a routine of the I/O manager has, and the rows that its routines are written as.

use std::rc::Rc;

use miniport::ffi;

use crate::io::manager::IoManager;
use crate::io::object::device::Device;
use crate::io::object::driver::Driver;
use crate::kernel::routine::Routine;
use crate::verifier::{Role, Rule};

/// A table of routines, each a function of the [`Call`].
macro_rules! routines {
    ($($rows:tt)*) => {
        $crate::kernel::routine::routines! { $crate::io::routines::call::Call<'_>; $($rows)* }
    };
}
pub(super) use routines;

/// A call of a routine. Its end is the return of the routine.
pub(super) struct Call<'a> {
    pub manager: IoManager<'a>,
    pub routine: &'static Routine,
    /// The callback that called.
    pub role: Role,
    /// The driver or device that it was called for.
    pub owner: usize,
}

impl Call<'_> {
    /// `None` where no machine runs.
    pub fn enter(routine: &'static Routine) -> Option<Self> {
        let manager = IoManager::current()?;
        let caller = manager.kernel.enter(routine)?;
        Some(Self {
            manager,
            routine,
            role: caller.role,
            owner: caller.adapter.unwrap_or(0),
        })
    }

    /// Does what the routine does, and returns from it.
    pub fn run<R>(self, body: impl FnOnce(&Self) -> R) -> R {
        body(&self)
    }

    pub fn broke(&self, rule: Rule, message: impl Into<String>) {
        self.manager.broke(self.owner, rule, message);
    }

    /// A parameter that the routine cannot work with.
    pub fn bad(&self, what: impl std::fmt::Display) -> ffi::NTSTATUS {
        self.broke(Rule::BadParameter, format!("{}: {what}", self.routine.name));
        ffi::STATUS_INVALID_PARAMETER
    }

    /// The device object that a driver names.
    pub fn device(&self, object: ffi::PDEVICE_OBJECT) -> Option<Rc<Device>> {
        let found = self.manager.device(object);
        if found.is_none() {
            if self.manager.io.retired.find(object as usize).is_some() {
                let message = format!("{}: the device object was deleted", self.routine.name);
                self.broke(Rule::DeviceDeleted, message);
            } else {
                self.bad(format_args!("{object:p} is no device object"));
            }
        }
        found
    }

    /// The driver object that a driver names.
    pub fn driver(&self, object: ffi::PDRIVER_OBJECT) -> Option<Rc<Driver>> {
        let found = {
            let drivers = self.manager.io.drivers.borrow();
            drivers
                .iter()
                .find(|driver| driver.raw() == object)
                .cloned()
        };
        if found.is_none() {
            self.bad(format_args!("{object:p} is no driver object"));
        }
        found
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.manager.kernel.leave_routine();
    }
}
