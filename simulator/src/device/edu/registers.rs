//! The registers, as a driver accesses them.

use super::card::Card;
use super::mistake::Mistake;
use crate::device::{Width, low};

const IDENTIFICATION: u64 = 0x00;
const LIVENESS: u64 = 0x04;
const FACTORIAL: u64 = 0x08;
const STATUS: u64 = 0x20;
const INTERRUPT_STATUS: u64 = 0x24;
const INTERRUPT_RAISE: u64 = 0x60;
const INTERRUPT_ACKNOWLEDGE: u64 = 0x64;
const DMA_SOURCE: u64 = 0x80;
const DMA_DESTINATION: u64 = 0x88;
const DMA_COUNT: u64 = 0x90;
const DMA_COMMAND: u64 = 0x98;

/// Version 1.0, and the mark of the device.
const IDENTITY: u64 = 0x0100_00ED;

/// Bits of the status.
const COMPUTING: u64 = 0x01;
const RAISE: u64 = 0x80;

impl Card {
    /// Reads from the registers.
    pub fn read(&mut self, offset: u64, width: Width) -> u64 {
        let mut value = 0;
        for (at, part) in parts(offset, width) {
            let read = part.and_then(|part| self.read_register(at, part));
            // What the bus refuses is 0, what the device does not know is ones.
            let answer = read.unwrap_or(part.map_or(0, Width::ones));
            if read.is_none() {
                self.refuse(at, width, false);
            }
            value |= answer << (8 * (at - offset));
        }
        value & width.ones()
    }

    /// Writes to the registers.
    pub fn write(&mut self, offset: u64, width: Width, value: u64, now: u64) {
        for (at, part) in parts(offset, width) {
            let value = value >> (8 * (at - offset));
            let taken =
                part.is_some_and(|part| self.write_register(at, part, value & part.ones(), now));
            if !taken {
                self.refuse(at, width, true);
            }
        }
    }

    fn refuse(&mut self, offset: u64, width: Width, write: bool) {
        self.mistakes.note(Mistake::Access {
            offset,
            width,
            write,
        });
    }

    /// The value of a register, if it is there and can be read so.
    fn read_register(&mut self, offset: u64, width: Width) -> Option<u64> {
        let value = match offset {
            _ if offset < DMA_SOURCE && width != Width::Long => return None,
            IDENTIFICATION => IDENTITY,
            LIVENESS => self.liveness.into(),
            FACTORIAL => self.factorial.value.into(),
            STATUS => {
                let bit = |set, bit| if set { bit } else { 0 };
                bit(self.factorial.due.is_some(), COMPUTING) | bit(self.factorial.raise, RAISE)
            }
            INTERRUPT_STATUS => {
                self.interrupts.spurious = false;
                self.interrupts.status.into()
            }
            DMA_SOURCE => self.dma.source,
            DMA_DESTINATION => self.dma.destination,
            DMA_COUNT => self.dma.count,
            DMA_COMMAND => self.dma.command,
            _ => return None,
        };
        Some(value & width.ones())
    }

    /// Whether the register is there and can be written so.
    fn write_register(&mut self, offset: u64, width: Width, value: u64, now: u64) -> bool {
        let low = low(value);
        match offset {
            _ if offset < DMA_SOURCE && width != Width::Long => return false,
            LIVENESS => self.liveness = !low,
            FACTORIAL => {
                if !self.factorial.start(low, now) {
                    self.mistakes.note(Mistake::Busy { offset });
                }
            }
            STATUS => self.factorial.raise = value & RAISE != 0,
            INTERRUPT_RAISE => self.raise(low),
            INTERRUPT_ACKNOWLEDGE => self.interrupts.acknowledge(low),
            DMA_SOURCE | DMA_DESTINATION | DMA_COUNT | DMA_COMMAND if self.dma.due.is_some() => {
                self.mistakes.note(Mistake::Busy { offset });
            }
            // A write of 32 bits clears the upper half.
            DMA_SOURCE => self.dma.source = value,
            DMA_DESTINATION => self.dma.destination = value,
            DMA_COUNT => self.dma.count = value,
            DMA_COMMAND => self.dma.start(value, now),
            _ => return false,
        }
        true
    }
}

/// The accesses that one becomes on the way to the device: split where it is not aligned, and refused below 32 bits.
fn parts(offset: u64, width: Width) -> impl Iterator<Item = (u64, Option<Width>)> {
    let end = offset.saturating_add(width.bytes());
    let mut at = offset;
    std::iter::from_fn(move || {
        let left = end.checked_sub(at).filter(|left| *left > 0)?;
        let aligned = 1 << at.trailing_zeros().min(left.ilog2());
        let width = match aligned {
            8 => Some(Width::Quad),
            4 => Some(Width::Long),
            _ => None,
        };
        let part = (at, width);
        at += aligned;
        Some(part)
    })
}
