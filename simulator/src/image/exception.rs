//! Where an image would catch an exception: its `__try` blocks with an `__except`, from the tables by which Windows unwinds. Exceptions are not simulated, so
//! this is for the report: what faults there is what the driver was ready for.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::header::Directory;
use super::view::View;

/// How many functions, and blocks of one, are looked at: more than a driver has.
const LIMIT: u32 = 1 << 16;
/// The size of a `RUNTIME_FUNCTION`, and of an entry of a `SCOPE_TABLE`.
const FUNCTION: u32 = 12;
const SCOPE: u32 = 16;
/// `UNW_FLAG_EHANDLER`, in the flags of an `UNWIND_INFO`.
const HANDLES: u8 = 1;

/// The blocks of the images that are mapped, by where those lie.
static KNOWN: Mutex<BTreeMap<usize, Vec<Range<u32>>>> = Mutex::new(BTreeMap::new());

/// The blocks of an image; what its tables say that is not there is left out, as they are not needed to run it.
pub(super) fn read(image: View<'_>, table: Directory) -> Vec<Range<u32>> {
    let functions = (0..(table.length / FUNCTION).min(LIMIT)).filter_map(|index| {
        let at = table.at.checked_add(index * FUNCTION)?;
        image.long(at.checked_add(8)?)
    });
    functions
        .flat_map(|unwind| blocks(image, unwind).unwrap_or_default())
        .collect()
}

/// Those of a function, by its `UNWIND_INFO`: version and flags, a size, how many codes, and behind those the handler and its table.
fn blocks(image: View<'_>, unwind: u32) -> Option<Vec<Range<u32>>> {
    let &[version_and_flags, _, codes, _] = image.bytes(unwind, 4)? else {
        return None;
    };
    if version_and_flags >> 3 & HANDLES == 0 {
        return None;
    }
    // Each code has two bytes, and their number is made even.
    let behind = 4 + 2 * u32::from(codes).next_multiple_of(2);
    let table = unwind.checked_add(behind)?.checked_add(4)?;
    let count = image.long(table)?.min(LIMIT);
    let mut found = Vec::new();
    for index in 0..count {
        let entry = table.checked_add(4)?.checked_add(index * SCOPE)?;
        let [begin, end, _, target] =
            [0, 4, 8, 12].map(|offset| entry.checked_add(offset).and_then(|at| image.long(at)));
        // A block that ends with `__finally` goes nowhere.
        if target? != 0 {
            found.push(begin?..end?);
        }
    }
    Some(found)
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
    use super::{is_caught, know, read};
    use crate::image::header::Directory;
    use crate::image::view::View;

    /// An image with one function that has two blocks, and one that has none.
    fn image() -> Vec<u8> {
        let mut image = vec![0; 0x200];
        let mut put = |at: usize, words: &[u32]| {
            for (index, word) in words.iter().enumerate() {
                image[at + 4 * index..][..4].copy_from_slice(&word.to_le_bytes());
            }
        };
        put(0, &[0x1000, 0x1100, 0x40, 0x1100, 0x1180, 0x100]);
        // Version 1, a handler, three codes: eight bytes with what makes them even.
        put(0x40, &[0x0003_0009, 0, 0, 0x9000, 2]);
        put(
            0x54,
            &[0x1010, 0x1020, 1, 0x1080, 0x1030, 0x1040, 0x9100, 0],
        );
        put(0x100, &[0x0000_0001]);
        image
    }

    #[test]
    fn blocks_with_a_handler_are_found() {
        let image = image();
        let table = Directory { at: 0, length: 24 };
        let found = read(View(&image), table);
        assert_eq!((found.len(), &found[0]), (1, &(0x1010..0x1020)));
        know(0x7000_0000, found);
        let caught = [0x100F, 0x1010, 0x101F, 0x1020, 0x1035];
        let caught = caught.map(|offset| is_caught(0x7000_0000, offset));
        assert_eq!(caught, [false, true, true, false, false]);
        assert!(!is_caught(0x7100_0000, 0x1010));
    }

    #[test]
    fn tables_that_are_not_there_have_no_blocks() {
        let whole = image();
        for length in 0..whole.len() {
            let table = Directory { at: 0, length: 24 };
            assert!(read(View(&whole[..length]), table).len() <= 1);
        }
        let far = Directory {
            at: u32::MAX - 4,
            length: u32::MAX,
        };
        assert_eq!(read(View(&whole), far), []);
    }
}
