//! Every routine that drivers find, of all rooms.

#[cfg(images)]
use crate::image::{Found, bitmap, intrinsics, library, number, version};
use crate::kernel::export::Export;
#[cfg(images)]
use crate::kernel::nt::data;
use crate::{io, kernel, storport};

type Tables = &'static [&'static [Export]];

/// The modules of Windows that export to drivers, and the tables of their routines. What an old driver imports from hal.dll,
/// ntoskrnl.exe exports too.
const MODULES: [(&[&str], &[Tables]); 2] = [
    (&["storport.sys"], &[storport::routines::EXPORTS]),
    (
        &["ntoskrnl.exe", "hal.dll"],
        &[kernel::nt::EXPORTS, io::routines::EXPORTS],
    ),
];

#[cfg(any(windows, test))]
fn all() -> impl Iterator<Item = &'static Export> {
    MODULES.iter().flat_map(|(_, tables)| exports(tables))
}

fn exports(tables: &[Tables]) -> impl Iterator<Item = &'static Export> {
    tables.iter().copied().flatten().copied().flatten()
}

/// What only the simulator has: Windows does it inline.
#[cfg(images)]
const INLINE: [&str; 3] = ["MiniportSim", "READ_REGISTER_", "WRITE_REGISTER_"];

/// The routine that an image imports.
#[cfg(images)]
pub(super) fn find(module: &str, name: &str) -> Found {
    let find = |tables: &[Tables]| {
        exports(tables)
            .find(|export| export.name == name)
            .map(|export| export.win64 as usize)
    };
    let Some((modules, tables)) = MODULES.iter().find(|(names, _)| names.contains(&module)) else {
        return Found::NoModule;
    };
    if INLINE.iter().any(|inline| name.starts_with(inline)) {
        return Found::Missing;
    }
    let other_kind = || {
        (*modules != ["storport.sys"])
            .then(|| {
                intrinsics::address_of(name)
                    .or_else(|| library::address_of(name))
                    .or_else(|| bitmap::address_of(name))
                    .or_else(|| number::address_of(name))
                    .or_else(|| version::address_of(name))
                    .or_else(|| data::address_of(name))
            })
            .flatten()
    };
    if let Some(address) = find(tables).or_else(other_kind) {
        return Found::At(address);
    }
    let other = MODULES.iter().find(|(_, tables)| find(tables).is_some());
    other.map_or(Found::Missing, |(names, _)| Found::Elsewhere(names[0]))
}

/// From now on drivers find them by name.
#[cfg(windows)]
pub(super) fn provide() {
    let find = |name: &str| {
        all()
            .find(|export| export.name == name)
            .map(|export| export.address)
    };
    // SAFETY: a row has the name, the parameters and the result of its routine, as where a linker joins the two; functions stay.
    unsafe { miniport::ffi::by_table::provide(find) };
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::all;

    #[test]
    fn a_routine_is_in_one_table() {
        let mut names = HashSet::new();
        for export in all() {
            assert!(names.insert(export.name), "{} is there twice", export.name);
        }
        assert!(names.contains("StorPortExtendedFunction") && names.contains("IofCallDriver"));
    }

    #[cfg(images)]
    #[test]
    fn a_variable_is_where_its_value_is() {
        use super::find;
        use crate::image::Found;

        for (name, value) in [("InitSafeBootMode", 0), ("KdDebuggerNotPresent", 1)] {
            let Found::At(address) = find("ntoskrnl.exe", name) else {
                panic!("{name} is a variable");
            };
            // SAFETY: the address of a variable of this size.
            assert_eq!(unsafe { (address as *const usize).read() }, value);
        }
    }

    #[cfg(images)]
    #[test]
    fn an_image_finds_a_routine_in_its_module_only() {
        use super::find;
        use crate::image::Found;

        for (module, name) in [
            ("storport.sys", "StorPortInitialize"),
            ("ntoskrnl.exe", "IofCallDriver"),
            ("hal.dll", "KeGetCurrentIrql"),
            ("ntoskrnl.exe", "__chkstk"),
            ("ntoskrnl.exe", "PsThreadType"),
        ] {
            assert!(matches!(find(module, name), Found::At(_)), "{name}");
        }
        for (module, name, found) in [
            (
                "ntoskrnl.exe",
                "StorPortInitialize",
                Found::Elsewhere("storport.sys"),
            ),
            (
                "storport.sys",
                "IofCallDriver",
                Found::Elsewhere("ntoskrnl.exe"),
            ),
            ("storport.sys", "memcpy", Found::Missing),
            ("storport.sys", "InitSafeBootMode", Found::Missing),
            ("ntoskrnl.exe", "ZwDreamUp", Found::Missing),
            ("ntoskrnl.exe", "READ_REGISTER_ULONG", Found::Missing),
            ("storport.sys", "MiniportSimReadRegister64", Found::Missing),
            ("wdf01000.sys", "WdfVersionBind", Found::NoModule),
        ] {
            assert_eq!(find(module, name), found, "{name}");
        }
    }
}
