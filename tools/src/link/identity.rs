//! The identity of a built image: its time stamps, and the GUID by which a debugger finds the `.pdb`, as a hash of what is in the image.
//!
//! `/BREPRO` alone does not do it: LLD hashes the `.pdb` as well, and that has the linker's command line, in which `rustc` names a
//! temporary folder that is another one each time.

use std::ops::Range;

use object::LittleEndian as LE;
use object::pe;
use object::read::pe::PeFile64;

use crate::image::checksum;

/// What LLD writes into the second half of a GUID that it made of a hash.
const OF_LLD: &[u8] = b"LLD PDB.";

/// Gives both files the identity that follows from the image. `None`, and both are as they were, where another linker made them, whose
/// identity is its own affair.
pub(crate) fn settle(image: &mut Vec<u8>, symbols: &mut [u8]) -> Option<()> {
    let Places {
        headers,
        times,
        guid,
    } = places(image)?;
    let old = image.get(guid.clone())?.to_vec();
    if !old.ends_with(OF_LLD) {
        return None;
    }
    let in_symbols = symbols.windows(old.len()).position(|found| found == old)?;
    let mut settled = image.clone();
    let sum = headers + SUM;
    for place in times.iter().copied().chain([sum]) {
        settled.get_mut(place..place + 4)?.fill(0);
    }
    settled.get_mut(guid.clone())?.fill(0);
    let hash = hash(&settled);
    let mut new = hash.to_le_bytes().to_vec();
    new.extend(OF_LLD);
    for place in times {
        settled[place..place + 4].copy_from_slice(&new[..4]);
    }
    settled[guid].copy_from_slice(&new);
    let right = checksum(&settled, headers)?;
    settled[sum..sum + 4].copy_from_slice(&right.to_le_bytes());
    symbols[in_symbols..in_symbols + new.len()].copy_from_slice(&new);
    *image = settled;
    Some(())
}

/// Where the checksum is in the PE headers, and the time.
const SUM: usize = 88;
const TIME: usize = 8;

/// What follows from the rest, as places in the file.
struct Places {
    headers: usize,
    times: Vec<usize>,
    guid: Range<usize>,
}

fn places(image: &[u8]) -> Option<Places> {
    let file = PeFile64::parse(image).ok()?;
    let headers = usize::try_from(file.dos_header().nt_headers_offset()).ok()?;
    let directory = file
        .data_directories()
        .get(pe::IMAGE_DIRECTORY_ENTRY_DEBUG)?;
    let (offset, size) = directory.file_range(&file.section_table()).ok()?;
    let (offset, size) = (usize::try_from(offset).ok()?, usize::try_from(size).ok()?);
    let mut times = vec![headers + TIME];
    let mut guid = None;
    for at in (offset..offset + size).step_by(size_of::<pe::ImageDebugDirectory>()) {
        let entry: &pe::ImageDebugDirectory = object::pod::from_bytes(image.get(at..)?).ok()?.0;
        times.push(at + std::mem::offset_of!(pe::ImageDebugDirectory, time_date_stamp));
        if entry.typ.get(LE) == pe::IMAGE_DEBUG_TYPE_CODEVIEW {
            let data = usize::try_from(entry.pointer_to_raw_data.get(LE)).ok()?;
            image.get(data..)?.starts_with(b"RSDS").then_some(())?;
            guid = Some(data + 4..data + 20);
        }
    }
    Some(Places {
        headers,
        times,
        guid: guid?,
    })
}

/// FNV-1a: the same in every version of the tool.
pub(super) fn hash(data: &[u8]) -> u64 {
    data.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
