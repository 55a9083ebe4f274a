//! What of a PE file matters to a driver, read without trusting a single byte of it.

mod checksum;
mod guard;
mod version;

use std::fmt;

use object::read::pe::{
    DataDirectories, ImageNtHeaders as _, ImageOptionalHeader as _, Import, ImportTable, PeFile64,
    SectionTable,
};
use object::{FileKind, LittleEndian as LE, pe};

use crate::Error;

pub use checksum::checksum;
pub use guard::Guard;

/// A file with more imports than this is not a driver but an attempt to keep the inspector busy.
const MOST_IMPORTS: usize = 10_000;

/// What the headers, the sections and the import table of a PE file say.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a property of the file"
)]
pub struct Image {
    /// The size of the file.
    pub size: usize,
    /// The file header's machine.
    pub machine: pe::Machine,
    /// The file header's characteristics.
    pub characteristics: pe::FileFlags,
    /// The optional header's subsystem.
    pub subsystem: pe::Subsystem,
    /// The oldest system that it is made for.
    pub system_version: (u16, u16),
    /// The oldest version of the subsystem that it is made for.
    pub subsystem_version: (u16, u16),
    /// The optional header's `DllCharacteristics`.
    pub dll_characteristics: pe::DllFlags,
    /// Where the entry point is in memory; 0 for none.
    pub entry_point: u32,
    /// The alignment of sections in memory.
    pub section_alignment: u32,
    /// The checksum that the header has.
    pub stored_checksum: u32,
    /// The checksum that it should have.
    pub checksum: u32,
    /// It has a signature (which is not verified).
    pub signed: bool,
    /// It has thread-local storage.
    pub thread_local_storage: bool,
    /// It has imports that are resolved at the first call.
    pub delayed_imports: bool,
    /// Equal input gives an equal file: a hash stands where the time would.
    pub reproducible: bool,
    /// What the load configuration says of Control Flow Guard; `None` without one.
    pub guard: Option<Guard>,
    /// The version of the file, from its version resource; `None` without one.
    pub version: Option<[u16; 4]>,
    /// What it exports, printable; an export by number is written `#number`.
    pub exports: Vec<String>,
    /// The sections.
    pub sections: Vec<Section>,
    /// The imports, library by library.
    pub imports: Vec<Library>,
}

/// A section of the image in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name, printable.
    pub name: String,
    /// Where it begins.
    pub address: u32,
    /// How long it is.
    pub size: u32,
    /// Code can run in it.
    pub executable: bool,
    /// It can be written.
    pub writable: bool,
    /// It is given back when the driver is initialised.
    pub discardable: bool,
}

/// A library and what is imported from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    /// Its file name as the image spells it, printable.
    pub name: String,
    /// The routines; an import by number is written `#number`.
    pub routines: Vec<String>,
}

impl Library {
    /// Whether it is this library; Windows does not care about case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

impl Image {
    /// Reads a PE file.
    ///
    /// # Errors
    ///
    /// When the data is no 64-bit PE image, or a broken one.
    pub fn parse(data: &[u8]) -> Result<Self, Error> {
        match FileKind::parse(data) {
            Ok(FileKind::Pe64) => {}
            Ok(FileKind::Pe32) => {
                return Err(Error::new(
                    "this is a PE file for 32-bit Windows, and drivers here are 64-bit",
                ));
            }
            Ok(kind) => return Err(Error::new(format!("this is not a PE file but {kind:?}"))),
            Err(_) => return Err(Error::new("this is not a PE file")),
        }
        let file = PeFile64::parse(data).map_err(broken("headers"))?;
        let header = file.nt_headers().file_header();
        let optional = file.nt_headers().optional_header();
        let nt_headers = usize::try_from(file.dos_header().nt_headers_offset());
        let checksum = checksum(data, nt_headers.unwrap_or(usize::MAX));
        let directories = file.data_directories();
        let has = |id| {
            directories
                .get(id)
                .is_some_and(|found| found.virtual_address.get(LE) != 0)
        };
        let sections = file.section_table();
        is_whole(data, &sections)?;
        Ok(Self {
            size: data.len(),
            machine: header.machine.get(LE),
            characteristics: header.characteristics.get(LE),
            subsystem: optional.subsystem(),
            system_version: (
                optional.major_operating_system_version(),
                optional.minor_operating_system_version(),
            ),
            subsystem_version: (
                optional.major_subsystem_version(),
                optional.minor_subsystem_version(),
            ),
            dll_characteristics: optional.dll_characteristics(),
            entry_point: optional.address_of_entry_point(),
            section_alignment: optional.section_alignment(),
            stored_checksum: optional.check_sum(),
            checksum: checksum
                .ok_or_else(|| Error::new("the headers of this PE file are cut short"))?,
            signed: has(pe::IMAGE_DIRECTORY_ENTRY_SECURITY),
            thread_local_storage: has(pe::IMAGE_DIRECTORY_ENTRY_TLS),
            delayed_imports: has(pe::IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT),
            reproducible: is_reproducible(data, directories, &sections),
            guard: Guard::read(data, optional.image_base(), directories, &sections)?,
            version: version::read(data, directories, &sections)?,
            exports: exports(data, directories, &sections)?,
            sections: sections.iter().map(section).collect(),
            imports: imports(data, directories, &sections)?,
        })
    }
}

/// Windows loads no image with a section that ends behind the file.
fn is_whole(data: &[u8], sections: &SectionTable<'_>) -> Result<(), Error> {
    for header in sections.iter() {
        let size = header.size_of_raw_data.get(LE);
        let end = u64::from(header.pointer_to_raw_data.get(LE)) + u64::from(size);
        let length = data.len();
        if size != 0 && end > u64::try_from(length).unwrap_or(u64::MAX) {
            return Err(Error::new(format!(
                "the file is cut off: section {} ends at byte {end}, and the file at byte {length}",
                printable(header.raw_name())
            )));
        }
    }
    Ok(())
}

fn section(header: &pe::ImageSectionHeader) -> Section {
    let flags = header.characteristics.get(LE);
    let size = header.virtual_size.get(LE);
    Section {
        name: printable(header.raw_name()),
        address: header.virtual_address.get(LE),
        size: if size == 0 {
            header.size_of_raw_data.get(LE)
        } else {
            size
        },
        executable: flags.contains(pe::IMAGE_SCN_MEM_EXECUTE),
        writable: flags.contains(pe::IMAGE_SCN_MEM_WRITE),
        discardable: flags.contains(pe::IMAGE_SCN_MEM_DISCARDABLE),
    }
}

/// Whether the debug directory has the entry by which a linker says so.
fn is_reproducible(
    data: &[u8],
    directories: DataDirectories<'_>,
    sections: &SectionTable<'_>,
) -> bool {
    directories
        .get(pe::IMAGE_DIRECTORY_ENTRY_DEBUG)
        .and_then(|directory| directory.data(data, sections).ok())
        .is_some_and(|bytes| {
            let (entries, _) = bytes.as_chunks::<{ size_of::<pe::ImageDebugDirectory>() }>();
            let kind = std::mem::offset_of!(pe::ImageDebugDirectory, typ);
            let repro = pe::IMAGE_DEBUG_TYPE_REPRO.0.to_le_bytes();
            entries
                .iter()
                .any(|entry| entry[kind..].starts_with(&repro))
        })
}

fn exports(
    data: &[u8],
    directories: DataDirectories<'_>,
    sections: &SectionTable<'_>,
) -> Result<Vec<String>, Error> {
    let table = directories
        .export_table(data, sections)
        .map_err(broken("export table"))?;
    let Some(table) = table else {
        return Ok(Vec::new());
    };
    if table.addresses().len() > MOST_IMPORTS || table.name_pointers().len() > MOST_IMPORTS {
        return Err(Error::new(format!(
            "this PE file has more than {MOST_IMPORTS} exports"
        )));
    }
    let exports = table.exports().map_err(broken("export table"))?;
    Ok(exports
        .iter()
        .map(|export| match export.name {
            Some(name) => printable(name),
            None => format!("#{}", export.ordinal.0),
        })
        .collect())
}

fn imports(
    data: &[u8],
    directories: DataDirectories<'_>,
    sections: &SectionTable<'_>,
) -> Result<Vec<Library>, Error> {
    let mut libraries = Vec::new();
    let mut left = MOST_IMPORTS;
    let table = directories
        .import_table(data, sections)
        .map_err(broken("import table"))?;
    let Some(table) = table else {
        return Ok(libraries);
    };
    let mut descriptors = table.descriptors().map_err(broken("import table"))?;
    while let Some(descriptor) = descriptors.next().map_err(broken("import table"))? {
        let name = table
            .name(descriptor.name.get(LE))
            .map_err(broken("name of an imported library"))?;
        // The lookup table keeps the names when the other one is bound; old linkers write only the other one.
        let lookup = match descriptor.original_first_thunk.get(LE) {
            0 => descriptor.first_thunk.get(LE),
            lookup => lookup,
        };
        let routines = routines(&table, lookup, &mut left)?;
        // An entry costs its maker 20 bytes and the reader a library: it counts as well.
        left = left.checked_sub(1).ok_or_else(too_many)?;
        libraries.push(Library {
            name: printable(name),
            routines,
        });
    }
    Ok(libraries)
}

fn routines(table: &ImportTable<'_>, lookup: u32, left: &mut usize) -> Result<Vec<String>, Error> {
    let mut routines = Vec::new();
    let mut thunks = table.thunks(lookup).map_err(broken("import table"))?;
    while let Some(thunk) = thunks
        .next::<pe::ImageNtHeaders64>()
        .map_err(broken("import table"))?
    {
        *left = left.checked_sub(1).ok_or_else(too_many)?;
        let import = table
            .import::<pe::ImageNtHeaders64>(thunk)
            .map_err(broken("name of an import"))?;
        routines.push(match import {
            Import::Ordinal(number) => format!("#{number}"),
            Import::Name(_, name) => printable(name),
        });
    }
    Ok(routines)
}

fn too_many() -> Error {
    Error::new(format!("this PE file has more than {MOST_IMPORTS} imports"))
}

fn broken<E: fmt::Display>(part: &'static str) -> impl Fn(E) -> Error {
    move |error| {
        Error::new(format!(
            "the {part} of this PE file cannot be read: {error}"
        ))
    }
}

/// A name from the file as text that a terminal can be given.
fn printable(name: &[u8]) -> String {
    String::from_utf8_lossy(name).escape_debug().to_string()
}
