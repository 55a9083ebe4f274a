//! The controller, which is made up: its registers, and what the driver does with them. Put here what yours has.

use miniport::prelude::*;

/// The largest request.
pub const MAX_TRANSFER: u32 = 64 << 10;
/// How many pieces of memory it has at most: it may begin inside a page.
pub const MAX_PIECES: u32 = MAX_TRANSFER / 4096 + 1;

/// Vendor and device, as in `my_driver.inx`.
pub const PCI_ID: (u16, u16) = (0x1234, 0xd15c);

/// Base address register 0.
enum Registers {}
impl RegisterBlock for Registers {
    const SIZE: usize = 0x40;
}

/// Reads as [`DISK`].
const IDENTITY: Register<Registers, u32, ReadOnly> = Register::new(0x00);
/// Bit 0: the command has ended; bit 1: it has failed. The line is raised until ones are written to the bits that are set.
const STATUS: Register<Registers, u32, ReadWrite> = Register::new(0x04);
/// How many blocks of 512 bytes the disk has.
const BLOCKS: Register<Registers, u64, ReadOnly> = Register::new(0x08);
/// What a command moves: where it is on the disk and in memory, and how long it is; bytes, a multiple of 4 each.
const PLACE: Register<Registers, u64, ReadWrite> = Register::new(0x10);
const ADDRESS: Register<Registers, PhysicalAddress, ReadWrite> = Register::new(0x18);
const LENGTH: Register<Registers, u32, ReadWrite> = Register::new(0x20);
/// Starts an [`Operation`], or with [`RESET`] ends the one that runs.
const COMMAND: Register<Registers, u32, WriteOnly> = Register::new(0x24);

const DISK: u32 = u32::from_le_bytes(*b"DISK");
const FAILED: u32 = 2;
const RESET: u32 = 0;

/// What a command does.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Operation {
    /// Disk to memory.
    #[default]
    Read = 1,
    /// Memory to disk.
    Write = 2,
}

/// The SRB extension: a READ or WRITE, as far as it is left to do. A command moves one piece of memory.
#[derive(Default)]
pub struct Transfer {
    operation: Operation,
    bytes: u32,
    /// Where the next command begins on the disk.
    place: u64,
    /// A length of 0 is behind the last piece.
    pieces: [(PhysicalAddress, u32); MAX_PIECES as usize],
    next: usize,
}

impl Transfer {
    /// `None` if the list has too many pieces, or too few bytes.
    pub fn new(
        operation: Operation,
        place: u64,
        bytes: u32,
        list: ScatterGatherList<'_>,
    ) -> Option<Self> {
        let mut transfer = Self {
            operation,
            bytes,
            place,
            ..Self::default()
        };
        let mut left = bytes;
        for (piece, (address, length)) in transfer.pieces.iter_mut().zip(list.iter()) {
            *piece = (address, length.min(left));
            left -= piece.1;
        }
        (left == 0).then_some(transfer)
    }

    pub fn operation(&self) -> Operation {
        self.operation
    }

    pub fn bytes(&self) -> u32 {
        self.bytes
    }
}

/// How a command has ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Failed,
}

/// The controller. It runs one command at a time.
#[derive(ExtensionPart)]
pub struct Controller {
    registers: Mmio<Registers>,
}

impl Controller {
    /// Maps the registers. What the firmware had the controller do is ended.
    pub fn new(
        cx: &mut FindAdapter<'_, crate::Adapter>,
        port: &mut PortConfiguration<'_>,
    ) -> Option<Self> {
        let registers = cx.map_registers(port, 0).ok()?;
        let controller = Self { registers };
        controller.reset().then_some(controller)
    }

    pub fn blocks(&self) -> u64 {
        self.registers.read(BLOCKS)
    }

    /// Starts the next command of a transfer; whether there is one.
    pub fn start(&self, transfer: &mut Transfer) -> bool {
        let next = transfer.pieces.get(transfer.next);
        let Some(&(address, length)) = next.filter(|piece| piece.1 != 0) else {
            return false;
        };
        self.registers.write(PLACE, transfer.place);
        self.registers.write(ADDRESS, address);
        self.registers.write(LENGTH, length);
        // Last: what was written to memory before is there when the device reads it.
        self.registers.write(COMMAND, transfer.operation as u32);
        transfer.place += u64::from(length);
        transfer.next += 1;
        true
    }

    /// Lowers the line; `None` if it is another device that has raised it. One that is gone reads as all ones.
    pub fn acknowledge(&self) -> Option<Outcome> {
        let status = self.registers.read(STATUS);
        if status == 0 || status == u32::MAX {
            return None;
        }
        self.registers.write(STATUS, status);
        Some(if status & FAILED == 0 {
            Outcome::Done
        } else {
            Outcome::Failed
        })
    }

    /// Ends the command that runs; whether the controller is there. A read waits for the writes before it: from then on the
    /// device touches no memory.
    pub fn reset(&self) -> bool {
        self.registers.write(COMMAND, RESET);
        self.registers.read(IDENTITY) == DISK
    }
}
