//! Where a handler stands in its file: in an `impl` block or a trait, and in which block, beside which others. No token tells; the compiler
//! knows file and line. Tests, editors and code that a macro wrote do not, and then nothing is claimed.

mod blocks;

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use proc_macro2::Ident;

use crate::runtime_crate;
use blocks::{Blocks, Kind, Position};

/// Where a name stands, as far as that is known.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// What holds the function, if that is no module and no function.
    pub(crate) held_by: Option<&'static str>,
    /// The line of another handler of this name in the same block.
    pub(crate) namesake: Option<usize>,
}

#[derive(Default)]
struct Known {
    files: HashMap<PathBuf, Option<Rc<Blocks>>>,
    /// The handlers of each block: file, block, name.
    handlers: HashMap<(PathBuf, Option<usize>, String), Position>,
}

thread_local! {
    // A process compiles one crate.
    static KNOWN: RefCell<Known> = RefCell::default();
}

/// Line and column of a token, counted from one, where the compiler says them.
pub(crate) fn position(name: &Ident) -> Option<(usize, usize)> {
    if !proc_macro::is_available() {
        return None;
    }
    let span = name.span().unwrap();
    Some((span.line(), span.column()))
}

/// Where the function of this name stands. `is_alone`: no configuration decides whether it is there.
pub(crate) fn of(name: &Ident, is_alone: bool) -> Place {
    let known = position(name).filter(|_| runtime_crate::is_compiler());
    let place = known.and_then(|position| {
        let file = name.span().unwrap().local_file()?;
        KNOWN.with_borrow_mut(|known| known.place(file, name.to_string(), position, is_alone))
    });
    place.unwrap_or_default()
}

impl Known {
    fn place(
        &mut self,
        file: PathBuf,
        name: String,
        position: Position,
        is_alone: bool,
    ) -> Option<Place> {
        let blocks = self.files.entry(file.clone()).or_insert_with_key(|file| {
            let text = fs::read_to_string(file).ok()?;
            Some(Rc::new(Blocks::of(&text)))
        });
        let block = blocks.clone()?.around(position)?;
        let held_by = match block.kind {
            Kind::Impl => Some("an `impl` block"),
            Kind::Trait => Some("a trait"),
            Kind::Other | Kind::Macro => None,
        };
        // The same place again is a file that is included twice.
        let namesake = is_alone
            .then(|| {
                *self
                    .handlers
                    .entry((file, block.index, name))
                    .or_insert(position)
            })
            .filter(|first| *first != position)
            .map(|(line, _)| line);
        Some(Place { held_by, namesake })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_handler_of_a_name_in_a_block_has_a_namesake() {
        let file = PathBuf::from("a.rs");
        let text = "fn a() {}\nfn a() {}\nmod b {\n    fn a() {}\n}\nm! {\n    fn a() {}\n}\n";
        let mut known = Known::default();
        let blocks = Some(Rc::new(Blocks::of(text)));
        known.files.insert(file.clone(), blocks);
        let mut namesake = |position, is_alone| {
            let place = known.place(file.clone(), "a".to_owned(), position, is_alone);
            place.map(|place| place.namesake)
        };
        assert_eq!(namesake((1, 4), true), Some(None));
        assert_eq!(namesake((1, 4), true), Some(None), "a file included twice");
        assert_eq!(namesake((2, 4), false), Some(None), "one of two by `cfg`");
        assert_eq!(namesake((2, 4), true), Some(Some(1)));
        assert_eq!(namesake((4, 8), true), Some(None), "another module");
        assert_eq!(namesake((7, 8), true), None, "whoever reads the macro");
    }
}
