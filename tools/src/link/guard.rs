//! Control Flow Guard: the load configuration of the image, and what an indirect call goes through where nobody guards.
//!
//! Guarded code jumps through `__guard_dispatch_icall_fptr` on x64, with the target in RAX, and calls through
//! `__guard_check_icall_fptr` on ARM64, with the target in X15. Windows finds both by the load configuration when it loads the image,
//! and writes its own routines there where it guards; until then they do nothing. In a driver in C they come from the libraries of
//! the WDK, whose symbols have these names: what is defined here is not taken from there.

use object::pe::ImageLoadConfigDirectory64 as LoadConfig;
use object::write::{
    Object, Relocation, SectionId, StandardSection, Symbol, SymbolId, SymbolSection,
};
use object::{
    Architecture, BinaryFormat, Endianness, RelocationEncoding, RelocationFlags, RelocationKind,
    SymbolFlags, SymbolKind, SymbolScope,
};

use crate::Target;

/// `ret`, and `jmp rax`.
const X64: [&[u8]; 2] = [&[0xc3], &[0xff, 0xe0]];
/// `ret`.
const ARM64: [&[u8]; 1] = [&[0xc0, 0x03, 0x5f, 0xd6]];

/// The pointers, with the field of the load configuration that leads to each. On ARM64 nothing is dispatched, and the field is 0.
const POINTERS: [(&str, usize); 2] = [
    (
        "__guard_check_icall_fptr",
        std::mem::offset_of!(LoadConfig, guard_cf_check_function_pointer),
    ),
    (
        "__guard_dispatch_icall_fptr",
        std::mem::offset_of!(LoadConfig, guard_cf_dispatch_function_pointer),
    ),
];

/// What the linker knows when it has seen every object: name, field, size in bits.
const FROM_THE_LINKER: [(&str, usize, u8); 7] = [
    (
        "__guard_fids_table",
        std::mem::offset_of!(LoadConfig, guard_cf_function_table),
        64,
    ),
    (
        "__guard_fids_count",
        std::mem::offset_of!(LoadConfig, guard_cf_function_count),
        64,
    ),
    (
        "__guard_flags",
        std::mem::offset_of!(LoadConfig, guard_flags),
        32,
    ),
    (
        "__guard_iat_table",
        std::mem::offset_of!(LoadConfig, guard_address_taken_iat_entry_table),
        64,
    ),
    (
        "__guard_iat_count",
        std::mem::offset_of!(LoadConfig, guard_address_taken_iat_entry_count),
        64,
    ),
    (
        "__guard_longjmp_table",
        std::mem::offset_of!(LoadConfig, guard_long_jump_target_table),
        64,
    ),
    (
        "__guard_longjmp_count",
        std::mem::offset_of!(LoadConfig, guard_long_jump_target_count),
        64,
    ),
];

/// Bit 11 of `@feat.00`: the object says itself which addresses it takes as targets of calls, and these are none.
const GUARD_AWARE: u64 = 1 << 11;

/// The object file for a machine.
pub(super) fn object(target: Target) -> Vec<u8> {
    let (architecture, code): (_, &[&[u8]]) = match target {
        Target::X64 => (Architecture::X86_64, &X64),
        Target::Arm64 => (Architecture::Aarch64, &ARM64),
    };
    let mut object = Object::new(BinaryFormat::Coff, architecture, Endianness::Little);
    let text = object.section_id(StandardSection::Text);
    let data = object.section_id(StandardSection::ReadOnlyData);
    symbol(
        &mut object,
        "@feat.00",
        GUARD_AWARE,
        SymbolSection::Absolute,
        SymbolScope::Compilation,
    );
    let config = object.append_section_data(data, &load_config(), 8);
    let defined = |object: &mut Object<'_>, name: &str, at, section| {
        symbol(
            object,
            name,
            at,
            SymbolSection::Section(section),
            SymbolScope::Linkage,
        )
    };
    defined(&mut object, "_load_config_used", config, data);
    for ((name, field), code) in POINTERS.iter().zip(code) {
        let routine = object.append_section_data(text, code, 16);
        let idle = name.replace("_fptr", "_idle");
        let idle = defined(&mut object, &idle, routine, text);
        let at = object.append_section_data(data, &[0; 8], 8);
        let pointer = defined(&mut object, name, at, data);
        relocate(&mut object, data, at, idle, 64);
        relocate(&mut object, data, config + *field as u64, pointer, 64);
    }
    for (name, field, size) in FROM_THE_LINKER {
        let known = symbol(
            &mut object,
            name,
            0,
            SymbolSection::Undefined,
            SymbolScope::Unknown,
        );
        relocate(&mut object, data, config + field as u64, known, size);
    }
    object
        .write()
        .expect("these sections, symbols and relocations are ones that COFF has")
}

/// The load configuration before it is linked: only its size is not 0.
fn load_config() -> [u8; size_of::<LoadConfig>()] {
    let mut bytes = [0; size_of::<LoadConfig>()];
    let size = u32::try_from(bytes.len()).expect("a few hundred bytes");
    bytes[..4].copy_from_slice(&size.to_le_bytes());
    bytes
}

fn symbol(
    object: &mut Object<'_>,
    name: &str,
    value: u64,
    section: SymbolSection,
    scope: SymbolScope,
) -> SymbolId {
    object.add_symbol(Symbol {
        name: name.into(),
        value,
        size: 0,
        kind: SymbolKind::Data,
        scope,
        weak: false,
        section,
        flags: SymbolFlags::None,
    })
}

fn relocate(object: &mut Object<'_>, section: SectionId, offset: u64, symbol: SymbolId, size: u8) {
    let flags = RelocationFlags::Generic {
        kind: RelocationKind::Absolute,
        encoding: RelocationEncoding::Generic,
        size,
    };
    let relocation = Relocation {
        offset,
        symbol,
        addend: 0,
        flags,
    };
    object
        .add_relocation(section, relocation)
        .expect("COFF has absolute relocations of 32 and 64 bits");
}

#[cfg(test)]
mod tests {
    use object::read::{Object as _, ObjectSection as _, ObjectSymbol as _, RelocationTarget};

    use super::*;

    /// The fields of the load configuration that the linker fills in, with the symbols that they get, and the symbols that are defined.
    fn read(target: Target) -> (Vec<(usize, String)>, Vec<String>) {
        let data = object(target);
        let file = object::File::parse(data.as_slice()).unwrap();
        let config = file.symbol_by_name("_load_config_used").unwrap().address();
        let section = file.section_by_name(".rdata").unwrap();
        let mut fields: Vec<(usize, String)> = section
            .relocations()
            .map(|(at, relocation)| {
                let RelocationTarget::Symbol(index) = relocation.target() else {
                    panic!("{relocation:?}");
                };
                let name = file.symbol_by_index(index).unwrap().name().unwrap();
                (usize::try_from(at - config).unwrap(), name.to_owned())
            })
            .filter(|(field, _)| *field < size_of::<LoadConfig>())
            .collect();
        fields.sort();
        let defined = file
            .symbols()
            .filter(|symbol| symbol.is_global() && !symbol.is_undefined())
            .map(|symbol| symbol.name().unwrap().to_owned());
        (fields, defined.collect())
    }

    #[test]
    fn the_load_configuration_leads_to_what_guarded_calls_go_through() {
        let field = |at, name: &str| (at, name.to_owned());
        let both = [
            field(112, "__guard_check_icall_fptr"),
            field(120, "__guard_dispatch_icall_fptr"),
            field(128, "__guard_fids_table"),
            field(136, "__guard_fids_count"),
            field(144, "__guard_flags"),
            field(160, "__guard_iat_table"),
            field(168, "__guard_iat_count"),
            field(176, "__guard_longjmp_table"),
            field(184, "__guard_longjmp_count"),
        ];
        let (fields, defined) = read(Target::X64);
        assert_eq!(fields, both);
        assert_eq!(defined.len(), 5, "{defined:?}");
        let (fields, defined) = read(Target::Arm64);
        assert_eq!(fields, [&both[..1], &both[2..]].concat());
        assert_eq!(defined.len(), 3, "{defined:?}");
    }
}
