//! What the machine is to a device: its memory, its interrupt controller, its clock.

use std::rc::Rc;

use super::Hardware;
use crate::adapter::state::AdapterState;
use crate::device::{Bus, BusError, Device};
use crate::machine::core::Core;
use crate::memory::physical::Fault;
use crate::time::Event;
use crate::verifier::Rule;

/// The bus of one function, while the function does something.
struct FunctionBus<'a> {
    core: &'a Core,
    adapter: usize,
    messages: Vec<(u64, u32)>,
    line: Option<bool>,
}

impl FunctionBus<'_> {
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
        self.core
            .violation_outside(Rule::DeviceMemory, Some(self.adapter), message);
        BusError { address, length }
    }
}

impl Bus for FunctionBus<'_> {
    fn dma_read(&mut self, address: u64, into: &mut [u8]) -> Result<(), BusError> {
        let length = into.len();
        let target = into.as_mut_ptr();
        self.core
            .memory
            .transfer(
                self.adapter,
                address,
                length,
                false,
                |place, offset, part| {
                    // SAFETY: the piece is memory of the machine, by `transfer`; `into` has `length` bytes and is the device's.
                    unsafe { std::ptr::copy_nonoverlapping(place, target.add(offset), part) };
                },
            )
            .map_err(|fault| self.fault(&fault, length, false))
    }

    fn dma_write(&mut self, address: u64, bytes: &[u8]) -> Result<(), BusError> {
        self.core
            .memory
            .transfer(
                self.adapter,
                address,
                bytes.len(),
                true,
                |place, offset, part| {
                    // SAFETY: as above.
                    unsafe {
                        std::ptr::copy_nonoverlapping(bytes.as_ptr().add(offset), place, part);
                    };
                },
            )
            .map_err(|fault| self.fault(&fault, bytes.len(), true))
    }

    fn message(&mut self, address: u64, data: u32) {
        self.messages.push((address, data));
    }

    fn set_line(&mut self, raised: bool) {
        self.line = Some(raised);
    }

    fn now(&self) -> u64 {
        self.core.clock.now()
    }
}

impl Hardware {
    /// Notes when the device wants to work, and takes care that it can.
    fn schedule(&self, core: &Core, adapter: usize, next: Option<u64>) {
        let due = next.unwrap_or(u64::MAX);
        self.due.set(due);
        let mut calendar = self.calendar.borrow_mut();
        // An event before that looks again.
        let known = calendar.first().is_some_and(|&first| first <= due);
        if due != u64::MAX && !known {
            calendar.insert(due);
            let delay = due.saturating_sub(core.clock.now());
            core.clock
                .schedule(delay, Event::Device { adapter, at: due });
        }
    }
}

impl Core {
    /// Lets `work` be done with the device, and the device catch up with time before and after. `None` if it is gone.
    pub fn with_device<R>(
        &self,
        adapter: &Rc<AdapterState>,
        work: impl FnOnce(&mut dyn Device, &mut dyn Bus) -> R,
    ) -> Option<R> {
        let hardware = adapter.hardware.as_ref()?;
        if hardware.gone.get() {
            return None;
        }
        let mut bus = FunctionBus {
            core: self,
            adapter: adapter.number,
            messages: Vec::new(),
            line: None,
        };
        let mut slot = hardware.device.borrow_mut();
        let device = slot.as_deref_mut()?;
        let now = self.clock.now();
        if hardware.due.get() <= now {
            device.advance(&mut bus, now);
        }
        let result = work(device, &mut bus);
        let next = device.advance(&mut bus, now);
        drop(slot);
        let (messages, line) = (bus.messages, bus.line);
        hardware.schedule(self, adapter.number, next);
        if let Some(line) = line {
            self.set_line(adapter, line);
        }
        for (address, data) in messages {
            self.message(adapter, address, data);
        }
        Some(result)
    }

    /// The time of an event of the device has come.
    pub fn device_due(&self, adapter: &Rc<AdapterState>, at: u64) {
        let Some(hardware) = &adapter.hardware else {
            return;
        };
        hardware.calendar.borrow_mut().remove(&at);
        let due = hardware.due.get();
        if due <= self.clock.now() {
            self.with_device(adapter, |_, _| ());
        } else {
            hardware.schedule(self, adapter.number, Some(due));
        }
    }

    /// Lets every device see what a test did to it from outside.
    pub fn poll_devices(&self) {
        if self.devices.borrow().is_empty() {
            return;
        }
        let devices = self.devices.borrow().clone();
        for adapter in devices {
            self.with_device(&adapter, |_, _| ());
        }
    }
}
