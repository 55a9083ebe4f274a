//! The version resource.

use object::LittleEndian as LE;
use object::read::pe::{DataDirectories, ResourceDirectory, ResourceDirectoryTable, SectionTable};

use super::broken;
use crate::Error;

/// `RT_VERSION`.
const VERSION: u16 = 16;
/// `VS_FIXEDFILEINFO::dwSignature`, and what follows it until the file's version.
const SIGNATURE: [u8; 4] = 0xfeef_04bd_u32.to_le_bytes();
const BEFORE: usize = 8;

/// The version of the file that the resource of type `RT_VERSION` says; `None` where there is none.
pub(super) fn read(
    data: &[u8],
    directories: DataDirectories<'_>,
    sections: &SectionTable<'_>,
) -> Result<Option<[u16; 4]>, Error> {
    let directory = directories
        .resource_directory(data, sections)
        .map_err(broken("resources"))?;
    let Some(directory) = directory else {
        return Ok(None);
    };
    let root = directory.root().map_err(broken("resources"))?;
    let kind = root
        .entries
        .iter()
        .find(|entry| entry.name_or_id().id() == Some(VERSION));
    let Some(kind) = kind else {
        return Ok(None);
    };
    // Type, name, language.
    let names = kind.data(directory).map_err(broken("resources"))?.table();
    let languages = first(directory, names)?.and_then(Found::table);
    let Some(found) = first(directory, languages)?.and_then(Found::data) else {
        return Ok(None);
    };
    let bytes = sections
        .pe_data_at(data, found.offset_to_data.get(LE))
        .and_then(|bytes| bytes.get(..usize::try_from(found.size.get(LE)).ok()?))
        .ok_or_else(|| broken("version resource")("it is outside of the sections"))?;
    // The key before it has one length only, but whoever wrote the file may have aligned it in another way.
    let fixed = bytes
        .windows(BEFORE + 8)
        .step_by(4)
        .find(|window| window.starts_with(&SIGNATURE));
    Ok(fixed.map(|fixed| {
        let word = |at: usize| u16::from_le_bytes([fixed[BEFORE + at], fixed[BEFORE + at + 1]]);
        [word(2), word(0), word(6), word(4)]
    }))
}

type Found<'a> = object::read::pe::ResourceDirectoryEntryData<'a>;

fn first<'a>(
    directory: ResourceDirectory<'a>,
    table: Option<ResourceDirectoryTable<'a>>,
) -> Result<Option<Found<'a>>, Error> {
    let entry = table.and_then(|table| table.entries.first());
    entry
        .map(|entry| entry.data(directory).map_err(broken("resources")))
        .transpose()
}
