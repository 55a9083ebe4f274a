//! A device that loses interrupts when it is told to, whatever device it is.

use std::cell::Cell;
use std::rc::Rc;

use miniport_sim::device::{Bar, Bus, BusError, Device, Width};

/// What is lost.
#[derive(Default)]
pub struct Losses {
    /// How many interrupts more.
    left: Cell<u32>,
    /// The line is up, and the machine does not know.
    line: Cell<bool>,
}

impl Losses {
    /// The next interrupts are lost: a message, or the line as long as it is up.
    pub fn lose(&self, count: u32) {
        self.left.set(count);
    }

    fn takes_one(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }
}

/// The device, and what it loses.
pub struct Unreliable<D> {
    pub device: D,
    pub losses: Rc<Losses>,
}

/// The bus, without what is lost.
struct Lossy<'a> {
    bus: &'a mut dyn Bus,
    losses: &'a Losses,
}

impl Bus for Lossy<'_> {
    fn dma_read(&mut self, address: u64, into: &mut [u8]) -> Result<(), BusError> {
        self.bus.dma_read(address, into)
    }

    fn dma_write(&mut self, address: u64, bytes: &[u8]) -> Result<(), BusError> {
        self.bus.dma_write(address, bytes)
    }

    fn message(&mut self, address: u64, data: u32) {
        if !self.losses.takes_one() {
            self.bus.message(address, data);
        }
    }

    fn set_line(&mut self, raised: bool) {
        let line = &self.losses.line;
        line.set(raised && (line.get() || self.losses.takes_one()));
        self.bus.set_line(raised && !line.get());
    }

    fn now(&self) -> u64 {
        self.bus.now()
    }
}

impl<D> Unreliable<D> {
    fn split<'a>(&'a mut self, bus: &'a mut dyn Bus) -> (&'a mut D, Lossy<'a>) {
        let losses = &*self.losses;
        (&mut self.device, Lossy { bus, losses })
    }
}

impl<D: Device> Device for Unreliable<D> {
    fn bars(&self) -> [Option<Bar>; 6] {
        self.device.bars()
    }

    fn config_read(&mut self, offset: u16, width: Width) -> u32 {
        self.device.config_read(offset, width)
    }

    fn config_write(&mut self, offset: u16, width: Width, value: u32) {
        self.device.config_write(offset, width, value);
    }

    fn read(&mut self, bus: &mut dyn Bus, bar: usize, offset: u64, width: Width) -> u64 {
        let (device, mut bus) = self.split(bus);
        device.read(&mut bus, bar, offset, width)
    }

    fn write(&mut self, bus: &mut dyn Bus, bar: usize, offset: u64, width: Width, value: u64) {
        let (device, mut bus) = self.split(bus);
        device.write(&mut bus, bar, offset, width, value);
    }

    fn advance(&mut self, bus: &mut dyn Bus, now: u64) -> Option<u64> {
        let (device, mut bus) = self.split(bus);
        device.advance(&mut bus, now)
    }

    fn power_cycle(&mut self, bus: &mut dyn Bus) {
        let (device, mut bus) = self.split(bus);
        device.power_cycle(&mut bus);
    }
}
