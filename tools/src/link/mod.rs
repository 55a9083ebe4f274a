//! What makes a driver of the DLL that Cargo links: the one place that decides the linker's options, and what is linked in beside
//! the crates.
//!
//! A driver crate needs neither a build script nor a profile nor metadata. Options that its build script passes come after these and
//! win over them, so the result is inspected ([`crate::inspect`]) for every one.

mod guard;
mod identity;
mod version;

use std::path::{Path, PathBuf};

pub(crate) use identity::settle;

use crate::package::Package;
use crate::{Error, Target, file};

/// The options, in the spelling that MSVC's linker and LLD share.
pub const OPTIONS: &[&str] = &[
    // A kernel-mode image: no user-mode start-up code, no manifest.
    "/DRIVER",
    // Windows 10: the oldest system with every StorPort routine that the runtime calls. LLD takes both versions from the first,
    // MSVC's linker takes the system's from the second.
    "/SUBSYSTEM:NATIVE,10.00",
    "/OSVERSION:10.00",
    "/ENTRY:DriverEntry",
    // No C runtime and no import library: every symbol comes from the crates.
    "/NODEFAULTLIB",
    // Equal functions stay apart: of several callbacks that are one the symbols name one, and the others would be judged by nobody.
    "/OPT:NOICF",
    // Writes the checksum; the kernel refuses a driver whose checksum is wrong.
    "/RELEASE",
    // A hash stands where the time would. For equal files from equal input it takes `settle` as well.
    "/BREPRO",
    // What runs once is given back when DriverEntry has returned. Readable, executable, discardable.
    "/SECTION:INIT,ERD",
];

/// The option of `rustc` that guards indirect calls, in every crate, and has the linker write the table of their targets.
pub(crate) const GUARD: &str = "-Ccontrol-flow-guard";

/// The options of `rustc` that link a driver, after it has written into `folder` what they name.
///
/// # Errors
///
/// When a file cannot be written.
pub(crate) fn rustc_options(
    folder: &Path,
    target: Target,
    package: &Package,
    debug: bool,
) -> Result<Vec<String>, Error> {
    let name = &package.library;
    let guard = written(folder, name, "obj", &guard::object(target))?;
    let version = version::resource(name, &package.about, debug);
    let version = written(folder, name, "res", &version)?;
    let files = [guard, version].map(|file| file.display().to_string());
    let options = OPTIONS.iter().map(ToString::to_string).chain(files);
    Ok(options
        .map(|option| format!("-Clink-arg={option}"))
        .collect())
}

/// Writes a file that is linked in. What is in it is part of its name: Cargo links anew when an option changes, and does not look
/// into files.
fn written(folder: &Path, name: &str, extension: &str, data: &[u8]) -> Result<PathBuf, Error> {
    let file = folder.join(format!("{name}-{:016x}.{extension}", identity::hash(data)));
    file::make_folder(folder)?;
    file::write(&file, data)?;
    Ok(file)
}
