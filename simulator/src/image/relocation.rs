//! Relocation: an image that lies elsewhere than it was linked for has the addresses in it moved.

use object::pe::{BaseRelocationType, IMAGE_REL_BASED_ABSOLUTE, IMAGE_REL_BASED_DIR64};

use super::flaw::ImageFlaw;
use super::header::Directory;
use super::view::{View, write};

/// Adds `delta` to every address that the table names.
pub(super) fn relocate(image: &mut [u8], table: Directory, delta: u64) -> Result<(), ImageFlaw> {
    let broken = |at, reason| ImageFlaw::Table {
        table: "relocation table",
        reason,
        at,
    };
    if table.length == 0 {
        return Ok(());
    }
    // A copy: an image may name addresses in the table itself.
    let bytes = View(image)
        .bytes(table.at, table.length as usize)
        .ok_or(broken(table.at, "it does not lie in the image"))?
        .to_vec();
    let view = View(&bytes);
    let mut next = 0;
    while next + 8 <= table.length {
        let at = table.at + next;
        let block = view.long(next).zip(view.long(next + 4));
        let (page, length) = block.unwrap_or_default();
        if length < 8 || length > table.length - next || !length.is_multiple_of(2) {
            return Err(broken(at, "a block has an impossible length"));
        }
        for entry in (next + 8..next + length).step_by(2) {
            let entry = view.short(entry).unwrap_or_default();
            let place = page.checked_add(u32::from(entry & 0xFFF));
            match BaseRelocationType(entry >> 12) {
                IMAGE_REL_BASED_ABSOLUTE => {}
                IMAGE_REL_BASED_DIR64 => {
                    let moved = place.and_then(|place| {
                        let address = View(image).quad(place)?;
                        write(image, place, address.wrapping_add(delta))
                    });
                    moved.ok_or(broken(at, "an address to move does not lie in the image"))?;
                }
                _ => return Err(broken(at, "a kind of relocation that x64 does not have")),
            }
        }
        next += length;
    }
    Ok(())
}
