//! A machine with one device, as small as it can be: it runs the device and takes note of its interrupts.

use std::sync::Arc;

use crate::device::qemu::{QemuDevice, SharedMemory};
use crate::device::{Bus, BusError, Device, Width};

/// What the device sees: it does its DMA itself.
#[derive(Debug, Default)]
pub(super) struct TestBus {
    now: u64,
    /// Messages that came: time, address, data.
    pub messages: Vec<(u64, u64, u32)>,
    pub line: bool,
}

impl Bus for TestBus {
    fn dma_read(&mut self, _: u64, _: &mut [u8]) -> Result<(), BusError> {
        panic!("QEMU reads memory itself");
    }

    fn dma_write(&mut self, _: u64, _: &[u8]) -> Result<(), BusError> {
        panic!("QEMU writes memory itself");
    }

    fn message(&mut self, address: u64, data: u32) {
        self.messages.push((self.now, address, data));
    }

    fn set_line(&mut self, raised: bool) {
        assert_ne!(self.line, raised, "the device tells changes only");
        self.line = raised;
    }

    fn now(&self) -> u64 {
        self.now
    }
}

/// The machine.
#[derive(Debug)]
pub(super) struct TestMachine {
    pub device: QemuDevice,
    pub bus: TestBus,
    pub memory: Arc<SharedMemory>,
    next: Option<u64>,
}

/// What an access costs.
const ACCESS: u64 = 500;

impl TestMachine {
    pub fn new(device: QemuDevice, memory: Arc<SharedMemory>) -> Self {
        Self {
            device,
            bus: TestBus::default(),
            memory,
            next: None,
        }
    }

    pub fn read(&mut self, bar: usize, offset: u64, width: Width) -> u64 {
        let value = self.device.read(&mut self.bus, bar, offset, width);
        self.pass(ACCESS);
        value
    }

    pub fn write(&mut self, bar: usize, offset: u64, width: Width, value: u64) {
        self.device.write(&mut self.bus, bar, offset, width, value);
        self.pass(ACCESS);
    }

    pub fn config(&mut self, offset: u16, width: Width) -> u32 {
        self.device.config_read(offset, width)
    }

    pub fn set_config(&mut self, offset: u16, width: Width, value: u32) {
        self.device.config_write(offset, width, value);
        self.pass(ACCESS);
    }

    /// Lets time pass: exactly so much.
    pub fn pass(&mut self, nanoseconds: u64) {
        let end = self.bus.now + nanoseconds;
        self.advance_to(self.bus.now);
        while let Some(next) = self.next.filter(|&next| next <= end) {
            self.advance_to(next.max(self.bus.now + 1));
        }
        self.advance_to(end);
    }

    /// Lets time pass until something is the case; whether it was within a second.
    pub fn wait(&mut self, mut is_so: impl FnMut(&mut Self) -> bool) -> bool {
        // Where the times go together, QEMU may have to wait for a processor.
        let end = self.bus.now + 20_000_000_000;
        while !is_so(self) {
            if self.bus.now > end {
                return false;
            }
            self.pass(5_000);
        }
        true
    }

    fn advance_to(&mut self, time: u64) {
        self.bus.now = time;
        self.next = self.device.advance(&mut self.bus, time);
    }

    /// Where the capability is.
    pub fn capability(&mut self, id: u32) -> Option<u16> {
        let mut at = self.config(0x34, Width::Byte);
        while at != 0 {
            let offset = u16::try_from(at).unwrap();
            let header = self.config(offset, Width::Word);
            if header & 0xFF == id {
                return Some(offset);
            }
            at = header >> 8;
        }
        None
    }

    /// Programs a message of MSI-X and lets it through, as Storport does.
    pub fn program_message(&mut self, vector: u64, address: u64, data: u32) {
        let (bar, table) = self.message_table();
        let entry = table + 16 * vector;
        self.write(bar, entry, Width::Long, address & 0xFFFF_FFFF);
        self.write(bar, entry + 4, Width::Long, address >> 32);
        self.write(bar, entry + 8, Width::Long, u64::from(data));
        self.write(bar, entry + 12, Width::Long, 0);
    }

    /// Where the table of messages is.
    pub fn message_table(&mut self) -> (usize, u64) {
        let at = self.capability(0x11).expect("the device has MSI-X");
        let table = self.config(at + 4, Width::Long);
        (table as usize & 7, u64::from(table & !7))
    }

    pub fn enable_messages(&mut self) {
        let at = self.capability(0x11).expect("the device has MSI-X");
        let control = self.config(at + 2, Width::Word);
        self.set_config(at + 2, Width::Word, control | 0x8000);
    }
}
