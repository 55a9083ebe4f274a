//! What Windows demands of no image and every driver should have: made for a known system, guarded, with a version, equal whenever it is
//! built, and exporting nothing. Warnings for a file from elsewhere, errors for what this tool has built.

use object::pe;

use crate::image::Image;
use crate::rules::Finding;

/// Windows 10.
const OLDEST: (u16, u16) = (10, 0);
/// What the linker starts from, and Rust exports from every DLL.
const ENTRY: &str = "DriverEntry";
/// The section that is given back when the driver is initialised.
const INIT: &str = "INIT";

/// Everything that is amiss.
pub(super) fn findings(image: &Image) -> Vec<Finding> {
    let checks = [systems, exports, guard, version, time, init];
    checks.iter().filter_map(|check| check(image)).collect()
}

fn systems(image: &Image) -> Option<Finding> {
    let ((major, minor), part) = [
        (image.system_version, "operating system"),
        (image.subsystem_version, "subsystem"),
    ]
    .into_iter()
    .find(|(version, _)| *version < OLDEST)?;
    Some(
        Finding::new(format!(
            "its {part} version is {major}.{minor}, not 10.0: Windows 10"
        ))
        .help("link with /SUBSYSTEM:NATIVE,10.00; a bare /SUBSYSTEM:NATIVE of a build script wins over it"),
    )
}

fn exports(image: &Image) -> Option<Finding> {
    let stray: Vec<&str> = image
        .exports
        .iter()
        .map(String::as_str)
        .filter(|name| *name != ENTRY)
        .collect();
    (!stray.is_empty()).then(|| {
        Finding::new(format!(
            "it exports {}, which nobody imports from a driver",
            stray.join(", ")
        ))
        .help(
            "#[no_mangle] and #[export_name] export from a cdylib, also those of its dependencies",
        )
    })
}

fn guard(image: &Image) -> Option<Finding> {
    let flagged = image
        .dll_characteristics
        .contains(pe::IMAGE_DLLCHARACTERISTICS_GUARD_CF);
    let lacks = match &image.guard {
        None => "no load configuration for it",
        Some(guard) if !guard.is_complete() => "a load configuration without its tables",
        Some(_) if !flagged => "no flag for it in its header",
        Some(_) => return None,
    };
    Some(
        Finding::new(format!("it is without Control Flow Guard: it has {lacks}"))
            .help("`cargo miniport build` compiles with -Ccontrol-flow-guard, unless a later option of yours takes it back"),
    )
}

fn version(image: &Image) -> Option<Finding> {
    image.version.is_none().then(|| {
        Finding::new("it has no version resource").help(
            "`cargo miniport build` makes one from version and description in Cargo.toml, and from company, product and copyright in \
             [package.metadata.miniport]",
        )
    })
}

fn time(image: &Image) -> Option<Finding> {
    (!image.reproducible).then(|| {
        Finding::new("it has the time of its build, so that two builds of one source differ")
            .help("link with /BREPRO")
    })
}

fn init(image: &Image) -> Option<Finding> {
    let kept = image
        .sections
        .iter()
        .any(|section| section.name == INIT && !section.discardable);
    kept.then(|| {
        Finding::new("its section INIT is kept in memory after DriverEntry")
            .help("link with /SECTION:INIT,ERD")
    })
}
