//! Interrupts: from completions to the line, to MSI or to MSI-X.

use std::collections::BTreeMap;

use crate::device::{Bus, ConfigSpace, InterruptMode, MsiX};

/// Completions that are held back to be told together.
#[derive(Debug, Clone, Copy)]
struct Held {
    completions: u32,
    until: u64,
}

/// The interrupts that the controller has and wants.
#[derive(Debug)]
pub(super) struct Interrupts {
    /// `INTMS` and `INTMC`.
    pub mask: u32,
    pub msix: MsiX,
    /// For each vector: completion queues with completions that the host has not taken.
    busy: Vec<u32>,
    /// The same as bits, for the first 32.
    status: u32,
    /// Vectors for which a message is to be sent.
    raised: Vec<u16>,
    held: BTreeMap<u16, Held>,
    line: bool,
}

impl Interrupts {
    pub fn new(vectors: u16, messages: Option<u16>) -> Self {
        Self {
            mask: 0,
            msix: MsiX::new(messages.unwrap_or(0)),
            busy: vec![0; usize::from(vectors)],
            status: 0,
            raised: Vec::new(),
            held: BTreeMap::new(),
            line: false,
        }
    }

    /// Nothing is wanted and nothing masked; the line follows when it is delivered.
    pub fn reset(&mut self) {
        self.mask = 0;
        self.msix.withdraw_all();
        self.busy.fill(0);
        self.status = 0;
        self.raised.clear();
        self.held.clear();
    }

    /// A completion queue of the vector has completions, or has none any more; whether any of them has.
    pub fn set_busy(&mut self, vector: u16, busy: bool) -> bool {
        let Some(count) = self.busy.get_mut(usize::from(vector)) else {
            return false;
        };
        *count = if busy {
            *count + 1
        } else {
            count.saturating_sub(1)
        };
        if let Some(bit) = 1u32.checked_shl(u32::from(vector)) {
            self.status = if *count > 0 {
                self.status | bit
            } else {
                self.status & !bit
            };
        }
        *count > 0
    }

    /// A message is to be sent.
    pub fn raise(&mut self, vector: u16) {
        if !self.raised.contains(&vector) {
            self.raised.push(vector);
        }
    }

    /// When the next message is due that is held back.
    pub fn next(&self) -> Option<u64> {
        self.held.values().map(|held| held.until).min()
    }

    /// Lets messages go that were held long enough.
    pub fn settle(&mut self, now: u64) {
        let due: Vec<u16> = self
            .held
            .iter()
            .filter(|(_, held)| held.until <= now)
            .map(|(&vector, _)| vector)
            .collect();
        for vector in due {
            self.held.remove(&vector);
            self.raise(vector);
        }
    }

    /// Changes the mask; vectors that are open now and have completions interrupt again.
    pub fn set_mask(&mut self, mask: u32) {
        let opened = self.mask & !mask & self.status;
        self.mask = mask;
        for vector in (0..32).filter(|vector| opened & 1 << vector != 0) {
            self.raise(vector);
        }
    }

    fn is_masked(&self, vector: u16) -> bool {
        1u32.checked_shl(u32::from(vector))
            .is_some_and(|bit| self.mask & bit != 0)
    }

    /// There is a completion that the host is to be told of: at once, or after so many completions or so long.
    pub fn tell(&mut self, vector: u16, coalescing: Option<(u32, u64)>, now: u64) {
        let Some((threshold, time)) = coalescing else {
            return self.raise(vector);
        };
        let held = self.held.entry(vector).or_insert(Held {
            completions: 0,
            until: now.saturating_add(time),
        });
        held.completions += 1;
        if held.completions > threshold {
            self.held.remove(&vector);
            self.raise(vector);
        }
    }

    /// The host took completions; `left` if there are more in the queue.
    pub fn taken(&mut self, vector: u16, left: bool, mode: InterruptMode) {
        if left {
            if matches!(mode, InterruptMode::Msi(_)) {
                self.raise(vector);
            }
        } else if !self.set_busy(vector, false) {
            self.msix.withdraw(vector);
        }
    }

    /// Sends messages, if they reach memory, and drives the line; how many interrupts there were.
    pub fn deliver(&mut self, config: &mut ConfigSpace, bus: &mut dyn Bus, reaches: bool) -> u64 {
        let (mode, mut count) = (config.interrupt_mode(), 0);
        if reaches {
            self.msix.deliver(config, bus);
            for vector in std::mem::take(&mut self.raised) {
                count += 1;
                match mode {
                    InterruptMode::MsiX => self.msix.raise(config, bus, vector),
                    InterruptMode::Msi(_) if !self.is_masked(vector) => {
                        if let Some((address, data)) = config.msi_message(vector) {
                            bus.message(address, data);
                        }
                    }
                    InterruptMode::Msi(_) | InterruptMode::Line => {}
                }
            }
        }
        let wanted = self.status & !self.mask != 0;
        let line = config.interrupt(wanted && mode == InterruptMode::Line);
        if line != self.line {
            self.line = line;
            bus.set_line(line);
        }
        count
    }
}
