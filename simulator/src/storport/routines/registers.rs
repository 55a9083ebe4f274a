//! I/O ports and device registers. Without a device, reads give ones, as from a bus where nothing answers.

use miniport::ffi;

use super::routine::Call;
use crate::device::Width;
use crate::kernel::hardware::registers::Access;
use crate::kernel::hardware::space::Space;
use crate::kernel::routine::{ANY, Routine, exports};

/// One access; what was read.
fn access(routine: &'static Routine, extension: ffi::PVOID, access: Access) -> u64 {
    let ones = access.width.ones();
    if extension.is_null() {
        // On Windows these routines do not look at the extension: the address says whose registers they are.
        return Call::enter(routine).map_or(ones, |call| {
            if let Some(hardware) = call.kernel.function_at(access.address) {
                return call.kernel.access_register(&hardware, access);
            }
            let (name, address) = (routine.name, access.address);
            call.bad(format!("{name}: {address:#x} is mapped by nobody"));
            ones
        });
    }
    let Some(call) = Call::enter_for(routine, extension) else {
        return ones;
    };
    let Some(hardware) = &call.adapter().hardware else {
        call.unsupported();
        return ones;
    };
    call.kernel.access_register(hardware, access)
}

macro_rules! reads {
    ($($name:ident $buffer:ident: $type:ty, $width:ident, $space:ident, $step:expr;)*) => {exports! { table READS; $(
        /// Reads one value.
        #[allow(clippy::cast_possible_truncation, reason = "the value has the width of the access")]
        $name(extension: ffi::PVOID, from: *mut $type) -> $type = {
            static ROUTINE: Routine = Routine::new(stringify!($name), ANY).in_dump_mode();
            access(&ROUTINE, extension, Access {
                address: from as usize, width: Width::$width, space: Space::$space, value: None,
            }) as $type
        };
        /// Reads `count` values.
        $buffer(extension: ffi::PVOID, from: *mut $type, buffer: *mut $type, count: ffi::ULONG) -> () = {
            for index in 0..count as usize {
                let value = $name(extension, from.wrapping_add(index * $step));
                if !buffer.is_null() {
                    // SAFETY: the driver says that the buffer has room for `count` values.
                    unsafe { buffer.add(index).write_unaligned(value) };
                }
            }
        };
    )*}};
}

macro_rules! writes {
    ($($name:ident $buffer:ident: $type:ty, $width:ident, $space:ident, $step:expr;)*) => {exports! { table WRITES; $(
        /// Writes one value.
        $name(extension: ffi::PVOID, to: *mut $type, value: $type) -> () = {
            static ROUTINE: Routine = Routine::new(stringify!($name), ANY).in_dump_mode();
            access(&ROUTINE, extension, Access {
                address: to as usize, width: Width::$width, space: Space::$space, value: Some(u64::from(value)),
            });
        };
        /// Writes `count` values.
        $buffer(extension: ffi::PVOID, to: *mut $type, buffer: *mut $type, count: ffi::ULONG) -> () = {
            for index in 0..count as usize {
                if !buffer.is_null() {
                    // SAFETY: the driver says that the buffer has `count` values.
                    let value = unsafe { buffer.add(index).read_unaligned() };
                    $name(extension, to.wrapping_add(index * $step), value);
                }
            }
        };
    )*}};
}

// A buffer goes through one port, but over registers that follow each other.
reads! {
    StorPortReadPortUchar StorPortReadPortBufferUchar: u8, Byte, Ports, 0;
    StorPortReadPortUshort StorPortReadPortBufferUshort: u16, Word, Ports, 0;
    StorPortReadPortUlong StorPortReadPortBufferUlong: u32, Long, Ports, 0;
    StorPortReadRegisterUchar StorPortReadRegisterBufferUchar: u8, Byte, Memory, 1;
    StorPortReadRegisterUshort StorPortReadRegisterBufferUshort: u16, Word, Memory, 1;
    StorPortReadRegisterUlong StorPortReadRegisterBufferUlong: u32, Long, Memory, 1;
}

writes! {
    StorPortWritePortUchar StorPortWritePortBufferUchar: u8, Byte, Ports, 0;
    StorPortWritePortUshort StorPortWritePortBufferUshort: u16, Word, Ports, 0;
    StorPortWritePortUlong StorPortWritePortBufferUlong: u32, Long, Ports, 0;
    StorPortWriteRegisterUchar StorPortWriteRegisterBufferUchar: u8, Byte, Memory, 1;
    StorPortWriteRegisterUshort StorPortWriteRegisterBufferUshort: u16, Word, Memory, 1;
    StorPortWriteRegisterUlong StorPortWriteRegisterBufferUlong: u32, Long, Memory, 1;
}

static READ_64: Routine = Routine::new("READ_REGISTER_ULONG64", ANY).in_dump_mode();
static WRITE_64: Routine = Routine::new("WRITE_REGISTER_ULONG64", ANY).in_dump_mode();

fn quad(address: *mut u64, value: Option<u64>) -> Access {
    Access {
        address: address as usize,
        width: Width::Quad,
        space: Space::Memory,
        value,
    }
}

exports! {
    /// Reads 64 bits: storport.h has no routine for it, because wdm.h does it inline.
    MiniportSimReadRegister64(extension: ffi::PVOID, from: *mut u64) -> u64 =
        access(&READ_64, extension, quad(from, None));
    /// Writes 64 bits.
    MiniportSimWriteRegister64(extension: ffi::PVOID, to: *mut u64, value: u64) -> () = {
        access(&WRITE_64, extension, quad(to, Some(value)));
    };
}
