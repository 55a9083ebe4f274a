//! Device registers: mapped, and read and written.

use std::ptr::null_mut;

use miniport::ffi;

use super::call::{Call, routines};
use crate::device::Width;
use crate::kernel::hardware::registers::Access;
use crate::kernel::hardware::space::Space;
use crate::verifier::Rule;

routines! {
    /// Maps physical addresses of a device.
    MmMapIoSpaceEx(address: ffi::PHYSICAL_ADDRESS, length: ffi::SIZE_T, protect: ffi::ULONG) -> ffi::PVOID, UP_TO_DISPATCH
        => |call| map(call, address.QuadPart.cast_unsigned(), length, protect), else null_mut();
    /// Unmaps them.
    MmUnmapIoSpace(address: ffi::PVOID, length: ffi::SIZE_T) -> (), UP_TO_DISPATCH
        => |call| unmap(call, address as usize, length), else ();
}

fn map(call: &Call<'_>, address: u64, length: usize, protect: u32) -> ffi::PVOID {
    let cached = protect & (ffi::PAGE_NOCACHE | ffi::PAGE_WRITECOMBINE) == 0;
    if protect & ffi::PAGE_READWRITE == 0 || cached {
        call.bad(&format!("{protect:#x} is no protection for registers"));
        return null_mut();
    }
    let found = call.kernel.range_at(address, length as u64, Space::Memory);
    let Some((_, mapping)) = found.filter(|_| length != 0) else {
        call.violation(
            Rule::DeviceBase,
            format!("{length} bytes at {address:#x} are no registers of a device"),
        );
        return null_mut();
    };
    call.kernel.map_registers(mapping) as ffi::PVOID
}

fn unmap(call: &Call<'_>, address: usize, length: usize) {
    let mapped = call.kernel.mapping_at(address);
    let Some((mapping, 0)) = mapped else {
        call.violation(Rule::DeviceBase, "MmUnmapIoSpace of what is not mapped");
        return;
    };
    if mapping.length != length as u64 {
        call.violation(
            Rule::DeviceBase,
            format!(
                "{length} bytes are unmapped of {} that were mapped",
                mapping.length
            ),
        );
    }
    call.kernel.unmap_registers(mapping.owner, address);
}

/// One access; what was read.
pub(crate) fn access(call: &Call<'_>, address: usize, width: Width, value: Option<u64>) -> u64 {
    call.kernel.access_mapped(Access {
        address,
        width,
        space: Space::Memory,
        value,
    })
}

/// One access to a port, which a driver names by its number: ports are not mapped.
pub(crate) fn access_port(call: &Call<'_>, port: usize, width: Width, value: Option<u64>) -> u64 {
    let access = Access {
        address: port,
        width,
        space: Space::Ports,
        value,
    };
    call.kernel.access_port(access)
}

/// What is inline in wdm.h, and so no export of Windows: each reads or writes by the function `$access`.
macro_rules! inline {
    ($table:ident, $access:ident; $($read:ident $write:ident: $type:ty, $width:ident;)*) => {
        routines! { table $table; $(
            /// Reads.
            #[allow(clippy::cast_possible_truncation, reason = "the value has the width of the access")]
            $read(place: *mut $type) -> $type, ANY
                => |call| $access(call, place as usize, Width::$width, None) as $type, else <$type>::MAX;
            /// Writes.
            $write(place: *mut $type, value: $type) -> (), ANY
                => |call| { $access(call, place as usize, Width::$width, Some(u64::from(value))); }, else ();
        )*}
    };
}

inline! {
    REGISTERS, access;
    READ_REGISTER_UCHAR WRITE_REGISTER_UCHAR: u8, Byte;
    READ_REGISTER_USHORT WRITE_REGISTER_USHORT: u16, Word;
    READ_REGISTER_ULONG WRITE_REGISTER_ULONG: u32, Long;
    READ_REGISTER_ULONG64 WRITE_REGISTER_ULONG64: u64, Quad;
}

inline! {
    PORTS, access_port;
    READ_PORT_UCHAR WRITE_PORT_UCHAR: u8, Byte;
    READ_PORT_USHORT WRITE_PORT_USHORT: u16, Word;
    READ_PORT_ULONG WRITE_PORT_ULONG: u32, Long;
}
