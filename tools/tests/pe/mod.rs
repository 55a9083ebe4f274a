//! Writes small PE files: a driver that is right, with knobs to make it wrong.

use object::pe;

/// What to write. The default is a driver that breaks no rule.
pub struct Pe {
    pub machine: u16,
    pub magic: u16,
    pub characteristics: u16,
    pub subsystem: u16,
    pub dll_characteristics: u16,
    pub entry_point: u32,
    pub section_alignment: u32,
    pub text_flags: u32,
    pub checksum: Option<u32>,
    /// Data directories to fill, by number.
    pub directories: Vec<usize>,
    pub imports: Vec<(&'static str, Vec<&'static str>)>,
}

impl Default for Pe {
    fn default() -> Self {
        Self {
            machine: pe::IMAGE_FILE_MACHINE_AMD64.0,
            magic: 0x20b,
            characteristics: 0x22,
            subsystem: pe::IMAGE_SUBSYSTEM_NATIVE.0,
            dll_characteristics: 0x160,
            entry_point: TEXT,
            section_alignment: 0x1000,
            text_flags: 0x6000_0020,
            checksum: None,
            directories: Vec::new(),
            imports: vec![
                (
                    "storport.sys",
                    vec!["StorPortInitialize", "StorPortNotification"],
                ),
                ("ntoskrnl.exe", vec!["KeBugCheckEx", "memcpy"]),
            ],
        }
    }
}

const TEXT: u32 = 0x1000;
const DATA: u32 = 0x2000;
const HEADERS: usize = 0x400;
const NT_HEADERS: usize = 0x40;

impl Pe {
    /// The bytes of the file.
    pub fn write(&self) -> Vec<u8> {
        let imports = self.import_section();
        let mut file = vec![0; HEADERS];
        let mut at = Cursor {
            file: &mut file,
            at: 0,
        };
        at.bytes(b"MZ");
        at.at = 0x3c;
        at.u32(NT_HEADERS.try_into().unwrap());
        at.bytes(b"PE\0\0");
        at.u16(self.machine);
        at.u16(2); // sections
        at.at += 12;
        at.u16(240); // size of the optional header
        at.u16(self.characteristics);
        at.u16(self.magic);
        at.at += 14;
        at.u32(self.entry_point);
        at.u32(TEXT);
        at.u64(0x1_4000_0000);
        at.u32(self.section_alignment);
        at.u32(0x200);
        at.at += 16;
        at.u32(0x4000); // size of the image
        at.u32(HEADERS.try_into().unwrap());
        at.u32(0); // the checksum, below
        at.u16(self.subsystem);
        at.u16(self.dll_characteristics);
        at.at += 32 + 4;
        at.u32(16); // data directories
        for directory in 0..16 {
            let filled = directory == 1 || self.directories.contains(&directory);
            at.u32(if filled { DATA } else { 0 });
            at.u32(if filled {
                imports.len().try_into().unwrap()
            } else {
                0
            });
        }
        at.section(b".text\0\0\0", TEXT, 0x200, HEADERS, self.text_flags);
        at.section(
            b".rdata\0\0",
            DATA,
            imports.len(),
            HEADERS + 0x200,
            0x4000_0040,
        );
        file.extend([0xc3; 0x200]);
        file.extend(imports);
        let checksum = self
            .checksum
            .or_else(|| cargo_miniport::inspect::checksum(&file, NT_HEADERS))
            .unwrap();
        file[NT_HEADERS + 88..][..4].copy_from_slice(&checksum.to_le_bytes());
        file
    }

    /// Descriptors, then for each library its lookup table, its name and the names of its routines.
    fn import_section(&self) -> Vec<u8> {
        let mut descriptors = Vec::new();
        let mut rest: Vec<u8> = Vec::new();
        let base = DATA + 20 * (u32::try_from(self.imports.len()).unwrap() + 1);
        let here = |rest: &Vec<u8>| base + u32::try_from(rest.len()).unwrap();
        for (library, routines) in &self.imports {
            let mut lookup = Vec::new();
            for routine in routines {
                if let Some(number) = routine.strip_prefix('#') {
                    lookup.push(1 << 63 | number.parse::<u64>().unwrap());
                } else {
                    lookup.push(here(&rest).into());
                    rest.extend([0, 0]);
                    rest.extend(routine.bytes().chain([0]));
                }
            }
            lookup.push(0);
            let name = here(&rest);
            rest.extend(library.bytes().chain([0]));
            let table = here(&rest);
            rest.extend(lookup.iter().flat_map(|entry| entry.to_le_bytes()));
            descriptors.extend([table, 0, 0, name, table]);
        }
        descriptors.extend([0; 5]);
        let mut section: Vec<u8> = descriptors
            .iter()
            .flat_map(|word| word.to_le_bytes())
            .collect();
        section.extend(rest);
        section
    }
}

struct Cursor<'a> {
    file: &'a mut Vec<u8>,
    at: usize,
}

impl Cursor<'_> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.file[self.at..][..bytes.len()].copy_from_slice(bytes);
        self.at += bytes.len();
    }

    fn u16(&mut self, value: u16) {
        self.bytes(&value.to_le_bytes());
    }

    fn u32(&mut self, value: u32) {
        self.bytes(&value.to_le_bytes());
    }

    fn u64(&mut self, value: u64) {
        self.bytes(&value.to_le_bytes());
    }

    fn section(&mut self, name: &[u8], address: u32, size: usize, offset: usize, flags: u32) {
        self.bytes(name);
        let size = size.try_into().unwrap();
        for value in [
            size,
            address,
            size,
            offset.try_into().unwrap(),
            0,
            0,
            0,
            flags,
        ] {
            self.u32(value);
        }
    }
}
