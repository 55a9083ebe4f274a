//! What a device sent and the machine has not got yet: messages and the state of the line, each with the time when it
//! arrives. A line that falls is told at once.

use std::collections::VecDeque;

use crate::device::Bus;

#[derive(Debug)]
struct Message {
    address: u64,
    data: u32,
    due: u64,
}

/// The interrupts of one device.
#[derive(Debug, Default)]
pub(super) struct Delivery {
    messages: VecDeque<Message>,
    /// Whether the device raises its line, and since when that counts.
    raised: bool,
    raised_due: u64,
    /// What the machine was told last.
    told: bool,
}

impl Delivery {
    /// A message came.
    pub fn message(&mut self, address: u64, data: u32, due: u64) {
        let waits = |message: &Message| message.address == address && message.data == data;
        if !self.messages.iter().any(waits) {
            self.messages.push_back(Message { address, data, due });
        }
    }

    /// The line was seen.
    pub fn line(&mut self, raised: bool, due: u64) {
        if raised && !self.raised {
            self.raised_due = due;
        }
        self.raised = raised;
    }

    /// Whether the device raises its line.
    pub fn is_line_raised(&self) -> bool {
        self.raised
    }

    /// Whether there is something that the machine does not know.
    pub fn has_news(&self) -> bool {
        !self.messages.is_empty() || self.raised != self.told
    }

    /// The device is gone.
    pub fn forget(&mut self) {
        self.messages.clear();
        self.raised = false;
    }

    /// Lowers the machine's line, if the device's is low.
    pub fn lower(&mut self, bus: &mut dyn Bus) {
        if self.told && !self.raised {
            self.told = false;
            bus.set_line(false);
        }
    }

    /// Gives the machine what is due; when the next is.
    pub fn deliver(&mut self, bus: &mut dyn Bus, now: u64) -> Option<u64> {
        self.lower(bus);
        while self
            .messages
            .front()
            .is_some_and(|message| message.due <= now)
        {
            let message = self.messages.pop_front()?;
            bus.message(message.address, message.data);
        }
        if self.raised && !self.told && self.raised_due <= now {
            self.told = true;
            bus.set_line(true);
        }
        let line = (self.raised && !self.told).then_some(self.raised_due);
        let message = self.messages.front().map(|message| message.due);
        line.into_iter().chain(message).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::tests::machine::Machine;

    #[test]
    fn messages_come_in_order_and_when_due() {
        let (mut bus, mut delivery) = (Machine::new(), Delivery::default());
        delivery.message(0xFEE0_0000, 1, 10);
        delivery.message(0xFEE0_0000, 1, 12);
        delivery.message(0xFEE0_0000, 2, 20);
        assert_eq!(delivery.deliver(&mut bus, 9), Some(10));
        assert_eq!(delivery.deliver(&mut bus, 10), Some(20));
        assert_eq!(delivery.deliver(&mut bus, 100), None);
        assert_eq!(bus.messages, [(0xFEE0_0000, 1), (0xFEE0_0000, 2)]);
    }

    #[test]
    fn a_line_rises_when_due_and_falls_at_once() {
        let (mut bus, mut delivery) = (Machine::new(), Delivery::default());
        delivery.line(true, 10);
        delivery.line(true, 15);
        assert_eq!((delivery.deliver(&mut bus, 5), bus.line), (Some(10), false));
        assert_eq!((delivery.deliver(&mut bus, 10), bus.line), (None, true));
        delivery.line(false, 30);
        delivery.lower(&mut bus);
        assert!(!bus.line);
        delivery.line(true, 30);
        delivery.line(false, 30);
        assert_eq!((delivery.deliver(&mut bus, 40), bus.line), (None, false));
    }

    #[test]
    fn a_device_that_is_gone_sends_nothing() {
        let (mut bus, mut delivery) = (Machine::new(), Delivery::default());
        delivery.line(true, 0);
        delivery.deliver(&mut bus, 0);
        delivery.message(1, 1, 5);
        delivery.forget();
        assert!(bus.line);
        assert_eq!((delivery.deliver(&mut bus, 10), bus.line), (None, false));
        assert_eq!(bus.messages, []);
    }
}
