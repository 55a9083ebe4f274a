//! The two machines that a driver is built for.

use clap::ValueEnum;
use object::pe;

/// A machine that 64-bit Windows runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Target {
    /// `AMD64`: `x86_64-pc-windows-msvc`.
    X64,
    /// `ARM64`: `aarch64-pc-windows-msvc`.
    Arm64,
}

impl Target {
    /// Rust's name.
    pub fn triple(self) -> &'static str {
        match self {
            Self::X64 => "x86_64-pc-windows-msvc",
            Self::Arm64 => "aarch64-pc-windows-msvc",
        }
    }

    /// The name that Windows, this tool's options and its folders use.
    pub fn name(self) -> &'static str {
        match self {
            Self::X64 => "x64",
            Self::Arm64 => "arm64",
        }
    }

    /// The target that a PE's `Machine` field means.
    pub(crate) fn from_machine(machine: pe::Machine) -> Option<Self> {
        match machine {
            pe::IMAGE_FILE_MACHINE_AMD64 => Some(Self::X64),
            pe::IMAGE_FILE_MACHINE_ARM64 => Some(Self::Arm64),
            _ => None,
        }
    }

    /// `CARGO_TARGET_<TRIPLE>_<key>`: Cargo's configuration of the target in the environment.
    pub(crate) fn cargo_variable(self, key: &str) -> String {
        let triple = self.triple().to_uppercase().replace('-', "_");
        format!("CARGO_TARGET_{triple}_{key}")
    }
}
