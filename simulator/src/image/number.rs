//! Numbers in texts, as ntoskrnl.exe reads them.

/// `UNICODE_STRING`
#[repr(C)]
struct Text {
    length: u16,
    room: u16,
    units: *const u16,
}

const SUCCESS: i32 = 0;
const INVALID_PARAMETER: i32 = 0xC000_000D_u32.cast_signed();

/// The address of such a function.
pub(crate) fn address_of(name: &str) -> Option<usize> {
    let address = match name {
        "RtlUnicodeStringToInteger" => to_integer as *const (),
        "RtlUnicodeStringToInt64" => to_int64 as *const (),
        _ => return None,
    };
    Some(address as usize)
}

/// The number that a text begins with, behind spaces, a sign and, for base 0, a prefix; what follows it does not matter. How many units were read. `None` for
/// a base that there is not, as for a text of nothing. A number that is too large wraps around, as the page says nothing of it.
fn read(units: &[u16], base: u32) -> Option<(i64, usize)> {
    let at = |index: usize| units.get(index).and_then(|unit| u8::try_from(*unit).ok());
    let mut index = 0;
    while at(index).is_some_and(|unit| unit <= b' ') {
        index += 1;
    }
    let negative = at(index) == Some(b'-');
    if matches!(at(index), Some(b'-' | b'+')) {
        index += 1;
    }
    let prefix = match (at(index), at(index + 1)) {
        (Some(b'0'), Some(b'x')) => Some(16),
        (Some(b'0'), Some(b'o')) => Some(8),
        (Some(b'0'), Some(b'b')) => Some(2),
        _ => None,
    };
    let base = match (base, prefix) {
        (0, Some(prefix)) => {
            index += 2;
            prefix
        }
        (0, None) => 10,
        (2 | 8 | 10 | 16, _) => base,
        _ => return None,
    };
    let mut number: i64 = 0;
    while let Some(digit) = at(index).and_then(|unit| char::from(unit).to_digit(base)) {
        number = number.wrapping_mul(base.into()).wrapping_add(digit.into());
        index += 1;
    }
    let number = if negative {
        number.wrapping_neg()
    } else {
        number
    };
    Some((number, index))
}

/// # Safety
/// The text has as many units as it says.
unsafe fn number_of(text: *const Text, base: u32) -> Option<(i64, *const u16)> {
    // SAFETY: the caller's word.
    unsafe {
        let Text { length, units, .. } = text.read();
        if length < 2 {
            return None;
        }
        let (number, end) = read(
            std::slice::from_raw_parts(units, usize::from(length / 2)),
            base,
        )?;
        Some((number, units.wrapping_add(end)))
    }
}

unsafe extern "win64" fn to_integer(text: *const Text, base: u32, number: *mut u32) -> i32 {
    // SAFETY: the routine's contract: a text, and room for a number.
    unsafe {
        let Some((read, _)) = number_of(text, base) else {
            return INVALID_PARAMETER;
        };
        number.write((read.cast_unsigned() & 0xFFFF_FFFF) as u32);
    }
    SUCCESS
}

/// No page has it; it is the other one with a larger number, and says where the number ends.
unsafe extern "win64" fn to_int64(
    text: *const Text,
    base: u32,
    number: *mut i64,
    end: *mut *const u16,
) -> i32 {
    // SAFETY: as above, and room for a pointer, or NULL.
    unsafe {
        let Some((read, behind)) = number_of(text, base) else {
            return INVALID_PARAMETER;
        };
        number.write(read);
        if !end.is_null() {
            end.write(behind);
        }
    }
    SUCCESS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_sign_a_base_and_an_end() {
        let number = |text: &str, base| {
            let units: Vec<u16> = text.encode_utf16().collect();
            let length = u16::try_from(2 * units.len()).expect("short");
            let text = Text {
                length,
                room: length,
                units: units.as_ptr(),
            };
            let (mut whole, mut half, mut end) = (0, 0, std::ptr::null());
            // SAFETY: all of it is there.
            let statuses = unsafe {
                (
                    to_int64(&raw const text, base, &raw mut whole, &raw mut end),
                    to_integer(&raw const text, base, &raw mut half),
                )
            };
            assert_eq!(statuses.0, statuses.1);
            let end = (end as usize).saturating_sub(units.as_ptr() as usize) / 2;
            (statuses.0 == SUCCESS).then_some((whole, half, end))
        };
        assert_eq!(number(" -12x", 10), Some((-12, 0xFFFF_FFF4, 4)));
        assert_eq!(number("0x1Fg", 0), Some((31, 31, 4)));
        assert_eq!(number("0b101", 0), Some((5, 5, 5)));
        assert_eq!(number("777", 8), Some((511, 511, 3)));
        assert_eq!(number("4294967299", 0), Some((4_294_967_299, 3, 10)));
        assert_eq!(number("+678abc", 16), Some((0x0067_8ABC, 0x0067_8ABC, 7)));
        assert_eq!(number("xyz", 10), Some((0, 0, 0)));
        assert_eq!(number("", 10), None);
        assert_eq!(number("1", 7), None);
    }
}
