//! The PCI Express bus of the machine: each device has a root port of its own, and this module is the firmware that gives
//! ports their bus numbers and windows.

use super::channel::Trouble;
use super::qtest::Qtest;
use crate::device::{Width, low};

/// How many root ports there can be: devices 1 to 30 of bus 0.
pub(super) const MAXIMUM_PORTS: usize = 30;

/// Where configuration space appears in memory. The machine's own memory ends below.
pub(super) const CONFIGURATION: u64 = 0xB000_0000;

const MEMORY: u64 = 0xC000_0000;
const MEMORY_END: u64 = 0xFE00_0000;
/// Behind those of devices.
pub(super) const WATCHDOG_REGISTERS: u64 = MEMORY_END;
const MEGABYTE: u64 = 0x10_0000;
const IO: u64 = 0x1000;
const IO_END: u64 = 0x1_0000;

const COMMAND: u16 = 0x04;
const CAPABILITIES: u16 = 0x34;
const EXPRESS: u8 = 0x10;

/// A function, by bus and device number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Location {
    bus: u8,
    device: u8,
    function: u8,
}

impl Location {
    /// The function behind a root port.
    pub fn behind(port: usize) -> Self {
        Self {
            bus: number(port),
            device: 0,
            function: 0,
        }
    }

    fn of_port(port: usize) -> Self {
        Self {
            bus: 0,
            device: number(port),
            function: 0,
        }
    }

    /// A function of the board itself.
    pub fn of_board(device: u8, function: u8) -> Self {
        Self {
            bus: 0,
            device,
            function,
        }
    }

    /// Where its configuration space appears.
    pub fn address(self, offset: u16) -> u64 {
        CONFIGURATION
            | u64::from(self.bus) << 20
            | u64::from(self.device) << 15
            | u64::from(self.function) << 12
            | u64::from(offset)
    }

    /// Reads configuration space.
    pub fn read(self, qtest: &mut Qtest, offset: u16, width: Width) -> Result<u32, Trouble> {
        let value = qtest.read(self.address(offset), width)?;
        Ok(low(value))
    }

    /// Writes configuration space.
    pub fn write(
        self,
        qtest: &mut Qtest,
        offset: u16,
        width: Width,
        value: u32,
    ) -> Result<(), Trouble> {
        qtest.write(self.address(offset), width, u64::from(value))
    }

    /// Where the capability is.
    pub fn capability(self, qtest: &mut Qtest, id: u8) -> Result<Option<u16>, Trouble> {
        let mut next = self.read(qtest, CAPABILITIES, Width::Byte)?;
        for _ in 0..48 {
            let at = u16::try_from(next & 0xFC).expect("below 256");
            if at < 0x40 {
                break;
            }
            let header = self.read(qtest, at, Width::Word)?;
            if header & 0xFF == u32::from(id) {
                return Ok(Some(at));
            }
            next = header >> 8;
        }
        Ok(None)
    }
}

/// The bus number behind a port, and the port's device number on bus 0.
fn number(port: usize) -> u8 {
    assert!(port < MAXIMUM_PORTS, "the port exists");
    u8::try_from(port + 1).expect("at most 30")
}

/// What is still free of the addresses for registers, and what the ports have.
#[derive(Debug)]
pub(super) struct Windows {
    next_memory: u64,
    next_io: u64,
}

/// Addresses for the registers of one function.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Window {
    /// Memory: from, to.
    pub memory: (u64, u64),
    /// I/O ports: from, to.
    pub io: (u64, u64),
}

impl Window {
    /// Whether the function could be here; alignment included.
    pub fn has_room(&self, memory: u64, io: u64) -> bool {
        let fits = |(from, to): (u64, u64), size: u64| {
            size == 0 || (from % size == 0 && from + size <= to)
        };
        fits(self.memory, memory) && fits(self.io, io)
    }
}

impl Windows {
    /// Makes configuration space appear at [`CONFIGURATION`]; nothing is given away yet.
    pub fn new(qtest: &mut Qtest) -> Result<Self, Trouble> {
        // PCIEXBAR of the host bridge, by the old way into configuration space: 256 MiB, enabled.
        for (register, value) in [(0x64, 0), (0x60, CONFIGURATION | 1)] {
            qtest.port_out(0xCF8, Width::Long, 0x8000_0000 | register)?;
            qtest.port_out(0xCFC, Width::Long, value)?;
        }
        Ok(Self {
            next_memory: MEMORY,
            next_io: IO,
        })
    }

    /// Addresses for this many bytes of memory and this many ports, both powers of two; `None` if there are not enough.
    pub fn reserve(&mut self, memory: u64, io: u64) -> Option<Window> {
        let mut window = Window::default();
        if memory != 0 {
            let from = self.next_memory.next_multiple_of(memory.max(MEGABYTE));
            let to = from
                .checked_add(memory.max(MEGABYTE))
                .filter(|&to| to <= MEMORY_END)?;
            window.memory = (from, to);
        }
        if io != 0 {
            let from = self.next_io.next_multiple_of(io.max(0x1000));
            let to = from
                .checked_add(io.max(0x1000))
                .filter(|&to| to <= IO_END)?;
            window.io = (from, to);
        }
        self.next_memory = self.next_memory.max(window.memory.1);
        self.next_io = self.next_io.max(window.io.1);
        Some(window)
    }
}

/// Gives a port its bus number, so that configuration space behind it is reached; where its slot registers are.
pub(super) fn open_port(qtest: &mut Qtest, port: usize) -> Result<u16, Trouble> {
    let at = Location::of_port(port);
    let bus = u32::from(number(port));
    at.write(qtest, 0x18, Width::Long, bus << 16 | bus << 8)?;
    route(qtest, port, &Window::default())?;
    at.write(qtest, COMMAND, Width::Word, 0x7)?;
    let express = at.capability(qtest, EXPRESS)?;
    express.ok_or_else(|| Trouble::Unexpected(format!("port {port} is no PCI Express port")))
}

/// Lets a port pass on accesses to these addresses.
pub(super) fn route(qtest: &mut Qtest, port: usize, window: &Window) -> Result<(), Trouble> {
    let at = Location::of_port(port);
    let word = |value: u64| u32::try_from(value & 0xFFFF).expect("cut to 16 bits");
    // A base above its limit passes nothing on.
    let (mut memory, mut io) = (0x0000_FFF0, 0x00F0);
    if window.memory.1 != 0 {
        memory = word((window.memory.1 - 1) >> 16) << 16 & 0xFFF0_0000
            | word(window.memory.0 >> 16) & 0xFFF0;
    }
    if window.io.1 != 0 {
        io = word(window.io.1 - 1) & 0xF000 | word(window.io.0) >> 8 & 0xF0;
    }
    at.write(qtest, 0x1C, Width::Word, io)?;
    at.write(qtest, 0x30, Width::Long, 0)?;
    at.write(qtest, 0x20, Width::Long, memory)?;
    // Prefetchable memory lies in the same window.
    at.write(qtest, 0x24, Width::Long, 0x0000_FFF0)?;
    at.write(qtest, 0x28, Width::Long, 0)?;
    at.write(qtest, 0x2C, Width::Long, 0)
}

/// Switches the power of a port's slot. What loses its power is removed: the way of a card that is pulled out.
pub(super) fn set_power(
    qtest: &mut Qtest,
    port: usize,
    express: u16,
    on: bool,
) -> Result<(), Trouble> {
    const CONTROLS: u32 = 0x0700;
    const ALL_OFF: u32 = 0x0700; // indicator off, power controller off
    const ALL_ON: u32 = 0x0100;
    let at = Location::of_port(port);
    let control = at.read(qtest, express + 0x18, Width::Word)?;
    let wanted = if on { ALL_ON } else { ALL_OFF };
    at.write(
        qtest,
        express + 0x18,
        Width::Word,
        control & !CONTROLS | wanted,
    )
}

/// Resets what is behind a port.
pub(super) fn reset_behind(qtest: &mut Qtest, port: usize) -> Result<(), Trouble> {
    const BRIDGE_CONTROL: u16 = 0x3E;
    const SECONDARY_BUS_RESET: u32 = 1 << 6;
    let at = Location::of_port(port);
    let control = at.read(qtest, BRIDGE_CONTROL, Width::Word)?;
    at.write(
        qtest,
        BRIDGE_CONTROL,
        Width::Word,
        control | SECONDARY_BUS_RESET,
    )?;
    at.write(qtest, BRIDGE_CONTROL, Width::Word, control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_aligned_and_do_not_overlap() {
        let mut windows = Windows {
            next_memory: MEMORY,
            next_io: IO,
        };
        let small = windows.reserve(0x4000, 0x20).unwrap();
        let large = windows.reserve(0x100_0000, 0).unwrap();
        let last = windows.reserve(0x1000, 0x1000).unwrap();
        assert_eq!(small.memory, (MEMORY, MEMORY + MEGABYTE));
        assert_eq!(large.memory.0 % 0x100_0000, 0);
        assert!(large.memory.0 >= small.memory.1 && last.memory.0 >= large.memory.1);
        assert_eq!((large.io, last.io), ((0, 0), (0x2000, 0x3000)));
        assert!(
            small.has_room(0x10_0000, 0) && !small.has_room(0x20_0000, 0) && !large.has_room(0, 8)
        );
    }

    #[test]
    fn what_does_not_fit_is_refused_and_takes_nothing() {
        let mut windows = Windows {
            next_memory: MEMORY,
            next_io: IO,
        };
        assert!(windows.reserve(0x8000_0000, 0).is_none());
        assert!(windows.reserve(0x1000, 0x1_0000).is_none());
        assert_eq!(windows.reserve(0x1000, 0).unwrap().memory.0, MEMORY);
    }

    #[test]
    fn configuration_space_is_found_by_bus_device_and_offset() {
        assert_eq!(Location::behind(0).address(0x10), 0xB010_0010);
        assert_eq!(Location::of_port(2).address(0xFFC), 0xB001_8FFC);
    }
}
