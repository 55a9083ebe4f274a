//! What the headers let an image read of the system by plain instructions: the data that all processes share, the region of a processor, and its IRQL
//! in the register CR8, which it also writes.
//!
//! wdm.h has these inline, as fields of structures that it names or by their offsets. What neither it nor a page describes is not here, and is the driver's
//! mistake.

use std::ops::RangeInclusive;

use iced_x86::{Code, Instruction, OpKind, Register};

use super::fault::Registers;
use super::instruction::position;
use crate::device::Width;
use crate::kernel::core::Kernel;
use crate::kernel::nt::{bug_check, irql};
use crate::kernel::time::{SYSTEM_TIME, TICK};

/// `KI_USER_SHARED_DATA`, and the page that it is the first byte of.
const SHARED: RangeInclusive<usize> = 0xFFFF_F780_0000_0000..=0xFFFF_F780_0000_0FFF;
/// What a thread is called that no object of this kernel stands for: of no code but the kernel's is it known what lies there.
const THREADS: u64 = 0xFFFF_8000_0000_0000;
/// The code of an interrupt by which code gives up (`__fastfail`), and the bug check that follows.
const FAST_FAIL: u8 = 0x29;
const SECURITY_CHECK_FAILURE: u32 = 0x139;

/// A place of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A field of `KUSER_SHARED_DATA`.
    Shared(usize),
    /// One of the processor's `KPCR`.
    Processor(usize),
}

/// A field: its offset, its size in bytes, its value.
type Field = (usize, usize, u64);

impl Place {
    /// What an operand in memory is of, if it is of the system.
    pub fn of(instruction: &Instruction, address: usize) -> Option<Self> {
        if instruction.memory_segment() == Register::GS {
            return Some(Self::Processor(address));
        }
        SHARED
            .contains(&address)
            .then(|| Self::Shared(address - SHARED.start()))
    }

    /// What is read; `None` if no such field is known.
    pub fn read(self, kernel: &Kernel, width: Width) -> Option<u64> {
        let width = usize::try_from(width.bytes()).ok()?;
        let find = |fields: &[Field], offset| {
            let (at, _, value) = fields
                .iter()
                .find(|(at, size, _)| *at <= offset && offset + width <= at + size)?;
            let ones = u64::MAX >> (64 - 8 * width);
            Some(value >> (8 * (offset - at)) & ones)
        };
        match self {
            Self::Shared(offset) => find(&shared(kernel), offset),
            Self::Processor(offset) => find(&processor(kernel), offset),
        }
    }
}

/// `KUSER_SHARED_DATA`, by its page. Its times are those of the last tick.
fn shared(kernel: &Kernel) -> [Field; 12] {
    let ticks = kernel.clock.now() / TICK;
    let interrupt = ticks * (TICK / 100);
    let system = SYSTEM_TIME + interrupt;
    [
        // TickCountMultiplier: milliseconds of a tick, with 24 bits behind the point.
        (0x004, 4, (TICK << 24) / 1_000_000),
        // InterruptTime, SystemTime, TickCount: the upper half once more behind each.
        (0x008, 8, interrupt),
        (0x010, 4, interrupt >> 32),
        (0x014, 8, system),
        (0x01C, 4, system >> 32),
        (0x320, 8, ticks),
        (0x328, 4, ticks >> 32),
        // NtMajorVersion, NtMinorVersion.
        (0x26C, 4, 10),
        (0x270, 4, 0),
        // KdDebuggerEnabled, SafeBootMode.
        (0x2D4, 1, 0),
        (0x2EC, 1, 0),
        // ActiveProcessorCount.
        (0x3C0, 4, kernel.settings.processors as u64),
    ]
}

/// Of the processor's region what the inline functions of the headers read: `KeGetCurrentProcessorNumber` of ntddk.h,
/// `KeGetCurrentProcessorIndex` and `KeGetCurrentThread` of wdm.h.
fn processor(kernel: &Kernel) -> [Field; 3] {
    let fiber = kernel.fiber();
    let number = fiber.processor.get() as u64;
    let thread = match fiber.thread.get() as u64 {
        0 => THREADS + ((fiber.id as u64) << 12),
        thread => thread,
    };
    [(0x184, 2, number), (0x1A4, 4, number), (0x188, 8, thread)]
}

/// Does an instruction that the processor leaves to the system, if it is one that images have: `true` if it was.
pub(super) fn perform(instruction: &Instruction, registers: &mut Registers) -> bool {
    let is_cr8 = |operand| {
        instruction.op_kind(operand) == OpKind::Register
            && instruction.op_register(operand) == Register::CR8
    };
    match instruction.code() {
        Code::Mov_r64_cr if is_cr8(1) => {
            let Some(to) = position(instruction.op0_register()) else {
                return false;
            };
            registers.general[to] = irql::current().into();
        }
        Code::Mov_cr_r64 if is_cr8(0) => {
            let Some(from) = position(instruction.op1_register()) else {
                return false;
            };
            irql::set_by_image(registers.general[from]);
        }
        Code::Int_imm8 if instruction.immediate8() == FAST_FAIL => {
            let [_, code, ..] = registers.general;
            bug_check::stop(
                SECURITY_CHECK_FAILURE,
                [usize::try_from(code).unwrap_or(0), 0, 0, 0],
            );
        }
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{Place, SHARED};
    use crate::device::Width;
    use crate::kernel::core::Kernel;
    use crate::kernel::settings::Settings;
    use crate::kernel::time::{SYSTEM_TIME, TICK};

    #[test]
    fn times_are_those_of_the_last_tick_and_read_in_halves_too() {
        let kernel = Kernel::new(Settings::new(1), None);
        kernel.clock.pass(3 * TICK + 5);
        let read = |offset, width| Place::Shared(offset).read(&kernel, width);
        assert_eq!(read(0x8, Width::Quad), Some(3 * 156_250));
        let system = SYSTEM_TIME + 3 * 156_250;
        assert_eq!(read(0x14, Width::Quad), Some(system));
        assert_eq!(read(0x18, Width::Long), Some(system >> 32));
        assert_eq!(read(0x1C, Width::Long), Some(system >> 32));
        assert_eq!(read(0x320, Width::Long), Some(3));
        // Milliseconds by the page's formula.
        let multiplier = read(0x4, Width::Long).expect("a field");
        assert_eq!((64 * multiplier) >> 24, 1000);
        assert_eq!(read(0x3C0, Width::Long), Some(1));
        assert_eq!(read(0x10, Width::Quad), None);
        assert_eq!(read(0x30, Width::Word), None);
        assert!(SHARED.contains(&0xFFFF_F780_0000_0320));
    }
}
