//! Where the sections of an image go, and what may be done with them there.

use object::LittleEndian;
use object::pe;

use super::flaw::ImageFlaw;
use super::header::{Header, PAGE};

/// A section: where in the image, where in the file, and how it may be accessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub at: usize,
    /// Whole pages.
    pub length: usize,
    pub file: std::ops::Range<usize>,
    pub write: bool,
    pub execute: bool,
}

/// The sections, from the lowest address to the highest.
pub(super) fn sections(header: &Header, file: usize) -> Result<Vec<Section>, Vec<ImageFlaw>> {
    let mut sections = Vec::new();
    let mut flaws = Vec::new();
    let mut end = header.headers.next_multiple_of(PAGE) as usize;
    for section in &header.sections {
        match place(section, header.size as usize, file, end) {
            Ok(section) => {
                end = section.at + section.length;
                sections.push(section);
            }
            Err(reason) => flaws.push(ImageFlaw::Section {
                name: name(section),
                reason,
            }),
        }
    }
    if flaws.is_empty() {
        let entry = header.entry as usize;
        let holds = |section: &&Section| {
            (section.at..section.at + section.length).contains(&entry) && section.execute
        };
        if sections.iter().find(holds).is_none() {
            flaws.push(ImageFlaw::Header {
                field: "AddressOfEntryPoint",
                value: u64::from(header.entry),
                reason: "no instructions are there",
            });
        }
    }
    if flaws.is_empty() {
        Ok(sections)
    } else {
        Err(flaws)
    }
}

fn place(
    section: &pe::ImageSectionHeader,
    image: usize,
    file: usize,
    end: usize,
) -> Result<Section, &'static str> {
    let word = |field: object::endian::U32<LittleEndian>| field.get(LittleEndian) as usize;
    let at = word(section.virtual_address);
    let (has, raw) = (word(section.virtual_size), word(section.size_of_raw_data));
    // Old linkers leave the size of the section to that of its bytes.
    let length = if has == 0 { raw } else { has };
    let pages = length.next_multiple_of(PAGE as usize);
    if !at.is_multiple_of(PAGE as usize) {
        return Err("it begins within a page");
    }
    if at < end {
        return Err("it overlaps what lies before it");
    }
    if at + pages > image.next_multiple_of(PAGE as usize) {
        return Err("it ends behind the image");
    }
    let start = word(section.pointer_to_raw_data);
    let bytes = if start == 0 { 0 } else { raw.min(pages) };
    if start + bytes > file {
        return Err("the file ends before it");
    }
    let characteristics = section.characteristics.get(LittleEndian);
    Ok(Section {
        at,
        length: pages,
        file: start..start + bytes,
        write: characteristics.contains(pe::IMAGE_SCN_MEM_WRITE),
        execute: characteristics.contains(pe::IMAGE_SCN_MEM_EXECUTE),
    })
}

fn name(section: &pe::ImageSectionHeader) -> String {
    String::from_utf8_lossy(section.raw_name())
        .escape_debug()
        .to_string()
}
