//! A model of the controller, by its data sheet and not by the driver: replace it by one of yours. The machine calls it as a PCI
//! function; the test keeps a clone, and breaks the device by it.

use std::cell::RefCell;
use std::rc::Rc;

use miniport_sim::device::{Bar, Bus, ConfigSpace, Device, Identity, Width};

const IDENTITY: Identity = Identity {
    vendor: 0x1234,
    device: 0xd15c,
    subsystem_vendor: 0x1234,
    subsystem: 0x0001,
    class: [0x01, 0x80, 0x00], // mass storage, other
    revision: 1,
};
const BLOCKS: u64 = 16 << 10;
/// Nanoseconds that a command takes.
const DURATION: u64 = 100_000;
const DONE: u32 = 1;
const FAILED: u32 = 2;

/// What goes wrong with a command.
#[derive(Clone, Copy, PartialEq)]
pub enum Fault {
    /// It fails.
    Fail,
    /// It never ends.
    Hang,
}

/// The controller.
#[derive(Clone)]
pub struct Controller(Rc<RefCell<State>>);

struct State {
    config: ConfigSpace,
    disk: Vec<u8>,
    status: u32,
    place: u64,
    address: u64,
    length: u32,
    /// What runs, and when it ends, if it does.
    running: Option<(u32, Option<u64>)>,
    line: bool,
    fault: Option<Fault>,
    mistakes: Vec<&'static str>,
}

impl Controller {
    pub fn new() -> Self {
        Self(Rc::new(RefCell::new(State {
            config: ConfigSpace::new(&IDENTITY)
                .with_bar(0, Bar::memory64(0x40))
                .with_interrupt_pin(1),
            disk: vec![0; 512 * BLOCKS as usize],
            status: 0,
            place: 0,
            address: 0,
            length: 0,
            running: None,
            line: false,
            fault: None,
            mistakes: Vec::new(),
        })))
    }

    /// The next command goes wrong.
    pub fn inject(&self, fault: Fault) {
        self.0.borrow_mut().fault = Some(fault);
    }

    /// What the driver did that the data sheet forbids.
    pub fn mistakes(&self) -> Vec<&'static str> {
        self.0.borrow().mistakes.clone()
    }
}

impl State {
    fn reset(&mut self) {
        self.status = 0;
        self.running = None;
    }

    fn start(&mut self, command: u32, now: u64) {
        if self.running.is_some() || self.status != 0 {
            self.mistakes.push("a command before the end of the last");
        }
        let hangs = self.fault == Some(Fault::Hang);
        let due = if hangs { None } else { Some(now + DURATION) };
        self.fault = self.fault.filter(|_| !hangs);
        self.running = Some((command, due));
    }

    /// Does what the command says; whether it went well.
    fn transfer(&mut self, bus: &mut dyn Bus, command: u32) -> bool {
        if !(self.place | self.address | u64::from(self.length)).is_multiple_of(4) {
            self.mistakes.push("what is no multiple of 4");
        }
        let start = self.place as usize;
        let Some(part) = self.disk.get_mut(start..start + self.length as usize) else {
            self.mistakes.push("a place behind the end of the disk");
            return false;
        };
        let moved = match command {
            _ if !self.config.is_bus_master() => return false,
            1 => bus.dma_write(self.address, part),
            2 => bus.dma_read(self.address, part),
            _ => return false,
        };
        moved.is_ok()
    }
}

impl Device for Controller {
    fn bars(&self) -> [Option<Bar>; 6] {
        self.0.borrow().config.bars()
    }

    fn config_read(&mut self, offset: u16, width: Width) -> u32 {
        self.0.borrow().config.read(offset, width)
    }

    fn config_write(&mut self, offset: u16, width: Width, value: u32) {
        self.0.borrow_mut().config.write(offset, width, value);
    }

    fn read(&mut self, _: &mut dyn Bus, _: usize, offset: u64, width: Width) -> u64 {
        let mut state = self.0.borrow_mut();
        match (offset, width) {
            (0x00, Width::Long) => u32::from_le_bytes(*b"DISK").into(),
            (0x04, Width::Long) => state.status.into(),
            (0x08, Width::Quad) => BLOCKS,
            _ => {
                state.mistakes.push("a read of what is no register");
                width.ones()
            }
        }
    }

    fn write(&mut self, bus: &mut dyn Bus, _: usize, offset: u64, width: Width, value: u64) {
        let mut state = self.0.borrow_mut();
        match (offset, width) {
            (0x04, Width::Long) => state.status &= !(value as u32),
            (0x10, Width::Quad) => state.place = value,
            (0x18, Width::Quad) => state.address = value,
            (0x20, Width::Long) => state.length = value as u32,
            (0x24, Width::Long) if value == 0 => state.reset(),
            (0x24, Width::Long) => state.start(value as u32, bus.now()),
            _ => state.mistakes.push("a write of what is no register"),
        }
    }

    fn advance(&mut self, bus: &mut dyn Bus, now: u64) -> Option<u64> {
        let mut state = self.0.borrow_mut();
        if let Some((command, Some(due))) = state.running
            && due <= now
        {
            let failed = state.fault.take().is_some() || !state.transfer(bus, command);
            state.status = if failed { DONE | FAILED } else { DONE };
            state.running = None;
        }
        let raised = state.status != 0;
        let line = state.config.interrupt(raised);
        if line != state.line {
            state.line = line;
            bus.set_line(line);
        }
        state.running.and_then(|(_, due)| due)
    }

    fn power_cycle(&mut self, _: &mut dyn Bus) {
        let mut state = self.0.borrow_mut();
        state.config.reset();
        state.reset();
    }
}
