//! The educational device of QEMU (`edu`) in this process: identification, a factorial, interrupts and DMA.
//!
//! It is what a first driver of hardware needs and no more. [`Edu`] is the [`Device`] for a machine; an [`EduHandle`] stays
//! with the test. What a driver can see is as in QEMU, whose page `docs/specs/edu.rst` and source `hw/misc/edu.c` describe
//! it: the same tests run on both. Where QEMU says nothing to the driver, writes to its log, or ends, the model keeps a list
//! of [`Mistake`]s.
//!
//! ```
//! use miniport_sim::device::edu::Edu;
//!
//! let (device, edu) = Edu::builder().dma_mask(u64::MAX).build();
//! // `device` goes to the machine. Then, while the driver works:
//! edu.lose_interrupts(1);
//! assert_eq!(edu.interrupt_status(), 0);
//! assert!(edu.mistakes().is_empty(), "{:?}", edu.mistakes());
//! # drop(device);
//! ```

mod card;
mod dma;
mod factorial;
mod handle;
mod interrupts;
mod mistake;
mod registers;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::rc::Rc;

pub use handle::EduHandle;
pub use mistake::Mistake;

use card::Card;

use super::{Bar, Bus, Device, Width};

/// The device, as a machine has it.
#[derive(Debug)]
pub struct Edu(Rc<RefCell<Card>>);

impl Edu {
    /// Begins to make a device.
    #[must_use]
    pub fn builder() -> EduBuilder {
        EduBuilder {
            dma_mask: dma::MASK,
        }
    }
}

/// Makes a device.
#[derive(Debug, Clone, Copy)]
pub struct EduBuilder {
    dma_mask: u64,
}

impl EduBuilder {
    /// The bits of an address of the machine's memory that DMA uses; others are taken for 0. Default: the lower 28.
    #[must_use]
    pub fn dma_mask(mut self, mask: u64) -> Self {
        self.dma_mask = mask;
        self
    }

    /// The device for a machine, and a handle for the test.
    #[must_use]
    pub fn build(self) -> (Edu, EduHandle) {
        let card = Rc::new(RefCell::new(Card::new(self.dma_mask)));
        (Edu(Rc::clone(&card)), EduHandle::new(card))
    }
}

impl Device for Edu {
    fn bars(&self) -> [Option<Bar>; 6] {
        self.0.borrow().config.bars()
    }

    fn config_read(&mut self, offset: u16, width: Width) -> u32 {
        let card = self.0.borrow();
        if card.removed {
            u32::MAX
        } else {
            card.config.read(offset, width)
        }
    }

    fn config_write(&mut self, offset: u16, width: Width, value: u32) {
        let mut card = self.0.borrow_mut();
        if !card.removed {
            card.config.write(offset, width, value);
            card.follow_interrupt_mode();
        }
    }

    fn read(&mut self, _: &mut dyn Bus, bar: usize, offset: u64, width: Width) -> u64 {
        let mut card = self.0.borrow_mut();
        if bar == 0 && card.config.answers_memory() {
            card.read(offset, width)
        } else {
            width.ones()
        }
    }

    fn write(&mut self, bus: &mut dyn Bus, bar: usize, offset: u64, width: Width, value: u64) {
        let mut card = self.0.borrow_mut();
        if bar == 0 && card.config.answers_memory() {
            card.write(offset, width, value, bus.now());
        }
    }

    fn advance(&mut self, bus: &mut dyn Bus, now: u64) -> Option<u64> {
        self.0.borrow_mut().advance(bus, now)
    }

    fn power_cycle(&mut self, bus: &mut dyn Bus) {
        let mut card = self.0.borrow_mut();
        card.lose_power();
        card.deliver(bus);
    }
}
