//! Where a handler stands in its file: in an `impl` block or a trait, and beside what else. No token tells; the compiler knows file and
//! line. Tests, editors and code that a macro wrote do not, and then nothing is claimed.

mod beside;
mod file;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;

use crate::runtime_crate;
pub(crate) use beside::Beside;
pub(crate) use file::Item;
use file::{File, IMPORT, Kind, Position};

/// Where a name stands, as far as that is known.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// What holds the function, if that is no module and no function.
    pub(crate) held_by: Option<&'static str>,
    /// What else has its name in the same block.
    pub(crate) namesake: Option<Namesake>,
}

/// What has the name of a handler.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Namesake {
    /// Another handler, in this line.
    Handler(usize),
    /// A type or a module: which of them.
    Type(&'static str),
}

/// A structure that nothing makes a device extension.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Undeclared {
    pub(crate) item: Item,
    /// A handler in the file finds a virtual adapter.
    pub(crate) is_virtual: bool,
}

#[derive(Default)]
struct Known {
    files: HashMap<PathBuf, Option<Rc<File>>>,
    /// The handlers of each block: file, block, name.
    handlers: HashMap<(PathBuf, usize, String), Position>,
    /// The blocks whose functions have got what their attributes would give them.
    stubbed: HashSet<(PathBuf, usize)>,
    /// The structures of which it was said that nothing makes them a device extension.
    declared: HashSet<(PathBuf, usize, String)>,
}

thread_local! {
    // A process compiles one crate.
    static KNOWN: RefCell<Known> = RefCell::default();
}

/// Line and column of a token, counted from one, where the compiler says them.
pub(crate) fn position(name: &Ident) -> Option<Position> {
    if !proc_macro::is_available() {
        return None;
    }
    let span = name.span().unwrap();
    Some((span.line(), span.column()))
}

/// The file and the place of a token.
fn source(name: &Ident) -> Option<(PathBuf, Position)> {
    let position = position(name).filter(|_| runtime_crate::is_compiler())?;
    Some((name.span().unwrap().local_file()?, position))
}

/// Where the function of this name stands. `is_alone`: no configuration decides whether it is there.
pub(crate) fn of(name: &Ident, is_alone: bool) -> Place {
    let place = source(name).and_then(|(file, position)| {
        let name = name.unraw().to_string();
        KNOWN.with_borrow_mut(|known| known.place(file, name, position, is_alone))
    });
    place.unwrap_or_default()
}

/// Those of the names that are types of the driver's own where the function stands.
pub(crate) fn own(function: &Ident, names: impl Iterator<Item = String>) -> Vec<String> {
    let own = source(function).and_then(|(file, position)| {
        let read = KNOWN.with_borrow_mut(|known| known.file(&file))?;
        let (_, room) = read.around(position)?;
        Some(names.filter(|name| room.is_type(name)).collect())
    });
    own.unwrap_or_default()
}

/// What stands beside a structure.
pub(crate) fn beside(structure: &Ident) -> Beside {
    let beside = source(structure).and_then(|(file, position)| {
        let read = KNOWN.with_borrow_mut(|known| known.file(&file))?;
        let (index, _) = read.around(position)?;
        Some(Beside::new(read, index))
    });
    beside.unwrap_or_default()
}

/// A structure beside a function that nothing makes a device extension, the first time that it is asked for, and which attribute it would
/// have.
pub(crate) fn undeclared(function: &Ident, structure: &Ident) -> Option<Undeclared> {
    let (file, position) = source(function)?;
    let structure = structure.unraw().to_string();
    KNOWN.with_borrow_mut(|known| known.undeclared(file, position, structure))
}

/// Types for the functions beside a structure that are used as handlers and lack their attribute, but for those that are `given` theirs. A
/// trait says that of them, where the compiler would only say that functions are no types.
pub(crate) fn stubs(structure: &Ident, given: &[&Ident]) -> TokenStream {
    let stubs = source(structure)
        .and_then(|(file, position)| KNOWN.with_borrow_mut(|known| known.stubs(file, position)));
    let is_given = |name: &String| {
        given
            .iter()
            .any(|given| *given.unraw().to_string() == **name)
    };
    let mut stubs = stubs.unwrap_or_default();
    stubs.retain(|name| !is_given(name));
    let stubs = stubs.into_iter().map(|name| {
        let name = match syn::parse_str::<Ident>(&name) {
            Ok(_) => Ident::new(&name, Span::call_site()),
            Err(_) => Ident::new_raw(&name, Span::call_site()),
        };
        quote! {
            #[allow(non_camel_case_types)]
            pub enum #name {}
        }
    });
    stubs.collect()
}

impl Known {
    fn file(&mut self, file: &Path) -> Option<Rc<File>> {
        let known = self.files.entry(file.to_path_buf());
        let known = known.or_insert_with_key(|file| {
            let text = fs::read_to_string(file).ok()?;
            Some(Rc::new(File::of(&text)?))
        });
        known.clone()
    }

    fn place(
        &mut self,
        file: PathBuf,
        name: String,
        position: Position,
        is_alone: bool,
    ) -> Option<Place> {
        let read = self.file(&file)?;
        let (index, room) = read.around(position)?;
        let held_by = match room.kind {
            Kind::Impl => Some("an `impl` block"),
            Kind::Trait => Some("a trait"),
            Kind::Other => None,
        };
        let namesake = is_alone.then(|| {
            let what = room.types.get(&name).filter(|what| **what != IMPORT);
            // The same place again is a file that is included twice.
            let first = *self.handlers.entry((file, index, name)).or_insert(position);
            let handler = (first != position).then_some(Namesake::Handler(first.0));
            handler.or(what.map(|what| Namesake::Type(what)))
        });
        Some(Place {
            held_by,
            namesake: namesake.flatten(),
        })
    }

    fn undeclared(
        &mut self,
        file: PathBuf,
        position: Position,
        structure: String,
    ) -> Option<Undeclared> {
        let read = self.file(&file)?;
        let (index, room) = read.around(position)?;
        let item = read.undeclared(room, &structure)?.clone();
        let is_virtual = read.attributes.contains("virtual_hw_find_adapter");
        let is_first = self.declared.insert((file, index, structure));
        is_first.then_some(Undeclared { item, is_virtual })
    }

    fn stubs(&mut self, file: PathBuf, position: Position) -> Option<Vec<String>> {
        let read = self.file(&file)?;
        let (index, room) = read.around(position)?;
        let is_first = self.stubbed.insert((file, index));
        is_first.then(|| read.without_attributes(room).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(text: &str) -> (Known, PathBuf) {
        let file = PathBuf::from("a.rs");
        let mut known = Known::default();
        let read = File::of(text).map(Rc::new);
        known.files.insert(file.clone(), read);
        (known, file)
    }

    #[test]
    fn a_second_handler_of_a_name_in_a_block_has_a_namesake() {
        let (mut known, file) = known(
            "fn a() {}\nfn a() {}\nmod b {\n    fn a() {}\n}\nm! {\n    fn a() {}\n}\nfn b() {}\n",
        );
        let mut namesake = |name: &str, position, is_alone| {
            let place = known.place(file.clone(), name.to_owned(), position, is_alone);
            place.map(|place| place.namesake)
        };
        assert_eq!(namesake("a", (1, 4), true), Some(None));
        assert_eq!(
            namesake("a", (1, 4), true),
            Some(None),
            "a file included twice"
        );
        assert_eq!(
            namesake("a", (2, 4), false),
            Some(None),
            "one of two by `cfg`"
        );
        assert_eq!(
            namesake("a", (2, 4), true),
            Some(Some(Namesake::Handler(1)))
        );
        assert_eq!(namesake("a", (4, 8), true), Some(None), "another module");
        assert_eq!(namesake("a", (7, 8), true), None, "whoever reads the macro");
        assert_eq!(
            namesake("b", (9, 4), true),
            Some(Some(Namesake::Type("a module")))
        );
    }

    #[test]
    fn a_structure_that_nothing_derives_is_said_once() {
        for (text, expected) in [
            ("struct A;\nfn b() {}", true),
            ("#[derive(Debug)] #[repr(C)] struct A;\nfn b() {}", true),
            ("#[device_extension(wdm)] struct A;\nfn b() {}", true),
            ("#[derive(DeviceExtension)] struct A;\nfn b() {}", false),
            ("#[derive(d::Mine)] struct A;\nfn b() {}", false),
            ("#[mine] struct A;\nfn b() {}", false),
            ("#[cfg(a)] struct A;\nfn b() {}", false),
            (
                "struct A; unsafe impl m::Extension for A {}\nfn b() {}",
                false,
            ),
            ("mod a { struct A; }\nfn b() {}", false),
        ] {
            let (mut known, file) = known(text);
            let mut undeclared = || known.undeclared(file.clone(), (2, 4), "A".to_owned());
            let first = undeclared();
            assert_eq!(first.is_some(), expected, "{text}");
            if let Some(Undeclared { item, is_virtual }) = first {
                assert!(
                    item.line == 1 && item.text.contains("struct A ;"),
                    "{item:?}"
                );
                assert!(!is_virtual && undeclared().is_none(), "{text}");
            }
        }
    }

    #[test]
    fn what_names_mean_beside_a_structure_is_known() {
        let text = "use miniport::wdm::{self, prelude as km};\nuse miniport::Dpc as D;\ntype T = Dpc<c>;\n\
            macro_rules! m { () => { u8 } }\nstruct A { a: Dpc<b> }\nfn b(_: &A) {}\nenum E {}";
        let (mut known, file) = known(text);
        let read = known.file(&file).expect("it is known");
        let (room, _) = read.around((5, 8)).expect("the structure");
        let beside = Beside::new(read, room);
        let name = |text: &str| Ident::new(text, Span::call_site());
        let import = |text: &str| beside.import(&name(text)).map(|path| path.join("::"));
        assert_eq!(import("wdm").as_deref(), Some("miniport::wdm"));
        assert_eq!(import("km").as_deref(), Some("miniport::wdm::prelude"));
        assert_eq!(import("D").as_deref(), Some("miniport::Dpc"));
        assert!(import("Dpc").is_none() && beside.alias(&name("D")).is_none());
        assert!(beside.alias(&name("T")).is_some() && beside.macro_rules(&name("m")).is_some());
        assert!(beside.has_type("E") && !beside.has_type("D"));
        let item = beside.forgotten(&name("b")).expect("it lacks an attribute");
        assert!(item.line == 6 && item.text.contains("fn b ("), "{item:?}");
        assert_eq!(beside.all_forgotten().count(), 1);
    }

    #[test]
    fn a_function_gets_its_type_once() {
        let (mut known, file) = known("struct A { b: Dpc<b> }\nstruct C;\nfn b() {}\n");
        let mut stubs = |position| known.stubs(file.clone(), position).unwrap_or_default();
        assert_eq!(stubs((1, 8)), ["b"]);
        assert!(stubs((2, 8)).is_empty());
    }
}
