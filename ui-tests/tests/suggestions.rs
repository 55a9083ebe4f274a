//! What a note of the runtime advises compiles: each piece of code in it stands, as it is written there, in a driver that is tested.

use std::fs;
use std::path::{Path, PathBuf};

/// Pieces that are code but no advice.
const NO_ADVICE: [(&str, &str); 6] = [
    ("PoolBox<T>", "a type of the documentation"),
    ("ByMessage<T, N>", "the same"),
    ("Locked<InterruptLock, T>", "the same"),
    ("Locked<DumpLock, T>", "the same"),
    ("Srb<E>", "the same"),
    ("miniport::dump", "a module"),
];

/// How far apart the parts of a piece may be, where the note leaves something out.
const HOLE: usize = 120;

/// The files below a folder that end so.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn read(folders: &[&str]) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    for folder in folders {
        files(&root.join(folder), &mut found);
    }
    found
        .iter()
        .map(|file| fs::read_to_string(file).expect("it can be read"))
        .collect()
}

/// The notes of a source file, without the escapes of a literal.
fn notes(source: &str) -> impl Iterator<Item = String> {
    source.lines().filter_map(|line| {
        let text = line.trim().strip_prefix("note = \"")?;
        let text = text.trim_end_matches(',').strip_suffix('"')?;
        Some(text.replace("\\\"", "\""))
    })
}

/// What a note has between backticks, if it is code and not a name.
fn pieces(note: &str) -> impl Iterator<Item = &str> {
    let names = |piece: &&str| piece.contains(['<', '(', '#', '.']) || piece.contains("::");
    note.split('`').skip(1).step_by(2).filter(names)
}

/// A piece without spaces, in the parts between what the compiler fills in (`{Self}`) and what is left out (`…`).
fn parts(piece: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let piece = piece.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let mut characters = piece.chars();
    while let Some(character) = characters.next() {
        match character {
            '…' => parts.push(String::new()),
            '{' => {
                characters.by_ref().take_while(|&c| c != '}').for_each(drop);
                parts.push(String::new());
            }
            _ if character.is_whitespace() => {}
            _ => parts
                .last_mut()
                .expect("there is one")
                .push(match character {
                    '\u{1}' => '{',
                    '\u{2}' => '}',
                    other => other,
                }),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether the parts follow each other in `text`, which has no spaces.
fn stands_in(parts: &[String], text: &str) -> bool {
    let Some((first, others)) = parts.split_first() else {
        return true;
    };
    text.match_indices(first.as_str()).any(|(start, _)| {
        let mut end = start + first.len();
        others.iter().all(|part| {
            let near = text[end..].find(part.as_str()).filter(|&gap| gap <= HOLE);
            near.inspect(|gap| end += gap + part.len()).is_some()
        })
    })
}

#[test]
fn what_a_note_advises_is_in_a_driver_that_compiles() {
    let drivers: Vec<String> = read(&[
        "ui-tests/pass",
        "examples",
        "tools/template",
        "runtime/tests",
    ])
    .iter()
    .map(|source| source.split_whitespace().collect())
    .collect();
    let mut pieces_seen = 0;
    let mut missing = Vec::new();
    for source in read(&["runtime/src"]) {
        for note in notes(&source) {
            for piece in pieces(&note) {
                pieces_seen += 1;
                let parts = parts(piece);
                if !NO_ADVICE.iter().any(|(known, _)| *known == piece)
                    && !drivers.iter().any(|driver| stands_in(&parts, driver))
                {
                    missing.push(piece.to_owned());
                }
            }
        }
    }
    assert!(pieces_seen > 90, "only {pieces_seen} pieces");
    assert!(
        missing.is_empty(),
        "{} of {pieces_seen} in no driver:\n{}",
        missing.len(),
        missing.join("\n")
    );
}
