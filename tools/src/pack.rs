//! `cargo miniport package`: a folder for each machine with what Windows installs, the driver and its INF file, checked; and what is
//! left to do with the tools of the WDK, which make the catalogue and sign.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::inf::{Date, Inf, check, stamp};
use crate::package::Package;
use crate::toolchain::cargo_of_this_process;
use crate::{Error, Target, cli, file, sys};

/// Builds the driver and packs it for every machine that was asked for.
///
/// # Errors
///
/// As of `build`; when there is no INX file, or the INF file that it makes has a mistake.
pub fn run(arguments: &cli::Pack) -> Result<(), Error> {
    let package = Package::find(
        cargo_of_this_process(),
        arguments.build.manifest_path.as_deref(),
        arguments.build.package.as_deref(),
    )?;
    let name = &package.library;
    let inx = arguments
        .inx
        .clone()
        .unwrap_or_else(|| package.folder.join(format!("{name}.inx")));
    if !inx.is_file() {
        return Err(Error::new(format!("no INX file: {} is not there", inx.display()))
            .help("it has the name of the library, beside the Cargo.toml; --inx FILE names another")
            .help("the crate that `cargo miniport new` writes has one to begin with"));
    }
    let text = file::read_text(&inx)?;
    let date = Date::now()?;
    let mut folders = Vec::new();
    for &target in arguments.build.target.list() {
        // Before the build, which takes longer.
        let inf = stamp(&text, target, date, package.about.numbers());
        judge(&inx, &inf, &format!("{name}.sys"))?;
        let driver = sys::build_and_inspect(&arguments.build, target)?;
        let folder = match &arguments.build.out {
            Some(folder) => folder.join(target.name()).join("package"),
            None => package
                .target_directory
                .join("miniport/package")
                .join(name)
                .join(target.name()),
        };
        fill(&folder, name, &driver, &inf)?;
        folders.push((target, folder));
    }
    file::say(&format!("{}\n", left_to_do(&folders, name)))
}

/// Prints the warnings; a mistake is the error.
fn judge(inx: &Path, inf: &str, driver: &str) -> Result<(), Error> {
    let (broken, doubtful): (Vec<_>, Vec<_>) = check(&Inf::parse(inf), driver)
        .into_iter()
        .partition(|finding| finding.fatal);
    for finding in doubtful {
        file::warn(&format!("warning: {}: {finding}", inx.display()));
    }
    if broken.is_empty() {
        return Ok(());
    }
    let mut message = format!("{}: InfVerif would refuse its INF file", inx.display());
    for finding in broken {
        let _ = write!(message, "\n- {finding}");
    }
    Err(Error::new(message))
}

/// Puts the files of a package into its folder, and nothing else: a catalogue is of all that is there.
fn fill(folder: &Path, name: &str, driver: &Path, inf: &str) -> Result<(), Error> {
    let failed = |error: std::io::Error| {
        Error::new(format!("cannot write to {}: {error}", folder.display()))
    };
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(failed)?;
    }
    fs::create_dir_all(folder).map_err(failed)?;
    fs::copy(driver, folder.join(format!("{name}.sys"))).map_err(failed)?;
    fs::write(folder.join(format!("{name}.inf")), inf).map_err(failed)
}

/// The commands of the WDK that finish the packages.
fn left_to_do(folders: &[(Target, PathBuf)], name: &str) -> String {
    let mut text = String::from(
        "On Windows with the WDK, for each folder: look for the rest of the mistakes, make the catalogue, sign both files.\n\
         For a test the certificate may be self-made, where test signing is on: bcdedit /set testsigning on\n",
    );
    for (target, folder) in folders {
        let system = match target {
            Target::X64 => "10_VB_X64,10_GE_X64",
            Target::Arm64 => "10_VB_ARM64,10_GE_ARM64",
        };
        let folder = folder.display();
        let _ = write!(
            text,
            "\n  {folder}\n    \
             infverif /v /w {name}.inf\n    \
             inf2cat /driver:. /os:{system}\n    \
             signtool sign /fd SHA256 /s PrivateCertStore /n \"<certificate>\" {name}.sys {name}.cat\n"
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_said_for_each_machine() {
        let folders =
            [Target::X64, Target::Arm64].map(|target| (target, PathBuf::from(target.name())));
        let text = left_to_do(&folders, "disk");
        for command in [
            "x64\n    infverif /v /w disk.inf",
            "/os:10_VB_X64,",
            "/os:10_VB_ARM64,",
            "disk.sys disk.cat",
        ] {
            assert!(text.contains(command), "{command}: {text}");
        }
    }
}
