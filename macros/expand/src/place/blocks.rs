//! The blocks of a source file, by its delimiters: what `{ … }` belongs to, without parsing what is between.

use std::iter::Peekable;
use std::str::Chars;

/// Line and column, counted from one, in characters.
pub(super) type Position = (usize, usize);

/// What a pair of delimiters belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Impl,
    Trait,
    /// A macro, or an item with an attribute that may rewrite it: what stands there may end up anywhere.
    Macro,
    Other,
}

#[derive(Debug)]
struct Block {
    kind: Kind,
    start: Position,
    end: Position,
    parent: Option<usize>,
}

/// The block around a place.
#[derive(Debug)]
pub(super) struct Around {
    pub(super) kind: Kind,
    /// Which one it is; the file itself is none.
    pub(super) index: Option<usize>,
}

/// The blocks of a file, in the order of their starts.
#[derive(Debug, Default)]
pub(super) struct Blocks(Vec<Block>);

impl Blocks {
    pub(super) fn of(text: &str) -> Self {
        let mut reader = Reader::new(text);
        reader.read();
        Self(reader.blocks)
    }

    /// The innermost block around a place, unless a macro is around that.
    pub(super) fn around(&self, place: Position) -> Option<Around> {
        let before = self.0.partition_point(|block| block.start < place);
        let mut index = before.checked_sub(1);
        while let Some(number) = index
            && self.0[number].end < place
        {
            index = self.0[number].parent;
        }
        let mut outer = index;
        while let Some(number) = outer {
            if self.0[number].kind == Kind::Macro {
                return None;
            }
            outer = self.0[number].parent;
        }
        let kind = index.map_or(Kind::Other, |number| self.0[number].kind);
        Some(Around { kind, index })
    }
}

/// Attributes that leave an item where it is.
const PLAIN: [&str; 7] = ["allow", "cfg", "deny", "doc", "expect", "must_use", "warn"];

/// What was read since the last item ended.
#[derive(Clone, Copy, Default)]
struct Head {
    kind: Option<Kind>,
    is_rewritten: bool,
}

struct Reader<'t> {
    rest: Peekable<Chars<'t>>,
    position: Position,
    blocks: Vec<Block>,
    /// The open blocks, each with what had been read before it.
    open: Vec<(usize, Head)>,
    head: Head,
    /// The last character that is neither space nor comment, outside of words.
    last: char,
    /// The first word of an attribute comes next.
    in_attribute: bool,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            rest: text.chars().peekable(),
            position: (1, 1),
            blocks: Vec::new(),
            open: Vec::new(),
            head: Head::default(),
            last: ' ',
            in_attribute: false,
        }
    }

    fn next(&mut self) -> Option<char> {
        let character = self.rest.next()?;
        let (line, column) = self.position;
        self.position = match character {
            '\n' => (line + 1, 1),
            _ => (line, column + 1),
        };
        Some(character)
    }

    fn read(&mut self) {
        loop {
            let start = self.position;
            let Some(character) = self.next() else { return };
            match character {
                _ if character.is_whitespace() => continue,
                '/' if self.rest.peek() == Some(&'/') => {
                    while self.rest.peek().is_some_and(|next| *next != '\n') {
                        self.next();
                    }
                    continue;
                }
                '/' if self.rest.peek() == Some(&'*') => {
                    self.comment();
                    continue;
                }
                '"' => self.string(),
                '\'' => self.quote(),
                '{' | '(' | '[' => self.open(character, start),
                '}' | ')' | ']' => self.close(character, start),
                ';' => self.head = Head::default(),
                _ if character == '_' || character.is_alphanumeric() => {
                    self.word(character);
                    continue;
                }
                _ => {}
            }
            self.last = character;
        }
    }

    fn open(&mut self, delimiter: char, start: Position) {
        self.in_attribute = delimiter == '[' && self.last == '#';
        let kind = match self.head.kind {
            _ if self.last == '!' => Kind::Macro,
            Some(Kind::Macro) => Kind::Macro,
            Some(_) if delimiter == '{' && self.head.is_rewritten => Kind::Macro,
            Some(kind) if delimiter == '{' => kind,
            _ => Kind::Other,
        };
        self.blocks.push(Block {
            kind,
            start,
            end: (usize::MAX, 0),
            parent: self.open.last().map(|(number, _)| *number),
        });
        self.open.push((self.blocks.len() - 1, self.head));
        self.head = Head::default();
    }

    fn close(&mut self, delimiter: char, end: Position) {
        let Some((number, head)) = self.open.pop() else {
            return;
        };
        self.blocks[number].end = end;
        // Of an attribute's words one may say that the item is rewritten.
        let is_rewritten = head.is_rewritten || self.head.is_rewritten;
        self.head = match delimiter {
            '}' => Head::default(),
            _ => Head {
                is_rewritten,
                ..head
            },
        };
    }

    /// A name, a keyword or a number; or the beginning of a raw string.
    fn word(&mut self, first: char) {
        let mut word = String::from(first);
        while let Some(next) = self.rest.peek().copied()
            && (next == '_' || next.is_alphanumeric())
        {
            self.next();
            word.push(next);
        }
        if matches!(word.as_str(), "r" | "br" | "cr") && matches!(self.rest.peek(), Some('"' | '#'))
        {
            self.raw();
        }
        if std::mem::take(&mut self.in_attribute) {
            self.head.is_rewritten = !PLAIN.contains(&word.as_str());
            return;
        }
        self.last = 'a';
        if self.head.kind.is_none() {
            self.head.kind = match word.as_str() {
                "pub" | "unsafe" | "default" | "auto" => None,
                "impl" => Some(Kind::Impl),
                "trait" => Some(Kind::Trait),
                "macro_rules" => Some(Kind::Macro),
                _ => Some(Kind::Other),
            };
        }
    }

    /// `r"…"`, `r#"…"#`; `r#name` is a word.
    fn raw(&mut self) {
        let mut marks = 0;
        while self.rest.peek() == Some(&'#') {
            self.next();
            marks += 1;
        }
        if self.rest.peek() != Some(&'"') {
            return;
        }
        self.next();
        while let Some(character) = self.next() {
            let mut found = 0;
            while character == '"' && found < marks && self.rest.peek() == Some(&'#') {
                self.next();
                found += 1;
            }
            if character == '"' && found == marks {
                return;
            }
        }
    }

    fn string(&mut self) {
        while let Some(character) = self.next() {
            match character {
                '\\' => drop(self.next()),
                '"' => return,
                _ => {}
            }
        }
    }

    /// A character, or a lifetime, which has no second quote.
    fn quote(&mut self) {
        let mut ahead = self.rest.clone();
        match (ahead.next(), ahead.next()) {
            (Some('\\'), _) => {
                self.next();
                self.next();
                while self.next().is_some_and(|character| character != '\'') {}
            }
            (Some(_), Some('\'')) => {
                self.next();
                self.next();
            }
            _ => {}
        }
    }

    fn comment(&mut self) {
        let mut depth = 0;
        let mut before = '/';
        while let Some(character) = self.next() {
            match (before, character) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    before = character;
                    continue;
                }
            }
            if depth == 0 {
                return;
            }
            before = ' ';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kind of the block around `fn x`.
    #[track_caller]
    fn around(text: &str, expected: Option<Kind>) {
        let (index, line) = text
            .lines()
            .enumerate()
            .find(|(_, line)| line.contains("fn x"))
            .expect("the function");
        let before = line.split("fn x").next().expect("a beginning");
        let place = (index + 1, before.chars().count() + 4);
        let found = Blocks::of(text).around(place).map(|around| around.kind);
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_innermost_block_counts() {
        for (text, expected) in [
            ("fn x() {}", Kind::Other),
            ("impl A { #[hw_dpc] fn x() {} }", Kind::Impl),
            (
                "unsafe impl<T> B<[u8; 2]> for A<T> where T: C {\n    fn x() {}\n}",
                Kind::Impl,
            ),
            (
                "#[cfg(a)]\n/// {\nimpl A {\n fn y() { { } }\n fn x() {}\n}",
                Kind::Impl,
            ),
            ("pub(crate) trait A { fn x() {} }", Kind::Trait),
            ("impl A {}\nfn x() {}", Kind::Other),
            ("impl A { fn y() { fn x() {} } }", Kind::Other),
            ("mod impls { fn x() {} }", Kind::Other),
            ("fn y() -> impl Sized { fn x() {} }", Kind::Other),
            ("fn y(_: impl Sized) { fn x() {} }", Kind::Other),
            ("impl A { const B: &str = \"}\"; fn x() {} }", Kind::Impl),
            (
                "impl A { const B: &str = r#\"\"}\"#; fn x() {} }",
                Kind::Impl,
            ),
            (
                "impl A { const B: [char; 2] = ['}', '\\'']; /* } /* */ */ fn x<'a>() {} }",
                Kind::Impl,
            ),
            (
                "impl A { const B: [u8; 2] = [b'}', b'\\\\']; fn r#y() {} // }\n fn x() {} }",
                Kind::Impl,
            ),
            ("m!(a); m! { b }\nimpl A { fn x() {} }", Kind::Impl),
        ] {
            around(text, Some(expected));
        }
    }

    #[test]
    fn what_a_macro_gets_may_end_up_anywhere() {
        for text in [
            "m! { impl A { fn x() {} } }",
            "macro_rules! m { () => { impl A { fn x() {} } } }",
            "m!(impl A { fn x() {} });",
            "#[hoists]\n#[doc = \"a\"]\nimpl A { fn x() {} }",
        ] {
            around(text, None);
        }
    }
}
