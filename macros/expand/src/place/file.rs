//! A source file as syn reads it: its blocks, and what stands in each.
//!
//! The compiler gives a macro the places of the macro's own tokens only. So names of functions and structures are read with their places as
//! a suffix.

use std::collections::{HashMap, HashSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, Ident, UseTree};

/// Line and column, counted from one, in characters.
pub(super) type Position = (usize, usize);

/// What a block belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    Impl,
    Trait,
    #[default]
    Other,
}

/// What stands between two braces, or in the file itself.
#[derive(Debug, Default)]
pub(super) struct Room {
    pub(super) kind: Kind,
    /// Modules, types and imports that are there whatever the configuration is, and what each is.
    pub(super) types: HashMap<String, &'static str>,
    /// The functions that no macro gets.
    bare: Vec<String>,
    /// Imports may have any name.
    imports_all: bool,
}

/// The blocks of a file.
#[derive(Debug, Default)]
pub(super) struct File {
    rooms: Vec<Room>,
    /// In which one each function and structure is, by the place of its name; nothing is known of those that a macro may move.
    places: HashMap<Position, usize>,
    /// The names that stand alone between `<` and `>`.
    arguments: HashSet<String>,
}

impl File {
    pub(super) fn of(text: &str) -> Option<Self> {
        let tokens: TokenStream = marked(text.trim_start_matches('\u{feff}')).parse().ok()?;
        let mut reader = Reader::default();
        arguments(tokens.clone(), &mut reader.file.arguments);
        let file: syn::File = syn::parse2(tokens).ok()?;
        reader.enter(Kind::Other, |reader| visit::visit_file(reader, &file));
        Some(reader.file)
    }

    /// The block around the function or structure whose name is at this place: which one, and what is in it.
    pub(super) fn around(&self, name: Position) -> Option<(usize, &Room)> {
        let index = *self.places.get(&name)?;
        Some((index, &self.rooms[index]))
    }

    /// The functions of a block whose names are used as types, and that have no attribute which would make them one.
    pub(super) fn without_attributes<'f>(
        &'f self,
        room: &'f Room,
    ) -> impl Iterator<Item = &'f String> {
        let is_used = |name: &&String| self.arguments.contains(*name);
        let is_type = |name: &&String| room.imports_all || room.types.contains_key(*name);
        room.bare
            .iter()
            .filter(is_used)
            .filter(move |name| !is_type(name))
    }
}

/// What an import may be of, only the compiler knows.
pub(super) const IMPORT: &str = "an import";

/// Between a name and its place.
const MARK: &str = "__at_";

/// The text with the places of names behind them. Where it is no name, in a string or a comment, nobody reads that.
fn marked(text: &str) -> String {
    let is_word = |character: char| character == '_' || character.is_alphanumeric();
    let mut marked = String::with_capacity(text.len() * 2);
    let (mut rest, mut position) = (text, (1, 1));
    // Whether a name follows, and where it has begun, if it is a raw one.
    let mut expected: Option<Option<Position>> = None;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|next| is_word(next) != is_word(first));
        let (piece, tail) = rest.split_at(end.unwrap_or(rest.len()));
        let here = position;
        for character in piece.chars() {
            position = match character {
                '\n' => (position.0 + 1, 1),
                _ => (position.0, position.1 + 1),
            };
        }
        marked.push_str(piece);
        rest = tail;
        expected = match expected {
            None if matches!(piece, "fn" | "struct") => Some(None),
            Some(_) if piece == "r" && rest.starts_with('#') => Some(Some(here)),
            Some(start) if is_word(first) => {
                let (line, column) = start.unwrap_or(here);
                marked.extend([MARK, &line.to_string(), "_", &column.to_string()]);
                None
            }
            Some(start) if piece == "#" && start.is_some() => Some(start),
            Some(_) if !piece.trim().is_empty() => None,
            expected => expected,
        };
    }
    marked
}

/// The name and its place.
fn unmarked(name: &Ident) -> (String, Option<Position>) {
    let text = name.unraw().to_string();
    let Some((name, place)) = text.rsplit_once(MARK) else {
        return (text, None);
    };
    let place = place.split_once('_');
    let place = place.and_then(|(line, column)| Some((line.parse().ok()?, column.parse().ok()?)));
    (name.to_owned(), place)
}

fn arguments(tokens: TokenStream, found: &mut HashSet<String>) {
    let mut before: [Option<TokenTree>; 2] = [None, None];
    let is = |token: &Option<TokenTree>, character| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character);
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            arguments(group.stream(), found);
        }
        let token = Some(token);
        if is(&token, '>')
            && is(&before[0], '<')
            && let Some(TokenTree::Ident(name)) = &before[1]
        {
            found.insert(name.unraw().to_string());
        }
        before = [before[1].take(), token];
    }
}

/// Attributes that leave an item where it is.
const PLAIN: [&str; 11] = [
    "allow",
    "cfg",
    "cold",
    "deny",
    "doc",
    "expect",
    "inline",
    "must_use",
    "repr",
    "track_caller",
    "warn",
];

/// Whether no attribute may rewrite the item.
fn stays(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .all(|attribute| PLAIN.iter().any(|name| attribute.path().is_ident(name)))
}

/// Whether the configuration decides about the item.
fn is_conditional(attributes: &[Attribute]) -> bool {
    let mut names = attributes.iter().map(Attribute::path);
    names.any(|name| name.is_ident("cfg") || name.is_ident("cfg_attr"))
}

#[derive(Default)]
struct Reader {
    file: File,
    room: usize,
}

impl Reader {
    fn enter(&mut self, kind: Kind, read: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.room, self.file.rooms.len());
        self.file.rooms.push(Room {
            kind,
            ..Room::default()
        });
        read(self);
        self.room = outer;
    }

    fn room(&mut self) -> &mut Room {
        &mut self.file.rooms[self.room]
    }

    fn place(&mut self, name: &Ident) -> String {
        let (name, place) = unmarked(name);
        if let Some(place) = place {
            self.file.places.insert(place, self.room);
        }
        name
    }

    fn function(&mut self, name: &Ident, attributes: &[Attribute]) {
        let name = self.place(name);
        if stays(attributes) && !is_conditional(attributes) {
            self.room().bare.push(name);
        }
    }

    fn declare(&mut self, name: String, what: &'static str, attributes: &[Attribute]) {
        if !is_conditional(attributes) {
            self.room().types.insert(name, what);
        }
    }

    fn import(&mut self, tree: &UseTree, attributes: &[Attribute]) {
        match tree {
            UseTree::Path(path) => match &*path.tree {
                // The runtime's: no functions of the driver's are there.
                UseTree::Glob(_) if path.ident == "prelude" => {}
                tree => self.import(tree, attributes),
            },
            UseTree::Name(name) => self.declare(unmarked(&name.ident).0, IMPORT, attributes),
            UseTree::Rename(name) => self.declare(unmarked(&name.rename).0, IMPORT, attributes),
            UseTree::Glob(_) => self.room().imports_all = true,
            UseTree::Group(group) => group
                .items
                .iter()
                .for_each(|tree| self.import(tree, attributes)),
        }
    }
}

impl<'f> Visit<'f> for Reader {
    fn visit_item_fn(&mut self, item: &'f syn::ItemFn) {
        self.function(&item.sig.ident, &item.attrs);
        if stays(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'f syn::ImplItemFn) {
        self.function(&item.sig.ident, &item.attrs);
        if stays(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'f syn::TraitItemFn) {
        self.function(&item.sig.ident, &item.attrs);
        if stays(&item.attrs) {
            visit::visit_trait_item_fn(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'f syn::ItemImpl) {
        if stays(&item.attrs) {
            self.enter(Kind::Impl, |reader| visit::visit_item_impl(reader, item));
        }
    }

    fn visit_item_trait(&mut self, item: &'f syn::ItemTrait) {
        self.declare(unmarked(&item.ident).0, "a trait", &item.attrs);
        if stays(&item.attrs) {
            self.enter(Kind::Trait, |reader| visit::visit_item_trait(reader, item));
        }
    }

    fn visit_item_mod(&mut self, item: &'f syn::ItemMod) {
        self.declare(unmarked(&item.ident).0, "a module", &item.attrs);
        if stays(&item.attrs) {
            self.enter(Kind::Other, |reader| visit::visit_item_mod(reader, item));
        }
    }

    fn visit_block(&mut self, block: &'f Block) {
        self.enter(Kind::Other, |reader| visit::visit_block(reader, block));
    }

    fn visit_item_struct(&mut self, item: &'f syn::ItemStruct) {
        let name = self.place(&item.ident);
        self.declare(name, "a structure", &item.attrs);
    }

    fn visit_item_enum(&mut self, item: &'f syn::ItemEnum) {
        self.declare(unmarked(&item.ident).0, "an enumeration", &item.attrs);
    }

    fn visit_item_union(&mut self, item: &'f syn::ItemUnion) {
        self.declare(unmarked(&item.ident).0, "a union", &item.attrs);
    }

    fn visit_item_type(&mut self, item: &'f syn::ItemType) {
        self.declare(unmarked(&item.ident).0, "a type alias", &item.attrs);
    }

    fn visit_item_use(&mut self, item: &'f syn::ItemUse) {
        self.import(&item.tree, &item.attrs);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where `fn x` stands.
    fn around<'f>(file: &'f File, text: &str) -> Option<&'f Room> {
        let mut lines = text.lines().enumerate();
        let found = lines.find_map(|(index, line)| Some((index, line.split_once("fn x")?.0)));
        let (index, before) = found.expect("the function");
        let place = (index + 1, before.chars().count() + 4);
        file.around(place).map(|(_, room)| room)
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
                "// ä\nimpl A { /* ä */ fn r#y() {} // }\n fn x() {} }",
                Kind::Impl,
            ),
            ("m!(a); m! { b }\nimpl A { fn x() {} }", Kind::Impl),
        ] {
            let file = File::of(text).expect("a file");
            assert_eq!(
                around(&file, text).map(|room| room.kind),
                Some(expected),
                "{text}"
            );
        }
        let raw = File::of("fn y() {}\nimpl A { fn r#type() {} }").expect("a file");
        assert_eq!(
            raw.around((2, 13)).map(|(_, room)| room.kind),
            Some(Kind::Impl)
        );
    }

    #[test]
    fn what_a_macro_gets_may_end_up_anywhere() {
        for text in [
            "m! { impl A { fn x() {} } }",
            "macro_rules! m { () => { impl A { fn x() {} } } }",
            "m!(impl A { fn x() {} });",
            "#[hoists]\n#[doc = \"a\"]\nimpl A { fn x() {} }",
        ] {
            let file = File::of(text).expect("a file");
            assert!(around(&file, text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_function_that_is_used_as_a_type_lacks_an_attribute() {
        for (text, expected) in [
            ("struct A { a: Dpc<x> }\nfn x() {}", true),
            ("fn x() {}\nentry! { Driver::new().hw_dpc::<x>() }", true),
            (
                "use miniport::prelude::*;\n#[inline] fn x() {}\ntype A = Dpc<x>;",
                true,
            ),
            ("struct A { a: Dpc<x> }\n#[hw_dpc] fn x() {}", false),
            ("struct A { a: Dpc<x> }\n#[cfg(a)] fn x() {}", false),
            ("struct A { a: Dpc<x> }\nfn x() {}\nenum x {}", false),
            ("struct A { a: Dpc<x> }\nuse b::Y as x;\nfn x() {}", false),
            ("struct A { a: Dpc<x> }\nuse b::*;\nfn x() {}", false),
            ("struct A { a: Dpc<b::x> }\nfn x() {}", false),
            ("fn x() {}\nfn y() { x() }", false),
        ] {
            let file = File::of(text).expect("a file");
            let room = around(&file, text).expect("it stays");
            let found: Vec<_> = file.without_attributes(room).collect();
            assert_eq!(found == ["x"], expected, "{text}");
        }
    }
}
