//! A model of the device, by its data sheet and not by the driver: replace it by one of yours. The machine calls it as a PCI function; the
//! test keeps a clone, and asks it what the driver did wrong.

use std::cell::RefCell;
use std::rc::Rc;

use miniport_sim::device::{Bar, Bus, ConfigSpace, Device, Identity, Width};

const IDENTITY: Identity = Identity {
    vendor: 0xfeed,
    device: 0xf00d,
    subsystem_vendor: 0xfeed,
    subsystem: 0x0001,
    class: [0xff, 0x00, 0x00], // none of the classes
    revision: 1,
};
/// Nanoseconds that a square takes.
const DURATION: u64 = 100_000;

/// The device.
#[derive(Clone)]
pub struct Squarer(Rc<RefCell<State>>);

struct State {
    config: ConfigSpace,
    done: bool,
    result: u32,
    /// What it computes, and when it is done.
    running: Option<(u32, u64)>,
    line: bool,
    mistakes: Vec<&'static str>,
}

impl Squarer {
    pub fn new() -> Self {
        Self(Rc::new(RefCell::new(State {
            config: ConfigSpace::new(&IDENTITY)
                .with_bar(0, Bar::memory64(0x20))
                .with_interrupt_pin(1),
            done: false,
            result: 0,
            running: None,
            line: false,
            mistakes: Vec::new(),
        })))
    }

    /// What the driver did that the data sheet forbids.
    pub fn mistakes(&self) -> Vec<&'static str> {
        self.0.borrow().mistakes.clone()
    }
}

impl State {
    fn reset(&mut self) {
        self.done = false;
        self.running = None;
    }
}

impl Device for Squarer {
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
            (0x00, Width::Long) => u32::from_le_bytes(*b"SQRE").into(),
            (0x04, Width::Long) => state.done.into(),
            (0x10, Width::Long) => state.result.into(),
            _ => {
                state.mistakes.push("a read of what is no register");
                width.ones()
            }
        }
    }

    fn write(&mut self, bus: &mut dyn Bus, _: usize, offset: u64, width: Width, value: u64) {
        let mut state = self.0.borrow_mut();
        match (offset, width) {
            (0x08, Width::Long) => state.done &= value & 1 == 0,
            (0x0c, Width::Long) => {
                if state.running.is_some() || state.done {
                    state.mistakes.push("a number before the end of the last");
                }
                state.running = Some((value as u32, bus.now() + DURATION));
            }
            _ => state.mistakes.push("a write of what is no register"),
        }
    }

    fn advance(&mut self, bus: &mut dyn Bus, now: u64) -> Option<u64> {
        let mut state = self.0.borrow_mut();
        if let Some((number, due)) = state.running
            && due <= now
        {
            state.result = number.wrapping_mul(number);
            state.done = true;
            state.running = None;
        }
        let done = state.done;
        let line = state.config.interrupt(done);
        if line != state.line {
            state.line = line;
            bus.set_line(line);
        }
        state.running.map(|(_, due)| due)
    }

    fn power_cycle(&mut self, _: &mut dyn Bus) {
        let mut state = self.0.borrow_mut();
        state.config.reset();
        state.reset();
    }
}
