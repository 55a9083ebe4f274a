//! A device of a WDM driver.

use miniport::ffi;

use std::fmt;
use std::rc::Rc;

use super::file::File;
use crate::io::error::NtError;
use crate::io::manager::IoManager;
use crate::io::object::file::FileObject;
use crate::io::pnp::node::{Node, State};
use crate::io::pnp::usage::SpecialFile;
use crate::io::power::Outcome;
use crate::io::power::overlap::PowerRequest;
use crate::kernel::core::Kernel;

/// A device of a WDM driver. The handle may be copied; the device lives until it is removed.
#[derive(Clone)]
pub struct WdmDevice {
    pub(super) kernel: Rc<Kernel>,
    pub(super) node: Rc<Node>,
}

impl fmt::Debug for WdmDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WdmDevice")
            .field("number", &self.node.owner)
            .field("state", &self.node.state.get())
            .finish_non_exhaustive()
    }
}

/// A power request that was submitted.
#[must_use = "its status says how it ended"]
pub struct PendingPower {
    kernel: Rc<Kernel>,
    outcome: Outcome,
}

impl fmt::Debug for PendingPower {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PendingPower")
            .field(&self.outcome.get())
            .finish()
    }
}

impl PendingPower {
    /// Whether it is completed.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.outcome.get().is_some()
    }

    /// Runs the machine until it is completed: its status if that is a failure.
    pub fn wait(&self) -> Result<(), NtError> {
        Kernel::check_outside();
        IoManager::of(&self.kernel).run_until(|| self.is_done())?;
        self.outcome
            .get()
            .map_or(Err(NtError::Stuck), NtError::check)
    }
}

impl WdmDevice {
    fn io(&self) -> IoManager<'_> {
        Kernel::check_outside();
        IoManager::of(&self.kernel)
    }

    /// Opens a handle: `IRP_MJ_CREATE`. Each is closed by [`File::close`], or when the machine shuts down.
    pub fn open(&self) -> Result<File, NtError> {
        Ok(File {
            file: self.io().open_device(&self.node)?,
            kernel: Rc::clone(&self.kernel),
        })
    }

    /// What another driver gets by `IoGetDeviceObjectPointer`: a reference of a file whose handle is closed at once, so that `IRP_MJ_CLEANUP` comes
    /// before the first request. [`File::close`] gives it back.
    pub fn connect(&self) -> Result<File, NtError> {
        Ok(File {
            file: self.io().connect_device(&self.node)?,
            kernel: Rc::clone(&self.kernel),
        })
    }

    /// What another driver has that knows the device object: its requests are of no file, and nothing waits for them when the device is removed.
    #[must_use]
    pub fn object(&self) -> File {
        Kernel::check_outside();
        File {
            file: FileObject::none(&self.node.physical),
            kernel: Rc::clone(&self.kernel),
        }
    }

    /// The names of its device interfaces that are enabled.
    #[must_use]
    pub fn interfaces(&self) -> Vec<String> {
        let io = self.io();
        let names = io.io.names.borrow();
        names
            .interfaces
            .iter()
            .filter(|interface| interface.enabled && interface.owner == self.node.owner)
            .map(|interface| interface.link.clone())
            .collect()
    }

    /// Stops it so that it can get other resources: query, then stop. The status of the driver if it refuses.
    pub fn stop(&self) -> Result<(), NtError> {
        self.io().stop_device(&self.node)
    }

    /// Starts it again after a stop; or without one, as the system does with a device whose driver has said that its resources changed.
    pub fn start(&self) -> Result<(), NtError> {
        if !matches!(self.node.state.get(), State::Stopped | State::Started) {
            return Err(NtError::WrongState);
        }
        self.io().start_again(&self.node)
    }

    /// Stops and starts it, as when resources are distributed anew.
    pub fn rebalance(&self) -> Result<(), NtError> {
        self.stop()?;
        self.start()
    }

    /// It loses its power alone, while the system works: as an idle one by the power manager, which asks nobody.
    pub fn lose_power(&self) -> Result<(), NtError> {
        self.io().lose_power(&self.node)
    }

    /// Sends it a power request when the machine runs, and does not wait: what is done with the device meanwhile overlaps it.
    pub fn submit_power(&self, request: PowerRequest) -> PendingPower {
        PendingPower {
            outcome: self.io().submit_power(&self.node, request),
            kernel: Rc::clone(&self.kernel),
        }
    }

    /// The system puts a paging file or the like on it: the status of a driver that refuses.
    pub fn contain(&self, file: SpecialFile) -> Result<(), NtError> {
        self.io().notify_usage(&self.node, file, true)
    }

    /// The system has removed such a file.
    pub fn contain_no_more(&self, file: SpecialFile) -> Result<(), NtError> {
        self.io().notify_usage(&self.node, file, false)
    }

    /// Whether its bus gives it power (D0).
    #[must_use]
    pub fn has_power(&self) -> bool {
        self.node.power.get() == ffi::PowerDeviceD0
    }

    /// Whether its drivers said that it must not be disabled, when they were asked last.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        self.node.is_needed.get()
    }

    /// Removes it: query, then remove. The status of the driver if it refuses, `STATUS_DEVICE_BUSY` if a handle is open.
    pub fn remove(&self) -> Result<(), NtError> {
        self.io().remove_device(&self.node)
    }

    /// Asks whether it may be removed, and goes no further: as while other devices are asked. The status of the driver if it refuses.
    /// [`WdmDevice::cancel_remove`] comes next.
    pub fn query_remove(&self) -> Result<(), NtError> {
        self.io().query_remove(&self.node)
    }

    /// It is not removed after all.
    pub fn cancel_remove(&self) -> Result<(), NtError> {
        self.io().cancel_remove(&self.node)
    }

    /// The device is pulled out, and the driver is told. It is removed at once, or when the last handle is closed.
    pub fn surprise_remove(&self) -> Result<(), NtError> {
        self.io().surprise_remove(&self.node)
    }

    /// The device is pulled out, and nobody has told the driver yet: reads of registers give all ones.
    pub fn unplug(&self) {
        if let Some(function) = &self.node.function {
            function.unplug();
        }
    }

    /// Whether its driver has deleted its device objects.
    #[must_use]
    pub fn is_removed(&self) -> bool {
        self.node.state.get() == State::Removed
    }

    /// The number that violations and callbacks of it have in the report.
    #[must_use]
    pub fn number(&self) -> usize {
        self.node.owner
    }
}
