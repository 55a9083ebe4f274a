//! `movs` and `stos`, repeated or not, of which one side or both are registers of a device: what compilers make of small copies, and how memory is
//! copied and filled here ([`intrinsics`](super::intrinsics)).
#![allow(
    clippy::cast_possible_truncation,
    reason = "words of x86-64, on which alone this runs"
)]

use iced_x86::{Code, Instruction};

use super::fault::Registers;
use super::instruction::access;
use crate::device::Width;
use crate::kernel::hardware::registers::is_register;

/// The direction flag: addresses go down.
const DOWN: u64 = 1 << 10;
/// Where the registers are that these instructions use.
const RAX: usize = 0;
const RCX: usize = 1;
const RSI: usize = 5;
const RDI: usize = 6;

/// What is copied or filled at a time, and whether it is copied.
fn kind(instruction: &Instruction) -> Option<(Width, bool)> {
    Some(match instruction.code() {
        Code::Movsb_m8_m8 => (Width::Byte, true),
        Code::Movsw_m16_m16 => (Width::Word, true),
        Code::Movsd_m32_m32 => (Width::Long, true),
        Code::Movsq_m64_m64 => (Width::Quad, true),
        Code::Stosb_m8_AL => (Width::Byte, false),
        Code::Stosw_m16_AX => (Width::Word, false),
        Code::Stosd_m32_EAX => (Width::Long, false),
        Code::Stosq_m64_RAX => (Width::Quad, false),
        _ => return None,
    })
}

/// Does such an instruction, to its end: `true` if it was one.
pub(super) fn perform(instruction: &Instruction, registers: &mut Registers) -> bool {
    let Some((width, copies)) = kind(instruction) else {
        return false;
    };
    let place = |registers: &Registers, index: usize| registers.general[index] as usize;
    let to_register = is_register(place(registers, RDI));
    let from_register = copies && is_register(place(registers, RSI));
    if !(to_register || from_register) {
        return false;
    }
    let step = if registers.flags & DOWN == 0 {
        width.bytes()
    } else {
        width.bytes().wrapping_neg()
    };
    let is_repeated = instruction.has_rep_prefix() || instruction.has_repne_prefix();
    while !is_repeated || registers.general[RCX] != 0 {
        let value = if !copies {
            registers.general[RAX]
        } else if from_register {
            access(place(registers, RSI), width, None)
        } else {
            // SAFETY: the driver says that it may be read.
            unsafe { load(place(registers, RSI), width) }
        };
        if to_register {
            access(place(registers, RDI), width, Some(value & width.ones()));
        } else {
            // SAFETY: the driver says that it may be written.
            unsafe { store(place(registers, RDI), width, value) };
        }
        let mut go = |index: usize| {
            registers.general[index] = registers.general[index].wrapping_add(step);
        };
        go(RDI);
        if copies {
            go(RSI);
        }
        if !is_repeated {
            break;
        }
        registers.general[RCX] -= 1;
    }
    true
}

/// # Safety
/// So many bytes may be read there.
unsafe fn load(address: usize, width: Width) -> u64 {
    // SAFETY: the caller's word.
    unsafe {
        match width {
            Width::Byte => (address as *const u8).read_unaligned().into(),
            Width::Word => (address as *const u16).read_unaligned().into(),
            Width::Long => (address as *const u32).read_unaligned().into(),
            Width::Quad => (address as *const u64).read_unaligned(),
        }
    }
}

/// # Safety
/// So many bytes may be written there.
unsafe fn store(address: usize, width: Width, value: u64) {
    // SAFETY: the caller's word.
    unsafe {
        match width {
            Width::Byte => (address as *mut u8).write_unaligned(value as u8),
            Width::Word => (address as *mut u16).write_unaligned(value as u16),
            Width::Long => (address as *mut u32).write_unaligned(value as u32),
            Width::Quad => (address as *mut u64).write_unaligned(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DOWN, RCX, RDI, RSI, perform};
    use crate::Role;
    use crate::image::fault::Registers;
    use crate::image::instruction::decode;
    use crate::kernel::core::Kernel;
    use crate::kernel::level::PASSIVE_LEVEL;
    use crate::kernel::settings::Settings;

    /// Where registers would be, and are none.
    const REGISTERS: u64 = 0x5EED << 48;

    /// What the instruction leaves: whether it was done, the registers, and how many registers of the device it accessed.
    fn done(code: &[u8], registers: [(usize, u64); 3], flags: u64) -> (bool, [u64; 15], u64) {
        let mut bytes = code.to_vec();
        bytes.resize(16, 0xCC);
        let mut state = Registers {
            general: [0; 15],
            flags,
            rip: bytes.as_ptr() as u64,
        };
        for (index, value) in registers {
            state.general[index] = value;
        }
        let kernel = Kernel::new(Settings::new(1), None);
        let run = move || {
            let kernel = Kernel::running();
            kernel.callback(Some(0), Role::DriverEntry, || {
                let done = perform(&decode(state.rip), &mut state);
                (done, state.general)
            })
        };
        let (done, general) = kernel.perform(PASSIVE_LEVEL, run).expect("it ends");
        let found = &kernel.report().violations;
        (
            done,
            general,
            found.iter().map(|found| found.occurrences).sum(),
        )
    }

    #[test]
    fn registers_are_copied_one_by_one_and_all_ones_where_there_are_none() {
        let mut to = [0_u32; 4];
        let place = to.as_mut_ptr() as u64;
        // rep movsd
        let registers = [(RCX, 3), (RSI, REGISTERS), (RDI, place)];
        let (is_done, general, accesses) = done(&[0xF3, 0xA5], registers, 0);
        assert!(is_done);
        assert_eq!(to, [u32::MAX, u32::MAX, u32::MAX, 0]);
        assert_eq!(
            [general[RCX], general[RSI], general[RDI]],
            [0, REGISTERS + 12, place + 12]
        );
        assert_eq!(accesses, 3);
    }

    #[test]
    fn registers_are_filled_downwards_or_once_as_the_instruction_says() {
        // rep stosw; stosw
        let registers = [(RCX, 2), (RSI, 7), (RDI, REGISTERS + 8)];
        let (_, general, accesses) = done(&[0xF3, 0x66, 0xAB], registers, DOWN);
        assert_eq!(
            [general[RCX], general[RSI], general[RDI]],
            [0, 7, REGISTERS + 4]
        );
        assert_eq!(accesses, 2);
        let (_, general, accesses) = done(&[0x66, 0xAB], registers, 0);
        assert_eq!([general[RCX], general[RDI]], [2, REGISTERS + 10]);
        assert_eq!(accesses, 1);
    }

    #[test]
    fn what_is_none_or_accesses_no_register_is_not_done() {
        let registers = [(RCX, 2), (RSI, 0x1000), (RDI, 0x2000)];
        assert!(!done(&[0xF3, 0xA5], registers, 0).0);
        // lodsd; rep stosd with a register in rsi, which it does not use.
        assert!(!done(&[0xAD], [(RCX, 2), (RSI, REGISTERS), (RDI, 0)], 0).0);
        assert!(
            !done(
                &[0xF3, 0xAB],
                [(RCX, 2), (RSI, REGISTERS), (RDI, 0x2000)],
                0
            )
            .0
        );
    }
}
