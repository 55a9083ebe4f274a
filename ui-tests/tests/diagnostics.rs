//! What every diagnostic keeps to: it is short, it stands at the author's own tokens, it begins in the field's words, and it names nothing that a
//! driver author never writes.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The most lines of one error, from its first line to its last note, beside those of the author's own source.
const LINES: usize = 20;

/// What is a name of the runtime's own inside, or of the compiler's library.
const INSIDE: [&str; 13] = [
    "::__private::",
    "__m",
    "__control",
    "$crate",
    "core/src/panic.rs",
    "miniport::shared::",
    "sealed::",
    // What scopes know of locks: the errors speak of the lock and the callback.
    "state::",
    "LentOut",
    "NotAllowed",
    "AfterSystemLock",
    "With<",
    "NoLater",
];

/// Beginnings that say Rust's rule and not the driver's: there a trait of the runtime has to speak.
const RUSTS_WORDS: [&str; 4] = [
    "the trait bound",
    "constant provided when a type was expected",
    "no method named `add_",
    "type mismatch resolving",
];

/// Every `.stderr` file below a folder.
fn diagnostics(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            diagnostics(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "stderr")
        {
            found.push(path);
        }
    }
}

/// The errors in a compiler's answer.
fn errors(text: &str) -> Vec<Vec<&str>> {
    let mut errors: Vec<Vec<&str>> = Vec::new();
    for line in text.lines() {
        if line.starts_with("error") || line.starts_with("warning") {
            errors.push(Vec::new());
        }
        if let Some(error) = errors.last_mut()
            && !line.is_empty()
        {
            error.push(line);
        }
    }
    errors
}

/// Where in the author's file an error is: the line.
fn line_of(error: &[&str]) -> Option<u32> {
    let place = error
        .iter()
        .find_map(|line| line.trim_start().strip_prefix("--> fail/"))?;
    place.split(':').nth(1)?.parse().ok()
}

/// What the error says for itself: its first line, and what stands beside the marks below the source.
fn own_words<'e>(error: &[&'e str]) -> impl Iterator<Item = &'e str> {
    let labels = error.iter().filter_map(|line| {
        let (before, label) = line.split_once('|')?;
        let is_label = before.trim().is_empty() && label.trim_start().starts_with(['^', '-', '|']);
        is_label.then(|| label.trim_start_matches([' ', '^', '-', '|']))
    });
    let labels = labels.filter(|label| !label.starts_with("required by"));
    error[..1].iter().copied().chain(labels)
}

/// Whether a word is the name of a trait that only the runtime asks for: `HasDpc`, `IsBuilt`.
fn is_helper(word: &str) -> bool {
    ["Has", "Is", "May", "Only"].iter().any(|start| {
        let rest = word.strip_prefix(start);
        rest.is_some_and(|rest| rest.starts_with(char::is_uppercase))
    })
}

/// A line of the author's source: it has a number before the bar. (Those of the runtime have none.)
fn is_source(line: &str) -> bool {
    line.split_once('|')
        .is_some_and(|(number, _)| number.trim().parse::<u32>().is_ok())
}

/// The line that says which of the runtime's functions asks for something, by the module of its `impl`.
fn says_whose_bound(line: &str) -> bool {
    line.starts_with("note: required by a bound in") || line.contains("required by this bound in")
}

#[test]
fn every_error_is_said_once_short_and_in_the_fields_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fail");
    let mut files = Vec::new();
    diagnostics(&folder, &mut files);
    files.sort();
    assert!(files.len() > 500, "only {} files", files.len());
    let mut wrong = Vec::new();
    for file in &files {
        let name = file.strip_prefix(&folder).expect("it lies there");
        let name = name.to_str().expect("the names are ASCII");
        let text = fs::read_to_string(file).expect("it can be read");
        let source = fs::read_to_string(file.with_extension("rs")).expect("it can be read");
        let mut said = HashSet::new();
        for error in errors(&text) {
            if !said.insert((line_of(&error), error[0])) {
                wrong.push(format!("{name}: said twice: {}", error[0]));
            }
            let mut says = |what: String| wrong.push(format!("{name}: {what}: {}", error[0]));
            let lines = error.iter().filter(|line| !is_source(line)).count();
            if lines > LINES {
                says(format!("{lines} lines"));
            }
            // Who writes a hidden name hears of it.
            for inside in INSIDE.iter().filter(|inside| !source.contains(**inside)) {
                if error
                    .iter()
                    .any(|line| !says_whose_bound(line) && line.contains(*inside))
                {
                    says(format!("names `{inside}`"));
                }
            }
            let place = error
                .iter()
                .find(|line| line.trim_start().starts_with("--> "));
            if !place.is_some_and(|place| place.contains("--> fail/")) {
                says("not in the author's file".to_owned());
            }
            for text in own_words(&error) {
                let mut words = text.split(|c: char| !c.is_alphanumeric());
                if let Some(helper) = words.find(|word| is_helper(word) && !source.contains(*word))
                {
                    says(format!("speaks of `{helper}`"));
                }
            }
            if RUSTS_WORDS.iter().any(|words| error[0].contains(words)) {
                says("Rust's words".to_owned());
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of them:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
