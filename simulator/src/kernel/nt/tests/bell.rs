//! A device that interrupts when it is told to, and copies memory.

use std::cell::RefCell;
use std::rc::Rc;

use crate::device::{Bar, Bus, ConfigSpace, Device, Identity, InterruptMode, Width};

/// Write a number: the message with this number, or the line.
pub const RING: u64 = 0x00;
/// Reads what rang; write: the line goes down.
pub const ACKNOWLEDGE: u64 = 0x04;
/// Where memory is.
pub const ADDRESS: u64 = 0x08;
/// Write a length: so much memory is read into the device.
pub const FETCH: u64 = 0x10;
/// Write a length: what the device has is written to memory.
pub const STORE: u64 = 0x14;

/// What it has.
pub type Data = Rc<RefCell<Vec<u8>>>;

pub struct Bell {
    config: ConfigSpace,
    messages: u8,
    ringing: u32,
    line: bool,
    address: u64,
    data: Data,
}

impl Bell {
    /// With so many messages (a power of two), or with a line only.
    pub fn new(messages: u8) -> (Box<Self>, Data) {
        let identity = Identity {
            vendor: 0x1234,
            device: 0xBE11,
            subsystem_vendor: 0,
            subsystem: 0,
            class: [0, 0xFF, 0],
            revision: 1,
        };
        let mut config = ConfigSpace::new(&identity)
            .with_bar(0, Bar::memory32(0x1000))
            .with_interrupt_pin(1);
        if messages != 0 {
            config = config.with_msi(messages.trailing_zeros() as u8);
        }
        let data = Data::default();
        let bell = Self {
            config,
            messages,
            ringing: 0,
            line: false,
            address: 0,
            data: Rc::clone(&data),
        };
        (Box::new(bell), data)
    }
}

impl Device for Bell {
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
            ACKNOWLEDGE => u64::from(self.ringing),
            ADDRESS => self.address,
            _ => width.ones(),
        }
    }

    fn write(&mut self, bus: &mut dyn Bus, _: usize, offset: u64, _: Width, value: u64) {
        let value32 = value as u32;
        match offset {
            RING => {
                self.ringing |= 1 << value32;
                if let InterruptMode::Msi(_) = self.config.interrupt_mode()
                    && value32 < u32::from(self.messages)
                    && let Some((address, data)) = self.config.msi_message(value32 as u16)
                {
                    bus.message(address, data);
                }
            }
            ACKNOWLEDGE => self.ringing &= !value32,
            ADDRESS => self.address = value,
            FETCH => {
                let mut data = vec![0; value32 as usize];
                if bus.dma_read(self.address, &mut data).is_ok() {
                    *self.data.borrow_mut() = data;
                }
            }
            STORE => {
                let data = self.data.borrow();
                let _ = bus.dma_write(self.address, &data[..value32 as usize]);
            }
            _ => {}
        }
    }

    fn advance(&mut self, bus: &mut dyn Bus, _: u64) -> Option<u64> {
        let line = self.config.interrupt(self.ringing != 0);
        if line != self.line {
            self.line = line;
            bus.set_line(line);
        }
        None
    }
}
