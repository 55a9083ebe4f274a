//! Finds a linker for PE files, and knows the options that make a DLL a driver.

use std::cmp::Reverse;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::toolchain::Toolchain;
use crate::{Error, Target};

/// What makes the image a driver. A driver crate whose build script passes some of them already gets them twice, which
/// linkers take.
pub const OPTIONS: &[&str] = &[
    // A kernel-mode image: no user-mode start-up code, no manifest.
    "/DRIVER",
    // Windows 10: the oldest system with every StorPort routine that the runtime calls.
    "/SUBSYSTEM:NATIVE,10.00",
    "/ENTRY:DriverEntry",
    // No C runtime and no import library: every symbol comes from the crates.
    "/NODEFAULTLIB",
    // Writes the checksum; the kernel refuses a driver whose checksum is wrong.
    "/RELEASE",
];

/// The linker that Cargo is told to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Linker {
    /// What Rust or the user's configuration chooses: MSVC's on Windows.
    Default,
    /// A linker that was found, and whether its name hides from `rustc` that it takes MSVC's options.
    Found {
        /// The program.
        program: PathBuf,
        /// It is `rust-lld`, which has to be told that it is `lld-link`.
        generic: bool,
    },
}

impl Linker {
    /// Looks for a linker for `target`.
    ///
    /// # Errors
    ///
    /// When there is none: the ways to get one.
    pub fn find(target: Target, toolchain: &Toolchain) -> Result<Self, Error> {
        if cfg!(windows) || std::env::var_os(target.cargo_variable("LINKER")).is_some() {
            return Ok(Self::Default);
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        find_in(&folders, &toolchain.sysroot, &toolchain.host).ok_or_else(|| {
            Error::new(
                "no linker for Windows files is here: lld-link, lld-link-<version>, rust-lld",
            )
            .help("on Debian and Ubuntu: apt install lld (or lld-19)")
            .help("with rustup: its toolchains for most machines bring rust-lld along")
        })
    }

    /// The environment variable that tells Cargo.
    pub fn variable(&self, target: Target) -> Option<(String, &Path)> {
        match self {
            Self::Default => None,
            Self::Found { program, .. } => Some((target.cargo_variable("LINKER"), program)),
        }
    }

    /// The options of `rustc` that link a driver.
    pub fn rustc_options(&self) -> Vec<String> {
        let mut options: Vec<String> = OPTIONS
            .iter()
            .map(|option| format!("-Clink-arg={option}"))
            .collect();
        if matches!(self, Self::Found { generic: true, .. }) {
            options.push("-Clinker-flavor=lld-link".into());
        }
        options
    }

    /// One line for the user.
    pub fn describe(&self) -> String {
        match self {
            Self::Default => "the configured linker".into(),
            Self::Found { program, .. } => program.display().to_string(),
        }
    }
}

/// `lld-link` by its plain name, then the newest with a version in its name, then Rust's own.
fn find_in(folders: &[PathBuf], sysroot: &Path, host: &str) -> Option<Linker> {
    let suffix = std::env::consts::EXE_SUFFIX;
    let named = |name: &str| {
        let file = format!("{name}{suffix}");
        let mut candidates = folders.iter().map(move |folder| folder.join(&file));
        candidates.find(|file| file.is_file())
    };
    if let Some(program) = named("lld-link").or_else(|| newest_versioned(folders)) {
        return Some(Linker::Found {
            program,
            generic: false,
        });
    }
    let own = sysroot
        .join("lib/rustlib")
        .join(host)
        .join("bin")
        .join(format!("rust-lld{suffix}"));
    let program = if own.is_file() {
        Some(own)
    } else {
        named("rust-lld")
    };
    program.map(|program| Linker::Found {
        program,
        generic: true,
    })
}

fn newest_versioned(folders: &[PathBuf]) -> Option<PathBuf> {
    let entries = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flatten()
        .filter_map(Result::ok);
    // Of two with the same version the first on the path.
    entries
        .filter_map(|entry| Some((linker_version(&entry.file_name())?, entry.path())))
        .filter(|(_, path)| path.is_file())
        .min_by_key(|(version, _)| Reverse(*version))
        .map(|(_, path)| path)
}

/// 19 of `lld-link-19`.
fn linker_version(name: &OsStr) -> Option<u32> {
    name.to_str()?
        .strip_suffix(std::env::consts::EXE_SUFFIX)?
        .strip_prefix("lld-link-")?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with empty files of these names.
    fn folder(test: &str, names: &[&str]) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("miniport-{test}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for name in names {
            let file = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "").unwrap();
        }
        folder
    }

    fn found(linker: Option<Linker>) -> (String, bool) {
        let Some(Linker::Found { program, generic }) = linker else {
            panic!("{linker:?}");
        };
        let stem = program.file_stem().unwrap().to_str().unwrap().to_owned();
        (stem, generic)
    }

    #[test]
    fn the_plain_name_wins_then_the_newest_then_rusts_own() {
        let nowhere = Path::new("nowhere");
        let versions = folder("versions", &["lld-link-9", "lld-link-19", "lld-link-x"]);
        let plain = folder("plain", &["lld-link"]);
        let own = folder("own", &["lib/rustlib/host/bin/rust-lld"]);
        let both = [versions.clone(), plain.clone()];
        assert_eq!(
            found(find_in(&both, nowhere, "host")),
            ("lld-link".into(), false)
        );
        assert_eq!(
            found(find_in(&both[..1], &own, "host")),
            ("lld-link-19".into(), false)
        );
        assert_eq!(found(find_in(&[], &own, "host")), ("rust-lld".into(), true));
        assert_eq!(find_in(&[], nowhere, "host"), None);
        for folder in [versions, plain, own] {
            std::fs::remove_dir_all(folder).unwrap();
        }
    }

    #[test]
    fn only_rust_lld_is_told_what_it_is() {
        let linker = |generic| Linker::Found {
            program: "x".into(),
            generic,
        };
        let flavor = "-Clinker-flavor=lld-link".to_owned();
        assert!(linker(true).rustc_options().contains(&flavor));
        assert!(!linker(false).rustc_options().contains(&flavor));
        assert!(!Linker::Default.rustc_options().contains(&flavor));
    }
}
