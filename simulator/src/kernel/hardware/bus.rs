//! What the machine is to a device: its memory, its interrupt controller, its clock.

use std::rc::Rc;

use super::function::Function;
use crate::device::{Bus, BusError, Device};
use crate::kernel::clock::Event;
use crate::kernel::core::Kernel;
use crate::kernel::memory::physical::Fault;
use crate::verifier::Rule;

/// The bus of one function, while the function does something.
struct FunctionBus<'a> {
    kernel: &'a Kernel,
    owner: usize,
    messages: Vec<(u64, u32)>,
    line: Option<bool>,
}

impl FunctionBus<'_> {
    fn transfer(
        &self,
        address: u64,
        length: usize,
        write: bool,
        each: impl FnMut(*mut u8, usize, usize),
    ) -> Result<(), BusError> {
        let memory = &self.kernel.memory;
        memory
            .transfer(self.owner, address, length, write, each)
            .map_err(|fault| self.fault(&fault, length, write))
    }

    fn fault(&self, fault: &Fault, length: usize, write: bool) -> BusError {
        let does = if write { "wrote" } else { "read" };
        let (address, message) = match fault {
            Fault::Nothing(address) => (
                *address,
                format!("the device {does} where no memory is, at {address:#x}"),
            ),
            Fault::Closed(address, what) => (*address, format!("the device {does} {what}")),
            Fault::ReadOnly(address, what) => (
                *address,
                format!("the device wrote {what}, which it was given to read"),
            ),
        };
        self.kernel
            .violation_outside(Rule::DeviceMemory, Some(self.owner), message);
        BusError { address, length }
    }
}

impl Bus for FunctionBus<'_> {
    fn dma_read(&mut self, address: u64, into: &mut [u8]) -> Result<(), BusError> {
        let (length, target) = (into.len(), into.as_mut_ptr());
        self.transfer(address, length, false, |place, offset, part| {
            // SAFETY: the piece is memory of the machine, by `transfer`; `into` has `length` bytes and is the device's.
            unsafe { std::ptr::copy_nonoverlapping(place, target.add(offset), part) };
        })
    }

    fn dma_write(&mut self, address: u64, bytes: &[u8]) -> Result<(), BusError> {
        let (length, source) = (bytes.len(), bytes.as_ptr());
        self.transfer(address, length, true, |place, offset, part| {
            // SAFETY: as above.
            unsafe { std::ptr::copy_nonoverlapping(source.add(offset), place, part) };
        })
    }

    fn message(&mut self, address: u64, data: u32) {
        self.messages.push((address, data));
    }

    fn set_line(&mut self, raised: bool) {
        self.line = Some(raised);
    }

    fn now(&self) -> u64 {
        self.kernel.clock.now()
    }
}

impl Kernel {
    /// Notes when the device wants to work, and takes care that it can.
    fn schedule(&self, function: &Rc<Function>, next: Option<u64>) {
        let due = next.unwrap_or(u64::MAX);
        function.due.set(due);
        let mut calendar = function.calendar.borrow_mut();
        // An event before that looks again.
        let known = calendar.first().is_some_and(|&first| first <= due);
        if due != u64::MAX && !known {
            calendar.insert(due);
            let delay = due.saturating_sub(self.clock.now());
            let function = Rc::clone(function);
            let work = Box::new(move || Self::running().device_due(&function, due));
            self.clock.schedule(delay, Event::Do(work));
        }
    }

    /// Lets `work` be done with the device, and the device catch up with time before and after. `None` if it is gone.
    pub fn with_device<R>(
        &self,
        function: &Rc<Function>,
        work: impl FnOnce(&mut dyn Device, &mut dyn Bus) -> R,
    ) -> Option<R> {
        if function.gone.get() {
            return None;
        }
        let mut bus = FunctionBus {
            kernel: self,
            owner: function.owner,
            messages: Vec::new(),
            line: None,
        };
        let mut slot = function.device.borrow_mut();
        let device = slot.as_deref_mut()?;
        let now = self.clock.now();
        if function.due.get() <= now {
            device.advance(&mut bus, now);
        }
        let result = work(device, &mut bus);
        let next = device.advance(&mut bus, now);
        drop(slot);
        let (messages, line) = (bus.messages, bus.line);
        self.schedule(function, next);
        if let Some(line) = line {
            self.set_line(function, line);
        }
        for (address, data) in messages {
            self.message(function, address, data);
        }
        Some(result)
    }

    /// The time of an event of the device has come.
    fn device_due(&self, function: &Rc<Function>, at: u64) {
        function.calendar.borrow_mut().remove(&at);
        let due = function.due.get();
        if due <= self.clock.now() {
            self.with_device(function, |_, _| ());
        } else {
            self.schedule(function, Some(due));
        }
    }

    /// Whether a device has something due up to a time, by itself.
    pub fn has_device_due(&self, until: u64) -> bool {
        let functions = self.bus.functions.borrow();
        functions
            .iter()
            .any(|function| !function.gone.get() && function.due.get() <= until)
    }

    /// Lets every device see what a test did to it from outside.
    pub fn poll_devices(&self) {
        if self.bus.functions.borrow().is_empty() {
            return;
        }
        let functions = self.bus.functions.borrow().clone();
        for function in functions {
            self.with_device(&function, |_, _| ());
        }
    }
}
