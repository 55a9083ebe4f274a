//! Numbers in texts, as ntoskrnl.exe reads them.

use miniport::ffi;

use crate::kernel::nt::call::{Call, routines};

/// `UNICODE_STRING`
#[repr(C)]
struct Text {
    length: u16,
    room: u16,
    units: *const u16,
}

type PText = *const Text;

routines! {
    /// Reads a number of 32 bits.
    RtlUnicodeStringToInteger(text: PText, base: u32, number: *mut u32) -> ffi::NTSTATUS, PASSIVE
        => |call| to_integer(call, text, base, number), else ffi::STATUS_UNSUCCESSFUL;
    /// Reads a number of 64 bits, and says where it ends. No page has it; it is the other one with a larger number.
    RtlUnicodeStringToInt64(text: PText, base: u32, number: *mut i64, end: *mut *const u16) -> ffi::NTSTATUS, PASSIVE
        => |call| to_int64(call, text, base, (number, end)), else ffi::STATUS_UNSUCCESSFUL;
}

/// The address of such a function.
pub(crate) fn address_of(name: &str) -> Option<usize> {
    let row = EXPORTS.iter().find(|row| row.name == name)?;
    Some(row.win64 as usize)
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

/// The number of a text of a driver's, and where it ends; what is wrong with the places is reported.
fn number_of<N>(
    call: &Call<'_>,
    text: PText,
    base: u32,
    number: *const N,
) -> Option<(i64, *const u16)> {
    if !call.is_place(text) || !call.is_place(number) {
        return None;
    }
    // SAFETY: the driver says that a text is there; it is not NULL and aligned.
    let Text { length, units, .. } = unsafe { text.read() };
    if length < 2 || !call.is_place(units) {
        return None;
    }
    let count = usize::from(length / 2);
    // SAFETY: the driver says that the text has as many units as it says; it is not NULL and aligned, and copied at once.
    let copy = unsafe { std::slice::from_raw_parts(units, count) }.to_vec();
    let (number, end) = read(&copy, base)?;
    Some((number, units.wrapping_add(end)))
}

fn to_integer(call: &Call<'_>, text: PText, base: u32, number: *mut u32) -> ffi::NTSTATUS {
    let Some((read, _)) = number_of(call, text, base, number) else {
        return ffi::STATUS_INVALID_PARAMETER;
    };
    // SAFETY: the driver says that there is room for a number; it is not NULL and aligned.
    unsafe { number.write((read.cast_unsigned() & 0xFFFF_FFFF) as u32) };
    ffi::STATUS_SUCCESS
}

fn to_int64(
    call: &Call<'_>,
    text: PText,
    base: u32,
    (number, end): (*mut i64, *mut *const u16),
) -> ffi::NTSTATUS {
    let Some((read, behind)) = number_of(call, text, base, number) else {
        return ffi::STATUS_INVALID_PARAMETER;
    };
    // SAFETY: the driver says that there is room for a number; it is not NULL and aligned.
    unsafe { number.write(read) };
    if !end.is_null() && call.is_place(end) {
        // SAFETY: the driver says that there is room for a pointer; it is not NULL and aligned.
        unsafe { end.write(behind) };
    }
    ffi::STATUS_SUCCESS
}

#[cfg(test)]
mod tests {
    use std::ptr::{null, null_mut};

    use super::*;
    use crate::image::tests::bench::broken_by;
    use crate::kernel::level::{APC_LEVEL, PASSIVE_LEVEL};
    use crate::verifier::Rule;

    /// What both routines read, and where the larger number ends.
    fn number(text: &str, base: u32) -> Option<(i64, u32, usize)> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let length = u16::try_from(2 * units.len()).expect("short");
        let text = Text {
            length,
            room: length,
            units: units.as_ptr(),
        };
        let (mut whole, mut half, mut end) = (0, 0, null());
        let statuses = (
            RtlUnicodeStringToInt64(&raw const text, base, &raw mut whole, &raw mut end),
            RtlUnicodeStringToInteger(&raw const text, base, &raw mut half),
        );
        assert_eq!(statuses.0, statuses.1);
        let end = (end as usize).saturating_sub(units.as_ptr() as usize) / 2;
        (statuses.0 == ffi::STATUS_SUCCESS).then_some((whole, half, end))
    }

    #[test]
    fn numbers_have_a_sign_a_base_and_an_end() {
        let broken = broken_by(PASSIVE_LEVEL, || {
            assert_eq!(number(" -12x", 10), Some((-12, 0xFFFF_FFF4, 4)));
            assert_eq!(number("0x1Fg", 0), Some((31, 31, 4)));
            assert_eq!(number("0b101", 0), Some((5, 5, 5)));
            assert_eq!(number("777", 8), Some((511, 511, 3)));
            assert_eq!(number("4294967299", 0), Some((4_294_967_299, 3, 10)));
            assert_eq!(number("+678abc", 16), Some((0x0067_8ABC, 0x0067_8ABC, 7)));
            assert_eq!(number("xyz", 10), Some((0, 0, 0)));
            assert_eq!(number("", 10), None);
            assert_eq!(number("1", 7), None);
        });
        assert_eq!(broken, []);
    }

    #[test]
    fn a_text_without_a_place_and_a_call_above_passive_level_are_reported() {
        let broken = broken_by(PASSIVE_LEVEL, || {
            let text = |length, units| Text {
                length,
                room: length,
                units,
            };
            let unit = [0x31_u16; 2];
            let odd = unit.as_ptr().wrapping_byte_add(1);
            let mut number = 7;
            // Nothing is read of a text of nothing.
            for (length, units) in [(0, null()), (2, null()), (2, odd)] {
                let text = text(length, units);
                let status = RtlUnicodeStringToInteger(&raw const text, 10, &raw mut number);
                assert_eq!(status, ffi::STATUS_INVALID_PARAMETER);
            }
            let whole = text(2, unit.as_ptr());
            for (text, place) in [(null(), &raw mut number), (&raw const whole, null_mut())] {
                let status = RtlUnicodeStringToInteger(text, 10, place);
                assert_eq!(status, ffi::STATUS_INVALID_PARAMETER);
            }
            assert_eq!(number, 7);
        });
        assert_eq!(broken, [(Rule::BadParameter, 3), (Rule::BadParameter, 1)]);
        let broken = broken_by(APC_LEVEL, || {
            number("1", 10);
        });
        assert_eq!(broken, [(Rule::WrongIrql, 1); 2]);
    }
}
