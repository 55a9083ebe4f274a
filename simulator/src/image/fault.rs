//! Registers of devices that an image reads and writes by plain instructions, as wdm.h does it inline.
//!
//! No memory is at their addresses, so the processor faults. The kernel's handler asks here first, and what is asked does no more than send the thread
//! on to where the access is done, on the stack of the driver: there the simulator may let other code run first, as in a routine. What else an
//! image accesses is the driver's mistake, and ends the process with the report.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "words of x86-64, on which alone this runs"
)]

use std::arch::naked_asm;
use std::mem::offset_of;

use super::{instruction, intrinsics};
use crate::kernel::abi::arena;
use crate::kernel::abi::step::TRAP;
use crate::kernel::fault;

/// How far from the stack pointer an access is one of the stack.
const STACK: usize = 1 << 16;
/// The registers of the processor where an image was interrupted, as [`enter`] pushes them.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(super) struct Registers {
    pub general: [u64; 15],
    pub flags: u64,
    /// The instruction.
    pub rip: u64,
}

impl Registers {
    /// What the stack pointer was: what is here lies below it.
    pub fn rsp(&self) -> u64 {
        (&raw const *self).addr() as u64 + size_of::<Self>() as u64
    }
}

/// From now on such accesses are done.
pub(crate) fn listen() {
    fault::look_first(look);
}

/// Sends the thread on where an instruction of an image accesses a register; what else faults is not for here.
fn look(info: &libc::siginfo_t, context: &mut libc::ucontext_t) -> bool {
    let registers = &mut context.uc_mcontext.gregs;
    // SAFETY: there is an address for the signals of faults.
    let address = unsafe { info.si_addr() }.addr();
    let [rip, rsp] = [libc::REG_RIP, libc::REG_RSP].map(|index| index as usize);
    let stack = registers[rsp].cast_unsigned() as usize;
    let is_stack = address.abs_diff(stack) < STACK;
    let instruction = registers[rip].cast_unsigned() as usize;
    if is_stack || !(arena::contains(instruction) || intrinsics::contains(instruction)) {
        return false;
    }
    // As if the instruction had called.
    let place = (stack - 8) as *mut i64;
    // SAFETY: code of an image runs on a stack, of which what is below the stack pointer is free; its end is not near, as tested above.
    unsafe { place.write(registers[rip]) };
    registers[rsp] -= 8;
    registers[rip] = enter as *const () as i64;
    // The simulator is not stepped through.
    registers[libc::REG_EFL as usize] &= !TRAP.cast_signed();
    true
}

/// A function where an image goes on that was interrupted: on its stack, with the address of the instruction on top. It keeps every register, calls
/// what is given, and goes on where that says. Registers of vectors are kept as SSE has them.
macro_rules! interruption {
    ($(#[$doc:meta])* $name:ident => $call:path) => {
        $(#[$doc])*
        #[unsafe(naked)]
        unsafe extern "C" fn $name() {
            std::arch::naked_asm!(
                "pushfq",
                "push r15", "push r14", "push r13", "push r12", "push r11", "push r10", "push r9", "push r8",
                "push rdi", "push rsi", "push rbp", "push rbx", "push rdx", "push rcx", "push rax",
                "cld",
                "mov rdi, rsp",
                "mov rbx, rsp",
                "sub rsp, 512",
                "and rsp, -16",
                "fxsave64 [rsp]",
                "call {call}",
                "fxrstor64 [rsp]",
                "mov rsp, rbx",
                "pop rax", "pop rcx", "pop rdx", "pop rbx", "pop rbp", "pop rsi", "pop rdi",
                "pop r8", "pop r9", "pop r10", "pop r11", "pop r12", "pop r13", "pop r14", "pop r15",
                "popfq",
                "ret",
                call = sym $call,
            )
        }
    };
}
pub(super) use interruption;

interruption! {
    /// Where an image goes on after a fault.
    enter => instruction::perform
}

/// Runs `code`, which returns, with these registers, all but those of the stack; what they are then.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn run(registers: *mut Registers, code: usize) {
    naked_asm!(
        "push rbx", "push rbp", "push r12", "push r13", "push r14", "push r15",
        "push rdi",
        "push rsi",
        "push qword ptr [rdi + {flags}]",
        "popfq",
        "mov rax, [rdi]", "mov rcx, [rdi + 8]", "mov rdx, [rdi + 16]", "mov rbx, [rdi + 24]",
        "mov rbp, [rdi + 32]", "mov rsi, [rdi + 40]",
        "mov r8, [rdi + 56]", "mov r9, [rdi + 64]", "mov r10, [rdi + 72]", "mov r11, [rdi + 80]",
        "mov r12, [rdi + 88]", "mov r13, [rdi + 96]", "mov r14, [rdi + 104]", "mov r15, [rdi + 112]",
        "mov rdi, [rdi + 48]",
        "call qword ptr [rsp]",
        "push rdi",
        "mov rdi, [rsp + 16]",
        "mov [rdi], rax", "mov [rdi + 8], rcx", "mov [rdi + 16], rdx", "mov [rdi + 24], rbx",
        "mov [rdi + 32], rbp", "mov [rdi + 40], rsi",
        "mov [rdi + 56], r8", "mov [rdi + 64], r9", "mov [rdi + 72], r10", "mov [rdi + 80], r11",
        "mov [rdi + 88], r12", "mov [rdi + 96], r13", "mov [rdi + 104], r14", "mov [rdi + 112], r15",
        "pop rax",
        "mov [rdi + 48], rax",
        "pushfq",
        "pop rax",
        "mov [rdi + {flags}], rax",
        "cld",
        "add rsp, 16",
        "pop r15", "pop r14", "pop r13", "pop r12", "pop rbp", "pop rbx",
        "ret",
        flags = const offset_of!(Registers, flags),
    )
}
