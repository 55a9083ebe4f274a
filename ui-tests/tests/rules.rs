//! The tests and rules that the tables of rules name exist.

use std::fs;
use std::path::{Path, PathBuf};

use miniport_sim::Rule;

/// A page, and where its tests lie: the beginning of their names, and the folder that has it.
struct Page {
    text: &'static str,
    folders: &'static [(&'static str, &'static str)],
}

const PAGES: [Page; 2] = [
    Page {
        text: include_str!("../../runtime/docs/rules.md"),
        folders: &[
            ("fail/", "ui-tests"),
            ("pass/", "ui-tests"),
            ("violations/", "simulator/tests/drivers"),
            ("hardware_violations/", "simulator/tests/drivers"),
            ("hardware/", "runtime/tests"),
            ("checked.rs", "runtime/tests"),
            ("notifications.rs", "runtime/tests"),
            ("busy.rs", "runtime/tests"),
            ("routines/", "runtime/tests"),
            ("control.rs", "runtime/tests"),
            ("drivers/", "simulator/tests"),
            ("load.rs", "simulator/tests/drivers"),
            ("service.rs", "runtime/tests"),
            ("events.rs", "runtime/tests"),
            ("system/", "runtime/tests"),
            ("wmi/", "runtime/tests"),
            ("tools/", ""),
            ("last_words.rs", "simulator/tests/drivers"),
            ("soundness/", "ui-tests"),
        ],
    },
    Page {
        text: include_str!("../../runtime/docs/wdm-rules.md"),
        folders: &[
            ("fail/", "ui-tests"),
            ("pass/", "ui-tests"),
            ("wdm/", "runtime/tests"),
            ("internal_controls.rs", "runtime/tests"),
            ("soundness/", "ui-tests"),
            ("edu/", "examples/edu/tests/driver"),
            ("misdeeds/", "simulator/tests/wdm"),
            ("kernel/", "simulator/src/kernel/nt/tests"),
        ],
    },
];

/// Names in a folder of their own whose folder has another name.
const RENAMED: [&str; 2] = ["edu/", "kernel/"];

impl Page {
    /// The rows of its tables.
    fn rows(&self) -> impl Iterator<Item = &'static str> {
        self.text
            .lines()
            .filter(|line| line.starts_with("| ") && !line.starts_with("| ---"))
    }

    /// Where a test's file or folder lies, if the name is one of a test.
    fn place(&self, name: &str) -> Option<PathBuf> {
        let (start, folder) = self
            .folders
            .iter()
            .find(|(start, _)| name.starts_with(start))?;
        let name = if RENAMED.contains(start) {
            &name[start.len()..]
        } else {
            name
        };
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        Some(root.join(folder).join(name))
    }
}

/// What stands in backticks, with the text before it.
fn quoted(row: &str) -> Vec<(&str, &str)> {
    let mut parts = row.split('`');
    let mut quoted = Vec::new();
    while let (Some(before), Some(name)) = (parts.next(), parts.next()) {
        quoted.push((before, name));
    }
    quoted
}

/// The name is written as those of test functions are: a sentence.
fn is_sentence(name: &str) -> bool {
    name.matches('_').count() >= 3
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[test]
fn every_test_that_a_table_names_exists() {
    for page in &PAGES {
        let mut files = 0;
        for row in page.rows() {
            let mut sources = String::new();
            let mut last: Option<String> = None;
            let mut functions = Vec::new();
            for (before, name) in quoted(row) {
                let place = page.place(name).filter(|_| !name.contains('*'));
                if let Some(place) = place {
                    assert!(place.exists(), "{name} in: {row}");
                    if name.starts_with("fail/") && place.is_file() {
                        assert!(place.with_extension("stderr").exists(), "{name}");
                    }
                    files += 1;
                    last = place
                        .is_file()
                        .then(|| fs::read_to_string(&place).expect("a source"));
                    sources += last.as_deref().unwrap_or_default();
                } else if is_sentence(name) {
                    let source = last.as_deref().filter(|_| before == ": ");
                    let called = format!("fn {name}(");
                    assert!(
                        source.is_none_or(|source| source.contains(&called)),
                        "{name}: {row}"
                    );
                    functions.push(called);
                }
            }
            for function in functions {
                assert!(sources.contains(&function), "{function} in: {row}");
            }
        }
        assert!(files > 40, "the tables name tests");
    }
}

/// Each row of the page of WDM says what shows that it is so: a test, a rule of the verifier, or why there is none.
#[test]
fn every_row_names_its_test() {
    let page = &PAGES[1];
    let rules: Vec<String> = Rule::ALL.iter().map(ToString::to_string).collect();
    for row in page.rows().filter(|row| !row.starts_with("| rule |")) {
        let named = quoted(row)
            .into_iter()
            .any(|(_, name)| page.place(name).is_some() || rules.iter().any(|rule| rule == name));
        assert!(named || row.contains("no test of its own: "), "{row}");
    }
}

/// The rules of the verifier stand alone at the end of a row, after a full stop; those that break them in a table of their own.
#[test]
fn every_rule_of_the_verifier_that_the_table_names_exists_and_is_broken_by_a_test() {
    let rules: Vec<String> = Rule::ALL.iter().map(ToString::to_string).collect();
    let mut found = 0;
    for row in PAGES[1].rows() {
        let Some((_, last)) = row.trim_end_matches(" |").rsplit_once(". ") else {
            continue;
        };
        let names = quoted(last);
        let is_list = names.iter().all(|(before, name)| {
            ["", ", "].contains(before) && !name.contains(['.', '/', ' ', ':', '_'])
        });
        if names.is_empty() || !is_list || !last.ends_with('`') {
            continue;
        }
        for (_, name) in names {
            assert!(rules.iter().any(|rule| rule == name), "{name} in: {row}");
            let broken = format!("| `{name}` | `");
            let mut rows = PAGES[1].rows();
            assert!(
                rows.any(|row| row.starts_with(&broken)),
                "who breaks {name}?"
            );
            found += 1;
        }
    }
    assert!(found > 30, "the table names rules: {found}");
}
