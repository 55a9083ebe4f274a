//! Routines of images, as this process calls them: for each a few instructions that pass on its arguments.
//!
//! A page of instructions is written once, before anything runs in it, and made executable; what differs from one thunk to the next is in a table on
//! the page behind it.

use std::arch::naked_asm;
use std::cell::RefCell;

use super::arena::Pages;
use super::routine::Routine;
use super::step::on_call;
use crate::kernel::map::FastMap;
use crate::kernel::memory::physical::PAGE;

/// How far the two pages are apart.
#[allow(clippy::cast_possible_truncation, reason = "a page")]
const DISTANCE: u32 = PAGE as u32;
/// How many bytes a thunk has in each of the two pages.
const SIZE: usize = 16;

/// The instructions of one thunk: its two words of the table are a page behind it.
///
/// `mov r11, [rip + 4089]`, the routine; `jmp [rip + 4091]`, how it is called.
const INSTRUCTIONS: [u8; SIZE] = {
    let to_first = DISTANCE - 7;
    let to_second = DISTANCE + 8 - 13;
    let (a, b) = (to_first.to_le_bytes(), to_second.to_le_bytes());
    [
        0x4C, 0x8B, 0x1D, a[0], a[1], a[2], a[3], 0xFF, 0x25, b[0], b[1], b[2], b[3], 0xCC, 0xCC,
        0xCC,
    ]
};

/// The thunks of a machine, one for each routine.
#[derive(Default)]
pub(crate) struct Thunks {
    /// The machine may step through instructions of images.
    stepping: bool,
    known: RefCell<FastMap<(usize, usize), usize>>,
    pages: RefCell<Vec<Pages>>,
}

impl Thunks {
    pub fn new(stepping: bool) -> Self {
        Self {
            stepping,
            ..Self::default()
        }
    }

    /// A routine of an image, as this process calls it.
    pub fn of<F: Routine>(&self, routine: F) -> F {
        let call: unsafe extern "C" fn() = match (F::RESULT, self.stepping) {
            (1, false) => call_for_byte,
            (1, true) => step_for_byte,
            (2, false) => call_for_short,
            (2, true) => step_for_short,
            (_, false) => call,
            (_, true) => step,
        };
        let (target, call) = (routine.address(), call as usize);
        let known = self.known.borrow().get(&(target, F::RESULT)).copied();
        let address = known.unwrap_or_else(|| {
            let made = self.make(target, call);
            self.known.borrow_mut().insert((target, F::RESULT), made);
            made
        });
        // SAFETY: the thunk passes as many arguments as any routine has, and gives what the routine does, of the same size.
        unsafe { F::at(address) }
    }

    fn make(&self, target: usize, call: usize) -> usize {
        let number = self.known.borrow().len() % (PAGE / SIZE);
        let mut pages = self.pages.borrow_mut();
        if number == 0 {
            let mut two = Pages::new(2 * PAGE).expect("the process has two pages for thunks");
            for thunk in two.bytes()[..PAGE].chunks_exact_mut(SIZE) {
                thunk.copy_from_slice(&INSTRUCTIONS);
            }
            two.protect(0, PAGE, libc::PROT_READ | libc::PROT_EXEC)
                .expect("the process may have instructions of its own");
            pages.push(two);
        }
        let page = pages.last().expect("one was made");
        let thunk = page.address() + number * SIZE;
        let words = (thunk + PAGE) as *mut [usize; 2];
        // SAFETY: within the second page, which stays writable and is this table's alone; the thunk was given to nobody yet.
        unsafe { words.write([target, call]) };
        thunk
    }
}

/// How a routine in `r11` is called: six arguments come in registers, two more on the stack, and all of them go where Windows' convention
/// looks for them. What lies on the stack where fewer were passed is read and not looked at.
macro_rules! calls {
    (@function $(#[$doc:meta])* $name:ident, [$($before:literal),*], [$($call:literal),*], $result:literal, $($on_call:tt)*) => {
        $(#[$doc])*
        #[unsafe(naked)]
        unsafe extern "C" fn $name() {
            naked_asm!(
                ".cfi_startproc",
                "push rbp",
                ".cfi_def_cfa_offset 16",
                ".cfi_offset rbp, -16",
                "mov rbp, rsp",
                ".cfi_def_cfa_register rbp",
                $($before,)*
                "mov rax, [rbp + 16]",
                "mov [rsp + 48], rax",
                "mov rax, [rbp + 24]",
                "mov [rsp + 56], rax",
                "mov [rsp + 32], r8",
                "mov [rsp + 40], r9",
                "mov r9, rcx",
                "mov r8, rdx",
                "mov rdx, rsi",
                "mov rcx, rdi",
                $($call,)*
                $result,
                "leave",
                ".cfi_def_cfa rsp, 8",
                "ret",
                ".cfi_endproc",
                $($on_call)*
            )
        }
    };
    ($($(#[$doc:meta])* $name:ident, $stepping:ident: $result:literal;)*) => {$(
        calls! { @function $(#[$doc])* $name, ["sub rsp, 64"], ["call r11"], $result, }
        calls! {
            @function
            $(#[$doc])*
            /// Whether its instructions are stepped through is asked first: above what it is passed lies what it is passed until then.
            $stepping,
            [
                "sub rsp, 128",
                "mov [rsp + 64], rdi",
                "mov [rsp + 72], rsi",
                "mov [rsp + 80], rdx",
                "mov [rsp + 88], rcx",
                "mov [rsp + 96], r8",
                "mov [rsp + 104], r9",
                "mov [rsp + 112], r11",
                "call {on_call}",
                "mov r10, rax",
                "mov rdi, [rsp + 64]",
                "mov rsi, [rsp + 72]",
                "mov rdx, [rsp + 80]",
                "mov rcx, [rsp + 88]",
                "mov r8, [rsp + 96]",
                "mov r9, [rsp + 104]",
                "mov r11, [rsp + 112]"
            ],
            [
                "pushfq",
                "or [rsp], r10",
                "popfq",
                "call r11",
                // A routine that it called last returned here, and had set the trap flag for it.
                "pushfq",
                "and qword ptr [rsp], -257",
                "popfq"
            ],
            $result,
            on_call = sym on_call,
        }
    )*};
}

calls! {
    /// The result is a word, half of one, or nothing.
    call, step: "";
    /// The result is a byte with garbage above it.
    call_for_byte, step_for_byte: "movzx eax, al";
    /// The result is two bytes.
    call_for_short, step_for_short: "movzx eax, ax";
}

#[cfg(test)]
mod tests {
    use super::Thunks;

    type Seven = unsafe extern "system" fn(u8, u32, usize, usize, usize, usize, usize) -> u8;
    type SevenWhole =
        unsafe extern "system" fn(u8, u32, usize, usize, usize, usize, usize) -> usize;
    type One = unsafe extern "C" fn(usize) -> usize;

    #[allow(clippy::cast_possible_truncation, reason = "what is above is garbage")]
    extern "win64" fn seven(
        byte: u64,
        long: u64,
        third: u64,
        fourth: u64,
        fifth: u64,
        sixth: u64,
        seventh: u64,
    ) -> u64 {
        assert_eq!((byte as u8, long as u32), (1, 2));
        assert_eq!([third, fourth, fifth, sixth, seventh], [3, 4, 5, 6, 7]);
        0xFFFF_FF00
    }

    extern "win64" fn next(word: usize) -> usize {
        word + 1
    }

    #[test]
    fn seven_arguments_arrive_and_garbage_above_a_byte_does_not_come_back() {
        let thunks = Thunks::default();
        // SAFETY: the routine is called through its thunk only.
        let routine = unsafe { std::mem::transmute::<*const (), Seven>(seven as *const ()) };
        let routine = thunks.of(routine);
        // SAFETY: the thunk is the same whatever its caller looks at.
        let routine = unsafe { std::mem::transmute::<Seven, SevenWhole>(routine) };
        // SAFETY: the routine takes these.
        assert_eq!(unsafe { routine(1, 2, 3, 4, 5, 6, 7) }, 0);
    }

    #[test]
    fn a_routine_has_one_thunk() {
        let thunks = Thunks::default();
        // SAFETY: as above.
        let routine = unsafe { std::mem::transmute::<*const (), One>(next as *const ()) };
        let first = thunks.of(routine);
        assert!(std::ptr::fn_addr_eq(first, thunks.of(routine)));
        // SAFETY: the routine takes a word.
        assert_eq!(unsafe { first(41) }, 42);
    }

    #[test]
    fn there_are_as_many_thunks_as_routines() {
        let thunks = Thunks::default();
        let made: Vec<usize> = (0..600)
            .map(|target| {
                // SAFETY: none of them is called.
                let routine = unsafe { std::mem::transmute::<usize, One>(0x1000 + target) };
                thunks.of(routine) as usize
            })
            .collect();
        let mut sorted = made.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), made.len());
    }
}
