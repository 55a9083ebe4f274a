//! The pictures of docs/architecture.md are what the sources say.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../../docs/architecture.md");

type Arrows = BTreeSet<(String, String)>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The arrows of the page's picture with this number.
fn drawn(picture: usize) -> Arrows {
    let picture = PAGE
        .split("```mermaid\n")
        .nth(picture + 1)
        .expect("a picture");
    let (picture, _) = picture.split_once("```").expect("its end");
    picture
        .lines()
        .filter_map(|line| line.trim().split_once(" --> "))
        .map(|(from, to)| (from.to_owned(), to.to_owned()))
        .collect()
}

/// Every Rust file of a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

#[test]
fn crates_depend_on_each_other_as_drawn() {
    let mut found = Arrows::new();
    for folder in [
        "macros",
        "macros/expand",
        "macros/roles",
        "runtime",
        "runtime/scsi",
        "runtime/sys",
        "simulator",
        "tools",
    ] {
        let manifest =
            fs::read_to_string(root().join(folder).join("Cargo.toml")).expect("a manifest");
        let name = manifest
            .lines()
            .find_map(|line| line.strip_prefix("name = \""))
            .and_then(|name| name.strip_suffix('"'))
            .expect("a name")
            .to_owned();
        let dependencies = manifest
            .split("\n[dependencies]\n")
            .nth(1)
            .unwrap_or_default();
        let dependencies = dependencies.split("\n[").next().unwrap_or_default();
        for dependency in dependencies
            .lines()
            .filter(|line| line.starts_with("miniport"))
        {
            let end = dependency.find(['.', ' ', '=']).expect("a name");
            found.insert((name.clone(), dependency[..end].to_owned()));
        }
    }
    assert_eq!(found, drawn(0));
}

#[test]
fn rooms_of_the_simulator_use_each_other_as_drawn() {
    const ROOMS: [&str; 7] = [
        "machine", "storport", "io", "image", "kernel", "verifier", "device",
    ];
    let mut found = Arrows::new();
    for room in ROOMS {
        for source in sources(&root().join("simulator/src").join(room)) {
            let text = fs::read_to_string(&source).expect("a source");
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            for line in code {
                for other in ROOMS.into_iter().filter(|other| *other != room) {
                    if line.contains(&format!("crate::{other}::")) {
                        found.insert((room.to_owned(), other.to_owned()));
                    }
                }
            }
        }
    }
    assert_eq!(found, drawn(1));
}

#[test]
fn families_of_drivers_know_what_is_shared_and_not_each_other() {
    for (room, strangers) in [
        ("shared", ["crate::storport", "crate::wdm"]),
        ("storport", ["crate::wdm", "super::wdm"]),
        ("wdm", ["crate::storport", "crate::hardware"]),
    ] {
        for source in sources(&root().join("runtime/src").join(room)) {
            let text = fs::read_to_string(&source).expect("a source");
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            for line in code {
                let stranger = strangers.iter().find(|stranger| line.contains(*stranger));
                assert_eq!(stranger, None, "{}: {line}", source.display());
            }
        }
    }
}
