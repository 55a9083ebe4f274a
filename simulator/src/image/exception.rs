//! Where an image would catch an exception: its `__try` blocks with an `__except`, from the tables by which Windows unwinds. Exceptions are not simulated, so
//! this is for the report: what faults there is what the driver was ready for.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::header::Directory;
use super::view::View;

/// How many functions are looked at, and how many entries of all their tables: more than a driver has.
const FUNCTIONS: u32 = 1 << 16;
const SCOPES: u32 = 1 << 20;
/// The size of a `RUNTIME_FUNCTION`, and of an entry of a `SCOPE_TABLE`.
const FUNCTION: u32 = 12;
const SCOPE: u32 = 16;
/// `UNW_FLAG_EHANDLER`, in the flags of an `UNWIND_INFO`.
const HANDLES: u8 = 1;

/// The blocks of the images that are mapped, by where those lie.
static KNOWN: Mutex<BTreeMap<usize, Vec<Range<u32>>>> = Mutex::new(BTreeMap::new());

/// The blocks of an image; what its tables say that is not there is left out, as they are not needed to run it.
pub(super) fn read(image: View<'_>, table: Directory) -> Vec<Range<u32>> {
    let mut found = Vec::new();
    let mut left = SCOPES;
    for index in 0..(table.length / FUNCTION).min(FUNCTIONS) {
        let Some(at) = table.at.checked_add(index * FUNCTION) else {
            break;
        };
        if let Some([begin, end, unwind]) = longs(image, at) {
            blocks(image, (begin..end, unwind), &mut left, &mut found);
        }
    }
    found
}

/// So many words from a place on.
fn longs<const N: usize>(image: View<'_>, at: u32) -> Option<[u32; N]> {
    let mut words = [0; N];
    for (word, offset) in words.iter_mut().zip((0..).step_by(4)) {
        *word = image.long(at.checked_add(offset)?)?;
    }
    Some(words)
}

/// Adds those of a function, by its `UNWIND_INFO`: version and flags, a size, how many codes, and behind those the handler and its table. At most `left`
/// entries are looked at.
///
/// Whose handler it is, is not said. The table of `__C_specific_handler` is a `SCOPE_TABLE`; that of `__GSHandlerCheck` is a number. So where an entry
/// does not lie in the function, there is none.
fn blocks(
    image: View<'_>,
    (function, unwind): (Range<u32>, u32),
    left: &mut u32,
    found: &mut Vec<Range<u32>>,
) -> Option<()> {
    let &[version_and_flags, _, codes, _] = image.bytes(unwind, 4)? else {
        return None;
    };
    if version_and_flags >> 3 & HANDLES == 0 {
        return None;
    }
    // Each code has two bytes, and their number is made even.
    let behind = 4 + 2 * u32::from(codes).next_multiple_of(2);
    let table = unwind.checked_add(behind)?.checked_add(4)?;
    for index in 0..image.long(table)?.min(*left) {
        let entry = table
            .checked_add(4)?
            .checked_add(index.checked_mul(SCOPE)?)?;
        // The third is the filter, or 1 where there is none because everything is caught, or what `__finally` does.
        let [begin, end, _, target] = longs(image, entry)?;
        *left -= 1;
        let is_inside = function.contains(&begin) && begin < end && end <= function.end;
        // A block that ends with `__finally` goes nowhere.
        if !is_inside || target != 0 && !function.contains(&target) {
            return None;
        }
        if target != 0 {
            found.push(begin..end);
        }
    }
    Some(())
}

/// An image lies somewhere, and has these blocks.
pub(super) fn know(base: usize, blocks: Vec<Range<u32>>) {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.insert(base, blocks);
}

/// Whether an instruction is in such a block of the image that begins somewhere.
pub(super) fn is_caught(base: usize, offset: usize) -> bool {
    let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let offset = u32::try_from(offset).ok();
    known
        .get(&base)
        .zip(offset)
        .is_some_and(|(blocks, offset)| blocks.iter().any(|block| block.contains(&offset)))
}

#[cfg(test)]
mod tests {
    use super::{FUNCTION, SCOPE, SCOPES, is_caught, know, read};
    use crate::image::header::Directory;
    use crate::image::view::View;

    /// Puts words into an image.
    fn put(image: &mut [u8], at: usize, words: &[u32]) {
        for (index, word) in words.iter().enumerate() {
            image[at + 4 * index..][..4].copy_from_slice(&word.to_le_bytes());
        }
    }

    const TABLE: Directory = Directory { at: 0, length: 24 };

    /// An image with one function that has two blocks, and one that has none.
    fn image() -> Vec<u8> {
        let mut image = vec![0; 0x200];
        put(
            &mut image,
            0,
            &[0x1000, 0x1100, 0x40, 0x1100, 0x1180, 0x100],
        );
        // Version 1, a handler, three codes: eight bytes with what makes them even.
        put(&mut image, 0x40, &[0x0003_0009, 0, 0, 0x9000, 2]);
        let scopes = [0x1010, 0x1020, 1, 0x1080, 0x1030, 0x1040, 0x9100, 0];
        put(&mut image, 0x54, &scopes);
        put(&mut image, 0x100, &[0x0000_0001]);
        image
    }

    #[test]
    fn blocks_with_a_handler_are_found() {
        let found = read(View(&image()), TABLE);
        assert_eq!((found.len(), &found[0]), (1, &(0x1010..0x1020)));
        know(0x7000_0000, found);
        let caught = [0x100F, 0x1010, 0x101F, 0x1020, 0x1035];
        let caught = caught.map(|offset| is_caught(0x7000_0000, offset));
        assert_eq!(caught, [false, true, true, false, false]);
        assert!(!is_caught(0x7100_0000, 0x1010));
    }

    #[test]
    fn what_does_not_lie_in_the_function_is_the_data_of_another_handler() {
        for scope in [
            [0x0FF0, 0x1020, 1, 0x1080],
            [0x1010, 0x1101, 1, 0x1080],
            [0x1020, 0x1020, 1, 0x1080],
            [0x1030, 0x1020, 1, 0x1080],
            [0x1010, 0x1020, 1, 0x1100],
            [0x1010, 0x1020, 1, 1],
        ] {
            let mut image = image();
            put(&mut image, 0x54, &scope);
            // What follows may be anything.
            put(&mut image, 0x64, &[0x1030, 0x1040, 1, 0x1080]);
            assert_eq!(read(View(&image), TABLE), [], "{scope:x?}");
        }
    }

    #[test]
    fn as_many_blocks_are_found_as_are_looked_at_in_all() {
        const MANY: u32 = 1 << 11;
        let unwind = FUNCTION * MANY;
        let scopes = unwind + 12;
        let mut image = vec![0; (scopes + SCOPE * MANY) as usize];
        for index in 0..MANY {
            let at = (index * FUNCTION) as usize;
            put(&mut image, at, &[0x1000, 0x1100, unwind]);
            let at = (scopes + index * SCOPE) as usize;
            put(&mut image, at, &[0x1010, 0x1020, 1, 0x1080]);
        }
        put(&mut image, unwind as usize, &[9, 0x9000, MANY]);
        let table = Directory {
            at: 0,
            length: unwind,
        };
        assert_eq!(read(View(&image), table).len(), SCOPES as usize);
    }

    #[test]
    fn tables_that_are_not_there_have_no_blocks() {
        let whole = image();
        for length in 0..whole.len() {
            assert!(read(View(&whole[..length]), TABLE).len() <= 1);
        }
        let far = Directory {
            at: u32::MAX - 4,
            length: u32::MAX,
        };
        assert_eq!(read(View(&whole), far), []);
    }
}
