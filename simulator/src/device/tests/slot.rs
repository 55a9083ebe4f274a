//! A slot with one device: configuration space, registers and time, by hand.

use super::machine::Machine;
use crate::device::{Device, Width, low};

/// What a message is sent to, and what the first one carries.
pub const MESSAGE: (u64, u32) = (0xFEE0_0000, 0x40);

pub struct Slot {
    pub device: Box<dyn Device>,
    pub machine: Machine,
    /// When the device wants to work again.
    pub next: Option<u64>,
}

impl Slot {
    /// The device with its memory, ports and bus mastering enabled.
    pub fn new(device: impl Device + 'static, machine: Machine) -> Self {
        let mut slot = Self {
            device: Box::new(device),
            machine,
            next: None,
        };
        slot.config_write(4, Width::Word, 7);
        slot
    }

    pub fn config(&mut self, offset: u16, width: Width) -> u32 {
        self.device.config_read(offset, width)
    }

    pub fn config_write(&mut self, offset: u16, width: Width, value: u32) {
        self.device.config_write(offset, width, value);
        self.advance();
    }

    pub fn capability(&mut self, id: u32) -> u16 {
        let mut at = self.config(0x34, Width::Byte);
        while at != 0 {
            let offset = u16::try_from(at).unwrap();
            if self.config(offset, Width::Byte) == id {
                return offset;
            }
            at = self.config(offset + 1, Width::Byte);
        }
        panic!("no capability {id:#x}");
    }

    /// Where the table of messages is in base address register 0.
    pub fn msix_table(&mut self) -> u64 {
        let at = self.capability(0x11);
        u64::from(self.config(at + 4, Width::Long) & !7)
    }

    pub fn msix_pending(&mut self) -> u64 {
        let at = self.capability(0x11);
        let offset = u64::from(self.config(at + 8, Width::Long) & !7);
        self.read64(offset)
    }

    /// Lets the first messages through and enables them.
    pub fn enable_msix(&mut self, count: u32) {
        let (at, table) = (self.capability(0x11), self.msix_table());
        for vector in 0..count {
            let entry = table + 16 * u64::from(vector);
            self.write64(entry, MESSAGE.0);
            self.write32(entry + 8, MESSAGE.1 + vector);
            self.write32(entry + 12, 0);
        }
        self.config_write(at + 2, Width::Word, 0x8000);
    }

    pub fn read(&mut self, bar: usize, offset: u64, width: Width) -> u64 {
        let value = self.device.read(&mut self.machine, bar, offset, width);
        self.advance();
        value
    }

    pub fn read32(&mut self, offset: u64) -> u32 {
        low(self.read(0, offset, Width::Long))
    }

    pub fn read64(&mut self, offset: u64) -> u64 {
        self.read(0, offset, Width::Quad)
    }

    pub fn write(&mut self, bar: usize, offset: u64, width: Width, value: u64) {
        self.device
            .write(&mut self.machine, bar, offset, width, value);
        self.advance();
    }

    pub fn write32(&mut self, offset: u64, value: u32) {
        self.write(0, offset, Width::Long, u64::from(value));
    }

    pub fn write64(&mut self, offset: u64, value: u64) {
        self.write(0, offset, Width::Quad, value);
    }

    pub fn power_cycle(&mut self) {
        self.device.power_cycle(&mut self.machine);
        self.advance();
    }

    pub fn advance(&mut self) {
        let now = self.machine.now;
        self.next = self.device.advance(&mut self.machine, now);
    }

    /// Lets time go on to the next event; whether there was one.
    pub fn step(&mut self) -> bool {
        let Some(next) = self.next else { return false };
        self.machine.now = self.machine.now.max(next);
        self.advance();
        true
    }

    /// Lets time go on until nothing happens any more.
    pub fn settle(&mut self) {
        self.advance();
        while self.step() {}
    }

    pub fn pass(&mut self, nanoseconds: u64) {
        let end = self.machine.now + nanoseconds;
        while self.next.is_some_and(|next| next <= end) {
            self.step();
        }
        self.machine.now = end;
        self.advance();
    }
}
