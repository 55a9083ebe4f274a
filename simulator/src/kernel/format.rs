//! Messages in the style of C's `printf`, as the kernel debugger prints them.

use std::ffi::CStr;
use std::fmt::Write;

/// A conversion of a format: `%08I64x` and so on.
#[derive(Clone, Copy, Debug, Default)]
struct Conversion {
    left: bool,
    zero: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
    /// The size of an integer in bytes; of a string's characters, 2 for wide ones.
    size: u8,
}

/// As many words as a format asks for at most, of a list where one lies behind the other.
///
/// # Safety
///
/// The list has as many as the format asks for.
pub(crate) unsafe fn words(format: &[u8], arguments: *const usize) -> Vec<usize> {
    let count = format.split(|&byte| byte == b'%').count() - 1;
    // SAFETY: the caller's word.
    let word = |index| unsafe { arguments.add(index).read() };
    (0..count).map(word).collect()
}

/// Formats `arguments`; what the format asks for beyond them is shown as `?`.
///
/// # Safety
///
/// Arguments that the format takes for strings are NULL or strings that end with 0.
pub(crate) unsafe fn format(format: &[u8], arguments: &[usize]) -> String {
    let mut text = String::new();
    let mut rest = format;
    let mut arguments = arguments.iter().copied();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            text.push(char::from(byte));
            continue;
        }
        let mut conversion = Conversion {
            size: 4,
            ..Conversion::default()
        };
        rest = parse_flags(rest, &mut conversion, &mut arguments);
        let Some((&kind, after)) = rest.split_first() else {
            break;
        };
        rest = after;
        if kind == b'%' {
            text.push('%');
            continue;
        }
        // SAFETY: by the contract of this function.
        let piece = arguments.next().map_or_else(
            || "?".to_owned(),
            |argument| unsafe { convert(kind, conversion, argument) },
        );
        pad(&mut text, &piece, conversion);
    }
    text
}

fn parse_flags<'a>(
    mut rest: &'a [u8],
    conversion: &mut Conversion,
    arguments: &mut impl Iterator<Item = usize>,
) -> &'a [u8] {
    let mut in_precision = false;
    loop {
        match rest {
            [b'-', after @ ..] => (conversion.left, rest) = (true, after),
            [b'#', after @ ..] => (conversion.alternate, rest) = (true, after),
            // Signs are not shown; a C `long` of Windows has 32 bits.
            [b'+' | b' ' | b'l', after @ ..] if !matches!(rest, [b'l', b'l' | b's', ..]) => {
                rest = after;
            }
            [b'0', after @ ..] if !in_precision && conversion.width == 0 => {
                (conversion.zero, rest) = (true, after);
            }
            [b'*', after @ ..] => {
                conversion.width = arguments.next().unwrap_or(0).min(200);
                rest = after;
            }
            [b'.', after @ ..] => {
                in_precision = true;
                conversion.precision = Some(0);
                rest = after;
            }
            [digit @ b'0'..=b'9', after @ ..] => {
                let value = if in_precision {
                    conversion.precision.get_or_insert(0)
                } else {
                    &mut conversion.width
                };
                *value = (*value * 10 + usize::from(digit - b'0')).min(200);
                rest = after;
            }
            [b'I', b'6', b'4', after @ ..] | [b'l', b'l', after @ ..] => {
                (conversion.size, rest) = (8, after);
            }
            [b'I' | b'z', after @ ..] => (conversion.size, rest) = (8, after),
            [b'l', b's', ..] => (conversion.size, rest) = (2, &rest[1..]),
            [b'h', b'h', after @ ..] => (conversion.size, rest) = (1, after),
            [b'h' | b'w', after @ ..] => (conversion.size, rest) = (2, after),
            _ => return rest,
        }
    }
}

fn pad(text: &mut String, piece: &str, conversion: Conversion) {
    let missing = conversion.width.saturating_sub(piece.chars().count());
    let fill = if conversion.zero && !conversion.left {
        '0'
    } else {
        ' '
    };
    if conversion.left {
        text.push_str(piece);
    }
    text.extend(std::iter::repeat_n(fill, missing));
    if !conversion.left {
        text.push_str(piece);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "arguments are cut to the width that the format says"
)]
unsafe fn convert(kind: u8, conversion: Conversion, argument: usize) -> String {
    let unsigned = match conversion.size {
        1 => u64::from(argument as u8),
        2 => u64::from(argument as u16),
        4 => u64::from(argument as u32),
        _ => argument as u64,
    };
    let signed = match conversion.size {
        1 => i64::from((argument as u8).cast_signed()),
        2 => i64::from((argument as u16).cast_signed()),
        4 => i64::from((argument as u32).cast_signed()),
        _ => (argument as u64).cast_signed(),
    };
    let prefix = if conversion.alternate { "0x" } else { "" };
    let mut text = String::new();
    let _ = match kind {
        b'd' | b'i' => write!(text, "{signed}"),
        b'u' => write!(text, "{unsigned}"),
        b'x' => write!(text, "{prefix}{unsigned:x}"),
        b'X' => write!(text, "{prefix}{unsigned:X}"),
        b'o' => write!(text, "{unsigned:o}"),
        b'p' => write!(text, "{argument:016X}"),
        b'c' | b'C' => write!(text, "{}", char::from(argument as u8)),
        // SAFETY: by the contract of `format`.
        b's' | b'S' if argument != 0 => unsafe {
            let wide = (kind == b'S') != (conversion.size == 2);
            text = if wide {
                wide_string(argument as *const u16, conversion.precision)
            } else {
                narrow_string(argument as *const i8, conversion.precision)
            };
            Ok(())
        },
        b's' | b'S' => write!(text, "(null)"),
        other => write!(text, "%{}", char::from(other)),
    };
    text
}

unsafe fn narrow_string(string: *const i8, precision: Option<usize>) -> String {
    if let Some(limit) = precision {
        // A precision allows a string without an end.
        // SAFETY: by the contract of `format`, up to the first 0 or the limit.
        let bytes = (0..limit)
            .map(|index| unsafe { string.add(index).read() }.cast_unsigned())
            .take_while(|&byte| byte != 0);
        return String::from_utf8_lossy(&bytes.collect::<Vec<u8>>()).into_owned();
    }
    // SAFETY: by the contract of `format`.
    unsafe { CStr::from_ptr(string.cast()) }
        .to_string_lossy()
        .into_owned()
}

/// A string of UTF-16, up to its end or so many units.
///
/// # Safety
///
/// It ends with 0, or has so many units.
pub(crate) unsafe fn wide_string(string: *const u16, precision: Option<usize>) -> String {
    let limit = precision.unwrap_or(4096);
    // SAFETY: by the contract of `format`, up to the first 0 or the limit.
    let units = (0..limit)
        .map(|index| unsafe { string.add(index).read_unaligned() })
        .take_while(|&unit| unit != 0);
    char::decode_utf16(units)
        .map(|unit| unit.unwrap_or('\u{FFFD}'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::format;

    #[test]
    fn integers_are_cut_padded_and_signed() {
        // SAFETY: no strings.
        let text = unsafe {
            format(
                b"%d|%5u|%-4x|%08X|%I64x|%llu|%%|%p",
                &[usize::MAX, 42, 0xAB, 0xBEEF, 1 << 40, 7, 1],
            )
        };
        assert_eq!(
            text,
            "-1|   42|ab  |0000BEEF|10000000000|7|%|0000000000000001"
        );
    }

    #[test]
    fn strings_of_both_widths_are_shown() {
        let narrow = c"abc".as_ptr() as usize;
        let wide: Vec<u16> = "wxyz\0".encode_utf16().collect();
        // SAFETY: both strings end with 0.
        let text = unsafe {
            format(
                b"%s %.2s %ws %S %s",
                &[
                    narrow,
                    narrow,
                    wide.as_ptr() as usize,
                    wide.as_ptr() as usize,
                    0,
                ],
            )
        };
        assert_eq!(text, "abc ab wxyz wxyz (null)");
    }

    #[test]
    fn missing_arguments_and_open_ends_do_not_matter() {
        // SAFETY: no strings.
        unsafe {
            assert_eq!(format(b"%d %d", &[1]), "1 ?");
            assert_eq!(format(b"50%", &[]), "50");
        }
    }
}
