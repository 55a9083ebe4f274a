//! A small controller on the bus: four queues of completions, commands by doorbell, DMA, a line and four messages.
//!
//! A command is 64 bytes of memory whose address is written to the doorbell of a queue: operation (1 reads, 2 writes),
//! number of pieces, first byte on the medium, tag, then from byte 64 on the pieces (address and length, 16 bytes each).
//! A completion is 16 bytes in the ring of the queue: tag, status, phase.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use miniport_sim::device::{Bar, Bus, ConfigSpace, Device, Identity, InterruptMode, MsiX, Width};

pub const ID: u64 = 0x00;
pub const STATUS: u64 = 0x08;
pub const DOORBELL: u64 = 0x40;
pub const RING: u64 = 0x80;
pub const QUEUES: usize = 4;
pub const ENTRIES: u64 = 64;
const TABLE: u64 = 0x1000;
const PENDING: u64 = 0x1800;
/// From a doorbell to the completion.
const LATENCY: u64 = 8_000;

/// What a test sees and changes while the machine has the device.
#[derive(Debug, Default)]
pub struct State {
    pub medium: Vec<u8>,
    pub commands: u64,
    pub faults: u64,
    /// Commands are taken and never completed.
    pub hang: bool,
    /// When the device does something by itself, and how often it still does so, each a millisecond after the other.
    pub by_itself: (u64, u32),
}

#[derive(Debug)]
struct Queue {
    ring: u64,
    tail: u64,
    waiting: VecDeque<(u64, u64)>,
}

/// The controller.
#[derive(Debug)]
pub struct Toy {
    config: ConfigSpace,
    msix: MsiX,
    queues: Vec<Queue>,
    status: u64,
    line: bool,
    scratch: u32,
    pub state: Rc<RefCell<State>>,
}

impl Toy {
    /// With a table of messages (MSI-X).
    pub fn new(medium: usize) -> (Self, Rc<RefCell<State>>) {
        Self::with(medium, |config| {
            config.with_msix(QUEUES as u16, 0, TABLE as u32, PENDING as u32)
        })
    }

    /// With messages that have one address (MSI).
    pub fn with_msi(medium: usize) -> (Self, Rc<RefCell<State>>) {
        Self::with(medium, |config| config.with_msi(2))
    }

    fn with(
        medium: usize,
        messages: impl FnOnce(ConfigSpace) -> ConfigSpace,
    ) -> (Self, Rc<RefCell<State>>) {
        let identity = Identity {
            vendor: 0x1234,
            device: 0x546F,
            subsystem_vendor: 0,
            subsystem: 0,
            class: [1, 0x80, 0],
            revision: 1,
        };
        let config = ConfigSpace::new(&identity)
            .with_bar(0, Bar::memory64(0x2000))
            .with_bar(2, Bar::io(16))
            .with_interrupt_pin(1);
        let config = messages(config);
        let state = Rc::new(RefCell::new(State {
            medium: vec![0; medium],
            ..State::default()
        }));
        let queue = || Queue {
            ring: 0,
            tail: 0,
            waiting: VecDeque::new(),
        };
        let toy = Self {
            config,
            msix: MsiX::new(QUEUES as u16),
            queues: (0..QUEUES).map(|_| queue()).collect(),
            status: 0,
            line: false,
            scratch: 0,
            state: Rc::clone(&state),
        };
        (toy, state)
    }

    fn run(&mut self, bus: &mut dyn Bus, index: usize, command: u64) {
        let mut state = self.state.borrow_mut();
        state.commands += 1;
        if state.hang {
            return;
        }
        let mut done = || -> Result<(), miniport_sim::device::BusError> {
            let mut header = [0; 32];
            bus.dma_read(command, &mut header)?;
            let word = |at: usize| u64::from_le_bytes(header[at..at + 8].try_into().unwrap());
            let (operation, pieces) = (word(0) & 0xFFFF_FFFF, word(0) >> 32);
            let (mut at, tag) = (word(8) as usize, word(16));
            for piece in 0..pieces {
                let mut entry = [0; 16];
                bus.dma_read(command + 64 + piece * 16, &mut entry)?;
                let address = u64::from_le_bytes(entry[..8].try_into().unwrap());
                let length = u64::from_le_bytes(entry[8..].try_into().unwrap()) as usize;
                let bytes = &mut state.medium[at..at + length];
                match operation {
                    1 => bus.dma_write(address, bytes)?,
                    _ => bus.dma_read(address, bytes)?,
                }
                at += length;
            }
            let queue = &mut self.queues[index];
            let phase = 1 - (queue.tail / ENTRIES) % 2;
            let mut entry = [0; 16];
            entry[..8].copy_from_slice(&tag.to_le_bytes());
            entry[12..].copy_from_slice(&(phase as u32).to_le_bytes());
            bus.dma_write(queue.ring + queue.tail % ENTRIES * 16, &entry)?;
            queue.tail += 1;
            Ok(())
        };
        if done().is_err() {
            state.faults += 1;
        }
        drop(state);
        self.status |= 1 << index;
        match self.config.interrupt_mode() {
            InterruptMode::MsiX => self.msix.raise(&self.config, bus, index as u16),
            InterruptMode::Msi(_) => {
                if let Some((address, data)) = self.config.msi_message(index as u16) {
                    bus.message(address, data);
                }
            }
            InterruptMode::Line => {}
        }
    }

    fn drive(&mut self, bus: &mut dyn Bus) {
        self.msix.deliver(&self.config, bus);
        let line = self.config.interrupt(self.status != 0);
        if line != self.line {
            self.line = line;
            bus.set_line(line);
        }
    }
}

impl Device for Toy {
    fn bars(&self) -> [Option<Bar>; 6] {
        self.config.bars()
    }

    fn config_read(&mut self, offset: u16, width: Width) -> u32 {
        self.config.read(offset, width)
    }

    fn config_write(&mut self, offset: u16, width: Width, value: u32) {
        self.config.write(offset, width, value);
    }

    fn read(&mut self, _: &mut dyn Bus, bar: usize, offset: u64, width: Width) -> u64 {
        match (bar, offset) {
            (0, ID) => 0x0121_5954,
            (0, STATUS) => self.status,
            (0, TABLE..PENDING) => self.msix.read_table(offset - TABLE, width),
            (2, 0) => u64::from(self.scratch),
            _ => 0,
        }
    }

    fn write(&mut self, bus: &mut dyn Bus, bar: usize, offset: u64, width: Width, value: u64) {
        match (bar, offset) {
            (0, STATUS) => self.status &= !value,
            (0, DOORBELL..RING) => {
                let index = ((offset - DOORBELL) / 8) as usize;
                self.queues[index]
                    .waiting
                    .push_back((bus.now() + LATENCY, value));
            }
            (0, RING..0xC0) => {
                let queue = &mut self.queues[((offset - RING) / 8) as usize];
                (queue.ring, queue.tail) = (value, 0);
                queue.waiting.clear();
            }
            (0, TABLE..PENDING) => self.msix.write_table(offset - TABLE, width, value),
            (2, 0) => self.scratch = value as u32,
            _ => {}
        }
    }

    fn advance(&mut self, bus: &mut dyn Bus, now: u64) -> Option<u64> {
        for index in 0..QUEUES {
            while let Some(&(due, command)) = self.queues[index].waiting.front()
                && due <= now
            {
                self.queues[index].waiting.pop_front();
                self.run(bus, index, command);
            }
        }
        self.drive(bus);
        let next = self.queues.iter().filter_map(|queue| queue.waiting.front());
        let mut state = self.state.borrow_mut();
        let (due, times) = &mut state.by_itself;
        if *times != 0 && *due <= now {
            (*due, *times) = (now + 1_000_000, *times - 1);
        }
        let own = (*times != 0).then_some(*due);
        next.map(|&(due, _)| due).chain(own).min()
    }

    fn power_cycle(&mut self, bus: &mut dyn Bus) {
        self.config.reset();
        self.msix.reset();
        self.status = 0;
        for queue in &mut self.queues {
            (queue.ring, queue.tail) = (0, 0);
            queue.waiting.clear();
        }
        self.drive(bus);
    }
}
