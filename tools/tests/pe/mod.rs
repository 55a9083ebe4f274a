//! Writes small PE files: a driver that is right, with knobs to make it wrong.

use object::pe;

/// What to write. The default is a driver that breaks no rule.
pub struct Pe {
    pub machine: u16,
    pub magic: u16,
    pub characteristics: u16,
    pub subsystem: u16,
    /// Of the operating system and of the subsystem.
    pub versions: [u16; 2],
    pub dll_characteristics: u16,
    pub entry_point: u32,
    pub section_alignment: u32,
    pub text_flags: u32,
    pub data_name: &'static [u8; 8],
    pub checksum: Option<u32>,
    /// What the load configuration says in `GuardFlags`, and where it says that the routine is that checks.
    pub guard: Option<(u32, u64)>,
    /// The type of the one resource, and the version in it.
    pub resource: Option<(u32, [u16; 4])>,
    /// The type of the one entry of the debug directory.
    pub debug: u32,
    pub exports: Vec<&'static str>,
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
            versions: [10, 10],
            dll_characteristics: 0x4160,
            entry_point: TEXT,
            section_alignment: 0x1000,
            text_flags: 0x6000_0020,
            data_name: b".rdata\0\0",
            checksum: None,
            guard: Some((0x500, BASE + u64::from(DATA))),
            resource: Some((16, [1, 2, 3, 0])),
            debug: 16,
            exports: vec!["DriverEntry"],
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
pub const BASE: u64 = 0x1_4000_0000;
const HEADERS: usize = 0x400;
const NT_HEADERS: usize = 0x40;

impl Pe {
    /// The bytes of the file.
    pub fn write(&self) -> Vec<u8> {
        let mut data = self.import_section();
        let mut directories = [(0, 0); 16];
        directories[1] = (DATA, data.len());
        self.add(&mut data, &mut directories);
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
        at.u64(BASE);
        at.u32(self.section_alignment);
        at.u32(0x200);
        at.u16(self.versions[0]);
        at.at += 6;
        at.u16(self.versions[1]);
        at.at += 6;
        at.u32(0x4000); // size of the image
        at.u32(HEADERS.try_into().unwrap());
        at.u32(0); // the checksum, below
        at.u16(self.subsystem);
        at.u16(self.dll_characteristics);
        at.at += 32 + 4;
        at.u32(16); // data directories
        for (number, (address, size)) in directories.into_iter().enumerate() {
            let filled = self.directories.contains(&number);
            at.u32(if filled { DATA } else { address });
            at.u32(if filled { 4 } else { size.try_into().unwrap() });
        }
        at.section(b".text\0\0\0", TEXT, 0x200, HEADERS, self.text_flags);
        at.section(
            self.data_name,
            DATA,
            data.len(),
            HEADERS + 0x200,
            0x4000_0040,
        );
        file.extend([0xc3; 0x200]);
        file.extend(data);
        let checksum = self
            .checksum
            .or_else(|| cargo_miniport::inspect::checksum(&file, NT_HEADERS))
            .unwrap();
        file[NT_HEADERS + 88..][..4].copy_from_slice(&checksum.to_le_bytes());
        file
    }

    /// Everything behind the imports, each with its directory.
    fn add(&self, data: &mut Vec<u8>, directories: &mut [(u32, usize); 16]) {
        let mut put = |number: usize, make: &dyn Fn(u32) -> Vec<u8>| {
            data.resize(data.len().next_multiple_of(8), 0);
            let address = DATA + u32::try_from(data.len()).unwrap();
            let bytes = make(address);
            directories[number] = (address, bytes.len());
            data.extend(bytes);
        };
        if !self.exports.is_empty() {
            put(0, &|address| self.export_directory(address));
        }
        if let Some((kind, version)) = self.resource {
            put(2, &|address| resource_directory(address, kind, version));
        }
        put(6, &|_| words([0, 0, 0, self.debug, 0, 0, 0]));
        if let Some((flags, check)) = self.guard {
            put(10, &|_| {
                let mut config = vec![0; 264];
                config[..4].copy_from_slice(&264_u32.to_le_bytes());
                config[112..120].copy_from_slice(&check.to_le_bytes());
                config[136] = 5;
                config[144..148].copy_from_slice(&flags.to_le_bytes());
                config
            });
        }
    }

    /// The table, addresses, pointers to names, ordinals, names.
    fn export_directory(&self, address: u32) -> Vec<u8> {
        let count = u32::try_from(self.exports.len()).unwrap();
        let addresses = address + 40;
        let pointers = addresses + 4 * count;
        let ordinals = pointers + 4 * count;
        let mut name = ordinals + 2 * count;
        let mut table = vec![
            0, 0, 0, name, 1, count, count, addresses, pointers, ordinals,
        ];
        table.extend(self.exports.iter().map(|_| TEXT));
        let mut names: Vec<u8> = (0..self.exports.len())
            .flat_map(|number| u16::try_from(number).unwrap().to_le_bytes())
            .collect();
        for export in &self.exports {
            table.push(name);
            name += u32::try_from(export.len()).unwrap() + 1;
            names.extend(export.bytes().chain([0]));
        }
        let mut bytes = words(table);
        bytes.extend(names);
        bytes
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

/// Type, name and language, each the one entry of its table; then the data.
fn resource_directory(address: u32, kind: u32, version: [u16; 4]) -> Vec<u8> {
    const TABLE: u32 = 1 << 31;
    let mut bytes = Vec::new();
    for (id, next) in [(kind, TABLE + 24), (1, TABLE + 48), (0x409, 72)] {
        bytes.extend(words([0, 0, 0, 1 << 16, id, next]));
    }
    let [major, minor, build, private] = version.map(u32::from);
    let fixed = [
        0xfeef_04bd,
        0x1_0000,
        major << 16 | minor,
        build << 16 | private,
    ];
    bytes.extend(words([address + 88, 56, 0, 0]));
    bytes.extend([0; 40]);
    bytes.extend(words(fixed));
    bytes
}

fn words(words: impl IntoIterator<Item = u32>) -> Vec<u8> {
    words.into_iter().flat_map(u32::to_le_bytes).collect()
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
