//! What the I/O manager and Storport say: which PCI function a physical device object stands for, which device objects are Storport's, which key a driver
//! object has, and whose memory objects lie in.

#![allow(dead_code, reason = "other rooms say it")]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use crate::kernel::core::Kernel;
use crate::kernel::hardware::function::Function;
use crate::kernel::map::FastMap;

/// What a device object of Storport's stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Port {
    /// An adapter, below Storport.
    Physical,
    /// An adapter, as Storport's.
    Functional,
    /// A unit: path, target, LUN.
    Unit([u8; 3]),
}

/// Physical devices by the address of their object, and memory of devices by where it starts.
#[derive(Default)]
pub(crate) struct Devices {
    functions: RefCell<FastMap<usize, Rc<Function>>>,
    memory: RefCell<BTreeMap<usize, (usize, usize)>>,
    /// Device objects of Storport: of which adapter they are.
    ports: RefCell<FastMap<usize, (usize, Port)>>,
    /// IRPs of Storport's that its driver has, and what is done when the driver completes one itself.
    irps: RefCell<FastMap<usize, Rc<dyn Fn()>>>,
    /// The registry keys of drivers by the address of their object.
    keys: RefCell<FastMap<usize, String>>,
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

    /// A device object of Storport's is there, of an adapter.
    pub fn add_port_device(&self, object: usize, adapter: usize, port: Port) {
        let mut ports = self.nt.devices.ports.borrow_mut();
        ports.insert(object, (adapter, port));
    }

    pub fn remove_port_device(&self, object: usize) {
        self.nt.devices.ports.borrow_mut().remove(&object);
    }

    /// The adapter that a device object of Storport's is of, and what it stands for.
    pub fn port_device(&self, object: usize) -> Option<(usize, Port)> {
        self.nt.devices.ports.borrow().get(&object).copied()
    }

    /// A driver of Storport's gets an IRP: what is done if it completes it itself (`IoCompleteRequest`).
    pub fn add_port_irp(&self, irp: usize, completed: Rc<dyn Fn()>) {
        self.nt.devices.irps.borrow_mut().insert(irp, completed);
    }

    pub fn remove_port_irp(&self, irp: usize) {
        self.nt.devices.irps.borrow_mut().remove(&irp);
    }

    /// An IRP is completed: whether it is such a one, which it is once.
    pub fn complete_port_irp(&self, irp: usize) -> bool {
        let completed = self.nt.devices.irps.borrow_mut().remove(&irp);
        if let Some(completed) = &completed {
            completed();
        }
        completed.is_some()
    }

    /// A driver object is there, of a driver with this key.
    pub fn add_driver_key(&self, object: usize, key: String) {
        self.nt.devices.keys.borrow_mut().insert(object, key);
    }

    /// The key of a driver.
    pub fn driver_key(&self, object: usize) -> Option<String> {
        self.nt.devices.keys.borrow().get(&object).cloned()
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
        self.queues_end(memory, device, &format!("{what} is freed"));
        self.rundowns_end(memory, device, what);
        self.interrupts_end(memory, device, what);
        self.spin_locks_end(memory, device, what);
    }
}
