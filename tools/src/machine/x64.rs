//! Steps of x64 code.

use iced_x86::{
    Code, Decoder, DecoderOptions, FlowControl, Formatter as _, Instruction,
    InstructionInfoFactory, IntelFormatter, Mnemonic, OpAccess, OpKind, Register as Name,
};

use super::{Flow, Growth, Place, Register, Source, Step};

fn instruction(code: &[u8], address: u32) -> Option<Instruction> {
    let mut decoder = Decoder::with_ip(64, code, u64::from(address), DecoderOptions::NONE);
    let instruction = decoder.decode();
    (!instruction.is_invalid()).then_some(instruction)
}

pub(super) fn text(code: &[u8], address: u32) -> String {
    let mut text = String::new();
    if let Some(instruction) = instruction(code, address) {
        let mut formatter = IntelFormatter::new();
        let options = formatter.options_mut();
        options.set_hex_prefix("0x");
        options.set_hex_suffix("");
        options.set_space_after_operand_separator(true);
        options.set_rip_relative_addresses(true);
        options.set_branch_leading_zeros(false);
        formatter.format(&instruction, &mut text);
    }
    text
}

pub(super) fn decode(code: &[u8], address: u32) -> Option<Step> {
    let instruction = instruction(code, address)?;
    let growth = growth(&instruction);
    Some(Step {
        length: u32::try_from(instruction.len()).ok()?,
        effects: effects(&instruction),
        growth,
        flow: flow(&instruction),
    })
}

/// The number of a general register of 32 or 64 bits.
fn number(name: Name) -> Option<Register> {
    (name.is_gpr32() || name.is_gpr64()).then(|| narrow(name.full_register()))
}

fn narrow(name: Name) -> Register {
    Register::try_from(name.number()).unwrap_or(0)
}

/// The place in the image that a memory operand names.
fn place(instruction: &Instruction) -> Option<u32> {
    instruction
        .is_ip_rel_memory_operand()
        .then(|| u32::try_from(instruction.ip_rel_memory_address()).ok())
        .flatten()
}

fn immediate(instruction: &Instruction, operand: u32) -> Option<u64> {
    instruction.try_immediate(operand).ok()
}

fn effects(instruction: &Instruction) -> Vec<(Register, Source)> {
    if let Some(known) = known(instruction) {
        return vec![known];
    }
    let mut factory = InstructionInfoFactory::new();
    factory
        .info(instruction)
        .used_registers()
        .iter()
        .filter(|used| {
            !matches!(
                used.access(),
                OpAccess::Read | OpAccess::CondRead | OpAccess::NoMemAccess | OpAccess::None
            )
        })
        .filter(|used| used.register().is_gpr())
        .map(|used| (narrow(used.register().full_register()), Source::Unknown))
        .collect()
}

/// What is written by the forms that matter: constants, addresses, and what is passed on.
fn known(instruction: &Instruction) -> Option<(Register, Source)> {
    if instruction.op0_kind() != OpKind::Register {
        return None;
    }
    let to = number(instruction.op0_register())?;
    let wide = instruction.op0_register().is_gpr64();
    let source = match (instruction.mnemonic(), instruction.op1_kind()) {
        (Mnemonic::Mov, OpKind::Register) => Source::Add(number(instruction.op1_register())?, 0),
        (Mnemonic::Mov, OpKind::Memory) if wide => Source::Load(place(instruction)?),
        (Mnemonic::Mov, _) => {
            let number = immediate(instruction, 1)?;
            Source::Number(if wide { number } else { number & 0xffff_ffff })
        }
        (Mnemonic::Xor, OpKind::Register)
            if instruction.op0_register() == instruction.op1_register() =>
        {
            Source::Number(0)
        }
        (Mnemonic::Lea, _) => match place(instruction) {
            Some(place) => Source::Address(place),
            None if instruction.memory_index() == Name::None => Source::Add(
                number(instruction.memory_base())?,
                instruction.memory_displacement64().cast_signed(),
            ),
            None => return None,
        },
        (Mnemonic::Add, OpKind::Register) => Source::Sum(to, number(instruction.op1_register())?),
        (Mnemonic::Add, _) => Source::Add(to, immediate(instruction, 1)?.cast_signed()),
        (Mnemonic::Sub, OpKind::Register | OpKind::Memory) => return None,
        (Mnemonic::Sub, _) => {
            Source::Add(to, immediate(instruction, 1)?.cast_signed().wrapping_neg())
        }
        (Mnemonic::Inc, _) => Source::Add(to, 1),
        (Mnemonic::Dec, _) => Source::Add(to, -1),
        _ => return None,
    };
    Some((to, source))
}

fn growth(instruction: &Instruction) -> Growth {
    if instruction.mnemonic() == Mnemonic::Push {
        return Growth::By(8);
    }
    if instruction.op0_kind() != OpKind::Register || instruction.op0_register() != Name::RSP {
        return Growth::None;
    }
    let bytes = |number: i64| u32::try_from(number).map_or(Growth::None, Growth::By);
    match (instruction.mnemonic(), immediate(instruction, 1)) {
        (Mnemonic::Sub, Some(number)) => bytes(number.cast_signed()),
        (Mnemonic::Add | Mnemonic::And, Some(number)) => bytes(number.cast_signed().wrapping_neg()),
        (Mnemonic::Sub, None) => number(instruction.op1_register())
            .map_or(Growth::Unknown, |register| Growth::Register(register, 0)),
        _ => Growth::None,
    }
}

fn flow(instruction: &Instruction) -> Flow {
    let direct = || u32::try_from(instruction.near_branch_target()).ok();
    let indirect = || match instruction.op0_kind() {
        OpKind::Register => {
            number(instruction.op0_register()).map_or(Place::Unknown, Place::Register)
        }
        OpKind::Memory => place(instruction).map_or(Place::Unknown, Place::Load),
        _ => Place::Unknown,
    };
    match instruction.flow_control() {
        FlowControl::UnconditionalBranch => {
            Flow::Jump(direct().map_or(Place::Unknown, Place::Direct))
        }
        FlowControl::IndirectBranch => Flow::Jump(indirect()),
        FlowControl::ConditionalBranch => direct().map_or(Flow::Next, Flow::Branch),
        FlowControl::Call if instruction.code() != Code::Syscall => {
            Flow::Call(direct().map_or(Place::Unknown, Place::Direct))
        }
        FlowControl::IndirectCall => Flow::Call(indirect()),
        // Interrupts are int3, and the fast failure of int 29h.
        FlowControl::Return | FlowControl::Exception | FlowControl::Interrupt => Flow::End,
        _ => Flow::Next,
    }
}
