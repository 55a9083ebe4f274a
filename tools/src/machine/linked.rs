//! The code of an object file, linked to itself: sections get addresses, and what is elsewhere gets one as well, as the slot of an import.

use std::collections::{BTreeMap, HashMap};

use object::read::{
    Object as _, ObjectSection as _, ObjectSymbol as _, RelocationTarget, SymbolIndex,
};
use object::{Architecture, RelocationFlags, SectionKind, SymbolKind, pe};

use super::program::{Import, Program, Section};
use crate::{Error, Target};

/// Where the first section comes.
const FIRST: u32 = 0x1000;
/// Sections begin at multiples of this.
const ALIGNMENT: u32 = 0x1000;
/// An object file that is larger than this is not one of a driver.
const MOST: usize = 64 << 20;

impl Program {
    /// Reads an object file, and tells the names of its functions.
    pub(crate) fn of_object(data: &[u8], mut named: impl FnMut(u32, &str)) -> Result<Self, Error> {
        let broken = |error: object::read::Error| {
            Error::new(format!("this object file cannot be read: {error}"))
        };
        if data.len() > MOST {
            return Err(Error::new("this object file is too large"));
        }
        let file = object::File::parse(data).map_err(broken)?;
        let target = match file.architecture() {
            Architecture::X86_64 => Target::X64,
            Architecture::Aarch64 => Target::Arm64,
            _ => return Err(Error::new("this object file is for neither x64 nor ARM64")),
        };
        let mut bases = HashMap::new();
        let mut sections = Vec::new();
        let mut next = FIRST;
        for section in file.sections() {
            let executable = section.kind() == SectionKind::Text;
            if !executable
                && !matches!(
                    section.kind(),
                    SectionKind::Data | SectionKind::ReadOnlyData
                )
            {
                continue;
            }
            let bytes = section.data().map_err(broken)?.to_vec();
            let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            bases.insert(section.index(), (next, sections.len()));
            sections.push(Section {
                address: next,
                bytes,
                executable,
            });
            next = next
                .checked_add(length)
                .and_then(|end| end.checked_next_multiple_of(ALIGNMENT))
                .ok_or_else(|| Error::new("this object file is too large"))?;
        }
        let mut addresses: HashMap<SymbolIndex, u32> = HashMap::new();
        let mut slots = BTreeMap::new();
        for symbol in file.symbols() {
            let name = symbol.name().unwrap_or_default();
            if let Some(&(base, number)) =
                symbol.section_index().and_then(|index| bases.get(&index))
            {
                let address = base.saturating_add(u32::try_from(symbol.address()).unwrap_or(0));
                addresses.insert(symbol.index(), address);
                if symbol.kind() == SymbolKind::Text && sections[number].executable {
                    named(address, name);
                }
            } else if symbol.is_undefined() {
                let routine = name.strip_prefix("__imp_").unwrap_or(name).to_owned();
                addresses.insert(symbol.index(), next);
                slots.insert(
                    next,
                    Import {
                        library: String::new(),
                        routine,
                    },
                );
                next = next.saturating_add(8);
            }
        }
        for section in file.sections() {
            let Some(&(base, number)) = bases.get(&section.index()) else {
                continue;
            };
            for (offset, relocation) in section.relocations() {
                let RelocationTarget::Symbol(symbol) = relocation.target() else {
                    continue;
                };
                let (Some(&to), Ok(offset)) = (addresses.get(&symbol), u32::try_from(offset))
                else {
                    continue;
                };
                if let RelocationFlags::Coff { typ } = relocation.flags() {
                    relocate(target, &mut sections[number].bytes, (base, offset), to, typ);
                }
            }
        }
        Ok(Self::of_sections(target, sections, slots))
    }
}

/// Writes the distance to `to` into the instruction at `offset` of the section at `base`.
fn relocate(
    target: Target,
    bytes: &mut [u8],
    (base, offset): (u32, u32),
    to: u32,
    kind: pe::RelocationType,
) {
    let Some(field) = usize::try_from(offset)
        .ok()
        .and_then(|offset| bytes.get_mut(offset..)?.get_mut(..4))
    else {
        return;
    };
    let old = u32::from_le_bytes([field[0], field[1], field[2], field[3]]);
    let from = base.wrapping_add(offset);
    let new = match target {
        Target::X64 => x64(old, from, to, kind),
        Target::Arm64 => arm64(old, from, to, kind),
    };
    if let Some(new) = new {
        field.copy_from_slice(&new.to_le_bytes());
    }
}

/// The distance from the end of the instruction, which is up to five bytes behind the field.
fn x64(old: u32, from: u32, to: u32, kind: pe::RelocationType) -> Option<u32> {
    let behind = kind.0.checked_sub(pe::IMAGE_REL_AMD64_REL32.0)?;
    if behind > 5 {
        return None;
    }
    let end = from.wrapping_add(4 + u32::from(behind));
    Some(old.wrapping_add(to).wrapping_sub(end))
}

fn arm64(old: u32, from: u32, to: u32, kind: pe::RelocationType) -> Option<u32> {
    match kind {
        pe::IMAGE_REL_ARM64_BRANCH26 => {
            let words = to.wrapping_sub(from) >> 2;
            Some((old & 0xfc00_0000) | (words & 0x03ff_ffff))
        }
        pe::IMAGE_REL_ARM64_PAGEBASE_REL21 => {
            let pages = (to >> 12).wrapping_sub(from >> 12);
            Some((old & 0x9f00_001f) | ((pages & 3) << 29) | (((pages >> 2) & 0x7_ffff) << 5))
        }
        pe::IMAGE_REL_ARM64_PAGEOFFSET_12A => Some((old & !(0xfff << 10)) | ((to & 0xfff) << 10)),
        // Loads count in units of what they load.
        pe::IMAGE_REL_ARM64_PAGEOFFSET_12L => {
            Some((old & !(0xfff << 10)) | (((to & 0xfff) >> (old >> 30)) << 10))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::{Callee, analyse};
    use object::write::{Object, Relocation, Symbol, SymbolSection};
    use object::{BinaryFormat, Endianness, SymbolFlags, SymbolScope};

    /// An object file of one function with relocations: where, to which routine elsewhere, of which type.
    fn object(
        architecture: Architecture,
        code: &[u8],
        relocations: &[(u64, &str, pe::RelocationType)],
    ) -> Vec<u8> {
        let mut object = Object::new(BinaryFormat::Coff, architecture, Endianness::Little);
        let text = object.section_id(object::write::StandardSection::Text);
        let symbol = |name: &str, section, kind| Symbol {
            name: name.as_bytes().to_vec(),
            value: 0,
            size: 0,
            kind,
            scope: SymbolScope::Linkage,
            weak: false,
            section,
            flags: SymbolFlags::None,
        };
        let function =
            object.add_symbol(symbol("HwDpc", SymbolSection::Undefined, SymbolKind::Text));
        object.add_symbol_data(function, text, code, 4);
        let mut known = BTreeMap::new();
        for (offset, routine, typ) in relocations {
            let symbol = *known.entry(routine).or_insert_with(|| {
                object.add_symbol(symbol(routine, SymbolSection::Undefined, SymbolKind::Text))
            });
            let relocation = Relocation {
                offset: *offset,
                symbol,
                // From the end of the field.
                addend: if architecture == Architecture::X86_64 {
                    -4
                } else {
                    0
                },
                flags: RelocationFlags::Coff { typ: *typ },
            };
            object.add_relocation(text, relocation).unwrap();
        }
        object.write().unwrap()
    }

    fn routines(data: &[u8]) -> Vec<String> {
        let mut functions = Vec::new();
        let mut program = Program::of_object(data, |address, name| {
            functions.push((address, name.to_owned()));
        })
        .unwrap();
        let [(address, name)] = functions.as_slice() else {
            panic!("{functions:?}")
        };
        assert_eq!(name, "HwDpc");
        program.begins(*address);
        let body = analyse(&program, *address);
        body.calls
            .iter()
            .map(|call| match call.callee {
                Callee::Import(slot) => program.import(slot).unwrap().routine.clone(),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn calls_of_an_object_file_for_x64_are_seen() {
        let code = [
            0xff, 0x15, 0, 0, 0, 0, // call [__imp_KeSetEvent]
            0xe8, 0, 0, 0, 0, // call Helper
            0xc3,
        ];
        let relative = pe::IMAGE_REL_AMD64_REL32;
        let data = object(
            Architecture::X86_64,
            &code,
            &[(2, "__imp_KeSetEvent", relative), (7, "Helper", relative)],
        );
        assert_eq!(routines(&data), ["KeSetEvent", "Helper"]);
    }

    #[test]
    fn calls_of_an_object_file_for_arm64_are_seen() {
        let code = [
            0x08, 0, 0, 0x90, // adrp x8, __imp_KeSetEvent
            0x08, 0x01, 0x40, 0xf9, // ldr x8, [x8, __imp_KeSetEvent]
            0x00, 0x01, 0x3f, 0xd6, // blr x8
            0, 0, 0, 0x94, // bl Helper
            0xc0, 0x03, 0x5f, 0xd6, // ret
        ];
        let event = "__imp_KeSetEvent";
        let data = object(
            Architecture::Aarch64,
            &code,
            &[
                // An import before, so that the slot is not at the beginning of a page.
                (12, "Helper", pe::IMAGE_REL_ARM64_BRANCH26),
                (0, event, pe::IMAGE_REL_ARM64_PAGEBASE_REL21),
                (4, event, pe::IMAGE_REL_ARM64_PAGEOFFSET_12L),
            ],
        );
        assert_eq!(routines(&data), ["KeSetEvent", "Helper"]);
    }
}
