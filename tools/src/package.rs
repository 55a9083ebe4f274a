//! Asks Cargo which package is the driver, and where its files go.

mod about;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::Error;

pub(crate) use about::About;

/// The driver's package.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Package {
    /// Its name.
    pub name: String,
    /// The name of its library, which is the name of its files.
    pub library: String,
    /// Cargo's target folder.
    pub target_directory: PathBuf,
    /// Its own folder.
    pub folder: PathBuf,
    /// The root of its library's source.
    pub source: PathBuf,
    /// What it says of itself.
    pub about: About,
}

impl Package {
    /// Asks this Cargo for the package of that name, in the workspace of the manifest or of the current folder.
    pub(crate) fn find(
        mut command: Command,
        manifest: Option<&Path>,
        name: Option<&str>,
    ) -> Result<Self, Error> {
        command.args(["metadata", "--no-deps", "--format-version=1"]);
        if let Some(manifest) = manifest {
            command.arg("--manifest-path").arg(manifest);
        }
        let output = command
            .output()
            .map_err(|error| Error::new(format!("cannot run cargo metadata: {error}")))?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr);
            return Err(Error::new(format!(
                "cargo metadata fails:\n{}",
                text.trim()
            )));
        }
        let metadata = serde_json::from_slice(&output.stdout)
            .map_err(|error| Error::new(format!("cargo metadata is not JSON: {error}")))?;
        let here = match manifest {
            Some(manifest) => manifest.parent().map(Path::to_owned),
            None => std::env::current_dir().ok(),
        };
        let here = here.and_then(|folder| folder.canonicalize().ok());
        Self::choose(&metadata, name, here.as_deref())
    }

    /// The named package; without a name, the one whose folder holds `here`; else the only driver of the workspace.
    fn choose(metadata: &Value, name: Option<&str>, here: Option<&Path>) -> Result<Self, Error> {
        let target_directory = metadata["target_directory"]
            .as_str()
            .ok_or_else(|| Error::new("cargo metadata does not say where files go"))?;
        let packages = metadata["packages"]
            .as_array()
            .map_or(&[][..], Vec::as_slice);
        let drivers: Vec<_> = packages.iter().filter_map(driver).collect();
        let names = || {
            let names: Vec<_> = drivers.iter().map(|(name, ..)| *name).collect();
            match names.as_slice() {
                [] => "no package of the workspace is a driver".to_owned(),
                names => format!("drivers of the workspace: {}", names.join(", ")),
            }
        };
        let no_driver = |name: &str| {
            let package = packages.iter().find(|package| package["name"] == name)?;
            if has_library(package) {
                Some(
                    Error::new(format!(
                        "the package `{name}` is not a driver: its library is no cdylib"
                    ))
                    .help("in its Cargo.toml:\n[lib]\ncrate-type = [\"cdylib\", \"rlib\"]"),
                )
            } else {
                Some(Error::new(format!(
                    "the package `{name}` is not a driver: it has no library"
                )))
            }
        };
        // Of a workspace's root another may be meant.
        let root = metadata["workspace_root"].as_str().map(Path::new);
        let at_here = packages
            .iter()
            .find(|package| here.is_some() && folder(package) == here && root != here)
            .filter(|package| driver(package).is_none())
            .and_then(|package| package["name"].as_str());
        let chosen = if let Some(wanted) = name {
            drivers
                .iter()
                .find(|(name, ..)| *name == wanted)
                .ok_or_else(|| {
                    no_driver(wanted).unwrap_or_else(|| {
                        Error::new(format!("no package `{wanted}` is in this workspace"))
                            .help(names())
                    })
                })?
        } else if let Some(error) = at_here.and_then(no_driver) {
            return Err(error.help(names()));
        } else if let Some(driver) = drivers
            .iter()
            .filter(|(_, _, folder, _)| here.is_some_and(|here| here.starts_with(folder)))
            .max_by_key(|(_, _, folder, _)| folder.as_os_str().len())
        {
            driver
        } else if let [driver] = drivers.as_slice() {
            driver
        } else {
            return Err(Error::new("which package is the driver? Name it with -p").help(names()));
        };
        let about = packages
            .iter()
            .find(|package| package["name"] == chosen.0)
            .map(About::of)
            .unwrap_or_default();
        Ok(Self {
            name: chosen.0.to_owned(),
            library: chosen.1.replace('-', "_"),
            target_directory: target_directory.into(),
            folder: chosen.2.to_owned(),
            source: chosen.3.to_owned(),
            about,
        })
    }
}

/// The folder of a package.
fn folder(package: &Value) -> Option<&Path> {
    Path::new(package["manifest_path"].as_str()?).parent()
}

/// Whether a package has a library, of whatever kind.
fn has_library(package: &Value) -> bool {
    let targets = package["targets"].as_array();
    let mut kinds = targets.into_iter().flatten().flat_map(|target| {
        let types = target["crate_types"].as_array();
        types.into_iter().flatten()
    });
    kinds.any(|kind| kind.as_str().is_some_and(|kind| kind.ends_with("lib")))
}

/// Name, library, folder and source of a package that has a cdylib.
fn driver(package: &Value) -> Option<(&str, &str, &Path, &Path)> {
    let targets = package["targets"].as_array()?;
    let library = targets.iter().find(|target| {
        let types = target["crate_types"].as_array();
        types.is_some_and(|types| types.iter().any(|kind| kind == "cdylib"))
    })?;
    Some((
        package["name"].as_str()?,
        library["name"].as_str()?,
        folder(package)?,
        Path::new(library["src_path"].as_str()?),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(drivers: &[&str]) -> Value {
        let mut packages: Vec<Value> = drivers
            .iter()
            .map(|name| {
                serde_json::json!({
                    "name": name, "manifest_path": format!("/w/{name}/Cargo.toml"),
                    "targets": [{ "name": name, "crate_types": ["cdylib", "rlib"], "src_path": "src/lib.rs" }],
                })
            })
            .collect();
        packages.push(serde_json::json!({
            "name": "plain", "manifest_path": "/w/plain/Cargo.toml",
            "targets": [{ "name": "plain", "crate_types": ["lib"] }],
        }));
        packages.push(serde_json::json!({
            "name": "program", "manifest_path": "/w/program/Cargo.toml",
            "targets": [{ "name": "program", "crate_types": ["bin"] }],
        }));
        serde_json::json!({ "target_directory": "/w/target", "workspace_root": "/w", "packages": packages })
    }

    fn choose(metadata: &Value, name: Option<&str>, here: &str) -> Result<String, String> {
        Package::choose(metadata, name, Some(Path::new(here)))
            .map(|package| package.library)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_driver_is_found_by_name_by_place_or_as_the_only_one() {
        let two = workspace(&["ram-disk", "nvme"]);
        assert_eq!(choose(&two, Some("ram-disk"), "/w").unwrap(), "ram_disk");
        assert_eq!(choose(&two, None, "/w/nvme/src").unwrap(), "nvme");
        assert_eq!(choose(&workspace(&["nvme"]), None, "/w").unwrap(), "nvme");
    }

    #[test]
    fn what_is_no_driver_is_said() {
        let two = workspace(&["ram-disk", "nvme"]);
        let error = |name, metadata: &Value| choose(metadata, name, "/w").unwrap_err();
        assert!(error(Some("plain"), &two).contains("crate-type"));
        assert!(error(Some("other"), &two).contains("ram-disk, nvme"));
        assert!(error(None, &two).contains("-p"));
        assert!(error(Some("program"), &two).contains("it has no library"));
        for drivers in [&["ram-disk", "nvme"][..], &["nvme"]] {
            let error = choose(&workspace(drivers), None, "/w/plain").unwrap_err();
            assert!(error.contains("`plain` is not a driver"), "{error}");
        }
        assert!(error(None, &workspace(&[])).contains("no package of the workspace is a driver"));
        assert!(error(None, &Value::Null).contains("metadata"));
    }
}
