//! An NVM Express 1.4 controller in this process.
//!
//! [`Nvme`] is the [`Device`] for a machine; an [`NvmeHandle`] stays with the test and changes, breaks and watches the
//! device while the machine owns it. The model is strict: what the specification forbids a host is refused with the status
//! that it names, or is on the list of [`Mistake`]s where the host would not be told.
//!
//! ```
//! use miniport_sim::device::nvme::{Effect, Fault, Namespace, Nvme, Operation, Status};
//!
//! let (device, nvme) = Nvme::builder().seed(42).namespace(Namespace::memory(1 << 20)).build();
//! // `device` goes to the machine. Then, while the driver works:
//! nvme.inject(Fault::new(Operation::Read, Effect::Fail(Status::UNRECOVERED_READ_ERROR)).after(10));
//! let second = nvme.attach(Namespace::memory(2048).block_size(4096));
//! assert_eq!(nvme.namespaces(), [1, second]);
//! assert!(nvme.mistakes().is_empty(), "{:?}", nvme.mistakes());
//! # drop(device);
//! ```
//!
//! # Modelled
//! Registers and the life of a controller; admin and I/O queues with doorbells, phase tags, turns (round robin with the
//! arbitration burst) and full completion queues; PRPs; Identify, features, log pages, asynchronous events, Abort; reads,
//! writes, Compare, Write Zeroes, Write Uncorrectable, Dataset Management, Verify and Flush with a volatile write cache;
//! the line, MSI and MSI-X with masks and pending bits; virtual time for everything.
//!
//! # Not modelled
//! SGLs, metadata and protection information, fused commands, reservations, weighted round robin, namespace management
//! by commands (only by the handle), Format NVM, firmware updates, sanitize, self-tests, directives, boot partitions,
//! controller memory buffer, and power states other than D0 and D3hot.

mod access;
mod admin;
mod backing;
mod builder;
mod cache;
mod command;
mod completion;
mod controller;
mod events;
mod fault;
mod features;
mod handle;
mod identify;
mod interrupt;
mod io;
mod layout;
mod life;
mod logs;
mod mistake;
mod namespace;
mod namespaces;
mod phase;
mod progress;
mod prp;
mod queue;
mod queues;
mod registers;
mod settings;
mod status;
#[cfg(test)]
pub(super) mod tests;
mod work;

use std::cell::RefCell;
use std::rc::Rc;

pub use backing::{Backing, Memory, Stream};
pub use builder::NvmeBuilder;
pub use fault::{Effect, Fault, Operation, Stuck};
pub use handle::NvmeHandle;
pub use logs::Statistics;
pub use mistake::Mistake;
pub use namespace::{Metadata, Namespace};
pub use settings::{CommandLimits, Latency, Optional};
pub use status::Status;

use controller::Controller;

use super::{Bar, Bus, Device, Width};

/// The controller, as a machine has it.
#[derive(Debug)]
pub struct Nvme(Rc<RefCell<Controller>>);

impl Nvme {
    /// Begins to make a controller.
    #[must_use]
    pub fn builder() -> NvmeBuilder {
        NvmeBuilder::default()
    }
}

impl NvmeBuilder {
    /// The device for a machine, and a handle for the test.
    ///
    /// # Panics
    /// If there are more namespaces than the maximum.
    #[must_use]
    pub fn build(self) -> (Nvme, NvmeHandle) {
        let controller = Controller::new(self.settings, self.namespaces);
        let controller = Rc::new(RefCell::new(controller));
        (Nvme(Rc::clone(&controller)), NvmeHandle::new(controller))
    }
}

impl Device for Nvme {
    fn bars(&self) -> [Option<Bar>; 6] {
        self.0.borrow().config.bars()
    }

    fn config_read(&mut self, offset: u16, width: Width) -> u32 {
        let controller = self.0.borrow();
        if controller.removed {
            u32::MAX
        } else {
            controller.config.read(offset, width)
        }
    }

    fn config_write(&mut self, offset: u16, width: Width, value: u32) {
        let mut controller = self.0.borrow_mut();
        if !controller.removed {
            controller.config.write(offset, width, value);
        }
    }

    fn read(&mut self, _: &mut dyn Bus, bar: usize, offset: u64, width: Width) -> u64 {
        if bar == 0 {
            self.0.borrow_mut().read(offset, width)
        } else {
            width.ones()
        }
    }

    fn write(&mut self, bus: &mut dyn Bus, bar: usize, offset: u64, width: Width, value: u64) {
        if bar == 0 {
            self.0.borrow_mut().write(bus, offset, width, value);
        }
    }

    fn advance(&mut self, bus: &mut dyn Bus, now: u64) -> Option<u64> {
        self.0.borrow_mut().advance(bus, now)
    }

    fn power_cycle(&mut self, bus: &mut dyn Bus) {
        let mut controller = self.0.borrow_mut();
        controller.power_cycle();
        controller.deliver_interrupts(bus);
    }
}
