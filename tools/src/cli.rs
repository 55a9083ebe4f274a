//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::Target;
use crate::rules::Kind;

/// Builds storage miniport and WDM drivers into .sys files on any machine, and checks what they import.
#[derive(Debug, Parser)]
#[command(name = "cargo miniport", bin_name = "cargo miniport", version)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the crate of a new driver, which builds, is tested under the simulator, and links to a .sys file.
    New(New),
    /// Build a driver crate (crate-type cdylib) into a .sys file, and inspect it.
    Build(Build),
    /// Build a driver, and put it into a folder with its INF file, stamped from an INX file and checked.
    ///
    /// The INX file gets the machine for $ARCH$, today's date and the package's version. What is left is said: the catalogue and the
    /// signatures are made by the tools of the WDK.
    Package(Pack),
    /// Show what a .sys file is and imports, and check that Windows and Storport would take it.
    ///
    /// What a driver is, its imports say: one that registers with Storport is a miniport, one that makes or attaches devices and does not
    /// is a WDM driver. Each is judged by rules of its own.
    ///
    /// Then its callbacks: their code and stack, and which routines they can reach, each with what the documentation says of it there: by
    /// IRQL, by locks, by callback. Names are those of the .pdb beside the file. A driver of this runtime says there which functions are
    /// callbacks; for one in C, --roles does. A call by pointer is reported as unknown. The exit status is 1 when a rule is broken.
    Inspect(Inspect),
    /// Show what an attribute or a derive writes for an item, and the role's prototype, IRQL and locks above it.
    ///
    /// Without ITEM: every item of the package that has one, and how many lines are written for it. The sources are read, and nothing is
    /// compiled: what `cfg` leaves out is seen, what a macro of the driver's writes is not, and is said.
    Expand(Expand),
    /// Show the machine code of a callback, or of another function, beside the lines of its source.
    Asm(Asm),
    /// Write the C declarations of a driver's callbacks, with role types.
    ///
    /// The sources are read, and nothing is compiled: what `cfg` leaves out is declared, with its condition; what a macro of the driver's writes
    /// is not, and its call is named.
    Header(Header),
    /// Run a .sys file for x64 under the simulator: load it, start it on a device, copy a disk image through it, show what ran.
    ///
    /// On x86-64 Linux. The driver may be anybody's: it runs in a process of this machine, with all that that may do. The simulator is that of
    /// the checkout that this tool was built in, and is built first. `cargo miniport run -- --help` has the options. The exit status is 1 when
    /// a rule is broken or a byte differs, and 2 when the driver cannot be loaded or started.
    Run(Run),
}

/// The arguments of `cargo miniport new`.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("model").required(true)))]
pub struct New {
    /// The name of the package, and of its folder.
    pub name: String,
    /// A storage miniport for hardware: the template is for a made-up PCI controller, which a test models.
    #[arg(long, group = "model")]
    pub physical: bool,
    /// A virtual storage miniport: no hardware.
    #[arg(long = "virtual", group = "model")]
    pub is_virtual: bool,
    /// A WDM driver.
    #[arg(long, group = "model")]
    pub wdm: bool,
    /// With --wdm: for the PCI device with this vendor and device, as 8086:100E. The template is for a made-up device that interrupts, which a test
    /// models.
    #[arg(long, value_name = "VENDOR:DEVICE", conflicts_with_all = ["physical", "is_virtual"])]
    pub pci: Option<PciIds>,
    /// A checkout of miniport, on which the driver depends [default: the one that this tool was built in, while it is there; else the
    /// registry].
    #[arg(long, value_name = "DIR")]
    pub path: Option<PathBuf>,
}

/// A vendor and a device, four hexadecimal digits each, in capitals as in an INF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PciIds(pub [String; 2]);

impl std::str::FromStr for PciIds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_id = |id: &str| id.len() == 4 && id.bytes().all(|digit| digit.is_ascii_hexdigit());
        match text.split_once(':') {
            Some((vendor, device)) if is_id(vendor) && is_id(device) => {
                Ok(Self([vendor, device].map(str::to_uppercase)))
            }
            _ => Err("a vendor and a device, four hexadecimal digits each: 8086:100E".to_owned()),
        }
    }
}

impl New {
    /// What kind of driver it is.
    pub fn model(&self) -> Model {
        if self.physical {
            Model::Physical
        } else if self.wdm {
            Model::Wdm
        } else {
            Model::Virtual
        }
    }
}

/// The kinds of drivers that there are templates of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// A physical miniport.
    Physical,
    /// A virtual miniport.
    Virtual,
    /// A WDM driver.
    Wdm,
}

/// The arguments of `cargo miniport run`.
#[derive(Debug, Args)]
pub struct Run {
    /// FILE.sys [--device SPEC] [--argument STRING] [--image DISK] [--seed N] [--trace], and more.
    #[arg(
        value_name = "FILE.sys",
        trailing_var_arg = true,
        allow_hyphen_values = true,
        required = true
    )]
    pub arguments: Vec<OsString>,
}

/// The arguments of `cargo miniport build`.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of the command line
pub struct Build {
    /// The driver's package; without it, the one driver of the current package or workspace.
    #[arg(short, long, value_name = "PACKAGE")]
    pub package: Option<String>,
    /// The machine to build for.
    #[arg(long, value_enum, default_value = "x64")]
    pub target: Targets,
    /// Build with optimisations (the default).
    #[arg(long, conflicts_with = "debug")]
    pub release: bool,
    /// Build with all checks of a checked build, and with as few optimisations (`opt-level=1`) as the kernel stack allows.
    #[arg(long)]
    pub debug: bool,
    /// Features of the driver to switch on.
    #[arg(short = 'F', long, value_name = "FEATURES")]
    pub features: Vec<String>,
    /// Leave out the driver's default features.
    #[arg(long)]
    pub no_default_features: bool,
    /// Where the .sys files go, each into a folder named after its machine [default: miniport/ in Cargo's target folder].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The Cargo.toml of the driver.
    #[arg(long, value_name = "PATH")]
    pub manifest_path: Option<PathBuf>,
    /// The driver is a virtual miniport, which may import more of the kernel than a physical one.
    #[arg(long = "virtual")]
    pub is_virtual: bool,
    /// More arguments for Cargo, such as --locked.
    #[arg(last = true, value_name = "CARGO ARGUMENTS")]
    pub cargo: Vec<OsString>,
}

impl Build {
    /// The kind of miniport, by which imports are judged.
    pub fn kind(&self) -> Kind {
        Kind::of(self.is_virtual)
    }

    /// The name of Cargo's folder for the chosen profile.
    pub fn profile(&self) -> &'static str {
        if self.debug { "debug" } else { "release" }
    }
}

/// The arguments of `cargo miniport package`.
#[derive(Debug, Args)]
pub struct Pack {
    /// How to build.
    #[command(flatten)]
    pub build: Build,
    /// The INX file [default: the one beside the Cargo.toml with the name of the library].
    #[arg(long, value_name = "FILE")]
    pub inx: Option<PathBuf>,
}

/// The arguments of `cargo miniport inspect`.
#[derive(Debug, Args)]
pub struct Inspect {
    /// The files to look at; a name of a package is built first.
    #[arg(required = true, value_name = "FILE.sys|FILE.obj|PACKAGE")]
    pub files: Vec<PathBuf>,
    /// The machine that the files must be for; without it, either (of a package: x64).
    #[arg(long, value_enum)]
    pub target: Option<Target>,
    /// A C source or header that declares callbacks: lines such as `HW_DPC_ROUTINE Complete;`, with an address where there is no symbol.
    #[arg(long, value_name = "FILE")]
    pub roles: Option<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
    /// Draw the graph of calls into this file.
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// The driver is a virtual miniport, which may import more of the kernel than a physical one.
    #[arg(long = "virtual")]
    pub is_virtual: bool,
}

/// The arguments of `cargo miniport expand`.
#[derive(Debug, Args)]
pub struct Expand {
    /// The item: its name, its path, or the end of the path.
    #[arg(value_name = "ITEM")]
    pub item: Option<String>,
    /// The driver's package; without it, the one driver of the current package or workspace.
    #[arg(short, long, value_name = "PACKAGE")]
    pub package: Option<String>,
    /// The Cargo.toml of the driver.
    #[arg(long, value_name = "PATH")]
    pub manifest_path: Option<PathBuf>,
}

/// The arguments of `cargo miniport asm`.
#[derive(Debug, Args)]
pub struct Asm {
    /// The driver's package, which is built with optimisations, or a .sys file with its .pdb beside it.
    #[arg(value_name = "PACKAGE|FILE.sys")]
    pub driver: PathBuf,
    /// The handler of a callback, or another function: its path, or the end of it.
    #[arg(value_name = "HANDLER")]
    pub handler: String,
    /// The machine to build the package for.
    #[arg(long, value_enum, default_value = "x64")]
    pub target: Target,
}

/// The arguments of `cargo miniport header`.
#[derive(Debug, Args)]
pub struct Header {
    /// The driver's package; without it, the one driver of the current package or workspace.
    #[arg(value_name = "PACKAGE")]
    pub package: Option<String>,
    /// The same, as the other commands have it.
    #[arg(
        short = 'p',
        long = "package",
        value_name = "PACKAGE",
        conflicts_with = "package"
    )]
    pub named: Option<String>,
    /// The Cargo.toml of the driver.
    #[arg(long, value_name = "PATH")]
    pub manifest_path: Option<PathBuf>,
}

/// The values of `inspect --format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Tables for people.
    Table,
    /// One array, with an object for each file.
    Json,
}

/// The values of `build --target`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Targets {
    /// 64-bit Intel and AMD.
    X64,
    /// 64-bit ARM.
    Arm64,
    /// First x64, then ARM64.
    Both,
}

impl Targets {
    /// The machines to build for, in order.
    pub fn list(self) -> &'static [Target] {
        match self {
            Self::X64 => &[Target::X64],
            Self::Arm64 => &[Target::Arm64],
            Self::Both => &[Target::X64, Target::Arm64],
        }
    }
}

/// Takes out the word `miniport` that Cargo passes to a `cargo-miniport` that it finds on the `PATH`.
pub fn without_subcommand_name(
    arguments: impl IntoIterator<Item = OsString>,
) -> impl Iterator<Item = OsString> {
    arguments
        .into_iter()
        .enumerate()
        .filter(|(index, argument)| *index != 1 || argument != "miniport")
        .map(|(_, argument)| argument)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn parse(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(without_subcommand_name(line.split(' ').map(OsString::from)))
    }

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn both_ways_of_calling_mean_the_same() {
        for line in [
            "cargo-miniport build -p ramdisk --target both",
            "cargo-miniport miniport build -p ramdisk --target both",
        ] {
            let Command::Build(build) = parse(line).unwrap().command else {
                panic!("{line}");
            };
            assert_eq!(build.package.as_deref(), Some("ramdisk"));
            assert_eq!(build.target.list(), [Target::X64, Target::Arm64]);
            assert_eq!(build.profile(), "release");
        }
    }

    #[test]
    fn the_rest_goes_to_cargo() {
        let Command::Build(build) = parse("x build --debug -- --locked").unwrap().command else {
            panic!();
        };
        assert_eq!(build.cargo, ["--locked"]);
        assert_eq!(build.profile(), "debug");
    }

    #[test]
    fn nonsense_is_refused() {
        for line in [
            "x",
            "x build --release --debug",
            "x build --target x86",
            "x inspect",
            "x miniport miniport build",
            "x new disk",
            "x new disk --virtual --wdm",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
