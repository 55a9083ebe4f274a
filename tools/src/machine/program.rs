//! The code of an image: sections, the slots of imports, where functions begin and end.

use std::collections::{BTreeMap, BTreeSet};

use object::read::pe::{ImageNtHeaders as _, ImageOptionalHeader as _, Import as Name, PeFile64};
use object::{LittleEndian as LE, pe};

use crate::image::Guard;
use crate::{Error, Target};

/// An imported routine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Import {
    /// The file that exports it.
    pub library: String,
    /// Its name.
    pub routine: String,
}

/// A section in memory.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) address: u32,
    pub(super) bytes: Vec<u8>,
    pub(super) executable: bool,
}

/// The code of an image.
#[derive(Debug)]
pub(crate) struct Program {
    /// The machine.
    pub target: Target,
    /// Where the image begins to run.
    pub entry: u32,
    sections: Vec<Section>,
    slots: BTreeMap<u32, Import>,
    /// The pointer to the routine that checks the target of a call and changes nothing.
    check: Option<u32>,
    /// The pointer to the routine that goes to the target in RAX.
    dispatch: Option<u32>,
    /// Beginnings and ends, from the table that unwinding uses.
    extents: BTreeMap<u32, u32>,
    /// Beginnings, from symbols as well.
    starts: BTreeSet<u32>,
}

impl Program {
    /// Reads an image that was found to be one.
    pub(crate) fn of(data: &[u8]) -> Result<Self, Error> {
        let broken =
            |error: object::read::Error| Error::new(format!("its code cannot be read: {error}"));
        let file = PeFile64::parse(data).map_err(broken)?;
        let machine = file.nt_headers().file_header().machine.get(LE);
        let target = Target::from_machine(machine)
            .ok_or_else(|| Error::new("its code is for neither x64 nor ARM64"))?;
        let mut program = Self {
            target,
            entry: file.nt_headers().optional_header().address_of_entry_point(),
            sections: Vec::new(),
            slots: BTreeMap::new(),
            check: None,
            dispatch: None,
            extents: BTreeMap::new(),
            starts: BTreeSet::new(),
        };
        for header in file.section_table().iter() {
            let (offset, size) = header.pe_file_range();
            let bytes = usize::try_from(offset)
                .ok()
                .zip(usize::try_from(size).ok())
                .and_then(|(offset, size)| data.get(offset..)?.get(..size));
            program.sections.push(Section {
                address: header.virtual_address.get(LE),
                bytes: bytes.unwrap_or_default().to_vec(),
                executable: header
                    .characteristics
                    .get(LE)
                    .contains(pe::IMAGE_SCN_MEM_EXECUTE),
            });
        }
        program.read_slots(&file, data).map_err(broken)?;
        let base = file.nt_headers().optional_header().image_base();
        let directories = file.data_directories();
        if let Some(guard) = Guard::read(data, base, directories, &file.section_table())? {
            program.guarded(guard.check, guard.dispatch);
        }
        let table = directories.get(pe::IMAGE_DIRECTORY_ENTRY_EXCEPTION);
        if let Some(table) = table {
            program.read_extents(table.virtual_address.get(LE), table.size.get(LE));
        }
        program.begins(program.entry);
        Ok(program)
    }

    /// Code from elsewhere, whose functions are not known yet.
    pub(super) fn of_sections(
        target: Target,
        sections: Vec<Section>,
        slots: BTreeMap<u32, Import>,
    ) -> Self {
        Self {
            target,
            entry: 0,
            sections,
            slots,
            check: None,
            dispatch: None,
            extents: BTreeMap::new(),
            starts: BTreeSet::new(),
        }
    }

    /// Some code at an address, and slots of imports with the names of routines.
    #[cfg(test)]
    pub(super) fn made(target: Target, address: u32, code: &[u8], slots: &[(u32, &str)]) -> Self {
        let import = |routine: &str| Import {
            library: "storport.sys".into(),
            routine: routine.into(),
        };
        let section = Section {
            address,
            bytes: code.to_vec(),
            executable: true,
        };
        let slots = slots
            .iter()
            .map(|(slot, name)| (*slot, import(name)))
            .collect();
        let mut program = Self::of_sections(target, vec![section], slots);
        program.begins(address);
        program
    }

    fn read_slots(&mut self, file: &PeFile64<'_>, data: &[u8]) -> object::read::Result<()> {
        let sections = file.section_table();
        let Some(table) = file.data_directories().import_table(data, &sections)? else {
            return Ok(());
        };
        let mut descriptors = table.descriptors()?;
        while let Some(descriptor) = descriptors.next()? {
            let library =
                String::from_utf8_lossy(table.name(descriptor.name.get(LE))?).into_owned();
            let first = descriptor.first_thunk.get(LE);
            let lookup = match descriptor.original_first_thunk.get(LE) {
                0 => first,
                lookup => lookup,
            };
            let mut thunks = table.thunks(lookup)?;
            let mut slot = first;
            while let Some(thunk) = thunks.next::<pe::ImageNtHeaders64>()? {
                let routine = match table.import::<pe::ImageNtHeaders64>(thunk)? {
                    Name::Ordinal(number) => format!("#{number}"),
                    Name::Name(_, name) => String::from_utf8_lossy(name).into_owned(),
                };
                let library = library.clone();
                self.slots.insert(slot, Import { library, routine });
                slot = slot.wrapping_add(8);
            }
        }
        Ok(())
    }

    /// The table of functions for unwinding: twelve bytes each on x64, eight on ARM64.
    fn read_extents(&mut self, address: u32, size: u32) {
        let (x64, each) = match self.target {
            Target::X64 => (true, 12),
            Target::Arm64 => (false, 8),
        };
        for index in 0..size / each {
            let at = address.wrapping_add(index * each);
            let (Some(begin), Some(second)) = (self.word(at), self.word(at.wrapping_add(4))) else {
                return;
            };
            let end = if x64 {
                second
            } else if second & 3 != 0 {
                begin.wrapping_add(((second >> 2) & 0x7ff) * 4)
            } else {
                let header = self.word(second).unwrap_or_default();
                begin.wrapping_add((header & 0x3_ffff) * 4)
            };
            if end > begin && self.is_code(begin) {
                self.extents.insert(begin, end);
                self.begins(begin);
            }
        }
    }

    fn word(&self, address: u32) -> Option<u32> {
        let bytes = self.bytes(address)?.get(..4)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?))
    }

    fn section(&self, address: u32) -> Option<(&Section, usize)> {
        self.sections.iter().find_map(|section| {
            let offset = usize::try_from(address.checked_sub(section.address)?).ok()?;
            (offset < section.bytes.len()).then_some((section, offset))
        })
    }

    /// The bytes from an address to the end of its section.
    pub(crate) fn bytes(&self, address: u32) -> Option<&[u8]> {
        let (section, offset) = self.section(address)?;
        section.bytes.get(offset..)
    }

    /// Code is there.
    pub(crate) fn is_code(&self, address: u32) -> bool {
        self.section(address)
            .is_some_and(|(section, _)| section.executable)
    }

    /// A function begins there.
    pub(crate) fn begins(&mut self, address: u32) {
        if self.is_code(address) {
            self.starts.insert(address);
        }
    }

    /// Whether one does.
    pub(crate) fn is_start(&self, address: u32) -> bool {
        self.starts.contains(&address)
    }

    /// The end of the function that begins there.
    pub(crate) fn end(&self, start: u32) -> u32 {
        let known = self.extents.get(&start).copied();
        let next = self.starts.range(start.saturating_add(1)..).next();
        let section = self
            .section(start)
            .and_then(|(section, _)| {
                section
                    .address
                    .checked_add(u32::try_from(section.bytes.len()).ok()?)
            })
            .unwrap_or(start);
        let next = next.map_or(section, |next| (*next).min(section));
        known.unwrap_or(next).min(section)
    }

    /// Says where the pointers of Control Flow Guard are.
    pub(super) fn guarded(&mut self, check: Option<u32>, dispatch: Option<u32>) {
        self.check = check;
        self.dispatch = dispatch;
    }

    /// The routine whose pointer is there checks the target of a call, and changes nothing.
    pub(super) fn is_check(&self, slot: u32) -> bool {
        self.check == Some(slot)
    }

    /// The routine whose pointer is there goes to the target in RAX.
    pub(super) fn is_dispatch(&self, slot: u32) -> bool {
        self.dispatch == Some(slot)
    }

    /// The import whose address a slot holds.
    pub(crate) fn import(&self, slot: u32) -> Option<&Import> {
        self.slots.get(&slot)
    }
}
