//! Steps of ARM64 code.

use yaxpeax_arch::{Decoder as _, U8Reader};
use yaxpeax_arm::armv8::a64::{InstDecoder, Instruction, Opcode, Operand, ShiftStyle, SizeCode};

use super::{Flow, Growth, Place, Register, Source, Step};

/// The stack pointer, where the zero register is not meant.
const SP: u16 = 31;

fn instruction(code: &[u8]) -> Option<Instruction> {
    let word = code.get(..4)?;
    InstDecoder::default().decode(&mut U8Reader::new(word)).ok()
}

pub(super) fn text(code: &[u8]) -> String {
    instruction(code).map_or_else(String::new, |instruction| instruction.to_string())
}

pub(super) fn decode(code: &[u8], address: u32) -> Option<Step> {
    let instruction = instruction(code)?;
    Some(Step {
        length: 4,
        effects: effects(&instruction, address),
        growth: growth(&instruction),
        flow: flow(&instruction, address),
    })
}

fn narrow(number: u16) -> Register {
    Register::try_from(number).unwrap_or(31)
}

fn distant(address: u32, distance: i64) -> Option<u32> {
    u32::try_from(i64::from(address) + distance).ok()
}

/// A register that is not the stack pointer and not zero.
fn register(operand: Operand) -> Option<Register> {
    match operand {
        Operand::Register(SizeCode::X | SizeCode::W, number)
        | Operand::RegisterOrSP(SizeCode::X | SizeCode::W, number)
            if number != SP =>
        {
            Some(narrow(number))
        }
        Operand::RegShift(ShiftStyle::LSL, 0, _, number) if number != SP => Some(narrow(number)),
        _ => None,
    }
}

fn constant(operand: Operand) -> Option<i64> {
    match operand {
        Operand::Immediate(number) => Some(i64::from(number)),
        Operand::Imm64(number) => Some(number.cast_signed()),
        Operand::Imm16(number) => Some(i64::from(number)),
        Operand::ImmShift(number, shift) => Some(i64::from(number) << shift),
        _ => None,
    }
}

/// The zero register.
fn is_zero(operand: Operand) -> bool {
    matches!(
        operand,
        Operand::Register(_, 31) | Operand::RegShift(_, _, _, 31)
    )
}

fn is_narrow(operand: Operand) -> bool {
    matches!(
        operand,
        Operand::Register(SizeCode::W, _) | Operand::RegisterOrSP(SizeCode::W, _)
    )
}

/// It writes memory and flags at most.
fn stores(instruction: &Instruction) -> bool {
    let name = instruction.to_string();
    let name = name.split(' ').next().unwrap_or_default();
    (name.starts_with("st") && !name.starts_with("stx") && !name.starts_with("stlx"))
        || matches!(name, "cmp" | "cmn" | "tst" | "ccmp" | "ccmn" | "prfm")
        || matches!(
            instruction.opcode,
            Opcode::CBZ | Opcode::CBNZ | Opcode::TBZ | Opcode::TBNZ | Opcode::BR | Opcode::BLR
        )
}

fn effects(instruction: &Instruction, address: u32) -> Vec<(Register, Source)> {
    let [first, second, third, _] = instruction.operands;
    let mut effects = Vec::new();
    // The base of an access moves.
    for operand in instruction.operands {
        if let Operand::RegPreIndex(base, _, true)
        | Operand::RegPostIndex(base, _)
        | Operand::RegPostIndexReg(base, _) = operand
            && base != SP
        {
            effects.push((narrow(base), Source::Unknown));
        }
    }
    if stores(instruction) {
        return effects;
    }
    let Some(to) = register(first) else {
        return effects;
    };
    let source = match (instruction.opcode, second, third) {
        (Opcode::MOVZ, value, _) => {
            constant(value).map(|value| Source::Number(value.cast_unsigned()))
        }
        (Opcode::MOVN, value, _) => constant(value).map(|value| {
            let value = !value.cast_unsigned();
            Source::Number(if is_narrow(first) {
                value & 0xffff_ffff
            } else {
                value
            })
        }),
        (Opcode::ORR, Operand::Register(_, SP), value) => match register(value) {
            Some(from) => Some(Source::Add(from, 0)),
            None if is_zero(value) => Some(Source::Number(0)),
            None => constant(value).map(|value| Source::Number(value.cast_unsigned())),
        },
        (Opcode::ADRP, Operand::PCOffset(distance), _) => {
            distant(address & !0xfff, distance).map(Source::Address)
        }
        (Opcode::ADR, Operand::PCOffset(distance), _) => {
            distant(address, distance).map(Source::Address)
        }
        (
            Opcode::ADD,
            from,
            Operand::Register(..) | Operand::RegShift(..) | Operand::RegRegOffset(..),
        ) => {
            let added = match third {
                Operand::Register(_, number) | Operand::RegShift(_, _, _, number) => narrow(number),
                _ => 31,
            };
            register(from).map(|from| Source::Sum(from, added))
        }
        (Opcode::ADD, from, value) => register(from)
            .zip(constant(value))
            .map(|(from, value)| Source::Add(from, value)),
        (Opcode::SUB, from, value) => register(from)
            .zip(constant(value))
            .map(|(from, value)| Source::Add(from, -value)),
        (Opcode::LDR, Operand::RegPreIndex(base, distance, false), _)
            if base != SP && !is_narrow(first) =>
        {
            Some(Source::LoadAt(narrow(base), i64::from(distance)))
        }
        _ => None,
    };
    effects.push((to, source.unwrap_or(Source::Unknown)));
    // Loads of pairs, and atomic operations, write the second register.
    let name = instruction.to_string();
    if ["ld", "cas", "swp", "stx", "stlx"]
        .iter()
        .any(|start| name.starts_with(start))
        && let Some(to) = register(second)
    {
        effects.push((to, Source::Unknown));
    }
    effects
}

fn growth(instruction: &Instruction) -> Growth {
    let [first, second, third, _] = instruction.operands;
    for operand in instruction.operands {
        if let Operand::RegPreIndex(SP, distance, true) = operand {
            return u32::try_from(-distance).map_or(Growth::None, Growth::By);
        }
    }
    let sp = |operand| matches!(operand, Operand::RegisterOrSP(SizeCode::X, SP));
    if instruction.opcode != Opcode::SUB || !sp(first) {
        // `and sp, x9, #-64` aligns, `mov sp, x29` ends the frame.
        return Growth::None;
    }
    if !sp(second) {
        return Growth::Unknown;
    }
    match third {
        Operand::RegShift(_, shift, _, number) => Growth::Register(narrow(number), shift),
        Operand::Register(_, number) => Growth::Register(narrow(number), 0),
        value => match constant(value).map(u32::try_from) {
            Some(Ok(bytes)) => Growth::By(bytes),
            _ => Growth::Unknown,
        },
    }
}

fn flow(instruction: &Instruction, address: u32) -> Flow {
    let offset = instruction
        .operands
        .iter()
        .find_map(|operand| match operand {
            Operand::PCOffset(distance) => distant(address, *distance),
            _ => None,
        });
    let indirect = match instruction.operands[0] {
        Operand::Register(_, number) if number != SP => Place::Register(narrow(number)),
        _ => Place::Unknown,
    };
    match instruction.opcode {
        Opcode::B => Flow::Jump(offset.map_or(Place::Unknown, Place::Direct)),
        Opcode::BL => Flow::Call(offset.map_or(Place::Unknown, Place::Direct)),
        Opcode::Bcc(_) | Opcode::CBZ | Opcode::CBNZ | Opcode::TBZ | Opcode::TBNZ => {
            offset.map_or(Flow::Next, Flow::Branch)
        }
        Opcode::BR => Flow::Jump(indirect),
        Opcode::BLR => Flow::Call(indirect),
        Opcode::RET | Opcode::BRK | Opcode::HLT => Flow::End,
        _ => Flow::Next,
    }
}
