//! A device that keeps what is written to its registers, has a queue behind a port, and sends the message that a port is told.

use std::collections::VecDeque;
use std::ops::Range;

use miniport::prelude::*;
use miniport_sim::device::{Bar, Bus, ConfigSpace, Device, Identity, MsiX, Width};

/// Its registers in memory space: as many bytes as it keeps.
pub enum Memory {}
impl RegisterBlock for Memory {
    const SIZE: usize = 0x100;
}
/// Its ports.
pub enum Io {}
impl RegisterBlock for Io {
    const SIZE: usize = 16;
}

const MESSAGES: u16 = 2;
const TABLE: u64 = 0x800;
const PENDING: u64 = 0xC00;

/// The device.
#[derive(Debug)]
pub struct Scratch {
    config: ConfigSpace,
    bytes: [u8; 0x1000],
    queue: VecDeque<u32>,
    msix: MsiX,
}

impl Scratch {
    pub fn new() -> Self {
        let identity = Identity {
            vendor: 0x1b36,
            device: 0x11,
            subsystem_vendor: 0,
            subsystem: 0,
            class: [1, 0, 0],
            revision: 1,
        };
        Self {
            config: ConfigSpace::new(&identity)
                .with_bar(0, Bar::memory64(0x1000))
                .with_bar(2, Bar::io(16))
                .with_interrupt_pin(1)
                .with_msix(MESSAGES, 0, 0x800, 0xC00),
            bytes: [0; 0x1000],
            queue: VecDeque::new(),
            msix: MsiX::new(MESSAGES),
        }
    }
}

/// Which of its bytes an access is for.
fn place(offset: u64, width: Width) -> Range<usize> {
    let [start, count] =
        [offset, width.bytes()].map(|number| usize::try_from(number).expect("few"));
    start..start + count
}

impl Device for Scratch {
    fn bars(&self) -> [Option<Bar>; 6] {
        self.config.bars()
    }

    fn config_read(&mut self, offset: u16, width: Width) -> u32 {
        self.config.read(offset, width)
    }

    fn config_write(&mut self, offset: u16, width: Width, value: u32) {
        self.config.write(offset, width, value);
    }

    /// Any port takes the next of the queue.
    fn read(&mut self, _: &mut dyn Bus, bar: usize, offset: u64, width: Width) -> u64 {
        if (TABLE..PENDING).contains(&offset) {
            return self.msix.read_table(offset - TABLE, width);
        }
        if bar != 0 {
            return self.queue.pop_front().map_or(width.ones(), u64::from);
        }
        let mut value = [0; 8];
        let bytes = &self.bytes[place(offset, width)];
        value[..bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(value)
    }

    /// The first port sends a message, any other puts to the queue.
    fn write(&mut self, bus: &mut dyn Bus, bar: usize, offset: u64, width: Width, value: u64) {
        if (TABLE..PENDING).contains(&offset) {
            return self.msix.write_table(offset - TABLE, width, value);
        }
        if bar != 0 && offset == 0 {
            let message = u16::try_from(value & width.ones()).expect("16 bits");
            self.msix.raise(&self.config, bus, message);
            return;
        }
        if bar != 0 {
            let value = u32::try_from(value & width.ones()).expect("ports have 32 bits");
            self.queue.push_back(value);
            return;
        }
        let bytes = &mut self.bytes[place(offset, width)];
        bytes.copy_from_slice(&value.to_le_bytes()[..bytes.len()]);
    }

    fn advance(&mut self, bus: &mut dyn Bus, _: u64) -> Option<u64> {
        self.msix.deliver(&self.config, bus);
        None
    }

    fn power_cycle(&mut self, _: &mut dyn Bus) {
        *self = Self::new();
    }
}
