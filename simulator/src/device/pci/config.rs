//! Configuration space: a type 0 header whose writable bits are known, read and written in any width.

use std::ops::Range;

use super::bar::{Bar, BarKind};
use crate::device::Width;

/// Bytes of configuration space: PCI Express.
const SIZE: usize = 4096;
/// Bytes of it that a function has which is not of PCI Express.
const CONVENTIONAL: usize = 256;

const COMMAND: usize = 0x04;
const STATUS: usize = 0x06;
const BARS: usize = 0x10;

const MEMORY_SPACE: u16 = 1 << 1;
const BUS_MASTER: u16 = 1 << 2;
const INTERRUPT_DISABLE: u16 = 1 << 10;
const INTERRUPT_STATUS: u8 = 1 << 3;

/// What a function says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// Who made it.
    pub vendor: u16,
    /// Which device of theirs it is.
    pub device: u16,
    /// Who sold it.
    pub subsystem_vendor: u16,
    /// Which product of theirs it is.
    pub subsystem: u16,
    /// Base class, subclass and programming interface.
    pub class: [u8; 3],
    /// Revision.
    pub revision: u8,
}

/// How a function interrupts at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InterruptMode {
    /// By its line.
    Line,
    /// By this many messages of the MSI capability.
    Msi(u16),
    /// By the messages of the MSI-X table.
    MsiX,
}

/// The configuration space of a device in this process.
#[derive(Debug, Clone)]
pub struct ConfigSpace {
    values: Vec<u8>,
    initial: Vec<u8>,
    writable: Vec<u8>,
    /// Bits that a written one clears.
    clearable: Vec<u8>,
    bars: [Option<Bar>; 6],
    pub(super) capabilities: Capabilities,
}

/// Where the capabilities of a function are.
#[derive(Debug, Clone, Default)]
pub(super) struct Capabilities {
    /// The byte that points to the next capability, and where that goes.
    pub end: Option<(usize, usize)>,
    pub power: Option<usize>,
    pub msi: Option<usize>,
    pub express: Option<usize>,
    pub msix: Option<usize>,
    pub reset_requested: bool,
}

impl ConfigSpace {
    /// A function without registers, interrupts and capabilities.
    #[must_use]
    pub fn new(identity: &Identity) -> Self {
        let mut space = Self {
            values: vec![0; SIZE],
            initial: vec![0; SIZE],
            writable: vec![0; SIZE],
            clearable: vec![0; SIZE],
            bars: [None; 6],
            capabilities: Capabilities::default(),
        };
        let [base, sub, interface] = identity.class;
        space.set(0x00, &identity.vendor.to_le_bytes());
        space.set(0x02, &identity.device.to_le_bytes());
        space.set(0x08, &[identity.revision, interface, sub, base]);
        space.set(0x2C, &identity.subsystem_vendor.to_le_bytes());
        space.set(0x2E, &identity.subsystem.to_le_bytes());
        // Memory space, bus master, parity, SERR#, interrupt disable.
        space.allow(COMMAND, &0x0546u16.to_le_bytes());
        space.clearable[STATUS + 1] = 0xF9;
        space.allow(0x0C, &[0xFF]); // cache line size
        space.allow(0x3C, &[0xFF]); // interrupt line: a note of the firmware's
        space
    }

    /// Adds a base address register.
    ///
    /// # Panics
    /// If the register does not exist or is taken.
    #[must_use]
    pub fn with_bar(mut self, index: usize, bar: Bar) -> Self {
        assert!(self.bars[index].is_none(), "the register is taken");
        assert!(
            !bar.is_wide() || (index < 5 && self.bars[index + 1].is_none()),
            "a wide register takes two"
        );
        let offset = BARS + 4 * index;
        let bytes = if bar.is_wide() { 8 } else { 4 };
        self.set(offset, &bar.flags().to_le_bytes()[..bytes]);
        self.allow(offset, &bar.writable().to_le_bytes()[..bytes]);
        if bar.kind == BarKind::Io {
            self.writable[COMMAND] |= 1;
        }
        self.bars[index] = Some(bar);
        self
    }

    /// Gives the function an interrupt line: 1 is INTA#.
    #[must_use]
    pub fn with_interrupt_pin(mut self, pin: u8) -> Self {
        self.set(0x3D, &[pin]);
        self
    }

    /// The base address registers, as they were added.
    #[must_use]
    pub fn bars(&self) -> [Option<Bar>; 6] {
        self.bars
    }

    /// Reads: all ones where there is nothing.
    #[must_use]
    pub fn read(&self, offset: u16, width: Width) -> u32 {
        let Some(range) = self.range(offset, width) else {
            return u32::MAX;
        };
        let mut bytes = [0; 4];
        bytes[..range.len()].copy_from_slice(&self.values[range]);
        u32::from_le_bytes(bytes)
    }

    /// Writes the bits that can be written.
    pub fn write(&mut self, offset: u16, width: Width, value: u32) {
        let Some(range) = self.range(offset, width) else {
            return;
        };
        let state = self.power_state();
        for (index, byte) in range.zip(value.to_le_bytes()) {
            let writable = self.writable[index];
            let kept = self.values[index] & !writable & !(byte & self.clearable[index]);
            self.values[index] = kept | (byte & writable);
        }
        self.after_write(state);
    }

    /// As after power-on.
    pub fn reset(&mut self) {
        self.values.copy_from_slice(&self.initial);
    }

    /// Whether the function answers accesses to its memory.
    #[must_use]
    pub fn answers_memory(&self) -> bool {
        self.u16(COMMAND) & MEMORY_SPACE != 0 && self.power_state() == 0
    }

    /// Whether the function may access the machine's memory, messages included.
    #[must_use]
    pub fn is_bus_master(&self) -> bool {
        self.u16(COMMAND) & BUS_MASTER != 0 && self.power_state() == 0
    }

    /// How the function interrupts at present.
    #[must_use]
    pub fn interrupt_mode(&self) -> InterruptMode {
        if self
            .msix_control()
            .is_some_and(|control| control & 0x8000 != 0)
        {
            InterruptMode::MsiX
        } else {
            self.msi_enabled()
                .map_or(InterruptMode::Line, InterruptMode::Msi)
        }
    }

    /// Notes in the status register whether the function wants an interrupt; whether its line is raised by that.
    pub fn interrupt(&mut self, wanted: bool) -> bool {
        let status = &mut self.values[STATUS];
        *status = if wanted {
            *status | INTERRUPT_STATUS
        } else {
            *status & !INTERRUPT_STATUS
        };
        wanted
            && self.u16(COMMAND) & INTERRUPT_DISABLE == 0
            && self.interrupt_mode() == InterruptMode::Line
    }

    pub(super) fn u16(&self, offset: usize) -> u16 {
        u16::from_le_bytes([self.values[offset], self.values[offset + 1]])
    }

    pub(super) fn u32(&self, offset: usize) -> u32 {
        u32::from(self.u16(offset)) | u32::from(self.u16(offset + 2)) << 16
    }

    /// What a register is after power-on.
    pub(super) fn set(&mut self, offset: usize, bytes: &[u8]) {
        self.values[offset..offset + bytes.len()].copy_from_slice(bytes);
        self.initial[offset..offset + bytes.len()].copy_from_slice(bytes);
    }

    /// Which bits of a register can be written.
    pub(super) fn allow(&mut self, offset: usize, mask: &[u8]) {
        self.writable[offset..offset + mask.len()].copy_from_slice(mask);
    }

    fn range(&self, offset: u16, width: Width) -> Option<Range<usize>> {
        let (start, length) = (usize::from(offset), usize::try_from(width.bytes()).ok()?);
        let end = if self.capabilities.express.is_some() {
            SIZE
        } else {
            CONVENTIONAL
        };
        (length <= 4 && start % length == 0 && start + length <= end)
            .then_some(start..start + length)
    }
}
