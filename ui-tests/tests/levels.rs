//! The simulator and `cargo miniport inspect` have tables of the IRQLs at which routines may be called, each written from the pages. They
//! say the same, where inspect's says anything: it keeps silent where no page names a level, and the simulator has to choose.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The names of the highest levels, in inspect's words; the simulator has some with a lowest level too.
const LEVELS: &[(&str, &str)] = &[
    ("ANY", "ANY"),
    ("FROM_DISPATCH", "ANY"),
    ("UP_TO_DIRQL", "ANY"),
    ("UP_TO_DISPATCH", "UP_TO_DISPATCH"),
    ("DISPATCH", "UP_TO_DISPATCH"),
    ("UP_TO_APC", "UP_TO_APC"),
    ("APC", "UP_TO_APC"),
    ("PASSIVE", "PASSIVE"),
];

/// Where the simulator allows more or less than inspect, and why.
const DIFFERENT: &[(&str, &str)] = &[
    (
        "KeFlushQueuedDpcs",
        "the page says PASSIVE_LEVEL, the header allows APC_LEVEL",
    ),
    (
        "RtlFreeUnicodeString",
        "the page says PASSIVE_LEVEL, the header allows APC_LEVEL",
    ),
    (
        "KeReleaseInStackQueuedSpinLockFromDpcLevel",
        "the header says DISPATCH_LEVEL, the page of its acquisition allows more",
    ),
];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

fn read(path: &Path, into: &mut Vec<String>) {
    if path.is_dir() {
        let mut entries: Vec<_> = fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        entries.sort();
        for entry in &entries {
            read(entry, into);
        }
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        let text = fs::read_to_string(path).unwrap();
        into.push(text);
    }
}

/// Rows of the simulator: `Name(…) -> T, LEVEL … =>`, or `Number "Name", LEVEL … =>`.
fn simulator() -> BTreeMap<String, String> {
    let mut texts = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../simulator/src");
    read(&root, &mut texts);
    let mut found = BTreeMap::new();
    for text in &texts {
        let tables = text
            .split("routines! {")
            .skip(1)
            .chain(text.split("functions! {").skip(1));
        for table in tables {
            let table = &table[..table.find("\n}").unwrap_or(table.len())];
            for row in table
                .split("\n    ")
                .filter(|row| !row.starts_with(['/', ' ', '\n']))
            {
                let row = row.trim();
                let name = match row.split_once('"') {
                    Some((number, rest)) if number.starts_with("ExtFunction") => {
                        rest.split('"').next()
                    }
                    _ => words(row).next(),
                };
                let level =
                    words(row).find_map(|word| LEVELS.iter().find(|(name, _)| *name == word));
                if let (Some(name), Some((_, level))) = (name, level) {
                    found.insert(name.to_owned(), (*level).to_owned());
                }
            }
        }
    }
    found
}

/// Rows of inspect: `row(0x1, "Name", LEVEL, …)` or `("Name", LEVEL, …)`.
fn inspect() -> BTreeMap<String, String> {
    let mut texts = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tools/src/rules");
    for file in ["exported.rs", "numbered.rs"] {
        read(&root.join(file), &mut texts);
    }
    let mut found = BTreeMap::new();
    for text in &texts {
        let mut rest = text.as_str();
        while let Some((_, after)) = rest.split_once('"') {
            let (name, after) = after.split_once('"').unwrap();
            let level = words(after).next().unwrap_or_default();
            if ["ANY", "UP_TO_DISPATCH", "UP_TO_APC", "PASSIVE"].contains(&level) {
                found.insert(name.to_owned(), level.to_owned());
            }
            rest = after;
        }
    }
    found
}

#[test]
fn the_simulator_allows_what_inspect_allows() {
    let (simulator, inspect) = (simulator(), inspect());
    let mut compared = 0;
    let mut differences = Vec::new();
    for (name, level) in &inspect {
        let Some(simulated) = simulator.get(name) else {
            continue;
        };
        compared += 1;
        let known = DIFFERENT.iter().any(|(routine, _)| routine == name);
        if (simulated != level) != known {
            differences.push(format!(
                "{name}: {simulated} in the simulator, {level} in inspect"
            ));
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
    assert!(
        compared > 100,
        "only {compared} routines were found in both"
    );
}
