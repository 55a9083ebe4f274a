//! Device registers and ports, in a simulated build. For Windows, wdm.h has them inline: volatile accesses with barriers, which drivers in
//! Rust have from the runtime.

use super::super::super::*;

imports! { simulated:
    /// Reads a byte from a register. At any IRQL.
    pub fn READ_REGISTER_UCHAR(Register: PUCHAR) -> UCHAR;
    /// Reads 16 bits from a register. At any IRQL.
    pub fn READ_REGISTER_USHORT(Register: PUSHORT) -> USHORT;
    /// Reads 32 bits from a register. At any IRQL.
    pub fn READ_REGISTER_ULONG(Register: PULONG) -> ULONG;
    /// Reads 64 bits from a register. At any IRQL.
    pub fn READ_REGISTER_ULONG64(Register: *mut u64) -> u64;
    /// Writes a byte to a register. At any IRQL.
    pub fn WRITE_REGISTER_UCHAR(Register: PUCHAR, Value: UCHAR);
    /// Writes 16 bits to a register. At any IRQL.
    pub fn WRITE_REGISTER_USHORT(Register: PUSHORT, Value: USHORT);
    /// Writes 32 bits to a register. At any IRQL.
    pub fn WRITE_REGISTER_ULONG(Register: PULONG, Value: ULONG);
    /// Writes 64 bits to a register. At any IRQL.
    pub fn WRITE_REGISTER_ULONG64(Register: *mut u64, Value: u64);
    /// Reads a byte from an I/O port. At any IRQL.
    pub fn READ_PORT_UCHAR(Port: PUCHAR) -> UCHAR;
    /// Writes a byte to an I/O port. At any IRQL.
    pub fn WRITE_PORT_UCHAR(Port: PUCHAR, Value: UCHAR);
    /// Reads 16 bits from an I/O port. At any IRQL.
    pub fn READ_PORT_USHORT(Port: PUSHORT) -> USHORT;
    /// Writes 16 bits to an I/O port. At any IRQL.
    pub fn WRITE_PORT_USHORT(Port: PUSHORT, Value: USHORT);
    /// Reads 32 bits from an I/O port. At any IRQL.
    pub fn READ_PORT_ULONG(Port: PULONG) -> ULONG;
    /// Writes 32 bits to an I/O port. At any IRQL.
    pub fn WRITE_PORT_ULONG(Port: PULONG, Value: ULONG);
}
