//! What every diagnostic keeps to: it is short, it begins in the field's words, and it names nothing that a driver author never writes.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The most lines of one error, from its first line to its last note, beside those of the author's own source. Twenty are the aim; the
/// compiler adds up to four about the author's other functions and structures.
const LINES: usize = 24;

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

/// Files with errors in Rust's words: no trait of the runtime is asked, or what is wrong is no mistake about drivers. And why.
const OF_RUST: [(&str, &str); 13] = [
    (
        "context/forged.stderr",
        "who makes a context does it by Rust's means, and hears that they are private",
    ),
    (
        "context/own_scope.stderr",
        "who declares a scope hears that the trait is sealed, which the compiler says at length",
    ),
    (
        "driver_entry/some_functions_as_arguments.stderr",
        "the compiler's last note names the macro that looks at the calls",
    ),
    (
        "wdm_hardware/in_the_extension.stderr",
        "who makes resources does it by Rust's means",
    ),
    (
        "wdm_extension/pnp_device_of_a_miniport.stderr",
        "the bound is an equality of types; a trait in its place would say it of every handler once more",
    ),
    (
        "wdm_irps/dispatched_by_hand.stderr",
        "who makes an answer does it by Rust's means",
    ),
    (
        "wdm_irps/sent.stderr",
        "a thread is Rust's, and each part of an IRP that stays in its routine says so",
    ),
    (
        "extension/own_constant.stderr",
        "a trait of the driver's has a hidden name of the runtime's: the compiler shows both",
    ),
    (
        "extension/handler_without_attribute.stderr",
        "a function without its attribute is no type: the compiler says that, and looks no further",
    ),
    ("wdm_extension/handler_without_attribute.stderr", "the same"),
    ("registration/other_role.stderr", "the same"),
    ("wdm_registration/other_role.stderr", "the same"),
    (
        "hw_adapter_control/not_covered.stderr",
        "a `match` lacks a control type, which the compiler names",
    ),
];

/// Files in which one mistake is said twice, and why.
const TWICE: [(&str, &str); 5] = [
    (
        "context/kept_in_a_thread_local.stderr",
        "the extension and the context leave the function, each by itself",
    ),
    (
        "context/returned.stderr",
        "the context leaves the closure, and its scope with it",
    ),
    (
        "hw_adapter_control/another_handler.stderr",
        "a function without its attribute takes control types that nobody declares: the compiler says it of type and parameter",
    ),
    (
        "io_dpc/extension_of_a_miniport.stderr",
        "the compiler says it of type and parameter",
    ),
    (
        "wdm_extension/missing_pnp_device.stderr",
        "the hardware is a part of the device's memory, and a bound of its trait",
    ),
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
    for (exempt, _) in OF_RUST.into_iter().chain(TWICE) {
        assert!(files.contains(&folder.join(exempt)), "{exempt} is no file");
    }
    let mut wrong = Vec::new();
    for file in &files {
        let name = file.strip_prefix(&folder).expect("it lies there");
        let name = name.to_str().expect("the names are ASCII");
        let text = fs::read_to_string(file).expect("it can be read");
        if OF_RUST.iter().any(|(exempt, _)| *exempt == name) {
            continue;
        }
        let mut said = HashSet::new();
        for error in errors(&text) {
            let is_new = said.insert((line_of(&error), error[0]));
            if !is_new && !TWICE.iter().any(|(exempt, _)| *exempt == name) {
                wrong.push(format!("{name}: said twice: {}", error[0]));
            }
            let mut says = |what: String| wrong.push(format!("{name}: {what}: {}", error[0]));
            let lines = error.iter().filter(|line| !is_source(line)).count();
            if lines > LINES {
                says(format!("{lines} lines"));
            }
            for inside in INSIDE {
                if error
                    .iter()
                    .any(|line| !says_whose_bound(line) && line.contains(inside))
                {
                    says(format!("names `{inside}`"));
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
