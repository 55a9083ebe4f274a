//! `cargo miniport new`: what it writes. That the drivers build and pass their tests, CI sees in an empty folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn new(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-miniport"))
        .args(["miniport", "new"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// An empty folder in a workspace of this name: else what is made there would be a member of the tool's own.
fn empty(name: &str) -> PathBuf {
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if workspace.exists() {
        std::fs::remove_dir_all(&workspace).unwrap();
    }
    let folder = workspace.join("empty");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(workspace.join("Cargo.toml"), "[workspace]\n").unwrap();
    folder
}

/// Every file below a folder, with its text.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

#[test]
fn a_new_driver_has_its_own_name_everywhere() {
    let folder = empty("new");
    for model in ["physical", "virtual", "wdm"] {
        let name = format!("disk-{model}");
        let output = new(&folder, &[&name, &format!("--{model}")]);
        assert!(output.status.success(), "{output:?}");
        let crate_folder = folder.join(&name);
        let written = files(&crate_folder);
        for file in ["Cargo.toml", "README.md", "src/lib.rs", "tests/driver.rs"] {
            assert!(crate_folder.join(file).is_file(), "{file}");
        }
        let inx = format!("disk_{model}.inx");
        assert!(crate_folder.join(&inx).is_file(), "{inx}");
        for (path, text) in written {
            for left in [
                "my-driver",
                "my_driver",
                "MINIPORT",
                "SIMULATOR",
                "KIND",
                "0f8e3c52",
            ] {
                assert!(!text.contains(left), "{left} in {}", path.display());
            }
        }
        let manifest = std::fs::read_to_string(crate_folder.join("Cargo.toml")).unwrap();
        let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("runtime");
        assert!(manifest.contains(runtime.to_str().unwrap()), "{manifest}");
    }
}

#[test]
fn what_is_there_is_not_overwritten() {
    let folder = empty("taken");
    std::fs::create_dir(folder.join("disk")).unwrap();
    let output = new(&folder, &["disk", "--wdm"]);
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("disk is there already"), "{error}");
    assert_eq!(files(&folder).len(), 0);
}

#[test]
fn a_driver_in_a_workspace_is_a_member() {
    let folder = empty("workspace");
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"other\"]\n";
    std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    for name in ["other", "disk"] {
        let output = new(&folder, &[name, "--virtual"]);
        assert!(output.status.success(), "{output:?}");
    }
    // What every command of the tool begins with.
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version=1"])
        .current_dir(folder.join("disk"))
        .output()
        .unwrap();
    assert!(metadata.status.success(), "{metadata:?}");
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).unwrap();
    assert_eq!(metadata["packages"].as_array().unwrap().len(), 2);
    let manifest = std::fs::read_to_string(folder.join("disk/Cargo.toml")).unwrap();
    assert!(manifest.contains("cdylib"), "{manifest}");
}

#[test]
fn a_driver_of_a_pci_device_has_its_numbers() {
    let folder = empty("pci");
    let output = new(&folder, &["card", "--wdm", "--pci", "8086:100e"]);
    assert!(output.status.success(), "{output:?}");
    let written = files(&folder.join("card"));
    let text_of = |name: &str| {
        let mut named = written.iter().filter(|(path, _)| path.ends_with(name));
        named.next().unwrap().1.as_str()
    };
    assert!(text_of("card.inx").contains("PCI\\VEN_8086&DEV_100E"));
    assert!(text_of("tests/device/mod.rs").contains("device: 0x100e"));
    for (path, text) in &written {
        for left in ["my-driver", "my_driver", "FEED", "feed", "f00d", "KIND"] {
            assert!(!text.contains(left), "{left} in {}", path.display());
        }
    }
    for ids in ["8086", "8086:10", "8086:100g", "18086:100e"] {
        let output = new(&folder, &["other", "--wdm", "--pci", ids]);
        assert_eq!(output.status.code(), Some(2), "{ids}");
    }
    let output = new(&folder, &["other", "--virtual", "--pci", "8086:100e"]);
    assert_eq!(output.status.code(), Some(2));
}
