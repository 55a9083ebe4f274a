//! A device that interrupts again and again from when it is told to until it is told to stop.

use miniport::prelude::*;
use miniport_sim::device::{Bar, Bus, ConfigSpace, Device, Identity, InterruptMode, MsiX, Width};

/// Its registers.
#[derive(Debug)]
pub enum Registers {}
impl RegisterBlock for Registers {
    const SIZE: usize = 0x40;
}
/// 1 while it is to interrupt.
const RUN: Register<Registers, u32, ReadWrite> = Register::new(0);
/// 1 while its line is raised; writing lowers it.
pub const STATUS: Register<Registers, u32, ReadWrite> = Register::new(4);

/// What a driver does with it.
pub trait Runs {
    /// It begins to interrupt.
    fn run(&self);
    /// It stops.
    fn quiet(&self);
}

impl Runs for Mmio<Registers> {
    fn run(&self) {
        self.write(RUN, 1);
    }

    fn quiet(&self) {
        self.write(RUN, 0);
        self.write(STATUS, 1);
    }
}

/// What a virtual miniport has instead.
#[derive(Debug)]
pub struct NoDevice;

impl Runs for NoDevice {
    fn run(&self) {}
    fn quiet(&self) {}
}

/// How many messages it has.
const MESSAGES: u16 = 3;
/// Nanoseconds between two interrupts.
const PERIOD: u64 = 15_000;
const TABLE: u64 = 0x800;
const PENDING: u64 = 0xC00;

/// The device.
#[derive(Debug)]
pub struct Ticker {
    config: ConfigSpace,
    msix: MsiX,
    /// When it interrupts next.
    due: Option<u64>,
    message: u16,
    status: bool,
    line: bool,
}

impl Ticker {
    pub fn new() -> Self {
        let identity = Identity {
            vendor: 0x1b36,
            device: 0x10,
            subsystem_vendor: 0,
            subsystem: 0,
            class: [1, 0, 0],
            revision: 1,
        };
        Self {
            config: ConfigSpace::new(&identity)
                .with_bar(0, Bar::memory64(0x1000))
                .with_interrupt_pin(1)
                .with_msix(MESSAGES, 0, 0x800, 0xC00),
            msix: MsiX::new(MESSAGES),
            due: None,
            message: 0,
            status: false,
            line: false,
        }
    }

    fn drive(&mut self, bus: &mut dyn Bus) {
        self.msix.deliver(&self.config, bus);
        let line = self.config.interrupt(self.status);
        if std::mem::replace(&mut self.line, line) != line {
            bus.set_line(line);
        }
    }
}

impl Device for Ticker {
    fn bars(&self) -> [Option<Bar>; 6] {
        self.config.bars()
    }

    fn config_read(&mut self, offset: u16, width: Width) -> u32 {
        self.config.read(offset, width)
    }

    fn config_write(&mut self, offset: u16, width: Width, value: u32) {
        self.config.write(offset, width, value);
    }

    fn read(&mut self, _: &mut dyn Bus, _: usize, offset: u64, width: Width) -> u64 {
        match offset {
            0 => u64::from(self.due.is_some()),
            4 => u64::from(self.status),
            TABLE..PENDING => self.msix.read_table(offset - TABLE, width),
            _ => 0,
        }
    }

    fn write(&mut self, bus: &mut dyn Bus, _: usize, offset: u64, width: Width, value: u64) {
        match offset {
            0 => self.due = (value != 0).then(|| bus.now() + PERIOD),
            4 => self.status = false,
            TABLE..PENDING => self.msix.write_table(offset - TABLE, width, value),
            _ => {}
        }
    }

    fn advance(&mut self, bus: &mut dyn Bus, now: u64) -> Option<u64> {
        if let Some(due) = self.due.filter(|&due| due <= now) {
            self.due = Some(due.max(now) + PERIOD);
            if let InterruptMode::MsiX = self.config.interrupt_mode() {
                self.message = (self.message + 1) % MESSAGES;
                self.msix.raise(&self.config, bus, self.message);
            } else {
                self.status = true;
            }
        }
        self.drive(bus);
        self.due
    }
}
