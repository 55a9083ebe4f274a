//! Machine code as steps that mean the same on both machines: what an instruction writes, where it goes, how far it moves the stack.

mod arm64;
mod flow;
mod linked;
mod program;
mod x64;

pub(crate) use flow::{Body, Callee, analyse};
pub(crate) use program::{Import, Program};

use crate::Target;

/// A general register, by its number.
pub(crate) type Register = u8;

/// The number of general registers that are followed.
pub(crate) const REGISTERS: usize = 32;

/// What an instruction does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// Its length in bytes.
    pub length: u32,
    /// What it writes.
    pub effects: Vec<(Register, Source)>,
    /// How it moves the stack pointer down.
    pub growth: Growth,
    /// Where it goes.
    pub flow: Flow,
}

/// Where a written value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// A constant.
    Number(u64),
    /// A place in the image.
    Address(u32),
    /// What a place in the image holds.
    Load(u32),
    /// What the place holds that a register and a distance name.
    LoadAt(Register, i64),
    /// A register and a constant.
    Add(Register, i64),
    /// The sum of two registers.
    Sum(Register, Register),
    /// Something else.
    Unknown,
}

/// How far the stack grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Growth {
    /// Not at all.
    None,
    /// By bytes.
    By(u32),
    /// By a register, shifted to the left.
    Register(Register, u8),
    /// In another way.
    Unknown,
}

/// Where an instruction goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// To the next one.
    Next,
    /// Elsewhere.
    Jump(Place),
    /// Elsewhere, or to the next one.
    Branch(u32),
    /// To a function, and back.
    Call(Place),
    /// To the caller, or nowhere.
    End,
}

/// The end of a jump or call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// There.
    Direct(u32),
    /// What a place in the image holds.
    Load(u32),
    /// What a register holds.
    Register(Register),
    /// What some memory holds.
    Unknown,
}

/// Decodes the instruction at `address`; its bytes come first in `code`.
pub(crate) fn decode(target: Target, code: &[u8], address: u32) -> Option<Step> {
    match target {
        Target::X64 => x64::decode(code, address),
        Target::Arm64 => arm64::decode(code, address),
    }
}

/// The text of the instruction, in the usual syntax.
pub(crate) fn text(target: Target, code: &[u8], address: u32) -> String {
    match target {
        Target::X64 => x64::text(code, address),
        Target::Arm64 => arm64::text(code),
    }
}

/// The registers of the first arguments of a call.
pub(crate) fn arguments(target: Target) -> [Register; 3] {
    match target {
        // rcx, rdx, r8
        Target::X64 => [1, 2, 8],
        Target::Arm64 => [0, 1, 2],
    }
}

/// The registers that a call may change.
pub(crate) fn volatile(target: Target) -> &'static [Register] {
    match target {
        Target::X64 => &[0, 1, 2, 8, 9, 10, 11],
        Target::Arm64 => &[
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 30,
        ],
    }
}

/// The bytes of stack that a call itself takes.
pub(crate) fn call_cost(target: Target) -> u32 {
    match target {
        Target::X64 => 8,
        Target::Arm64 => 0,
    }
}
