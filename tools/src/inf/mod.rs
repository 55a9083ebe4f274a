//! INF files: [`Inf`] is what one says, [`stamp`](stamp()) makes one from an INX file, [`check`](check()) looks for mistakes.
//!
//! The syntax is that of the page "General Syntax Rules for INF Files" of the Windows documentation.

mod check;
mod stamp;

pub(crate) use check::check;
pub(crate) use stamp::{Date, stamp};

/// An INF file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Inf {
    sections: Vec<Section>,
}

/// A section; several of one name are one.
#[derive(Debug, Default, PartialEq, Eq)]
struct Section {
    /// Its name as it is written; case does not matter.
    name: String,
    entries: Vec<Entry>,
}

/// A line of a section: `key = value, value`, or values alone.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    key: Option<String>,
    values: Vec<String>,
}

impl Inf {
    /// Reads an INF file. What stands before the first section is not looked at.
    pub(crate) fn parse(text: &str) -> Self {
        let mut inf = Self::default();
        let mut current: Option<usize> = None;
        for line in lines(text) {
            let line = line.trim();
            if let Some(name) = line
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
            {
                let known = inf
                    .sections
                    .iter()
                    .position(|section| is(&section.name, name));
                current = Some(known.unwrap_or_else(|| {
                    inf.sections.push(Section {
                        name: name.to_owned(),
                        entries: Vec::new(),
                    });
                    inf.sections.len() - 1
                }));
            } else if let Some(current) = current
                && !line.is_empty()
            {
                inf.sections[current].entries.push(entry(line));
            }
        }
        inf
    }

    fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| is(&section.name, name))
    }

    /// The first value of a key.
    fn value(&self, section: &str, key: &str) -> Option<&str> {
        let section = self.section(section)?;
        section.of(key).find_map(|entry| entry.value(0))
    }

    /// A text with what `[Strings]` says for its tokens.
    fn text(&self, text: &str) -> String {
        let mut whole = String::new();
        for (index, part) in text.split('%').enumerate() {
            if index % 2 == 0 {
                whole.push_str(part);
            } else {
                whole.push_str(self.value("Strings", part).unwrap_or(part));
            }
        }
        whole
    }
}

impl Section {
    /// The entries with a key.
    fn of<'s, 'k>(&'s self, key: &'k str) -> impl Iterator<Item = &'s Entry> + use<'s, 'k> {
        self.entries
            .iter()
            .filter(move |entry| entry.key.as_deref().is_some_and(|found| is(found, key)))
    }
}

impl Entry {
    /// A value that is not empty.
    fn value(&self, index: usize) -> Option<&str> {
        let value = self.values.get(index).map(String::as_str);
        value.filter(|value| !value.is_empty())
    }
}

/// Names are the same whatever their case.
fn is(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
}

/// The lines without comments; one that ends in a backslash goes on in the next.
fn lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut whole = String::new();
    for line in text.lines() {
        let line = &line[..places(line, ';').next().unwrap_or(line.len())];
        let line = line.trim_end();
        if let Some(begin) = line.strip_suffix('\\') {
            whole.push_str(begin);
        } else {
            whole.push_str(line);
            lines.push(std::mem::take(&mut whole));
        }
    }
    lines.push(whole);
    lines
}

fn entry(line: &str) -> Entry {
    let (key, rest) = match places(line, '=').next() {
        Some(at) => (Some(unquoted(&line[..at])), &line[at + 1..]),
        None => (None, line),
    };
    let mut values = Vec::new();
    let mut from = 0;
    for at in places(rest, ',').chain([rest.len()]) {
        values.push(unquoted(&rest[from..at]));
        from = at + 1;
    }
    Entry { key, values }
}

/// Where a letter stands outside of quotes.
fn places(text: &str, letter: char) -> impl Iterator<Item = usize> {
    let mut quoted = false;
    text.char_indices().filter_map(move |(at, found)| {
        quoted ^= found == '"';
        (!quoted && found == letter).then_some(at)
    })
}

/// Without the quotes; two of them inside are one.
fn unquoted(text: &str) -> String {
    let text = text.trim();
    match text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        Some(inner) => inner.replace("\"\"", "\""),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hide_and_case_does_not_matter() {
        let inf = Inf::parse(
            "; first\n[Version]\nProvider = \"A; \"\"B\"\", C\" ; the maker\n[x]\na,\\\n  b\n[VERSION]\nClass=%C%\n[Strings]\nC = \"System\"\n",
        );
        assert_eq!(inf.value("version", "provider"), Some("A; \"B\", C"));
        assert_eq!(inf.value("Version", "CLASS"), Some("%C%"));
        assert_eq!(inf.text("the %c% class"), "the System class");
        let section = inf.section("X").unwrap();
        assert_eq!(section.entries[0].values, ["a", "b"]);
        assert_eq!(section.entries[0].key, None);
    }
}
