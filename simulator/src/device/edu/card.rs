//! The card as a whole: what it is made of, and how it works through time.

use super::dma::Dma;
use super::factorial::Factorial;
use super::interrupts::Interrupts;
use super::mistake::Mistake;
use crate::device::mistakes::Mistakes;
use crate::device::{Bar, Bus, ConfigSpace, Identity};

const IDENTITY: Identity = Identity {
    vendor: 0x1234,
    device: 0x11E8,
    subsystem_vendor: 0x1AF4,
    subsystem: 0x1100,
    class: [0x00, 0xFF, 0x00],
    revision: 0x10,
};

/// Causes of interrupts that the card has itself.
const FACTORIAL_DONE: u32 = 0x1;
const TRANSFER_DONE: u32 = 0x100;

/// The card.
#[derive(Debug)]
pub(super) struct Card {
    pub config: ConfigSpace,
    /// The complement of what was written to check that the device lives.
    pub liveness: u32,
    pub factorial: Factorial,
    pub dma: Dma,
    dma_mask: u64,
    pub interrupts: Interrupts,
    pub mistakes: Mistakes<Mistake>,
    pub removed: bool,
}

impl Card {
    pub fn new(dma_mask: u64) -> Self {
        Self {
            config: ConfigSpace::new(&IDENTITY)
                .with_bar(0, Bar::memory32(0x10_0000))
                .with_interrupt_pin(1)
                .with_msi(0),
            liveness: 0,
            factorial: Factorial::default(),
            dma: Dma::default(),
            dma_mask,
            interrupts: Interrupts::default(),
            mistakes: Mistakes::default(),
            removed: false,
        }
    }

    /// Works until `now`; when there is something to do next.
    pub fn advance(&mut self, bus: &mut dyn Bus, now: u64) -> Option<u64> {
        if self.factorial.due.is_some_and(|due| due <= now) {
            self.factorial.end();
            if self.factorial.raise {
                self.raise(FACTORIAL_DONE);
            }
        }
        if self.dma.due.is_some_and(|due| due <= now) {
            let is_master = self.config.is_bus_master();
            let raise = self
                .dma
                .end(bus, is_master, self.dma_mask, &mut self.mistakes);
            if raise {
                self.raise(TRANSFER_DONE);
            }
        }
        self.deliver(bus);
        let events = [self.factorial.due, self.dma.due];
        events.into_iter().flatten().min()
    }

    /// Raises interrupts.
    pub fn raise(&mut self, causes: u32) {
        self.interrupts.raise(causes, self.config.interrupt_mode());
    }

    /// Configuration space was written.
    pub fn follow_interrupt_mode(&mut self) {
        self.interrupts.follow(self.config.interrupt_mode());
    }

    /// Tells the machine of interrupts.
    pub fn deliver(&mut self, bus: &mut dyn Bus) {
        self.interrupts.deliver(&mut self.config, bus);
    }

    /// Power is lost. What a test counts stays.
    pub fn lose_power(&mut self) {
        self.config.reset();
        self.interrupts.reset();
        self.liveness = 0;
        self.factorial = Factorial::default();
        self.dma = Dma {
            transfers: self.dma.transfers,
            ..Dma::default()
        };
    }
}
