//! The registers of the device: its data sheet.

use miniport::wdm::prelude::*;

/// Base address register 0.
pub enum Bar0 {}

impl RegisterBlock for Bar0 {
    const SIZE: usize = 0x20;
}

/// What the device is: [`IDENTIFICATION_VALUE`].
pub const IDENTIFICATION: Register<Bar0, u32, ReadOnly> = Register::new(0x00);
/// "SQRE".
pub const IDENTIFICATION_VALUE: u32 = u32::from_le_bytes(*b"SQRE");
/// Bit 0: the device is done, and interrupts.
pub const STATUS: Register<Bar0, u32, ReadOnly> = Register::new(0x04);
/// Bit 0: it interrupts no more.
pub const ACKNOWLEDGE: Register<Bar0, u32, WriteOnly> = Register::new(0x08);
/// A number, with which the device begins.
pub const NUMBER: Register<Bar0, u32, WriteOnly> = Register::new(0x0c);
/// Its square, modulo 2^32, when it is done.
pub const RESULT: Register<Bar0, u32, ReadOnly> = Register::new(0x10);
