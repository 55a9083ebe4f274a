//! Access to I/O ports and device registers (storport.h).

use super::*;

imports! { "storport.sys":
    /// Reads a byte from an I/O port.
    pub fn StorPortReadPortUchar(HwDeviceExtension: PVOID, Port: PUCHAR) -> UCHAR;
    /// Reads 16 bits from an I/O port.
    pub fn StorPortReadPortUshort(HwDeviceExtension: PVOID, Port: PUSHORT) -> USHORT;
    /// Reads 32 bits from an I/O port.
    pub fn StorPortReadPortUlong(HwDeviceExtension: PVOID, Port: PULONG) -> ULONG;
    /// Reads bytes from one I/O port.
    pub fn StorPortReadPortBufferUchar(
        HwDeviceExtension: PVOID,
        Port: PUCHAR,
        Buffer: PUCHAR,
        Count: ULONG,
    );
    /// Reads 16 bits at a time from one I/O port.
    pub fn StorPortReadPortBufferUshort(
        HwDeviceExtension: PVOID,
        Port: PUSHORT,
        Buffer: PUSHORT,
        Count: ULONG,
    );
    /// Reads 32 bits at a time from one I/O port.
    pub fn StorPortReadPortBufferUlong(
        HwDeviceExtension: PVOID,
        Port: PULONG,
        Buffer: PULONG,
        Count: ULONG,
    );
    /// Reads a byte from a register.
    pub fn StorPortReadRegisterUchar(HwDeviceExtension: PVOID, Register: PUCHAR) -> UCHAR;
    /// Reads 16 bits from a register.
    pub fn StorPortReadRegisterUshort(HwDeviceExtension: PVOID, Register: PUSHORT) -> USHORT;
    /// Reads 32 bits from a register.
    pub fn StorPortReadRegisterUlong(HwDeviceExtension: PVOID, Register: PULONG) -> ULONG;
    /// Reads bytes from consecutive registers.
    pub fn StorPortReadRegisterBufferUchar(
        HwDeviceExtension: PVOID,
        Register: PUCHAR,
        Buffer: PUCHAR,
        Count: ULONG,
    );
    /// Reads 16 bits at a time from consecutive registers.
    pub fn StorPortReadRegisterBufferUshort(
        HwDeviceExtension: PVOID,
        Register: PUSHORT,
        Buffer: PUSHORT,
        Count: ULONG,
    );
    /// Reads 32 bits at a time from consecutive registers.
    pub fn StorPortReadRegisterBufferUlong(
        HwDeviceExtension: PVOID,
        Register: PULONG,
        Buffer: PULONG,
        Count: ULONG,
    );
    /// Writes a byte to an I/O port.
    pub fn StorPortWritePortUchar(HwDeviceExtension: PVOID, Port: PUCHAR, Value: UCHAR);
    /// Writes 16 bits to an I/O port.
    pub fn StorPortWritePortUshort(HwDeviceExtension: PVOID, Port: PUSHORT, Value: USHORT);
    /// Writes 32 bits to an I/O port.
    pub fn StorPortWritePortUlong(HwDeviceExtension: PVOID, Port: PULONG, Value: ULONG);
    /// Writes bytes to one I/O port.
    pub fn StorPortWritePortBufferUchar(
        HwDeviceExtension: PVOID,
        Port: PUCHAR,
        Buffer: PUCHAR,
        Count: ULONG,
    );
    /// Writes 16 bits at a time to one I/O port.
    pub fn StorPortWritePortBufferUshort(
        HwDeviceExtension: PVOID,
        Port: PUSHORT,
        Buffer: PUSHORT,
        Count: ULONG,
    );
    /// Writes 32 bits at a time to one I/O port.
    pub fn StorPortWritePortBufferUlong(
        HwDeviceExtension: PVOID,
        Port: PULONG,
        Buffer: PULONG,
        Count: ULONG,
    );
    /// Writes a byte to a register.
    pub fn StorPortWriteRegisterUchar(HwDeviceExtension: PVOID, Register: PUCHAR, Value: UCHAR);
    /// Writes 16 bits to a register.
    pub fn StorPortWriteRegisterUshort(HwDeviceExtension: PVOID, Register: PUSHORT, Value: USHORT);
    /// Writes 32 bits to a register.
    pub fn StorPortWriteRegisterUlong(HwDeviceExtension: PVOID, Register: PULONG, Value: ULONG);
    /// Writes bytes to consecutive registers.
    pub fn StorPortWriteRegisterBufferUchar(
        HwDeviceExtension: PVOID,
        Register: PUCHAR,
        Buffer: PUCHAR,
        Count: ULONG,
    );
    /// Writes 16 bits at a time to consecutive registers.
    pub fn StorPortWriteRegisterBufferUshort(
        HwDeviceExtension: PVOID,
        Register: PUSHORT,
        Buffer: PUSHORT,
        Count: ULONG,
    );
    /// Writes 32 bits at a time to consecutive registers.
    pub fn StorPortWriteRegisterBufferUlong(
        HwDeviceExtension: PVOID,
        Register: PULONG,
        Buffer: PULONG,
        Count: ULONG,
    );
}
