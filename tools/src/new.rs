//! `cargo miniport new`: writes the crate of a driver that builds, is tested under the simulator, and links to a `.sys` file.
//!
//! The templates are files of a driver named `my-driver`, in `template/`.

use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};

use crate::cli::Model;
use crate::toolchain::cargo_of_this_process;
use crate::{Error, cli, file};

/// The name that stands in the templates, for a package and for a library.
const PACKAGE: &str = "my-driver";
const LIBRARY: &str = "my_driver";
/// The device interface that stands there: every driver has one of its own.
const INTERFACE: &str = "0f8e3c52-7d41-4b6a-9c25-e1a3b5d7f902";

/// A file of a template: its place in the crate, and its text.
type File = (&'static str, &'static str);

/// The files that differ.
macro_rules! files {
    ($model:literal: $($source:literal),+) => {
        &[
            ("Cargo.toml", include_str!(concat!("../template/", $model, "/manifest.toml"))),
            ("my_driver.inx", include_str!(concat!("../template/", $model, "/driver.inx"))),
            $(($source, include_str!(concat!("../template/", $model, "/", $source)))),+
        ]
    };
}

const PHYSICAL: &[File] = files!(
    "physical": "src/lib.rs", "src/controller.rs", "src/disk.rs", "tests/driver.rs", "tests/device/mod.rs"
);
const VIRTUAL: &[File] = files!("virtual": "src/lib.rs", "src/disk.rs", "tests/driver.rs");
const WDM: &[File] = files!("wdm": "src/lib.rs", "tests/driver.rs");
const PCI: &[File] = files!(
    "pci": "src/lib.rs", "src/registers.rs", "tests/driver.rs", "tests/device/mod.rs"
);
/// The vendor and the device that stand there, as an INF has them.
const IDS: [&str; 2] = ["FEED", "F00D"];
const EACH: &[File] = &[
    ("README.md", include_str!("../template/README.md")),
    (".gitignore", "/target\n"),
];

/// Writes the crate into a new folder of its name.
///
/// # Errors
///
/// When the name is no package's, something has that name already, or it cannot be written.
pub fn run(arguments: &cli::New) -> Result<(), Error> {
    let name = &arguments.name;
    check(name)?;
    let folder = Path::new(name);
    if folder.exists() {
        return Err(Error::new(format!("{name} is there already")));
    }
    let source = source(arguments.path.as_deref())?;
    begin(name)?;
    let library = name.replace('-', "_");
    let (files, switch) = match arguments.model() {
        Model::Physical => (PHYSICAL, ""),
        Model::Virtual => (VIRTUAL, "--virtual "),
        Model::Wdm if arguments.pci.is_some() => (PCI, ""),
        Model::Wdm => (WDM, ""),
    };
    let ids = arguments.pci.as_ref().map(|ids| ids.0.clone());
    let interface = interface();
    for (place, text) in EACH.iter().chain(files) {
        let mut text = text.to_string();
        for (stands, id) in IDS.iter().zip(ids.iter().flatten()) {
            text = text.replace(stands, id);
            let in_code = |id: &str| format!("0x{}", id.to_lowercase());
            text = text.replace(&in_code(stands), &in_code(id));
        }
        let text = text
            .replace("KIND", switch)
            .replace(INTERFACE, &interface)
            .replace(PACKAGE, name)
            .replace(LIBRARY, &library)
            .replace("MINIPORT", &source.dependency("runtime"))
            .replace("SIMULATOR", &source.dependency("simulator"));
        let file = folder.join(place.replace(LIBRARY, &library));
        file::make_folder(file.parent().unwrap_or(&file))?;
        file::write(&file, &text)?;
    }
    file::warn(&format!(
        "{name} is written, with miniport {}\n  cd {name}\n  cargo test\n  cargo miniport build {switch}--target both",
        source.describe()
    ));
    Ok(())
}

/// Has Cargo begin the crate, which makes it a member of the workspace that it lies in, if there is one.
fn begin(name: &str) -> Result<(), Error> {
    let output = cargo_of_this_process()
        .args(["new", "--quiet", "--lib", "--vcs=none", name])
        .output()
        .map_err(|error| Error::new(format!("cannot run cargo new: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(Error::new(format!("cargo new fails:\n{}", text.trim())))
}

/// The crates that a driver has beside itself.
const TAKEN: [&str; 8] = [
    "core",
    "std",
    "alloc",
    "test",
    "proc_macro",
    "miniport",
    "miniport-sim",
    "miniport_sim",
];

/// A name that Cargo takes, that is a name in Rust, and that stands in an INF without quotes.
fn check(name: &str) -> Result<(), Error> {
    let begins = name.starts_with(|letter: char| letter.is_ascii_lowercase());
    let rest = name.chars().all(|letter| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_".contains(letter)
    });
    let help = if !begins || !rest {
        "lower-case letters, digits, - and _, with a letter first"
    } else if TAKEN.contains(&name) {
        "a crate of that name is there already: Rust's own, or one that the driver depends on"
    } else if syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_err() {
        "it is a word of Rust's"
    } else {
        return Ok(());
    };
    Err(Error::new(format!("`{name}` cannot be the name of a driver")).help(help))
}

/// Where the runtime comes from.
enum Source {
    /// A checkout of the repository.
    Checkout(PathBuf),
    /// The registry, in the version of this tool.
    Registry,
}

impl Source {
    /// The value of a dependency on the crate in this folder of the repository.
    fn dependency(&self, folder: &str) -> String {
        match self {
            Self::Checkout(checkout) => {
                let path = checkout.join(folder).display().to_string();
                format!("{{ path = {} }}", serde_json::Value::from(path))
            }
            Self::Registry => format!("\"{}\"", env!("CARGO_PKG_VERSION")),
        }
    }

    fn describe(&self) -> String {
        match self {
            Self::Checkout(checkout) => format!("of {}", checkout.display()),
            Self::Registry => format!("{} of the registry", env!("CARGO_PKG_VERSION")),
        }
    }
}

/// The checkout that was named; else the one that this tool was built in, while it is there; else the registry.
fn source(named: Option<&Path>) -> Result<Source, Error> {
    if let Some(named) = named {
        let folder = named
            .canonicalize()
            .map_err(|error| Error::new(format!("cannot find {}: {error}", named.display())))?;
        if !is_checkout(&folder) {
            return Err(Error::new(format!(
                "{} is no checkout of miniport: it has no runtime/Cargo.toml",
                named.display()
            )));
        }
        return Ok(Source::Checkout(folder));
    }
    Ok(ours().map_or(Source::Registry, |ours| Source::Checkout(ours.to_owned())))
}

fn is_checkout(folder: &Path) -> bool {
    folder.join("runtime/Cargo.toml").is_file()
}

/// The checkout that this tool was built in, while it is there.
pub(crate) fn ours() -> Option<&'static Path> {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    ours.filter(|folder| is_checkout(folder))
}

/// A random GUID (version 4): what the standard library seeds its hashes with is from the operating system.
fn interface() -> String {
    let random = |number: u64| RandomState::new().hash_one(number);
    let (high, low) = (random(0), random(1));
    let high = high & !0xf000 | 0x4000;
    let low = low & !(3 << 62) | 1 << 63;
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_of_cargo_of_rust_and_of_an_inf() {
        for name in ["disk", "my-disk_2"] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
        for (why, names) in [
            (
                "a letter first",
                ["", "2disk", "Disk", "a b", "../disk", "größe"].as_slice(),
            ),
            ("is there already", &["core", "test", "miniport"]),
            ("a word of Rust's", &["fn", "async"]),
        ] {
            for name in names {
                let error = check(name).unwrap_err().to_string();
                assert!(error.contains(why), "{name}: {error}");
            }
        }
    }

    #[test]
    fn every_interface_is_a_new_guid_of_version_4() {
        let [first, second] = [interface(), interface()];
        assert_ne!(first, second);
        assert_eq!(first.len(), INTERFACE.len());
        assert_eq!(&first[14..15], "4");
        assert!("89ab".contains(&first[19..20]));
    }

    #[test]
    fn without_a_checkout_the_registry_has_the_runtime() {
        assert_eq!(
            Source::Registry.dependency("runtime"),
            format!("\"{}\"", env!("CARGO_PKG_VERSION"))
        );
        let checkout = Source::Checkout("C:\\a".into()).dependency("runtime");
        assert!(checkout.starts_with("{ path = \"C:\\\\a"), "{checkout}");
        assert!(source(Some(Path::new(env!("CARGO_MANIFEST_DIR")))).is_err());
    }
}
