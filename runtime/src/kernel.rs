//! What a kernel build needs that `core` leaves open: a panic is a bug check, and the functions that compiled code calls
//! without being asked to come from the kernel. `wdk-sys` defines two of them, where it is used.

use core::panic::PanicInfo;

use crate::checked::{BUG_CHECK, Rule};
use crate::ffi;

/// Bug-checks with [`Rule::Panic`]; parameter 2 is the address of the file's name, 3 its length, 4 the line.
#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    let (file, length, line) = info.location().map_or((0, 0, 0), |location| {
        (
            location.file().as_ptr().addr(),
            location.file().len(),
            location.line() as usize,
        )
    });
    // SAFETY: `KeBugCheckEx` may be called anywhere and does not return.
    unsafe { ffi::KeBugCheckEx(BUG_CHECK, Rule::Panic as usize, file, length, line) }
}

// Exports of the kernel on x64 and ARM64. Nobody calls them by these declarations, which are here for the linker.
#[allow(dead_code, reason = "called by compiled code")]
#[link(name = "ntoskrnl.exe", kind = "raw-dylib", modifiers = "+verbatim")]
unsafe extern "C" {
    fn memcpy(to: ffi::PVOID, from: ffi::PVOID, count: usize) -> ffi::PVOID;
    fn memmove(to: ffi::PVOID, from: ffi::PVOID, count: usize) -> ffi::PVOID;
    fn memset(to: ffi::PVOID, byte: i32, count: usize) -> ffi::PVOID;
    fn memcmp(left: ffi::PVOID, right: ffi::PVOID, count: usize) -> i32;
    fn strlen(text: ffi::PVOID) -> usize;
    /// Touches each page of a stack frame of more than 4 KiB.
    fn __chkstk();
}

// Two symbols of the C runtime, in assembly: `#[no_mangle]` would export them from the driver.
//
// Objects with floating point refer to `_fltused`; `core` has some. Its value means nothing.
#[cfg(all(target_arch = "x86_64", not(feature = "wdk-sys")))]
core::arch::global_asm!(
    ".section .rdata,\"dr\"",
    ".balign 4",
    ".globl _fltused",
    "_fltused:",
    ".long 0x9875",
    ".text",
);

// The `core` that rustup installs was compiled with unwinding and names `__CxxFrameHandler3` in its unwind tables. The kernel calls
// it when an exception passes such a function; 1 is `ExceptionContinueSearch`: the exception is not ours.
#[cfg(not(feature = "wdk-sys"))]
macro_rules! handler {
    ($one:literal) => {
        core::arch::global_asm!(
            ".text",
            ".balign 16",
            ".def __CxxFrameHandler3",
            ".scl 2",
            ".type 32",
            ".endef",
            ".globl __CxxFrameHandler3",
            "__CxxFrameHandler3:",
            $one,
            "ret",
        );
    };
}
#[cfg(all(target_arch = "x86_64", not(feature = "wdk-sys")))]
handler!("mov eax, 1");
#[cfg(all(target_arch = "aarch64", not(feature = "wdk-sys")))]
handler!("mov w0, #1");
