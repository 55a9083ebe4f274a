//! `cargo miniport build`: Cargo builds the driver crate as a DLL with the linker options of a driver; the result is
//! inspected and copied to `<machine>/<driver>.sys`, with its `.pdb`.
//!
//! Windows loads such a file when it is signed: a test certificate will do while test signing is on
//! (`bcdedit /set testsigning on`, Secure Boot off). The file itself is not signed here.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::file::unreadable;
use crate::inspect::{self, Expected};
use crate::link;
use crate::linker::Linker;
use crate::package::Package;
use crate::toolchain::Toolchain;
use crate::{Error, Target, cli, file};

/// Builds the driver for every machine that was asked for.
///
/// # Errors
///
/// When no toolchain, linker or driver package is there, when Cargo fails, when the result breaks a rule.
pub fn build(arguments: &cli::Build) -> Result<(), Error> {
    for &target in arguments.target.list() {
        build_and_inspect(arguments, target)?;
    }
    Ok(())
}

/// The driver for one machine, which breaks no rule.
pub(crate) fn build_and_inspect(arguments: &cli::Build, target: Target) -> Result<PathBuf, Error> {
    let file = build_for(arguments, target, BUILT)?;
    inspect::inspect(&file, &expected(arguments, target))?;
    Ok(file)
}

/// The file that an argument means: itself, or the driver of the package of that name, which is built as `cargo miniport build -p` does,
/// with line numbers.
pub(crate) fn file_of(argument: &Path, target: Target) -> Result<PathBuf, Error> {
    let is_name = argument.to_str().is_some_and(|name| {
        name.chars()
            .all(|letter| letter.is_alphanumeric() || letter == '-' || letter == '_')
    });
    // A folder may have the name of the package that is in it.
    if argument.is_dir() && !is_name {
        return Err(unreadable(argument, &"it is a folder")
            .help("a package is meant by its name, and a file by its path"));
    }
    if !is_name || argument.is_file() {
        return Ok(argument.to_owned());
    }
    let lines = format!(
        "--config=profile.release.package.{}.debug=\"line-tables-only\"",
        argument.display()
    );
    let arguments = cli::Build {
        package: argument.to_str().map(str::to_owned),
        target: cli::Targets::X64,
        release: true,
        debug: false,
        features: Vec::new(),
        no_default_features: false,
        out: None,
        manifest_path: None,
        is_virtual: false,
        cargo: vec![lines.into()],
    };
    build_for(&arguments, target, LOOKED_AT)
}

fn expected(arguments: &cli::Build, target: Target) -> Expected {
    Expected {
        target: Some(target),
        kind: arguments.kind(),
        built_here: true,
    }
}

/// Where drivers lie in the target directory that are built to be used, and those that are built to be looked at, which are others: they have
/// line numbers.
const BUILT: &str = "miniport";
const LOOKED_AT: &str = "miniport/looked-at";

/// Builds the driver, to `out` or to a folder of the target directory.
fn build_for(arguments: &cli::Build, target: Target, place: &str) -> Result<PathBuf, Error> {
    let toolchain = Toolchain::find(target)?;
    let linker = Linker::find(target, &toolchain)?;
    let package = Package::find(
        toolchain.cargo(),
        arguments.manifest_path.as_deref(),
        arguments.package.as_deref(),
    )?;
    file::warn(&format!(
        "{} for {}: {}; {}",
        package.name,
        target.name(),
        toolchain.describe(),
        linker.describe()
    ));
    run_cargo(arguments, target, &toolchain, &linker, &package)?;
    let built = package
        .target_directory
        .join(target.triple())
        .join(arguments.profile());
    let folder = match &arguments.out {
        Some(folder) => folder.join(target.name()),
        None => folder(
            &package.target_directory,
            place,
            target,
            arguments.profile(),
        ),
    };
    collect(&built, &package.library, &folder)
}

/// The folder of drivers in Cargo's.
fn folder(target_directory: &Path, place: &str, target: Target, profile: &str) -> PathBuf {
    target_directory
        .join(place)
        .join(target.name())
        .join(profile)
}

fn run_cargo(
    arguments: &cli::Build,
    target: Target,
    toolchain: &Toolchain,
    linker: &Linker,
    package: &Package,
) -> Result<(), Error> {
    let mut command = toolchain.cargo();
    if let Some((name, program)) = linker.variable(target) {
        command.env(name, program);
    }
    // An option --config before the command's name is overridden by those after it.
    command.arg("rustc");
    guard_calls(&mut command, target);
    command
        .args(["--lib", "--crate-type=cdylib", "--package"])
        .arg(&package.name)
        .args(["--target", target.triple()])
        // The kernel cannot unwind, whatever the driver's own profiles say.
        .arg("--config=profile.dev.panic=\"abort\"")
        .arg("--config=profile.release.panic=\"abort\"")
        // Without any optimisation a device extension, which is made by value, is copied from frame to frame: a kernel stack has no room
        // for several of 8 KiB.
        .arg("--config=profile.dev.opt-level=1")
        .args(toolchain.core_options());
    if let Some(manifest) = &arguments.manifest_path {
        command.arg("--manifest-path").arg(manifest);
    }
    if !arguments.debug {
        command.arg("--release");
    }
    if arguments.no_default_features {
        command.arg("--no-default-features");
    }
    for features in &arguments.features {
        command.arg("--features").arg(features);
    }
    command.args(&arguments.cargo);
    let folder = package.target_directory.join("miniport/link");
    let folder = folder.join(target.name());
    command
        .arg("--")
        .args(link::rustc_options(
            &folder,
            target,
            package,
            arguments.debug,
        )?)
        .args(linker.rustc_option());
    let status = command
        .status()
        .map_err(|error| Error::new(format!("cannot run cargo: {error}")))?;
    if status.success() {
        return Ok(());
    }
    let error = Error::new(format!(
        "cargo could not build {} for {}",
        package.name,
        target.triple()
    ));
    // What it said went to the user: it says so again, of what it could not build alone.
    let said = command
        .output()
        .map(|output| String::from_utf8_lossy(&output.stderr).into_owned());
    Err(match said.ok().as_deref().and_then(advice) {
        Some(advice) => error.help(advice),
        None => error,
    })
}

/// What to do about a failure that the compiler and the linker cannot explain.
fn advice(said: &str) -> Option<&'static str> {
    let lacks = |symbol: &str| {
        // LLD's words, and those of MSVC's linker.
        ["undefined symbol: ", "unresolved external symbol "]
            .iter()
            .any(|words| said.contains(&format!("{words}{symbol}")))
    };
    if said.contains("can't find crate for `std`") {
        Some(
            "the kernel has no std: write #![no_std] at the top of the driver, and depend on crates that need none",
        )
    } else if lacks("DriverEntry") {
        Some("the crate has no driver_entry! (of a WDM driver: wdm_driver_entry!)")
    } else if lacks("") {
        Some("some code needs std or a C runtime, and the kernel has neither")
    } else {
        None
    }
}

/// Has every crate guard its indirect calls. Cargo takes options for all crates from one place only, so they are added where the
/// user's are; before these, which win.
fn guard_calls(command: &mut Command, target: Target) {
    for (variable, separator) in [("CARGO_ENCODED_RUSTFLAGS", "\x1f"), ("RUSTFLAGS", " ")] {
        if let Ok(flags) = std::env::var(variable) {
            let separator = if flags.is_empty() { "" } else { separator };
            command.env(variable, format!("{}{separator}{flags}", link::GUARD));
            return;
        }
    }
    command.arg(format!(
        "--config=target.{}.rustflags=[\"{}\"]",
        target.triple(),
        link::GUARD
    ));
}

/// Copies what Cargo built to where the user looks for it, with an identity that does not depend on the build, and returns the driver's
/// path.
fn collect(built: &Path, library: &str, folder: &Path) -> Result<PathBuf, Error> {
    file::make_folder(folder)?;
    let driver = folder.join(format!("{library}.sys"));
    let mut image = file::read(&built.join(format!("{library}.dll")))?;
    let symbols = built.join(format!("{library}.pdb"));
    if symbols.is_file() {
        let mut symbols = file::read(&symbols)?;
        // Where it cannot be, the linker has said all there is to say of the image.
        let _ = link::settle(&mut image, &mut symbols);
        file::write(&folder.join(format!("{library}.pdb")), &symbols)?;
    }
    file::write(&driver, &image)?;
    Ok(driver)
}

#[cfg(test)]
mod tests {
    use super::{BUILT, LOOKED_AT, advice, collect, folder};
    use crate::Target;
    use std::path::Path;

    #[test]
    fn a_driver_that_is_looked_at_lies_beside_the_one_that_is_used() {
        let place = |place| folder(Path::new("target"), place, Target::X64, "release");
        assert_eq!(place(BUILT), Path::new("target/miniport/x64/release"));
        assert_ne!(place(LOOKED_AT), place(BUILT));
    }

    #[test]
    fn advice_is_given_where_it_fits() {
        for (said, part) in [
            ("error[E0463]: can't find crate for `std`", "#![no_std]"),
            (
                "lld-link: error: undefined symbol: DriverEntry\n",
                "no driver_entry!",
            ),
            (
                "x.obj : error LNK2001: unresolved external symbol DriverEntry",
                "no driver_entry!",
            ),
            ("lld-link: error: undefined symbol: malloc\n", "C runtime"),
        ] {
            let advice = advice(said).unwrap_or_default();
            assert!(advice.contains(part), "{said}: {advice}");
        }
        assert_eq!(advice("error[E0308]: mismatched types"), None);
    }

    #[test]
    fn a_missing_result_is_said_with_its_name() {
        let folder = std::env::temp_dir().join(format!("miniport-sys-{}", std::process::id()));
        let error = collect(Path::new("nowhere"), "disk", &folder).unwrap_err();
        assert!(error.to_string().contains("disk.dll"), "{error}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
