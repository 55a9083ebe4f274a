//! An instruction that accesses a register of a device is done: the device is asked, and the processor does the rest.
//!
//! The instruction runs once more with a word of the simulator in place of the register: what was read from the device is there before, and what it wrote
//! is written to the device. So every instruction with one operand in memory has its own meaning, flags included.
#![allow(
    clippy::cast_possible_truncation,
    reason = "words of x86-64, on which alone this runs"
)]

use std::cell::RefCell;

use iced_x86::{
    Code, Decoder, DecoderOptions, Encoder, FlowControl, Instruction, InstructionInfoFactory,
    OpAccess, OpKind, Register,
};

use super::exception;
use super::fault::{Registers, run};
use super::intrinsics;
use super::port::Port;
use super::string;
use super::system::{self, Place};
use crate::device::Width;
use crate::kernel::abi::arena::{self, Pages};
use crate::kernel::core::Kernel;
use crate::kernel::hardware::registers::is_register;
use crate::kernel::memory::physical::PAGE;
use crate::kernel::nt::call::Call;
use crate::kernel::nt::io_space;
use crate::kernel::routine::{ANY, Routine};

/// No instruction is longer; one more returns.
const LONGEST: usize = 15;

/// The general registers in the order of [`Registers::general`].
const GENERAL: [Register; 15] = [
    Register::RAX,
    Register::RCX,
    Register::RDX,
    Register::RBX,
    Register::RBP,
    Register::RSI,
    Register::RDI,
    Register::R8,
    Register::R9,
    Register::R10,
    Register::R11,
    Register::R12,
    Register::R13,
    Register::R14,
    Register::R15,
];

static READ: [Routine; 4] = [
    Routine::new("READ_REGISTER_UCHAR", ANY).in_dump_mode(),
    Routine::new("READ_REGISTER_USHORT", ANY).in_dump_mode(),
    Routine::new("READ_REGISTER_ULONG", ANY).in_dump_mode(),
    Routine::new("READ_REGISTER_ULONG64", ANY).in_dump_mode(),
];
static WRITE: [Routine; 4] = [
    Routine::new("WRITE_REGISTER_UCHAR", ANY).in_dump_mode(),
    Routine::new("WRITE_REGISTER_USHORT", ANY).in_dump_mode(),
    Routine::new("WRITE_REGISTER_ULONG", ANY).in_dump_mode(),
    Routine::new("WRITE_REGISTER_ULONG64", ANY).in_dump_mode(),
];

/// Does the instruction that an image was interrupted at, and leaves it behind.
///
/// # Panics
/// If it accesses anything but a register of a device or what the system lets it read: the driver would have crashed the system. The process ends, as
/// no panic leaves this.
pub(super) extern "C" fn perform(registers: &mut Registers) {
    let instruction = decode(registers.rip);
    if let Some(port) = Port::of(&instruction, registers) {
        port.perform(registers);
    } else if !(system::perform(&instruction, registers)
        || string::perform(&instruction, registers))
    {
        perform_in_memory(&instruction, registers);
    }
    registers.rip = instruction.next_ip();
    registers.flags |= Kernel::running().step_image();
}

/// Does an instruction with an operand in memory.
fn perform_in_memory(instruction: &Instruction, registers: &mut Registers) {
    let Some(address) = address(instruction, registers) else {
        crash(instruction, registers);
    };
    let plan = plan(instruction);
    if let Some(place) = Place::of(instruction, address) {
        let kernel = Kernel::running();
        let word = plan
            .as_ref()
            .filter(|plan| !plan.writes)
            .and_then(|plan| place.read(kernel, plan.width));
        let (Some(mut word), Some(plan)) = (word, plan) else {
            crash(instruction, registers);
        };
        plan.calculate(registers, &mut word);
    } else if is_register(address) {
        let plan = plan.unwrap_or_else(|| {
            panic!(
                "the driver's image accesses a device register, {address:#x}, by an instruction that is not simulated: {instruction}"
            )
        });
        plan.perform(registers, address);
    } else {
        crash(instruction, registers);
    }
}

#[cold]
fn crash(instruction: &Instruction, registers: &Registers) -> ! {
    let in_memory = [OpKind::Memory, OpKind::MemorySegRSI, OpKind::MemoryESRDI];
    let addresses: Vec<String> = (0..instruction.op_count())
        .filter(|operand| in_memory.contains(&instruction.op_kind(*operand)))
        .filter_map(|operand| at(instruction, operand, registers))
        .map(|address| format!("{address:#x}"))
        .collect();
    let ip = instruction.ip() as usize;
    // SAFETY: the image was interrupted at this instruction, with this stack.
    let caller = unsafe { intrinsics::caller(ip, registers.rsp() as usize) };
    let (at_first, code) = match caller {
        Some(caller) => ("by which memory is copied or filled for what is ", caller),
        None => ("", ip),
    };
    let (place, caught) = if arena::contains(code) {
        let offset = arena::offset(code);
        let place = format!("{at_first}at {offset:#x} of its image");
        (place, exception::is_caught(code - offset, offset))
    } else {
        ("by which memory is copied or filled".to_owned(), false)
    };
    let in_try = if caught {
        ", in a __try block of its own, whose __except is not run: exceptions are not simulated"
    } else {
        ""
    };
    panic!(
        "the driver accesses {}, where nothing is that it may access so, by the instruction {instruction} {place}{in_try}",
        addresses.join(" and "),
    );
}

/// The instruction of an image at an address.
pub(super) fn decode(rip: u64) -> Instruction {
    let at = rip as usize;
    let to_end = PAGE - at % PAGE;
    let decode = |length| {
        // SAFETY: the processor just read the instruction there: so much of it is in the page, or in the next one too.
        let bytes = unsafe { std::slice::from_raw_parts(at as *const u8, length) };
        Decoder::with_ip(64, bytes, rip, DecoderOptions::NONE).decode()
    };
    let instruction = decode(to_end.min(LONGEST));
    if instruction.is_invalid() && to_end < LONGEST {
        return decode(LONGEST);
    }
    instruction
}

pub(super) fn position(register: Register) -> Option<usize> {
    GENERAL.iter().position(|general| *general == register)
}

/// Where the one operand in memory is.
fn address(instruction: &Instruction, registers: &Registers) -> Option<usize> {
    let operand = (0..instruction.op_count())
        .find(|operand| instruction.op_kind(*operand) == OpKind::Memory)?;
    at(instruction, operand, registers)
}

/// Where an operand is.
fn at(instruction: &Instruction, operand: u32, registers: &Registers) -> Option<usize> {
    let value = |register: Register, _, _| {
        if register.is_segment_register() {
            return Some(0);
        }
        if register == Register::RSP {
            return Some(registers.rsp());
        }
        Some(registers.general[position(register.full_register())?])
    };
    let address = instruction.virtual_address(operand, 0, value)?;
    usize::try_from(address).ok()
}

/// How an instruction is done.
struct Plan {
    width: Width,
    reads: bool,
    writes: bool,
    /// The instruction with its operand at the address in this register.
    base: usize,
    code: Vec<u8>,
}

/// `None` for what does more than calculate, or has no operand of the width of a register.
fn plan(instruction: &Instruction) -> Option<Plan> {
    let width = match instruction.memory_size().size() {
        1 => Width::Byte,
        2 => Width::Word,
        4 => Width::Long,
        8 => Width::Quad,
        _ => return None,
    };
    let mut factory = InstructionInfoFactory::new();
    let info = factory.info(instruction);
    let [memory] = info.used_memory() else {
        return None;
    };
    let (reads, writes) = match memory.access() {
        OpAccess::Read => (true, false),
        OpAccess::Write => (false, true),
        OpAccess::ReadWrite => (true, true),
        _ => return None,
    };
    let used: Vec<Register> = info
        .used_registers()
        .iter()
        .map(|used| used.register().full_register())
        .collect();
    let general = |register: &Register| position(*register).is_some() || *register == Register::RSP;
    let calculates = (0..instruction.op_count())
        .filter(|operand| instruction.op_kind(*operand) == OpKind::Register)
        .all(|operand| {
            let register = instruction.op_register(operand);
            register != Register::RSP && general(&register.full_register())
        });
    if !calculates || instruction.flow_control() != FlowControl::Next {
        return None;
    }
    let base = (0..GENERAL.len()).find(|index| !used.contains(&GENERAL[*index]))?;
    let mut moved = *instruction;
    moved.set_code(with_base(moved.code()));
    moved.set_memory_base(GENERAL[base]);
    moved.set_memory_index(Register::None);
    moved.set_memory_index_scale(1);
    moved.set_memory_displacement64(0);
    moved.set_memory_displ_size(0);
    moved.set_segment_prefix(Register::None);
    let mut encoder = Encoder::new(64);
    encoder.encode(&moved, 0).ok()?;
    let mut code = encoder.take_buffer();
    code.push(0xC3);
    Some(Plan {
        width,
        reads,
        writes,
        base,
        code,
    })
}

/// The form with a base of an instruction that has a whole address in it.
fn with_base(code: Code) -> Code {
    match code {
        Code::Mov_AL_moffs8 => Code::Mov_r8_rm8,
        Code::Mov_AX_moffs16 => Code::Mov_r16_rm16,
        Code::Mov_EAX_moffs32 => Code::Mov_r32_rm32,
        Code::Mov_RAX_moffs64 => Code::Mov_r64_rm64,
        Code::Mov_moffs8_AL => Code::Mov_rm8_r8,
        Code::Mov_moffs16_AX => Code::Mov_rm16_r16,
        Code::Mov_moffs32_EAX => Code::Mov_rm32_r32,
        Code::Mov_moffs64_RAX => Code::Mov_rm64_r64,
        other => other,
    }
}

impl Plan {
    fn perform(&self, registers: &mut Registers, address: usize) {
        let mut word = if self.reads {
            access(address, self.width, None)
        } else {
            0
        };
        self.calculate(registers, &mut word);
        if self.writes {
            access(address, self.width, Some(word));
        }
    }

    /// Runs the instruction with a word in place of its operand.
    fn calculate(&self, registers: &mut Registers, word: &mut u64) {
        let code = CODE.with_borrow_mut(|code| code.of(&self.code));
        let place = (&raw mut *word).expose_provenance() as u64;
        let kept = std::mem::replace(&mut registers.general[self.base], place);
        // SAFETY: the code is one instruction that calculates with these registers and the word, and a return; nobody changes it while it runs,
        // as it belongs to this thread.
        unsafe { run(registers, code) };
        registers.general[self.base] = kept;
    }
}

/// An access as by the routine of its name; what was read.
pub(super) fn access(address: usize, width: Width, value: Option<u64>) -> u64 {
    let routines = if value.is_some() { &WRITE } else { &READ };
    let routine = &routines[width.bytes().trailing_zeros() as usize];
    let call = Call::enter(routine);
    call.map_or(width.ones(), |call| {
        io_space::access(&call, address, width, value)
    })
}

thread_local! {
    /// The instructions that were made on this thread.
    static CODE: RefCell<Made> = const { RefCell::new(Made { pages: Vec::new(), known: Vec::new() }) };
}

/// Instructions, 16 bytes each, in pages.
struct Made {
    pages: Vec<Pages>,
    known: Vec<Vec<u8>>,
}

impl Made {
    const ROOM: usize = LONGEST + 1;

    fn of(&mut self, code: &[u8]) -> usize {
        let known = self.known.iter().position(|known| known == code);
        let number = known.unwrap_or_else(|| self.add(code));
        let in_page = PAGE / Self::ROOM;
        self.pages[number / in_page].address() + number % in_page * Self::ROOM
    }

    fn add(&mut self, code: &[u8]) -> usize {
        let number = self.known.len();
        let in_page = PAGE / Self::ROOM;
        if number.is_multiple_of(in_page) {
            let page = Pages::new(PAGE).expect("the process has a page for instructions");
            self.pages.push(page);
        }
        let page = self.pages.last_mut().expect("one was made");
        let allowed = "the process may have instructions of its own";
        page.protect(0, PAGE, libc::PROT_READ | libc::PROT_WRITE)
            .expect(allowed);
        let place = number % in_page * Self::ROOM;
        page.bytes()[place..place + code.len()].copy_from_slice(code);
        page.protect(0, PAGE, libc::PROT_READ | libc::PROT_EXEC)
            .expect(allowed);
        self.known.push(code.to_vec());
        number
    }
}

#[cfg(test)]
mod tests {
    use super::{address, decode, plan};
    use crate::image::fault::Registers;

    const ZERO: u64 = 1 << 6;

    /// What an instruction makes of registers that count from 100 on and of a word in memory: the address of the word, the registers, the word.
    fn done(code: &[u8], word: u64) -> (Option<usize>, Registers, u64) {
        let mut bytes = code.to_vec();
        bytes.resize(16, 0xCC);
        let mut registers = Registers {
            general: std::array::from_fn(|index| 100 + index as u64),
            flags: 2,
            rip: bytes.as_ptr() as u64,
        };
        let instruction = decode(registers.rip);
        assert_eq!(instruction.len(), code.len());
        let mut word = word;
        let at = address(&instruction, &registers);
        plan(&instruction)
            .expect("an instruction that is done")
            .calculate(&mut registers, &mut word);
        (at, registers, word)
    }

    #[test]
    fn an_address_has_a_base_an_index_and_a_displacement() {
        // mov eax, [rbx + rcx * 4 + 0x10]
        let (at, registers, _) = done(&[0x8B, 0x44, 0x8B, 0x10], 0x8000_0001);
        assert_eq!(at, Some(103 + 4 * 101 + 0x10));
        assert_eq!(registers.general[0], 0x8000_0001);
        let mut rest = registers.general;
        rest[0] = 100;
        assert_eq!(rest, std::array::from_fn(|index| 100 + index as u64));
    }

    #[test]
    fn a_whole_address_may_be_in_the_instruction() {
        // mov eax, [0x1122334455667788]; mov [0x1122334455667788], al
        let whole = 0x1122_3344_5566_7788_usize;
        let code = |opcode: u8| [&[opcode][..], &whole.to_le_bytes()].concat();
        let (at, registers, _) = done(&code(0xA1), 0x8000_0001);
        assert_eq!((at, registers.general[0]), (Some(whole), 0x8000_0001));
        let (at, _, word) = done(&code(0xA2), 0x8000_0001);
        assert_eq!((at, word), (Some(whole), 0x8000_0064));
    }

    #[test]
    fn a_byte_leaves_what_is_beside_it() {
        // mov [rdi], al
        assert_eq!(done(&[0x88, 0x07], 0x1122_3344).2, 0x1122_3364);
        // movzx eax, byte [rdi]; mov ah, [rdi]
        assert_eq!(done(&[0x0F, 0xB6, 0x07], 0x1122_3344).1.general[0], 0x44);
        assert_eq!(done(&[0x8A, 0x27], 0x1122_3344).1.general[0], 0x4464);
    }

    #[test]
    fn flags_and_what_is_read_changed_and_written_are_the_processors() {
        // test byte [rsi], 4
        let (_, registers, word) = done(&[0xF6, 0x06, 0x04], 3);
        assert_eq!((registers.flags & ZERO, word), (ZERO, 3));
        let (_, registers, _) = done(&[0xF6, 0x06, 0x04], 4);
        assert_eq!(registers.flags & ZERO, 0);
        // or qword [r12], 0x10; xchg [rax], rdx
        assert_eq!(done(&[0x49, 0x83, 0x0C, 0x24, 0x10], 0x8001).2, 0x8011);
        let (_, registers, word) = done(&[0x48, 0x87, 0x10], 7);
        assert_eq!((registers.general[2], word), (7, 102));
    }

    #[test]
    fn what_does_more_than_calculate_is_not_done() {
        for code in [
            &[0xFF_u8, 0x20][..],      // jmp [rax]
            &[0xFF, 0x30],             // push [rax]
            &[0xF3, 0xA4],             // rep movsb
            &[0x0F, 0x28, 0x00],       // movaps xmm0, [rax]
            &[0xF3, 0x0F, 0x7E, 0x00], // movq xmm0, [rax]
            &[0x48, 0x8B, 0x20],       // mov rsp, [rax]
        ] {
            let mut bytes = code.to_vec();
            bytes.resize(16, 0xCC);
            let instruction = decode(bytes.as_ptr() as u64);
            assert!(plan(&instruction).is_none(), "{instruction}");
        }
    }
}
