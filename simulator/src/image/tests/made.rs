//! A small image, byte by byte.

/// Where things are in the file.
pub(super) const MACHINE: usize = 0x84;
pub(super) const CHARACTERISTICS: usize = 0x96;
pub(super) const ENTRY: usize = 0xA8;
pub(super) const BASE: usize = 0xB0;
pub(super) const ALIGNMENT: usize = 0xB8;
pub(super) const IMAGE_SIZE: usize = 0xD0;
pub(super) const HEADERS_SIZE: usize = 0xD4;
pub(super) const SUBSYSTEM: usize = 0xDC;
/// The directories of imports, relocations and the load configuration.
pub(super) const IMPORTS: usize = 0x110;
pub(super) const RELOCATIONS: usize = 0x130;
pub(super) const CONFIGURATION: usize = 0x158;
/// The headers of the three sections, 40 bytes each.
pub(super) const SECTIONS: usize = 0x188;
/// The bytes of the sections.
pub(crate) const TEXT: usize = 0x400;
pub(super) const DATA: usize = 0x600;
pub(super) const RELOC: usize = 0xA00;
const END: usize = 0xC00;

/// Where it would like to lie.
pub(super) const PREFERRED: u64 = 0x1_8000_0000;
/// Where the parts of its data are in the image.
pub(super) const DESCRIPTORS: u32 = 0x2000;
pub(super) const NAMES: u32 = 0x2100;
pub(super) const ADDRESSES: u32 = 0x2200;
pub(super) const COOKIE: u32 = 0x2300;
pub(super) const POINTER: u32 = 0x2308;
pub(super) const LOAD_CONFIGURATION: u32 = 0x2320;
const HINTS: u32 = 0x2010 + 0x20;

/// The bytes of a file.
pub(crate) struct Made(pub Vec<u8>);

impl Made {
    pub fn put(&mut self, at: usize, bytes: &[u8]) -> &mut Self {
        self.0[at..at + bytes.len()].copy_from_slice(bytes);
        self
    }

    pub fn short(&mut self, at: usize, value: u16) -> &mut Self {
        self.put(at, &value.to_le_bytes())
    }

    pub fn long(&mut self, at: usize, value: u32) -> &mut Self {
        self.put(at, &value.to_le_bytes())
    }

    pub fn quad(&mut self, at: usize, value: u64) -> &mut Self {
        self.put(at, &value.to_le_bytes())
    }

    /// Where in the file a place of the data section is.
    pub fn data(at: u32) -> usize {
        DATA + (at - DESCRIPTORS) as usize
    }
}

/// An image that imports two routines, has a cookie and a pointer to it that is relocated, and whose entry point returns
/// `STATUS_UNSUCCESSFUL`.
pub(crate) fn driver() -> Made {
    let mut file = Made(vec![0; END]);
    file.put(0, b"MZ").long(0x3C, 0x80);
    file.put(0x80, b"PE\0\0")
        .short(MACHINE, 0x8664)
        .short(0x86, 3);
    file.short(0x94, 240).short(CHARACTERISTICS, 0x22);
    file.short(0x98, 0x20B)
        .long(ENTRY, 0x1000)
        .quad(BASE, PREFERRED);
    file.long(ALIGNMENT, 0x1000).long(0xBC, 0x200);
    file.long(IMAGE_SIZE, 0x4000).long(HEADERS_SIZE, 0x400);
    file.short(SUBSYSTEM, 1).long(0x104, 16);
    file.long(IMPORTS, DESCRIPTORS).long(IMPORTS + 4, 40);
    file.long(RELOCATIONS, 0x3000).long(RELOCATIONS + 4, 12);
    file.long(CONFIGURATION, LOAD_CONFIGURATION)
        .long(CONFIGURATION + 4, 0x70);
    section(
        &mut file,
        0,
        b".text",
        (0x1000, 0x1000),
        (TEXT, 0x200),
        0x6000_0020,
    );
    section(
        &mut file,
        1,
        b".data",
        (0x2000, 0x1000),
        (DATA, 0x400),
        0xC000_0040,
    );
    section(
        &mut file,
        2,
        b".reloc",
        (0x3000, 0x1000),
        (RELOC, 0x200),
        0x4200_0040,
    );
    // mov eax, 0xC0000001; ret
    file.put(TEXT, &[0xB8, 0x01, 0x00, 0x00, 0xC0, 0xC3]);
    let data = Made::data;
    file.long(data(DESCRIPTORS), NAMES)
        .long(data(DESCRIPTORS + 12), NAMES + 0xA0)
        .long(data(DESCRIPTORS + 16), ADDRESSES);
    file.put(data(NAMES + 0xA0), b"NTOSKRNL.exe\0");
    name(&mut file, 0, "KeBugCheckEx");
    name(&mut file, 1, "KeGetCurrentIrql");
    file.long(data(LOAD_CONFIGURATION), 0x70);
    file.quad(data(LOAD_CONFIGURATION + 88), PREFERRED + u64::from(COOKIE));
    file.quad(data(POINTER), PREFERRED + u64::from(COOKIE));
    file.long(RELOC, 0x2000).long(RELOC + 4, 12);
    let entry = |place: u32| 0xA000 | (place & 0xFFF) as u16;
    file.short(RELOC + 8, entry(POINTER))
        .short(RELOC + 10, entry(LOAD_CONFIGURATION + 88));
    file
}

fn section(
    file: &mut Made,
    index: usize,
    name: &[u8],
    (at, length): (u32, u32),
    (start, bytes): (usize, u32),
    characteristics: u32,
) {
    let header = SECTIONS + 40 * index;
    file.put(header, name)
        .long(header + 8, length)
        .long(header + 12, at)
        .long(header + 16, bytes)
        .long(header + 20, start as u32)
        .long(header + 36, characteristics);
}

/// The name of the import with this index.
pub(crate) fn name(file: &mut Made, index: u32, routine: &str) {
    let hint = HINTS + 32 * index;
    let entry = Made::data(NAMES + 8 * index);
    file.quad(entry, hint.into());
    let place = Made::data(hint + 2);
    file.put(place, &[0; 30]).put(place, routine.as_bytes());
}
