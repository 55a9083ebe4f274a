//! What a kernel build needs that `core` leaves open: a panic is a bug check.

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
