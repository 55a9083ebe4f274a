//! The MSI-X table and its pending bits, as they lie in the memory of a base address register.

use super::config::{ConfigSpace, InterruptMode};
use crate::device::{Bus, Width, high, low};

/// Bytes of an entry of the table.
const ENTRY: u64 = 16;

#[derive(Debug, Clone, Copy)]
struct Entry {
    address: u64,
    data: u32,
    masked: bool,
    pending: bool,
}

const RESET: Entry = Entry {
    address: 0,
    data: 0,
    masked: true,
    pending: false,
};

/// The messages of a function.
#[derive(Debug, Clone)]
pub struct MsiX {
    entries: Vec<Entry>,
    pending: usize,
}

impl MsiX {
    /// A table in which every message is masked.
    #[must_use]
    pub fn new(count: u16) -> Self {
        Self {
            entries: vec![RESET; usize::from(count)],
            pending: 0,
        }
    }

    /// Bytes of a table of `count` messages.
    #[must_use]
    pub const fn table_bytes(count: u16) -> u64 {
        count as u64 * ENTRY
    }

    /// Bytes of the pending bits of `count` messages.
    #[must_use]
    pub const fn pending_bytes(count: u16) -> u64 {
        (count as u64).div_ceil(64) * 8
    }

    /// As after power-on.
    pub fn reset(&mut self) {
        self.entries.fill(RESET);
        self.pending = 0;
    }

    /// Reads the table. Only aligned reads of 32 and 64 bits are answered.
    #[must_use]
    pub fn read_table(&self, offset: u64, width: Width) -> u64 {
        match width {
            Width::Long => self.dword(offset),
            Width::Quad => self.dword(offset) | self.dword(offset + 4) << 32,
            Width::Byte | Width::Word => width.ones(),
        }
    }

    /// Writes the table.
    pub fn write_table(&mut self, offset: u64, width: Width, value: u64) {
        match width {
            Width::Long => self.put_dword(offset, low(value)),
            Width::Quad => {
                self.put_dword(offset, low(value));
                self.put_dword(offset + 4, high(value));
            }
            Width::Byte | Width::Word => {}
        }
    }

    /// Reads the pending bits, which cannot be written.
    #[must_use]
    pub fn read_pending(&self, offset: u64, width: Width) -> u64 {
        let first = offset.saturating_mul(8);
        (0..width.bytes() * 8).fold(0, |bits, bit| {
            let index = usize::try_from(first.saturating_add(bit)).unwrap_or(usize::MAX);
            bits | u64::from(self.entries.get(index).is_some_and(|entry| entry.pending)) << bit
        })
    }

    /// Sends a message, or keeps it pending while it must not be sent.
    pub fn raise(&mut self, config: &ConfigSpace, bus: &mut dyn Bus, vector: u16) {
        let open = is_open(config);
        let Some(entry) = self.entries.get_mut(usize::from(vector)) else {
            return;
        };
        if open && !entry.masked {
            bus.message(entry.address, entry.data);
        } else if !std::mem::replace(&mut entry.pending, true) {
            self.pending += 1;
        }
    }

    /// Forgets a pending message: what it was to tell has been seen without it.
    pub fn withdraw(&mut self, vector: u16) {
        let entry = self.entries.get_mut(usize::from(vector));
        if entry.is_some_and(|entry| std::mem::take(&mut entry.pending)) {
            self.pending -= 1;
        }
    }

    /// Forgets every pending message.
    pub fn withdraw_all(&mut self) {
        self.entries
            .iter_mut()
            .for_each(|entry| entry.pending = false);
        self.pending = 0;
    }

    /// Sends the pending messages that are not masked any more.
    pub fn deliver(&mut self, config: &ConfigSpace, bus: &mut dyn Bus) {
        if self.pending == 0 || !is_open(config) {
            return;
        }
        for entry in self
            .entries
            .iter_mut()
            .filter(|entry| entry.pending && !entry.masked)
        {
            entry.pending = false;
            self.pending -= 1;
            bus.message(entry.address, entry.data);
        }
    }

    fn dword(&self, offset: u64) -> u64 {
        let Some(entry) = index(offset).and_then(|index| self.entries.get(index)) else {
            return 0;
        };
        match offset % ENTRY {
            0 => entry.address & 0xFFFF_FFFF,
            4 => entry.address >> 32,
            8 => u64::from(entry.data),
            12 => u64::from(entry.masked),
            _ => 0xFFFF_FFFF,
        }
    }

    fn put_dword(&mut self, offset: u64, value: u32) {
        let Some(entry) = index(offset).and_then(|index| self.entries.get_mut(index)) else {
            return;
        };
        match offset % ENTRY {
            0 => entry.address = entry.address >> 32 << 32 | u64::from(value & !3),
            4 => entry.address = entry.address & 0xFFFF_FFFF | u64::from(value) << 32,
            8 => entry.data = value,
            12 => entry.masked = value & 1 != 0,
            _ => {}
        }
    }
}

/// Whether messages may be sent at all.
fn is_open(config: &ConfigSpace) -> bool {
    let function_masked = config
        .msix_control()
        .is_none_or(|control| control & 0x4000 != 0);
    config.interrupt_mode() == InterruptMode::MsiX && !function_masked && config.is_bus_master()
}

fn index(offset: u64) -> Option<usize> {
    usize::try_from(offset / ENTRY).ok()
}
