//! The connections to QEMU, and what needs both.

use super::channel::Trouble;
use super::function::Place;
use super::qmp::Qmp;
use super::qtest::Qtest;
use crate::device::{BarKind, Width};

/// The two connections.
#[derive(Debug)]
pub(super) struct Wires {
    pub qtest: Qtest,
    pub qmp: Qmp,
}

impl Wires {
    /// Waits until the devices have done all that they have to do.
    ///
    /// A device starts requests by a timer of half a microsecond or by a task of the main loop, and completes them in the
    /// same way: the main loop goes around, the disks finish, the main loop goes around. It looks at timers last: what is
    /// asked after the answer to a turn is done after the timers of that turn.
    pub fn settle(&mut self) -> Result<(), Trouble> {
        self.qtest.turn()?;
        self.qmp.drain()?;
        self.qtest.turn()?;
        self.qtest.turn()
    }

    /// Reads a register.
    pub fn read(&mut self, place: &Place, offset: u64, width: Width) -> Result<u64, Trouble> {
        let qtest = &mut self.qtest;
        match (place.bar.kind, width) {
            (BarKind::Io, Width::Quad) => {
                let low = qtest.port_in(port(place, offset), Width::Long)?;
                Ok(low | qtest.port_in(port(place, offset + 4), Width::Long)? << 32)
            }
            (BarKind::Io, _) => qtest.port_in(port(place, offset), width),
            _ => qtest.read(place.base + offset, width),
        }
    }

    /// Writes a register.
    pub fn write(
        &mut self,
        place: &Place,
        offset: u64,
        width: Width,
        value: u64,
    ) -> Result<(), Trouble> {
        let qtest = &mut self.qtest;
        match (place.bar.kind, width) {
            (BarKind::Io, Width::Quad) => {
                qtest.port_out(port(place, offset), Width::Long, value)?;
                qtest.port_out(port(place, offset + 4), Width::Long, value >> 32)
            }
            (BarKind::Io, _) => qtest.port_out(port(place, offset), width, value),
            _ => qtest.write(place.base + offset, width, value),
        }
    }
}

fn port(place: &Place, offset: u64) -> u16 {
    u16::try_from(place.base + offset).expect("ports have 16 bits")
}
