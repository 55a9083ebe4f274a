//! What compilers write calls of by themselves: ntoskrnl.exe exports it, and the row of no room has it.

use std::arch::{global_asm, naked_asm};

/// The address of such a function.
pub(crate) fn address_of(name: &str) -> Option<usize> {
    let address = match name {
        "memcpy" | "memmove" => copy as *const (),
        "memset" => set as *const (),
        "memcmp" => compare as *const (),
        "strlen" => length as *const (),
        "__chkstk" => probe as *const (),
        "__C_specific_handler" => handle as *const (),
        _ => return None,
    };
    Some(address as usize)
}

// Copying and filling are instructions of an image's kind: a driver that gives them a wrong address hears of it as of its own instructions. The
// symbols are global because the compiler may put what names them into another object.
global_asm!(
    ".globl miniport_sim_copy, miniport_sim_set, miniport_sim_end",
    ".hidden miniport_sim_copy, miniport_sim_set, miniport_sim_end",
    "miniport_sim_copy:",
    "push rdi",
    "push rsi",
    "mov rax, rcx",
    "mov rdi, rcx",
    "mov rsi, rdx",
    "mov rcx, r8",
    "sub rdx, rax",
    "neg rdx",
    // From the end on if the target begins within the source.
    "cmp rdx, r8",
    "jb 2f",
    "rep movsb",
    "jmp 3f",
    "2:",
    "lea rdi, [rdi + r8 - 1]",
    "lea rsi, [rsi + r8 - 1]",
    "std",
    "rep movsb",
    "cld",
    "3:",
    "pop rsi",
    "pop rdi",
    "ret",
    "miniport_sim_set:",
    "push rdi",
    "mov r9, rcx",
    "mov rdi, rcx",
    "mov eax, edx",
    "mov rcx, r8",
    "rep stosb",
    "mov rax, r9",
    "pop rdi",
    "ret",
    "miniport_sim_end:",
);

unsafe extern "win64" {
    #[link_name = "miniport_sim_copy"]
    fn copy(to: *mut u8, from: *const u8, length: usize) -> *mut u8;
    #[link_name = "miniport_sim_set"]
    fn set(to: *mut u8, value: i32, length: usize) -> *mut u8;
    #[link_name = "miniport_sim_end"]
    fn end();
}

/// Whether an address is one of what copies and fills for images.
pub(super) fn contains(address: usize) -> bool {
    (copy as *const () as usize..end as *const () as usize).contains(&address)
}

/// Where what copies or fills goes on in whoever called it, by which of its instructions accesses the memory of the driver, and the stack there: it pushed
/// two registers, or one. Windows looks up there too which block catches what is raised in a function that was called. `None` for any other instruction.
///
/// # Safety
/// If the instruction is one of these, it was interrupted with this stack.
pub(super) unsafe fn caller(instruction: usize, stack: usize) -> Option<usize> {
    if !contains(instruction) {
        return None;
    }
    let pushed = if instruction < set as *const () as usize {
        2
    } else {
        1
    };
    let place = (stack as *const usize).wrapping_add(pushed);
    // SAFETY: the caller's word: the address to return to lies above what was pushed.
    Some(unsafe { place.read() })
}

unsafe extern "win64" fn compare(left: *const u8, right: *const u8, length: usize) -> i32 {
    for index in 0..length {
        // SAFETY: the contract of memcmp.
        let (left, right) = unsafe { (left.add(index).read(), right.add(index).read()) };
        if left != right {
            return i32::from(left) - i32::from(right);
        }
    }
    0
}

unsafe extern "win64" fn length(text: *const u8) -> usize {
    let mut length = 0;
    // SAFETY: the contract of strlen: there is a zero behind what is read.
    while unsafe { text.add(length).read() } != 0 {
        length += 1;
    }
    length
}

/// Touches the pages of a frame before it is used; those of a coroutine are there. It preserves every register.
#[unsafe(naked)]
unsafe extern "win64" fn probe() {
    naked_asm!("ret")
}

/// Finds the handler of an exception: nothing raises one here, as what faults ends the process.
extern "win64" fn handle() {
    eprintln!("an image raised an exception, which is not simulated");
    std::process::abort();
}

#[cfg(test)]
mod tests {
    use super::{caller, compare, copy, length, set};

    #[test]
    fn memory_is_copied_filled_and_compared_as_in_c() {
        let mut bytes = *b"0123456789\0";
        let place = bytes.as_mut_ptr();
        // SAFETY: all of it lies in the array.
        unsafe {
            assert_eq!(length(place), 10);
            assert_eq!(copy(place.add(2), place, 5), place.add(2));
            assert_eq!(&*place.cast::<[u8; 10]>(), b"0101234789");
            copy(place, place.add(2), 5);
            assert_eq!(&*place.cast::<[u8; 10]>(), b"0123434789");
            copy(place, place, 10);
            assert_eq!(set(place.add(8), 0x1_0041, 2), place.add(8));
            assert_eq!(&*place.cast::<[u8; 10]>(), b"01234347AA");
            assert_eq!(compare(place.add(8), place.add(9), 1), 0);
            assert!(compare(place, place.add(1), 3) < 0 && compare(place.add(1), place, 3) > 0);
            copy(place, place.add(5), 0);
            assert_eq!(bytes[0], b'0');
        }
    }
    #[test]
    fn who_called_is_above_what_was_pushed() {
        let stack = [1_usize, 2, 3];
        let at = stack.as_ptr() as usize;
        let caller = |instruction: usize| {
            // SAFETY: as much lies there as is read.
            unsafe { caller(instruction, at) }
        };
        assert_eq!(caller(copy as *const () as usize + 30), Some(3));
        assert_eq!(caller(set as *const () as usize + 10), Some(2));
        assert_eq!(caller(super::end as *const () as usize), None);
    }
}
