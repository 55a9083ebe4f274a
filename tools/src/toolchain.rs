//! Finds a Rust toolchain that can build for Windows: one with the target's `core` installed, or one that can build `core`
//! from its source.
//!
//! Two places are looked at: the toolchain of the Cargo that runs this tool (rustup's as a rule), and the system's in
//! `/usr/bin` (Debian's `rustc-web`, say). An installed `core` is preferred, as it needs no unstable option.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Error, Target};

/// The oldest Rust that builds the runtime.
const OLDEST: &str = env!("CARGO_PKG_RUST_VERSION");

/// Set by the Cargo or rustup above this process and meant for that toolchain alone: an inherited one would make a child
/// of another toolchain use parts of both.
const FOREIGN: &[&str] = &[
    "RUSTUP_TOOLCHAIN",
    "RUSTUP_TOOLCHAIN_SOURCE",
    "CARGO",
    "RUSTC",
    "RUSTDOC",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
];

/// Where the `core` of the target comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Core {
    /// It is installed beside the compiler.
    Installed,
    /// It is built with the driver, from the source beside the compiler (`-Zbuild-std`).
    Source,
}

/// A toolchain that can build for one target.
#[derive(Debug, Clone)]
pub struct Toolchain {
    cargo: PathBuf,
    rustc: PathBuf,
    /// The compiler's folder, with `lib/rustlib` inside.
    pub sysroot: PathBuf,
    /// The triple that the compiler runs on.
    pub host: String,
    version: String,
    /// Where `core` comes from.
    pub core: Core,
    ours: bool,
}

impl Toolchain {
    /// Looks for a toolchain that can build for `target`.
    ///
    /// # Errors
    ///
    /// When there is none: what was looked at, what it lacks, and the ways to get one.
    pub fn find(target: Target) -> Result<Self, Error> {
        Self::among(&Candidate::all(), target)
    }

    fn among(candidates: &[Candidate], target: Target) -> Result<Self, Error> {
        let mut rejected = String::new();
        let mut from_source = None;
        for candidate in candidates {
            match candidate.examine(target) {
                Ok(found) if found.core == Core::Installed => return Ok(found),
                Ok(found) => from_source = from_source.or(Some(found)),
                Err(reason) => {
                    let _ = write!(rejected, "\n  {}: {reason}", candidate.rustc.display());
                }
            }
        }
        from_source.ok_or_else(|| {
            let triple = target.triple();
            Error::new(format!(
                "no Rust toolchain here can build for {triple}{rejected}"
            ))
            .help(format!("with rustup: rustup target add {triple}"))
            .help("on Debian: apt install rustc-web cargo-web rust-web-src")
        })
    }

    /// A Cargo process of this toolchain, in an environment where no other toolchain shows through.
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(&self.cargo);
        // Would be run instead of the compiler; it belongs to a `cargo clippy` above.
        command.env_remove("RUSTC_WORKSPACE_WRAPPER");
        if !self.ours {
            for variable in FOREIGN {
                command.env_remove(variable);
            }
        }
        command.env("RUSTC", &self.rustc);
        if self.core == Core::Source {
            // -Zbuild-std is unstable; what it builds is the very source that the compiler came with.
            command.env("RUSTC_BOOTSTRAP", "1");
        }
        command
    }

    /// The options of `cargo rustc` by which the target's `core` is there.
    pub fn core_options(&self) -> &'static [&'static str] {
        match self.core {
            Core::Installed => &[],
            // Without optimisation compiler_builtins calls functions of a C math library, and no one has those.
            Core::Source => &[
                "-Zbuild-std=core",
                "-Zbuild-std-features=",
                "--config=profile.dev.package.compiler_builtins.opt-level=3",
            ],
        }
    }

    /// One line for the user.
    pub fn describe(&self) -> String {
        let core = match self.core {
            Core::Installed => "with its core",
            Core::Source => "building core from source",
        };
        format!("Rust {} ({}), {core}", self.version, self.rustc.display())
    }
}

/// The Cargo that runs this tool; run by hand, the one on the `PATH`. For what needs no target.
pub(crate) fn cargo_of_this_process() -> Command {
    Command::new(Candidate::of_this_process().cargo)
}

/// A place where a toolchain may be.
struct Candidate {
    cargo: PathBuf,
    rustc: PathBuf,
    /// It is the toolchain of the Cargo above, whose environment it may keep.
    ours: bool,
}

impl Candidate {
    fn all() -> Vec<Self> {
        let mut all = vec![Self::of_this_process()];
        if cfg!(unix) {
            let system = Self {
                cargo: "/usr/bin/cargo".into(),
                rustc: "/usr/bin/rustc".into(),
                ours: false,
            };
            if system.rustc.is_file() && system.rustc != all[0].rustc {
                all.push(system);
            }
        }
        all
    }

    /// The toolchain of the Cargo that runs this tool; run by hand, the one on the `PATH`.
    fn of_this_process() -> Self {
        let cargo = std::env::var_os("CARGO").map_or_else(|| "cargo".into(), PathBuf::from);
        let beside = cargo.with_file_name(format!("rustc{}", std::env::consts::EXE_SUFFIX));
        let rustc = if beside.is_file() {
            beside
        } else {
            "rustc".into()
        };
        Self {
            cargo,
            rustc,
            ours: true,
        }
    }

    fn examine(&self, target: Target) -> Result<Toolchain, String> {
        let about = self.ask(&["-vV"])?;
        let field = |name: &str| {
            let line = about.lines().find_map(|line| line.strip_prefix(name));
            line.map(|value| value.trim().to_owned())
                .ok_or_else(|| format!("rustc -vV does not say its {name}"))
        };
        let version = field("release:")?;
        let host = field("host:")?;
        if version_key(&version) < version_key(OLDEST) {
            return Err(format!(
                "Rust {version} is too old, {OLDEST} or newer is needed"
            ));
        }
        let sysroot = PathBuf::from(self.ask(&["--print", "sysroot"])?.trim());
        let libraries = self.ask(&["--print", "target-libdir", "--target", target.triple()])?;
        let core = if has_core(Path::new(libraries.trim())) {
            Core::Installed
        } else if sysroot
            .join("lib/rustlib/src/rust/library/core/src/lib.rs")
            .is_file()
        {
            Core::Source
        } else {
            return Err(format!(
                "Rust {version} has neither core for this target nor the source of core"
            ));
        };
        Ok(Toolchain {
            cargo: self.cargo.clone(),
            rustc: self.rustc.clone(),
            sysroot,
            host,
            version,
            core,
            ours: self.ours,
        })
    }

    fn ask(&self, arguments: &[&str]) -> Result<String, String> {
        let mut command = Command::new(&self.rustc);
        if !self.ours {
            for variable in FOREIGN {
                command.env_remove(variable);
            }
        }
        let output = command
            .args(arguments)
            .output()
            .map_err(|error| format!("cannot be run: {error}"))?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr);
            let first = text.lines().next().unwrap_or("it says nothing");
            return Err(format!("rustc {} fails: {first}", arguments.join(" ")));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// Whether a folder of target libraries has `core` (rustup makes the folder before it is full).
fn has_core(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|entries| {
        entries.filter_map(Result::ok).any(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with("libcore-")
                && Path::new(name.as_ref())
                    .extension()
                    .is_some_and(|extension| extension == "rlib")
        })
    })
}

/// `1.95.0` and `1.96.0-nightly` as numbers that compare.
fn version_key(version: &str) -> (u32, u32) {
    let mut parts = version
        .split(['.', '-'])
        .map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(version_key("1.100.0-nightly") > version_key("1.88"));
        assert!(version_key("1.63.0") < version_key("1.88"));
        assert_eq!(version_key("nonsense"), (0, 0));
    }

    #[test]
    fn a_folder_without_core_is_no_core() {
        assert!(!has_core(Path::new("no such folder")));
        assert!(!has_core(Path::new(env!("CARGO_MANIFEST_DIR"))));
    }

    #[test]
    fn without_a_toolchain_both_ways_to_get_one_are_said() {
        let nothing = Candidate {
            cargo: "no-such-cargo".into(),
            rustc: "no-such-rustc".into(),
            ours: true,
        };
        let error = Toolchain::among(&[nothing], Target::Arm64).unwrap_err();
        let error = error.to_string();
        for text in [
            "no-such-rustc: cannot be run",
            "rustup target add aarch64-pc-windows-msvc",
            "apt install rustc-web",
        ] {
            assert!(error.contains(text), "{text}: {error}");
        }
    }
}
