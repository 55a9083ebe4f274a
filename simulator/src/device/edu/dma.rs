//! The DMA engine: one transfer at a time between the machine's memory and a buffer of the device.

use super::mistake::Mistake;
use crate::device::mistakes::Mistakes;
use crate::device::{Bus, BusError};

/// The bits of an address that DMA uses, unless the test says otherwise.
pub(super) const MASK: u64 = 0x0FFF_FFFF;
/// Nanoseconds from the command to the transfer, which is done at once.
const DURATION: u64 = 100_000_000;

/// Where the buffer is for the engine; a driver does not see it.
const BUFFER: u64 = 0x4_0000;
const BUFFER_BYTES: usize = 4096;

const RUN: u64 = 1;
const TO_MEMORY: u64 = 1 << 1;
const RAISE: u64 = 1 << 2;

/// The engine.
#[derive(Debug)]
pub(super) struct Dma {
    pub source: u64,
    pub destination: u64,
    pub count: u64,
    pub command: u64,
    /// When the transfer under way is done.
    pub due: Option<u64>,
    pub buffer: Vec<u8>,
    /// Transfers that were done, whether they reached memory or not.
    pub transfers: u64,
}

impl Default for Dma {
    fn default() -> Self {
        Self {
            source: 0,
            destination: 0,
            count: 0,
            command: 0,
            due: None,
            buffer: vec![0; BUFFER_BYTES],
            transfers: 0,
        }
    }
}

impl Dma {
    /// The command is written: it means something only if it starts a transfer.
    pub fn start(&mut self, command: u64, now: u64) {
        if command & RUN != 0 {
            self.command = command;
            self.due = Some(now + DURATION);
        }
    }

    /// Does the transfer; whether an interrupt is to be raised. The registers tell of no error.
    pub fn end(
        &mut self,
        bus: &mut dyn Bus,
        is_master: bool,
        mask: u64,
        mistakes: &mut Mistakes<Mistake>,
    ) -> bool {
        let to_memory = self.command & TO_MEMORY != 0;
        let (inner, outer) = if to_memory {
            (self.source, self.destination)
        } else {
            (self.destination, self.source)
        };
        let (count, address) = (self.count, outer & mask);
        if address != outer {
            mistakes.note(Mistake::Masked { address: outer });
        }
        if let Some(part) = part(inner, count) {
            let part = &mut self.buffer[part];
            let moved = if !is_master {
                let length = part.len();
                Err(BusError { address, length })
            } else if to_memory {
                bus.dma_write(address, part)
            } else {
                bus.dma_read(address, part)
            };
            if moved.is_err() {
                mistakes.note(Mistake::Memory { address, count });
                if !to_memory {
                    part.fill(0);
                }
            }
        } else {
            let address = inner;
            mistakes.note(Mistake::Range { address, count });
        }
        self.due = None;
        self.command &= !RUN;
        self.transfers += 1;
        self.command & RAISE != 0
    }
}

/// The part of the buffer that a transfer is for. Its last byte is for none, and there must be a byte: QEMU 7.2 insists.
fn part(address: u64, count: u64) -> Option<std::ops::Range<usize>> {
    let start = usize::try_from(address.checked_sub(BUFFER)?).ok()?;
    let end = start.checked_add(usize::try_from(count).ok()?)?;
    (start < end && end < BUFFER_BYTES).then_some(start..end)
}
