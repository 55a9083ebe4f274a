//! The page of routines is what the code says: every routine that is bound has one row, what a row calls safe is called, and what it
//! calls refused is not.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../../runtime/docs/routines.md");

/// The routines of storport.h (build 14393: 169), and those of newer headers and pages (44).
const ROUTINES: usize = 169 + 44;

/// A row of the page.
struct Row {
    group: &'static str,
    name: &'static str,
    answer: &'static str,
    what: &'static str,
}

impl Row {
    /// A notification that has no routine of its own: `StorPortNotification(RequestComplete)`.
    fn notification(&self) -> Option<&'static str> {
        let (_, kind) = self.name.split_once('(')?;
        kind.strip_suffix(')')
    }

    /// The function that miniport-sys has for it.
    fn bound_as(&self) -> String {
        self.notification()
            .map_or_else(|| self.name.to_owned(), notify)
    }

    /// The function that the runtime calls for it.
    fn called_as(&self) -> String {
        match self.name {
            // The runtime formats, so that the routine only prints.
            "StorPortDebugPrint" => "debug_print".to_owned(),
            _ => self.bound_as(),
        }
    }
}

fn rows() -> Vec<Row> {
    let mut group = "";
    let mut rows = Vec::new();
    for line in PAGE.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            group = title;
        } else if let Some(row) = line.strip_prefix("| `") {
            let cells: Vec<_> = row.split('|').map(str::trim).collect();
            let [name, answer, what, ""] = cells[..] else {
                panic!("a row has three cells: {line}");
            };
            rows.push(Row {
                group,
                name: name.trim_end_matches('`'),
                answer,
                what,
            });
        }
    }
    rows
}

/// The function of a notification: `LinkUp` is `notify_link_up`, `WMIEvent` is `notify_wmi_event`.
fn notify(kind: &str) -> String {
    let mut snake = "notify".to_owned();
    let letters: Vec<char> = kind.chars().collect();
    for (index, letter) in letters.iter().enumerate() {
        let begins_word = letter.is_ascii_uppercase()
            && (index == 0
                || letters[index - 1].is_ascii_lowercase()
                || letters.get(index + 1).is_some_and(char::is_ascii_lowercase));
        if begins_word {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// The code of every Rust file of a folder, without comments.
fn code(folder: &str) -> String {
    fn collect(folder: &Path, code: &mut String) {
        let mut paths: Vec<PathBuf> = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                collect(&path, code);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                for line in fs::read_to_string(&path).expect("a source").lines() {
                    code.push_str(line.split_once("//").map_or(line, |(code, _)| code));
                    code.push('\n');
                }
            }
        }
    }
    let mut code = String::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    collect(&root.join(folder), &mut code);
    code
}

/// The words of the code.
fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

/// The functions that miniport-sys declares or makes in place for storport.h.
fn bound() -> BTreeSet<String> {
    let code = code("runtime/sys/src");
    let mut words = words(&code).peekable();
    let mut bound = BTreeSet::new();
    while let Some(word) = words.next() {
        let Some(name) = words.peek().filter(|_| word == "fn") else {
            continue;
        };
        if ["StorPort", "notify_"]
            .iter()
            .any(|start| name.starts_with(start))
        {
            bound.insert((*name).to_owned());
        }
    }
    bound
}

/// The types of notification that miniport-sys has no function for, because an inline routine of storport.h has the type.
fn inline_notifications(code: &str) -> BTreeSet<&str> {
    code.split("notification!(")
        .skip(1)
        .filter_map(|call| words(call).next())
        .collect()
}

#[test]
fn every_routine_has_one_row() {
    let rows = rows();
    let names: BTreeSet<_> = rows.iter().map(|row| row.name).collect();
    assert_eq!(names.len(), rows.len(), "a routine has two rows");
    let routines = rows.iter().filter(|row| row.notification().is_none());
    assert_eq!(routines.count(), ROUTINES);
    let bound = bound();
    let listed: BTreeSet<_> = rows.iter().map(Row::bound_as).collect();
    let missing: Vec<_> = bound.difference(&listed).collect();
    assert!(missing.is_empty(), "without a row: {missing:?}");
    for row in &rows {
        let is_bound = bound.contains(&row.bound_as());
        let needs_no_binding = row.what.starts_with("inlined: ");
        assert!(
            is_bound || needs_no_binding || row.answer == "refused",
            "{} is {} and has no binding",
            row.name,
            row.answer
        );
    }
}

#[test]
fn every_notification_has_one_row() {
    let code = code("runtime/sys/src");
    let inline = inline_notifications(&code);
    let rows = rows();
    let listed: BTreeSet<_> = rows.iter().filter_map(Row::notification).collect();
    let mut types = 0;
    for line in code
        .lines()
        .filter(|line| line.contains(": SCSI_NOTIFICATION_TYPE = "))
    {
        let name = line
            .split_once("pub const ")
            .and_then(|(_, rest)| rest.split_once(':'))
            .expect("a constant")
            .0;
        types += 1;
        // Values that the header keeps free.
        if name.starts_with("_obsolete") {
            continue;
        }
        let is_bound = inline.contains(name);
        let has_function = bound().contains(&notify(name));
        assert!(
            listed.contains(name) != (is_bound && !has_function),
            "{name} has a row, or a routine that has one"
        );
    }
    assert!(types > 25, "the types are there: {types}");
}

#[test]
fn what_is_safe_is_called_and_what_is_refused_is_not() {
    let code = code("runtime/src");
    let called: BTreeSet<_> = words(&code).collect();
    for row in rows() {
        let Row {
            name, answer, what, ..
        } = row;
        let is_called = called.contains(row.called_as().as_str());
        match answer {
            "safe" | "unsafe" => {
                assert!(
                    what.contains("(crate::") || what.contains("(macro@crate::"),
                    "{name}: by which item?"
                );
                assert!(
                    is_called || what.starts_with("inlined: "),
                    "{name} is not called"
                );
            }
            "refused" => {
                assert!(!is_called, "{name} is called");
                assert!(what.len() > 20, "{name} has no reason");
            }
            other => panic!("{name}: {other} is no answer"),
        }
    }
}

#[test]
fn rows_are_sorted_by_name_in_their_groups() {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows() {
        groups.entry(row.group).or_default().push(row.name);
    }
    for (group, names) in groups {
        assert!(names.is_sorted(), "{group}: {names:#?}");
    }
}
