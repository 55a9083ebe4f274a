//! Functions of the C library and of the run-time library that ntoskrnl.exe exports to images and that only calculate. They call nothing of the machine.

use std::ffi::CStr;

use crate::kernel::format::{format, words};

/// The address of such a function.
pub(crate) fn address_of(name: &str) -> Option<usize> {
    let address = match name {
        "RtlCompareMemory" => compare as *const (),
        "_vsnprintf" => print as *const (),
        "strcmp" => order as *const (),
        "_wcsicmp" => order_wide as *const (),
        _ => return None,
    };
    Some(address as usize)
}

/// How many bytes are the same from the start on.
unsafe extern "win64" fn compare(left: *const u8, right: *const u8, length: usize) -> usize {
    // SAFETY: the routine's contract: so many bytes are at both.
    let same = |index: &usize| unsafe { left.add(*index).read() == right.add(*index).read() };
    (0..length).take_while(same).count()
}

/// Writes what a format makes of a list of words, at most so many bytes: how many there are, or -1 if they do not fit. Without room for it there is no
/// zero at the end.
unsafe extern "win64" fn print(
    to: *mut u8,
    room: usize,
    text: *const i8,
    arguments: *const usize,
) -> i32 {
    // SAFETY: the routine's contract: a text that ends with a zero, as many words as it asks for, and the room.
    unsafe {
        let text = CStr::from_ptr(text).to_bytes();
        let said = format(text, &words(text, arguments));
        let fits = said.len().min(room);
        to.copy_from_nonoverlapping(said.as_ptr(), fits);
        if fits < room {
            to.add(fits).write(0);
        }
        if said.len() > room {
            return -1;
        }
        i32::try_from(said.len()).unwrap_or(-1)
    }
}

/// Which text comes first.
unsafe extern "win64" fn order(left: *const i8, right: *const i8) -> i32 {
    // SAFETY: the routine's contract: both end with a zero.
    let (left, right) = unsafe { (CStr::from_ptr(left), CStr::from_ptr(right)) };
    left.cmp(right) as i32
}

/// Which text comes first, without regard to case.
unsafe extern "win64" fn order_wide(left: *const u16, right: *const u16) -> i32 {
    let lower = |text: *const u16, index: usize| {
        // SAFETY: the routine's contract: both end with a zero, and nothing behind it is read.
        let character = unsafe { text.add(index).read() };
        match u8::try_from(character) {
            Ok(byte) => u16::from(byte.to_ascii_lowercase()),
            Err(_) => character,
        }
    };
    let mut index = 0;
    loop {
        let (a, b) = (lower(left, index), lower(right, index));
        if a != b || a == 0 {
            return a.cmp(&b) as i32;
        }
        index += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{compare, order, order_wide, print};

    #[test]
    fn texts_and_memory_are_compared() {
        let wide = |text: &str| text.encode_utf16().chain([0]).collect::<Vec<u16>>();
        // SAFETY: all of it lies in arrays, and the texts end with a zero.
        unsafe {
            assert_eq!(compare(b"abcd".as_ptr(), b"abxd".as_ptr(), 4), 2);
            assert_eq!(compare(b"abcd".as_ptr(), b"abcd".as_ptr(), 4), 4);
            assert!(order(c"ab".as_ptr(), c"b".as_ptr()) < 0);
            assert_eq!(order(c"ab".as_ptr(), c"ab".as_ptr()), 0);
            assert_eq!(order_wide(wide("Disk").as_ptr(), wide("dISK").as_ptr()), 0);
            assert!(order_wide(wide("disk1").as_ptr(), wide("disk").as_ptr()) > 0);
        }
    }

    #[test]
    fn what_fits_is_written_and_what_does_not_is_said() {
        let mut room = [0xFF; 8];
        let words = [7_usize, c"ab".as_ptr() as usize];
        // SAFETY: the format asks for two words, and the room is as long as is said.
        let mut written = |room_for| unsafe {
            let length = print(
                room.as_mut_ptr(),
                room_for,
                c"%u, %s".as_ptr(),
                words.as_ptr(),
            );
            (length, room)
        };
        assert_eq!(written(4), (-1, *b"7, a\xFF\xFF\xFF\xFF"));
        assert_eq!(written(8), (5, *b"7, ab\0\xFF\xFF"));
    }
}
