//! The registers of the device: BAR 0 (`docs/specs/edu.rst` of QEMU).

use miniport::wdm::prelude::*;

/// BAR 0: 1 MiB, of which the first page has registers.
pub enum Bar0 {}

impl RegisterBlock for Bar0 {
    const SIZE: usize = 0x1000;
}

/// What the device is: [`IDENTIFICATION_VALUE`].
pub const IDENTIFICATION: Register<Bar0, u32, ReadOnly> = Register::new(0x00);
/// Version 1.0 of the device.
pub const IDENTIFICATION_VALUE: u32 = 0x0100_00ed;
/// A number, and its factorial when it is done.
pub const FACTORIAL: Register<Bar0, u32, ReadWrite> = Register::new(0x08);
/// [`status`].
pub const STATUS: Register<Bar0, u32, ReadWrite> = Register::new(0x20);
/// Causes of interrupts that were not acknowledged.
pub const INTERRUPT_STATUS: Register<Bar0, u32, ReadOnly> = Register::new(0x24);
/// Raises an interrupt.
pub const INTERRUPT_RAISE: Register<Bar0, u32, WriteOnly> = Register::new(0x60);
/// Acknowledges causes.
pub const INTERRUPT_ACKNOWLEDGE: Register<Bar0, u32, WriteOnly> = Register::new(0x64);
/// Where DMA reads: an address, or [`DEVICE_BUFFER`] and an offset.
pub const DMA_SOURCE: Register<Bar0, u64, ReadWrite> = Register::new(0x80);
/// Where DMA writes, likewise.
pub const DMA_DESTINATION: Register<Bar0, u64, ReadWrite> = Register::new(0x88);
/// How many bytes.
pub const DMA_COUNT: Register<Bar0, u64, ReadWrite> = Register::new(0x90);
/// [`dma`].
pub const DMA_COMMAND: Register<Bar0, u64, ReadWrite> = Register::new(0x98);

/// The address of the device's buffer, for its DMA engine.
pub const DEVICE_BUFFER: u64 = 0x4_0000;

/// Bits of [`STATUS`].
pub mod status {
    /// A factorial is being computed.
    pub const COMPUTING: u32 = 1;
    /// Interrupt when it is done.
    pub const INTERRUPT: u32 = 0x80;
}

/// Bits of [`DMA_COMMAND`].
pub mod dma {
    /// Run; the device clears it at the end.
    pub const RUN: u64 = 1;
    /// From the device to memory.
    pub const TO_MEMORY: u64 = 2;
    /// Interrupt at the end.
    pub const INTERRUPT: u64 = 4;
}

/// Causes of interrupts.
pub mod cause {
    /// A factorial is done.
    pub const FACTORIAL: u32 = 1;
    /// A transfer is done.
    pub const DMA: u32 = 0x100;
    /// The device's own causes.
    pub const DEVICE: u32 = FACTORIAL | DMA;
}
