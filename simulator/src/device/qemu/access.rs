//! [`Device`] for a device of QEMU: where an access goes, and what the machine sees of it.

use super::board::lock;
use super::device::{COMMAND, QemuDevice};
use super::function::Place;
use super::pace::INTERVAL;
use super::pci_bus;
use super::timing::Timing;
use crate::device::{Bar, Bus, Device, Width, low};

impl QemuDevice {
    /// Where a register is, if it is within its base address register.
    fn place(&self, bar: usize, offset: u64, width: Width) -> Option<Place> {
        let place = self.function.places.get(bar).copied().flatten()?;
        (offset.checked_add(width.bytes())? <= place.bar.size).then_some(place)
    }

    /// The part of a write that is the device's own: the table of messages is kept here but for its mask bits.
    fn own_part(
        &mut self,
        bar: usize,
        offset: u64,
        width: Width,
        value: u64,
    ) -> Option<(u64, Width, u64)> {
        match &mut self.table {
            Some(table) if table.has(bar, offset) => {
                let control = table.write(offset, width, value)?;
                Some((
                    table.control(offset, width)?,
                    Width::Long,
                    u64::from(control),
                ))
            }
            _ => Some((offset, width, value)),
        }
    }
}

impl Device for QemuDevice {
    fn bars(&self) -> [Option<Bar>; 6] {
        self.function
            .places
            .map(|place| place.map(|place| place.bar))
    }

    fn config_read(&mut self, offset: u16, width: Width) -> u32 {
        let width = at_most_long(width);
        let read = self.with(|device, wires| {
            if device.config.has(offset) {
                return Ok(device.config.read(offset, width));
            }
            let value = device.function.at.read(&mut wires.qtest, offset, width)?;
            Ok(device.config.seen(offset, width, value))
        });
        read.unwrap_or(low(width.ones()))
    }

    fn config_write(&mut self, offset: u16, width: Width, value: u32) {
        let width = at_most_long(width);
        let written = self.with(|device, wires| {
            if device.config.has(offset) {
                device.config.write(offset, width, value);
                return Ok(());
            }
            let value = device.config.passed(offset, width, value);
            device
                .function
                .at
                .write(&mut wires.qtest, offset, width, value)
        });
        if written.is_some() {
            self.written();
        }
    }

    fn read(&mut self, bus: &mut dyn Bus, bar: usize, offset: u64, width: Width) -> u64 {
        self.now = bus.now();
        self.looked_at();
        let Some(place) = self.place(bar, offset, width) else {
            return width.ones();
        };
        let read = self.with(|device, wires| {
            let qtest = &mut wires.qtest;
            let Some(table) = device.table.as_ref().filter(|table| table.has(bar, offset)) else {
                return wires.read(&place, offset, width);
            };
            let control = match table.control(offset, width) {
                Some(control) => qtest.read(place.base + control, Width::Long)?,
                None => 0,
            };
            let control = u32::try_from(control).expect("a word of 32 bits was read");
            Ok(table.read(offset, width, control))
        });
        if self.delivery.is_line_raised() {
            // Reading some registers lowers the line.
            let shared = self.board.clone();
            self.collect(&mut lock(&shared));
        }
        read.unwrap_or(width.ones())
    }

    fn write(&mut self, bus: &mut dyn Bus, bar: usize, offset: u64, width: Width, value: u64) {
        self.now = bus.now();
        let Some(place) = self.place(bar, offset, width) else {
            return;
        };
        let Some((offset, width, value)) = self.own_part(bar, offset, width, value) else {
            return;
        };
        self.begin();
        if self
            .with(|_, wires| wires.write(&place, offset, width, value))
            .is_some()
        {
            self.written();
        }
    }

    fn advance(&mut self, bus: &mut dyn Bus, now: u64) -> Option<u64> {
        self.now = now;
        let shared = self.board.clone();
        let timing = lock(&shared).timing;
        match timing {
            Timing::Settled { .. } => {
                self.pace.rest();
                let mut board = lock(&shared);
                if board.settled != self.seen || self.is_gone(&board) {
                    self.collect(&mut board);
                }
                drop(board);
                self.delivery.deliver(bus, now)
            }
            Timing::Real => {
                if !self.pace.is_attentive(now) {
                    self.pace.rest();
                    return self.delivery.deliver(bus, now);
                }
                self.keep_pace(now);
                self.delivery.deliver(bus, now);
                Some(now.saturating_add(INTERVAL))
            }
            Timing::Stepped { step } => {
                let mut next = None;
                if self.pace.is_attentive(now) {
                    let mut board = lock(&shared);
                    self.step(&mut board, step);
                    // None where QEMU is gone, and its time with it.
                    next = Some(board.time.saturating_add(step)).filter(|&next| now < next);
                }
                self.delivery.deliver(bus, now);
                next
            }
        }
    }

    fn power_cycle(&mut self, bus: &mut dyn Bus) {
        self.now = bus.now();
        let port = self.port;
        self.config.reset();
        if let Some(table) = &mut self.table {
            table.reset();
        }
        self.with(|device, wires| {
            wires.settle()?;
            pci_bus::reset_behind(&mut wires.qtest, port)?;
            device.function.write_bars(&mut wires.qtest)?;
            device.point(wires)?;
            device
                .function
                .at
                .write(&mut wires.qtest, COMMAND, Width::Word, 0)?;
            wires.settle()
        });
        // What was sent before is lost.
        let shared = self.board.clone();
        self.collect(&mut lock(&shared));
        self.delivery.forget();
        self.delivery.lower(bus);
    }
}

/// Configuration space has no wider accesses.
fn at_most_long(width: Width) -> Width {
    if width == Width::Quad {
        Width::Long
    } else {
        width
    }
}
