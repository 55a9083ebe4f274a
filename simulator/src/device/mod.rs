//! Simulated hardware: what a PCI function is to the machine ([`Device`]), and what the machine is to it ([`Bus`]).
//!
//! Times are virtual nanoseconds; addresses are physical addresses of the machine; values are little-endian integers.

pub mod edu;
mod mistakes;
pub mod nvme;
mod pci;
#[cfg(feature = "qemu")]
pub mod qemu;
#[cfg(test)]
mod tests;

pub use pci::{Bar, BarKind, ConfigSpace, Identity, InterruptMode, MsiX};

/// Width of a register access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Width {
    /// 8 bits.
    Byte,
    /// 16 bits.
    Word,
    /// 32 bits.
    Long,
    /// 64 bits.
    Quad,
}

impl Width {
    /// Bytes of the access.
    #[must_use]
    pub const fn bytes(self) -> u64 {
        match self {
            Self::Byte => 1,
            Self::Word => 2,
            Self::Long => 4,
            Self::Quad => 8,
        }
    }

    /// All ones in this width: what a read gives that nobody answers.
    #[must_use]
    pub const fn ones(self) -> u64 {
        u64::MAX >> (64 - 8 * self.bytes())
    }
}

/// The lower half of a value.
pub(crate) const fn low(value: u64) -> u32 {
    (value & 0xFFFF_FFFF) as u32
}

/// The upper half of a value.
pub(crate) const fn high(value: u64) -> u32 {
    low(value >> 32)
}

/// A physical address outside the machine's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BusError {
    /// Where the transfer began.
    pub address: u64,
    /// Its length in bytes.
    pub length: usize,
}

/// What the machine offers to a device.
///
/// None of it calls the device back: the machine takes note of an interrupt and delivers it later.
pub trait Bus {
    /// Reads the machine's memory (DMA).
    ///
    /// # Errors
    /// [`BusError`] if a byte lies outside.
    fn dma_read(&mut self, address: u64, into: &mut [u8]) -> Result<(), BusError>;

    /// Writes the machine's memory (DMA).
    ///
    /// # Errors
    /// [`BusError`] if a byte lies outside.
    fn dma_write(&mut self, address: u64, bytes: &[u8]) -> Result<(), BusError>;

    /// Sends a message-signaled interrupt: a write of `data` to `address`.
    fn message(&mut self, address: u64, data: u32);

    /// Drives the interrupt line of the function.
    fn set_line(&mut self, raised: bool);

    /// The present time.
    fn now(&self) -> u64;
}

/// A PCI function, in this process or outside.
///
/// The machine calls [`advance`](Device::advance) after every access to a register or to configuration space, when the
/// time that the last call returned has come, and when it starts to run, because a test may have changed the device from
/// outside in between.
pub trait Device {
    /// Its base address registers, as the machine's firmware would size them.
    fn bars(&self) -> [Option<Bar>; 6];

    /// Reads configuration space.
    fn config_read(&mut self, offset: u16, width: Width) -> u32;

    /// Writes configuration space. What follows from it on the bus happens in the next `advance`.
    fn config_write(&mut self, offset: u16, width: Width, value: u32);

    /// Reads a register: `offset` bytes into the base address register `bar`.
    fn read(&mut self, bus: &mut dyn Bus, bar: usize, offset: u64, width: Width) -> u64;

    /// Writes a register.
    fn write(&mut self, bus: &mut dyn Bus, bar: usize, offset: u64, width: Width, value: u64);

    /// Lets the device work until `now`, which is [`Bus::now`]; the time of its next event of its own, if it has one.
    fn advance(&mut self, bus: &mut dyn Bus, now: u64) -> Option<u64>;

    /// Power is lost and comes back: the device is as after power-on, configuration space included.
    ///
    /// A device that cannot be reset this way does nothing.
    fn power_cycle(&mut self, bus: &mut dyn Bus) {
        let _ = bus;
    }
}

impl<D: Device + ?Sized> Device for Box<D> {
    fn bars(&self) -> [Option<Bar>; 6] {
        (**self).bars()
    }

    fn config_read(&mut self, offset: u16, width: Width) -> u32 {
        (**self).config_read(offset, width)
    }

    fn config_write(&mut self, offset: u16, width: Width, value: u32) {
        (**self).config_write(offset, width, value);
    }

    fn read(&mut self, bus: &mut dyn Bus, bar: usize, offset: u64, width: Width) -> u64 {
        (**self).read(bus, bar, offset, width)
    }

    fn write(&mut self, bus: &mut dyn Bus, bar: usize, offset: u64, width: Width, value: u64) {
        (**self).write(bus, bar, offset, width, value);
    }

    fn advance(&mut self, bus: &mut dyn Bus, now: u64) -> Option<u64> {
        (**self).advance(bus, now)
    }

    fn power_cycle(&mut self, bus: &mut dyn Bus) {
        (**self).power_cycle(bus);
    }
}
