//! An instruction that accesses an I/O port.
#![allow(
    clippy::cast_possible_truncation,
    reason = "words of x86-64, on which alone this runs"
)]

use iced_x86::{Instruction, Mnemonic, OpKind, Register};

use super::fault::Registers;
use crate::device::Width;
use crate::kernel::nt::call::Call;
use crate::kernel::nt::io_space;
use crate::kernel::routine::{ANY, Routine};

static READ_PORT: [Routine; 3] = [
    Routine::new("READ_PORT_UCHAR", ANY),
    Routine::new("READ_PORT_USHORT", ANY),
    Routine::new("READ_PORT_ULONG", ANY),
];
static WRITE_PORT: [Routine; 3] = [
    Routine::new("WRITE_PORT_UCHAR", ANY),
    Routine::new("WRITE_PORT_USHORT", ANY),
    Routine::new("WRITE_PORT_ULONG", ANY),
];

/// An access to a port, by the accumulator: `in` and `out`, which fault outside of the kernel.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Port {
    number: usize,
    width: Width,
    writes: bool,
}

impl Port {
    /// The access that the instruction is, if it is one.
    pub(super) fn of(instruction: &Instruction, registers: &Registers) -> Option<Self> {
        let (writes, value, number) = match instruction.mnemonic() {
            Mnemonic::In => (false, 0, 1),
            Mnemonic::Out => (true, 1, 0),
            _ => return None,
        };
        let width = match instruction.op_register(value) {
            Register::AL => Width::Byte,
            Register::AX => Width::Word,
            _ => Width::Long,
        };
        let number = match instruction.op_kind(number) {
            OpKind::Register => registers.general[2] as u16,
            _ => instruction.immediate8().into(),
        };
        Some(Self {
            number: number.into(),
            width,
            writes,
        })
    }

    /// Does it.
    pub(super) fn perform(&self, registers: &mut Registers) {
        let accumulator = registers.general[0];
        let value = self.writes.then_some(accumulator & self.width.ones());
        let routines = if self.writes { &WRITE_PORT } else { &READ_PORT };
        let routine = &routines[self.width.bytes().trailing_zeros() as usize];
        let read = Call::enter(routine).map_or(self.width.ones(), |call| {
            io_space::access_port(&call, self.number, self.width, value)
        });
        if !self.writes {
            registers.general[0] = self.read_to(accumulator, read);
        }
    }

    /// The accumulator with what was read: 32 bits clear what is above them, fewer leave it.
    fn read_to(&self, accumulator: u64, read: u64) -> u64 {
        let kept = match self.width {
            Width::Long | Width::Quad => 0,
            _ => accumulator & !self.width.ones(),
        };
        kept | read & self.width.ones()
    }
}

#[cfg(test)]
mod tests {
    use super::Port;
    use crate::device::Width;
    use crate::image::fault::Registers;
    use crate::image::instruction::decode;

    #[test]
    fn a_port_is_named_by_dx_or_by_a_byte() {
        let port = |code: &[u8]| {
            let mut bytes = code.to_vec();
            bytes.resize(16, 0xCC);
            let registers = Registers {
                general: [0x1234_5678; 15],
                flags: 2,
                rip: bytes.as_ptr() as u64,
            };
            Port::of(&decode(registers.rip), &registers)
        };
        let is = |number, width, writes| {
            Some(Port {
                number,
                width,
                writes,
            })
        };
        // in al, dx; in ax, dx; in eax, 0x70; out dx, eax; out 0x70, al; mov eax, [rbx]
        assert_eq!(port(&[0xEC]), is(0x5678, Width::Byte, false));
        assert_eq!(port(&[0x66, 0xED]), is(0x5678, Width::Word, false));
        assert_eq!(port(&[0xE5, 0x70]), is(0x70, Width::Long, false));
        assert_eq!(port(&[0xEF]), is(0x5678, Width::Long, true));
        assert_eq!(port(&[0xE6, 0x70]), is(0x70, Width::Byte, true));
        assert_eq!(port(&[0x8B, 0x03]), None);
        let read = |code: &[u8]| {
            port(code)
                .expect("one")
                .read_to(0x11_2233_4455, 0xABCD_EF01)
        };
        assert_eq!(read(&[0xEC]), 0x11_2233_4401);
        assert_eq!(read(&[0x66, 0xED]), 0x11_2233_EF01);
        assert_eq!(read(&[0xED]), 0xABCD_EF01);
    }
}
