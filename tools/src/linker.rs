//! Finds a linker for PE files that knows every option a driver needs.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::toolchain::Toolchain;
use crate::{Error, Target};

/// The oldest LLD that knows `/RELEASE`, without which the image has no checksum (15 takes it for the name of a file).
const OLDEST: u32 = 16;

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
    /// When there is none, or only ones that are too old: the ways to get one.
    pub fn find(target: Target, toolchain: &Toolchain) -> Result<Self, Error> {
        if cfg!(windows) || std::env::var_os(target.cargo_variable("LINKER")).is_some() {
            return Ok(Self::Default);
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        find_in(&folders, &toolchain.sysroot, &toolchain.host, &ask)
    }

    /// The environment variable that tells Cargo.
    pub fn variable(&self, target: Target) -> Option<(String, &Path)> {
        match self {
            Self::Default => None,
            Self::Found { program, .. } => Some((target.cargo_variable("LINKER"), program)),
        }
    }

    /// The option of `rustc` that says what kind of linker it is, where its name does not.
    pub fn rustc_option(&self) -> Option<&'static str> {
        matches!(self, Self::Found { generic: true, .. }).then_some("-Clinker-flavor=lld-link")
    }

    /// One line for the user.
    pub fn describe(&self) -> String {
        match self {
            Self::Default => "the configured linker".into(),
            Self::Found { program, .. } => program.display().to_string(),
        }
    }
}

/// The newest `lld-link`, whatever version is in its name; else Rust's own. Of two of one version, the first on the path.
fn find_in(
    folders: &[PathBuf],
    sysroot: &Path,
    host: &str,
    version: &dyn Fn(&Path) -> Option<u32>,
) -> Result<Linker, Error> {
    let mut rejected = String::new();
    let mut newest: Option<(u32, PathBuf)> = None;
    for program in candidates(folders) {
        match version(&program) {
            Some(found) if found < OLDEST => {
                let _ = write!(
                    rejected,
                    "\n  {}: LLD {found}, and {OLDEST} is the first that knows /RELEASE",
                    program.display()
                );
            }
            Some(found) if newest.as_ref().is_none_or(|(best, _)| found > *best) => {
                newest = Some((found, program));
            }
            Some(_) => {}
            None => {
                let _ = write!(
                    rejected,
                    "\n  {}: does not say its version",
                    program.display()
                );
            }
        }
    }
    if let Some((_, program)) = newest {
        return Ok(Linker::Found {
            program,
            generic: false,
        });
    }
    let name = format!("rust-lld{}", std::env::consts::EXE_SUFFIX);
    let own = sysroot
        .join("lib/rustlib")
        .join(host)
        .join("bin")
        .join(&name);
    std::iter::once(own)
        .chain(folders.iter().map(|folder| folder.join(&name)))
        .find(|program| program.is_file())
        .map(|program| Linker::Found {
            program,
            generic: true,
        })
        .ok_or_else(|| {
            Error::new(format!(
                "no linker for Windows files is here: lld-link, lld-link-<version>, rust-lld{rejected}"
            ))
            .help("on Debian and Ubuntu: apt install lld-19 (lld alone may be too old)")
            .help("with rustup: its toolchains for most machines bring rust-lld along")
        })
}

/// The programs on the path that are named `lld-link` or `lld-link-<number>`.
fn candidates(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in folders {
        let Ok(entries) = std::fs::read_dir(folder) else {
            continue;
        };
        let programs: BTreeSet<PathBuf> = entries
            .filter_map(Result::ok)
            .filter(|entry| is_lld_link(&entry.file_name()))
            .map(|entry| entry.path())
            .filter(|path| path.is_file())
            .collect();
        found.extend(programs);
    }
    found
}

fn is_lld_link(name: &OsStr) -> bool {
    let version = name
        .to_str()
        .and_then(|name| name.strip_suffix(std::env::consts::EXE_SUFFIX))
        .and_then(|name| name.strip_prefix("lld-link"));
    version.is_some_and(|version| {
        version.is_empty()
            || version
                .strip_prefix('-')
                .is_some_and(|number| number.parse::<u32>().is_ok())
    })
}

/// Asks a linker for its version.
fn ask(program: &Path) -> Option<u32> {
    let output = Command::new(program).arg("--version").output().ok()?;
    version_in(&String::from_utf8_lossy(&output.stdout))
}

/// 19 of `Debian LLD 19.1.7`.
fn version_in(text: &str) -> Option<u32> {
    let (_, version) = text.split_once("LLD ")?;
    version.split('.').next()?.trim().parse().ok()
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

    /// The version in the name; of `lld-link`, this one.
    fn plain(version: Option<u32>) -> impl Fn(&Path) -> Option<u32> {
        move |program| {
            let stem = program.file_stem()?.to_str()?;
            match stem.strip_prefix("lld-link-") {
                Some(number) => number.parse().ok(),
                None => version,
            }
        }
    }

    fn found(linker: Result<Linker, Error>) -> (String, bool) {
        let Ok(Linker::Found { program, generic }) = linker else {
            panic!("{linker:?}");
        };
        let stem = program.file_stem().unwrap().to_str().unwrap().to_owned();
        (stem, generic)
    }

    #[test]
    fn the_newest_wins_whatever_its_name_then_rusts_own() {
        let nowhere = Path::new("nowhere");
        let names = [
            "lld-link-9",
            "lld-link-19",
            "lld-link-18",
            "lld-link-x",
            "lld-link",
        ];
        let all = [folder("newest", &names)];
        let own = folder("own", &["lib/rustlib/host/bin/rust-lld"]);
        for (version, name) in [(14, "lld-link-19"), (20, "lld-link")] {
            let linker = find_in(&all, &own, "host", &plain(Some(version)));
            assert_eq!(found(linker), (name.into(), false));
        }
        let old = [folder("old", &["lld-link-14", "lld-link"])];
        for folders in [&[][..], &old] {
            let linker = find_in(folders, &own, "host", &plain(None));
            assert_eq!(found(linker), ("rust-lld".into(), true));
        }
        let error = find_in(&old, nowhere, "host", &plain(None))
            .unwrap_err()
            .to_string();
        for text in [
            "lld-link-14: LLD 14, and 16 is the first that knows /RELEASE",
            "lld-link: does not say its version",
            "apt install lld-19",
        ] {
            assert!(error.contains(text), "{text}: {error}");
        }
        for folder in all.into_iter().chain(old).chain([own]) {
            std::fs::remove_dir_all(folder).unwrap();
        }
    }

    #[test]
    fn a_version_is_read_whoever_built_it() {
        assert_eq!(version_in("Debian LLD 19.1.7\n"), Some(19));
        assert_eq!(version_in("LLD 20.1.0 (https://x 1a2b)"), Some(20));
        assert_eq!(version_in("GNU ld 2.40"), None);
    }

    #[test]
    fn only_rust_lld_is_told_what_it_is() {
        let linker = |generic| Linker::Found {
            program: "x".into(),
            generic,
        };
        assert_eq!(
            linker(true).rustc_option(),
            Some("-Clinker-flavor=lld-link")
        );
        assert_eq!(linker(false).rustc_option(), None);
        assert_eq!(Linker::Default.rustc_option(), None);
    }
}
