//! What the headers of an image say, and whether it is a driver for this machine.

use object::pe;
use object::read::ReadRef;
use object::read::pe::{ImageNtHeaders, ImageOptionalHeader};

use super::flaw::ImageFlaw;
use crate::kernel::abi::arena::ROOM;

/// Pages of a processor: what protections are of.
pub(super) const PAGE: u32 = 4096;

/// A table of the image: where it is, and how many bytes it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Directory {
    pub at: u32,
    pub length: u32,
}

/// What is loaded by.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// Where the image would like to lie.
    pub base: u64,
    pub size: u32,
    pub headers: u32,
    pub entry: u32,
    pub imports: Directory,
    pub relocations: Directory,
    pub configuration: Directory,
    pub exceptions: Directory,
    pub sections: Vec<pe::ImageSectionHeader>,
}

/// Reads the headers of a file.
pub(super) fn read(file: &[u8]) -> Result<Header, Vec<ImageFlaw>> {
    let broken = |reason| vec![ImageFlaw::NotAnImage { reason }];
    let dos = pe::ImageDosHeader::parse(file).map_err(|_| broken("no MZ header"))?;
    let at = u64::from(dos.nt_headers_offset());
    let signature = file
        .read_at::<object::endian::U32<object::LittleEndian>>(at)
        .map(|signature| signature.get(object::LittleEndian));
    if signature != Ok(pe::IMAGE_NT_SIGNATURE) {
        return Err(broken("no PE header where the MZ header says"));
    }
    let machine = file
        .read_at::<pe::ImageFileHeader>(at + 4)
        .map_err(|()| broken("the file ends in its headers"))?
        .machine
        .get(object::LittleEndian);
    if machine != pe::IMAGE_FILE_MACHINE_AMD64 {
        return Err(vec![ImageFlaw::Machine { machine: machine.0 }]);
    }
    let mut offset = at;
    let (headers, directories) = pe::ImageNtHeaders64::parse(file, &mut offset)
        .map_err(|_| broken("the optional header is not that of a 64-bit image"))?;
    let sections = headers
        .sections(file, offset)
        .map_err(|_| broken("the file ends in its section headers"))?;
    let directory = |index| {
        let found = directories.get(index);
        found.map_or_else(Directory::default, |found| Directory {
            at: found.virtual_address.get(object::LittleEndian),
            length: found.size.get(object::LittleEndian),
        })
    };
    let optional = headers.optional_header();
    let header = Header {
        base: optional.image_base(),
        size: optional.size_of_image(),
        headers: optional.size_of_headers(),
        entry: optional.address_of_entry_point(),
        imports: directory(pe::IMAGE_DIRECTORY_ENTRY_IMPORT),
        relocations: directory(pe::IMAGE_DIRECTORY_ENTRY_BASERELOC),
        configuration: directory(pe::IMAGE_DIRECTORY_ENTRY_LOAD_CONFIG),
        exceptions: directory(pe::IMAGE_DIRECTORY_ENTRY_EXCEPTION),
        sections: sections.iter().copied().collect(),
    };
    let characteristics = headers
        .file_header()
        .characteristics
        .get(object::LittleEndian);
    let flaws = check(&header, optional, characteristics, file.len());
    if flaws.is_empty() {
        Ok(header)
    } else {
        Err(flaws)
    }
}

fn check(
    header: &Header,
    optional: &pe::ImageOptionalHeader64,
    characteristics: pe::FileFlags,
    file: usize,
) -> Vec<ImageFlaw> {
    let mut flaws = Vec::new();
    let subsystem = optional.subsystem();
    if subsystem != pe::IMAGE_SUBSYSTEM_NATIVE {
        flaws.push(ImageFlaw::Subsystem {
            subsystem: subsystem.0,
        });
    }
    let alignment = optional.section_alignment();
    let aligned = alignment.is_power_of_two() && alignment >= PAGE;
    let size = header.size as usize;
    let headers = header.headers as usize;
    for (wrong, field, value, reason) in [
        (
            !characteristics.contains(pe::IMAGE_FILE_EXECUTABLE_IMAGE),
            "Characteristics",
            u64::from(characteristics.0),
            "it was not linked to its end (IMAGE_FILE_EXECUTABLE_IMAGE is not set)",
        ),
        (
            characteristics.contains(pe::IMAGE_FILE_RELOCS_STRIPPED),
            "Characteristics",
            u64::from(characteristics.0),
            "it has no relocations, and a driver is loaded anywhere: link it with /DYNAMICBASE",
        ),
        (
            !aligned,
            "SectionAlignment",
            u64::from(alignment),
            "sections share pages, which cannot have the protections of both",
        ),
        (
            size == 0 || size > ROOM - PAGE as usize,
            "SizeOfImage",
            u64::from(header.size),
            "it has to be more than 0 and less than 64 MiB here",
        ),
        (
            headers > file || headers > size,
            "SizeOfHeaders",
            u64::from(header.headers),
            "the headers are longer than the file or the image",
        ),
        (
            header.entry == 0,
            "AddressOfEntryPoint",
            0,
            "it has no DriverEntry",
        ),
    ] {
        if wrong {
            flaws.push(ImageFlaw::Header {
                field,
                value,
                reason,
            });
        }
    }
    flaws
}
