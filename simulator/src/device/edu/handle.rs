//! What a test sees of the device and does to it while a machine owns it.

use std::cell::RefCell;
use std::rc::Rc;

use super::card::Card;
use super::mistake::Mistake;

/// A device that a machine owns.
///
/// What is done here shows to the driver when the machine runs the next time.
#[derive(Debug, Clone)]
pub struct EduHandle(Rc<RefCell<Card>>);

/// Looking at it.
impl EduHandle {
    pub(super) fn new(card: Rc<RefCell<Card>>) -> Self {
        Self(card)
    }

    /// The causes of interrupts that were raised and not acknowledged.
    #[must_use]
    pub fn interrupt_status(&self) -> u32 {
        self.0.borrow().interrupts.status
    }

    /// Whether a transfer is under way.
    #[must_use]
    pub fn is_transferring(&self) -> bool {
        self.0.borrow().dma.due.is_some()
    }

    /// Transfers that have ended, also those that reached nothing.
    #[must_use]
    pub fn transfers(&self) -> u64 {
        self.0.borrow().dma.transfers
    }

    /// The buffer of the DMA engine.
    #[must_use]
    pub fn buffer(&self) -> Vec<u8> {
        self.0.borrow().dma.buffer.clone()
    }

    /// What the driver did that the device answered with silence, DMA that went wrong included; the first 256.
    #[must_use]
    pub fn mistakes(&self) -> Vec<Mistake> {
        self.0.borrow().mistakes.kept.clone()
    }

    /// How many mistakes there were.
    #[must_use]
    pub fn mistake_count(&self) -> u64 {
        self.0.borrow().mistakes.count
    }
}

/// Breaking it.
impl EduHandle {
    /// The next `count` interrupts are lost: their causes show in the status, and neither line nor message tells.
    pub fn lose_interrupts(&self, count: u32) {
        self.0.borrow_mut().interrupts.lost = count;
    }

    /// Interrupts without a cause: by a message, or by the line, which stays up until the driver reads the status.
    pub fn interrupt(&self) {
        let mut card = self.0.borrow_mut();
        let mode = card.config.interrupt_mode();
        card.interrupts.disturb(mode);
    }

    /// Pulls the device out: every read gives all ones, and nothing that was under way ends.
    pub fn remove(&self) {
        let mut card = self.0.borrow_mut();
        card.removed = true;
        card.lose_power();
    }

    /// Puts the device back, as after power-on.
    pub fn insert(&self) {
        self.0.borrow_mut().removed = false;
    }

    /// Whether the device is pulled out.
    #[must_use]
    pub fn is_removed(&self) -> bool {
        self.0.borrow().removed
    }
}
