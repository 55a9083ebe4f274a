//! Interrupts: causes that are raised and acknowledged, and what the machine gets of them.

use crate::device::{Bus, ConfigSpace, InterruptMode};

/// The interrupts of the device.
#[derive(Debug, Default)]
pub(super) struct Interrupts {
    /// Causes that were raised and not acknowledged.
    pub status: u32,
    /// Messages that are to be sent: one each time that something is raised.
    messages: u32,
    /// The line is wanted. It follows what is raised and acknowledged without messages, not the status itself.
    asserted: bool,
    /// The line is up for no reason, until the driver looks.
    pub spurious: bool,
    /// How often more what is raised interrupts nobody.
    pub lost: u32,
    line: bool,
}

impl Interrupts {
    /// Something is raised.
    pub fn raise(&mut self, causes: u32, mode: InterruptMode) {
        self.status |= causes;
        if self.status == 0 {
            return;
        }
        if self.lost > 0 {
            self.lost -= 1;
        } else if mode == InterruptMode::Line {
            self.asserted = true;
        } else {
            self.messages += 1;
        }
    }

    /// Something is acknowledged.
    pub fn acknowledge(&mut self, causes: u32) {
        self.status &= !causes;
        self.asserted &= self.status != 0;
    }

    /// Interrupts once without a cause.
    pub fn disturb(&mut self, mode: InterruptMode) {
        if mode == InterruptMode::Line {
            self.spurious = true;
        } else {
            self.messages += 1;
        }
    }

    /// The configuration was written: messages replace the line.
    pub fn follow(&mut self, mode: InterruptMode) {
        if mode != InterruptMode::Line {
            self.asserted = false;
            self.spurious = false;
        }
    }

    /// As after power-on; the line follows when it is delivered.
    pub fn reset(&mut self) {
        *self = Self {
            line: self.line,
            ..Self::default()
        };
    }

    /// Sends messages and drives the line.
    pub fn deliver(&mut self, config: &mut ConfigSpace, bus: &mut dyn Bus) {
        for _ in 0..std::mem::take(&mut self.messages) {
            if config.is_bus_master()
                && let Some((address, data)) = config.msi_message(0)
            {
                bus.message(address, data);
            }
        }
        let line = config.interrupt(self.asserted || self.spurious);
        if line != self.line {
            self.line = line;
            bus.set_line(line);
        }
    }
}
