//! What the I/O manager says: which PCI function a physical device object stands for, and whose memory objects lie in.

#![allow(dead_code, reason = "the I/O manager says it")]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use crate::kernel::core::Kernel;
use crate::kernel::hardware::function::Function;
use crate::kernel::map::FastMap;

/// Physical devices by the address of their object, and memory of devices by where it starts.
#[derive(Default)]
pub(crate) struct Devices {
    functions: RefCell<FastMap<usize, Rc<Function>>>,
    memory: RefCell<BTreeMap<usize, (usize, usize)>>,
}

impl Kernel {
    /// A physical device object stands for a PCI function from now on: for interrupts, DMA adapters and mappings.
    pub fn add_physical_device(&self, object: usize, function: &Rc<Function>) {
        let mut functions = self.nt.devices.functions.borrow_mut();
        functions.insert(object, Rc::clone(function));
    }

    pub fn remove_physical_device(&self, object: usize) {
        self.nt.devices.functions.borrow_mut().remove(&object);
    }

    /// The function that a physical device object stands for.
    pub fn function_of(&self, object: usize) -> Option<Rc<Function>> {
        self.nt.devices.functions.borrow().get(&object).cloned()
    }

    /// The functions of all physical devices.
    pub fn functions(&self) -> Vec<Rc<Function>> {
        self.nt
            .devices
            .functions
            .borrow()
            .values()
            .cloned()
            .collect()
    }

    /// Memory of a device, such as its object and extension: objects that lie in it are the device's.
    pub fn add_device_memory(&self, start: usize, length: usize, device: usize) {
        let mut memory = self.nt.devices.memory.borrow_mut();
        memory.insert(start, (start + length, device));
    }

    /// The device whose memory an address lies in.
    pub fn device_at(&self, address: usize) -> Option<usize> {
        let memory = self.nt.devices.memory.borrow();
        let (_, &(end, device)) = memory.range(..=address).next_back()?;
        (address < end).then_some(device)
    }

    /// Memory of a device is freed: `what` it was.
    pub fn remove_device_memory(&self, start: usize, what: &str) {
        let removed = self.nt.devices.memory.borrow_mut().remove(&start);
        if let Some((end, device)) = removed {
            self.check_objects(&(start..end), Some(device), what);
        }
    }

    /// Memory is freed, `what` it was: objects in it that are still in use are reported, and nothing of them runs any more.
    pub fn check_objects(&self, memory: &Range<usize>, device: Option<usize>, what: &str) {
        self.timers_end(memory, device, what);
        self.dpcs_end(memory, device, what);
        self.waits_end(memory, device, what);
        self.interrupts_end(memory, device, what);
        self.spin_locks_end(memory, device, what);
    }
}
