//! Devices as the plug and play manager knows them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::usage::SpecialFiles;
use crate::io::irp::record::Irp;
use crate::io::manager::IoManager;
use crate::io::object::device::Device;
use crate::io::object::driver::Driver;
use crate::io::options::DeviceOptions;
use crate::kernel::hardware::function::Function;

/// Where a device is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Its driver was asked to add it, and it is not started.
    Added,
    Started,
    /// Stopped for other resources.
    Stopped,
    /// The hardware is gone, and there are handles still.
    SurpriseRemoved,
    Removed,
}

/// A device: the physical device object of the bus driver, its hardware if it has some, and its function driver.
pub(crate) struct Node {
    pub owner: usize,
    pub driver: Rc<Driver>,
    pub physical: Rc<Device>,
    pub function: Option<Rc<Function>>,
    pub options: DeviceOptions,
    pub state: Cell<State>,
    /// Its drivers are being told that the hardware is gone: the removal comes afterwards.
    pub tells: Cell<bool>,
    /// `IoInvalidateDeviceState` was called, and the manager has not asked yet.
    pub invalidated: Cell<bool>,
    /// The power state of the device, as its bus sees it: 1 for D0.
    pub power: Cell<i32>,
    /// Special files on it.
    pub files: SpecialFiles,
    /// Its drivers said that it must not be disabled (`PNP_DEVICE_NOT_DISABLEABLE`).
    pub is_needed: Cell<bool>,
    /// Its bus driver keeps requests for D0 until it is removed, and those that it has.
    pub keeps_power: Cell<bool>,
    pub kept_power: RefCell<Vec<Rc<Irp>>>,
}

/// The registry key of a device: its parameters, or those of its driver.
pub(crate) fn registry_path(owner: usize, kind: &str) -> String {
    format!("\\Registry\\Machine\\System\\CurrentControlSet\\Enum\\{owner}\\{kind}")
}

impl IoManager<'_> {
    /// The device that an object is of, by its stack.
    pub fn node_of(&self, device: &Device) -> Option<Rc<Node>> {
        let nodes = self.io.nodes.borrow();
        nodes
            .iter()
            .find(|node| node.owner == device.owner)
            .cloned()
    }

    /// How many handles of a device are open.
    pub fn handles_of(&self, node: &Node) -> usize {
        let files = self.io.files.borrow();
        files
            .iter()
            .filter(|file| file.opened.owner == node.owner)
            .count()
    }
}
