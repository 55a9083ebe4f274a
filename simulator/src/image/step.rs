//! The traps of images that are stepped through, and what is done before the instruction that the seed chose.

use std::ptr;
use std::sync::OnceLock;

use super::fault::{Registers, interruption};
use super::intrinsics;
use crate::kernel::abi::arena;
use crate::kernel::abi::step::{Before, TRAP};
use crate::kernel::core::Kernel;
use crate::kernel::fault;

/// What was done with traps before.
static BEFORE: OnceLock<libc::sigaction> = OnceLock::new();

/// From now on traps are handled: the same for the whole process.
pub(crate) fn listen() {
    BEFORE.get_or_init(|| fault::handle(libc::SIGTRAP, trapped, 0));
}

/// The handler.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "words of x86-64, on which alone this runs"
)]
extern "C" fn trapped(_: libc::c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    // SAFETY: the system passes what it knows of the signal, and the context of the thread, which nobody else has.
    let (info, context) = unsafe { (&*info, &mut *context.cast::<libc::ucontext_t>()) };
    if info.si_code != libc::TRAP_TRACE {
        if let Some(before) = BEFORE.get() {
            // SAFETY: puts back what was there.
            unsafe { libc::sigaction(libc::SIGTRAP, ptr::from_ref(before), ptr::null_mut()) };
            // SAFETY: the signal is raised again for what was there.
            unsafe { libc::raise(libc::SIGTRAP) };
        }
        return;
    }
    let registers = &mut context.uc_mcontext.gregs;
    let [rip, rsp, flags] =
        [libc::REG_RIP, libc::REG_RSP, libc::REG_EFL].map(|index| index as usize);
    let trap = TRAP.cast_signed();
    let instruction = registers[rip].cast_unsigned() as usize;
    let Some(kernel) = Kernel::current() else {
        registers[flags] &= !trap;
        return;
    };
    if !(arena::contains(instruction) || intrinsics::contains(instruction)) {
        if !kernel.steps.is_entering() {
            registers[flags] &= !trap;
        }
        return;
    }
    match kernel.steps.in_image() {
        Before::Step => {}
        Before::Nothing => registers[flags] &= !trap,
        Before::Interrupt => {
            registers[flags] &= !trap;
            // As if the instruction had called.
            let place = (registers[rsp] - 8) as *mut i64;
            // SAFETY: code of an image runs on a stack, of which what is below the stack pointer is free.
            unsafe { place.write(registers[rip]) };
            registers[rsp] -= 8;
            registers[rip] = enter as *const () as i64;
        }
    }
}

interruption! {
    /// Where an image goes on before the instruction that was chosen.
    enter => interrupt
}

/// Something else may run.
extern "C" fn interrupt(registers: &mut Registers) {
    let kernel = Kernel::running();
    let at = usize::try_from(registers.rip).unwrap_or(0);
    kernel.trace(None, || {
        if arena::contains(at) {
            format!("  interrupted at {:#x} of its image", arena::offset(at))
        } else {
            "  interrupted where memory is copied or filled".to_owned()
        }
    });
    kernel.preempt();
    registers.flags |= kernel.step_image();
}
