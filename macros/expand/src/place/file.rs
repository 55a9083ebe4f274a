//! A source file as syn reads it: its blocks, and what stands in each.
//!
//! The compiler gives a macro the places of the macro's own tokens only. So names of functions and structures are read with their places as
//! a suffix.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens;
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
    /// Those of them whose names are used as types.
    pub(super) functions: HashMap<String, Item>,
    /// The structures that no macro gets, but for derives of the standard library's.
    pub(super) structures: HashMap<String, Item>,
    /// What type aliases stand for that are there whatever the configuration is.
    pub(super) aliases: HashMap<String, String>,
    /// What imports are of, by the names that they have here: the words of the path.
    pub(super) imports: HashMap<String, Vec<String>>,
    /// Imports may have any name.
    imports_all: bool,
}

/// An item as text: tokens do not outlive the expansion in which they were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) line: usize,
    pub(crate) text: String,
}

impl Room {
    /// Whether a type of the driver's own has the name.
    pub(super) fn is_type(&self, name: &str) -> bool {
        self.types.get(name).is_some_and(|what| *what != IMPORT)
    }

    /// The function of this name, if it is one of [`File::without_attributes`].
    pub(super) fn without_attribute(&self, name: &str) -> Option<&Item> {
        let item = self.functions.get(name)?;
        (!self.imports_all && !self.types.contains_key(name)).then_some(item)
    }
}

/// The blocks of a file.
#[derive(Debug, Default)]
pub(super) struct File {
    rooms: Vec<Room>,
    /// In which one each function and structure is, by the place of its name; nothing is known of those that a macro may move.
    places: HashMap<Position, usize>,
    /// The names that stand alone between `<` and `>`.
    arguments: HashSet<String>,
    /// The attributes of functions.
    pub(super) attributes: HashSet<String>,
    /// The types that the driver implements a trait of extensions for.
    extensions: HashSet<String>,
    /// What the file's own macros write.
    pub(super) macros: HashMap<String, String>,
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

    pub(super) fn room(&self, index: usize) -> &Room {
        &self.rooms[index]
    }

    /// The block around the function or structure whose name is at this place: which one, and what is in it.
    pub(super) fn around(&self, name: Position) -> Option<(usize, &Room)> {
        let index = *self.places.get(&name)?;
        Some((index, &self.rooms[index]))
    }

    /// A structure of the block that nothing makes a device extension.
    pub(super) fn undeclared<'f>(&'f self, room: &'f Room, name: &str) -> Option<&'f Item> {
        let item = room.structures.get(name)?;
        (!self.extensions.contains(name)).then_some(item)
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

/// The item without the places of its names.
fn item(name: &Ident, tokens: impl ToTokens) -> Option<Item> {
    let (_, place) = unmarked(name);
    Some(Item {
        line: place?.0,
        text: without_marks(tokens.to_token_stream()).to_string(),
    })
}

fn without_marks(tokens: TokenStream) -> TokenStream {
    let token = |token| match token {
        TokenTree::Ident(name) => {
            let (text, place) = unmarked(&name);
            let name = match place {
                Some(_) if name.to_string().starts_with("r#") => Ident::new_raw(&text, name.span()),
                Some(_) => Ident::new(&text, name.span()),
                None => name,
            };
            name.into()
        }
        TokenTree::Group(group) => {
            Group::new(group.delimiter(), without_marks(group.stream())).into()
        }
        token => token,
    };
    tokens.into_iter().map(token).collect()
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

/// Derives that make nothing a device extension.
const PLAIN_DERIVES: [&str; 9] = [
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
];

/// Whether no attribute may make a structure a device extension.
fn is_bare(attributes: &[Attribute]) -> bool {
    attributes.iter().all(|attribute| {
        if !attribute.path().is_ident("derive") {
            return attribute.path().is_ident(crate::extension::ATTRIBUTE)
                || stays(std::slice::from_ref(attribute));
        }
        let mut is_plain = true;
        let parsed = attribute.parse_nested_meta(|meta| {
            is_plain &= PLAIN_DERIVES.iter().any(|name| meta.path.is_ident(name));
            Ok(())
        });
        parsed.is_ok() && is_plain
    })
}

/// Whether the configuration decides about the item.
fn is_conditional(attributes: &[Attribute]) -> bool {
    let mut names = attributes.iter().map(Attribute::path);
    names.any(|name| name.is_ident("cfg") || name.is_ident("cfg_attr"))
}

/// The last word of a path.
fn path_name(path: &syn::Path) -> Option<String> {
    Some(unmarked(&path.segments.last()?.ident).0)
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
        let names = attributes.iter().filter_map(|attribute| {
            let last = attribute.path().segments.last()?;
            Some(last.ident.to_string())
        });
        self.file.attributes.extend(names);
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

    /// `path`: what stands before.
    fn import(&mut self, tree: &UseTree, path: &[String], attributes: &[Attribute]) {
        match tree {
            UseTree::Path(next) => match &*next.tree {
                // The runtime's: no functions of the driver's are there.
                UseTree::Glob(_) if next.ident == "prelude" => {}
                tree => self.import(tree, &joined(path, &next.ident), attributes),
            },
            UseTree::Name(name) => self.imported(&name.ident, &name.ident, path, attributes),
            UseTree::Rename(name) => self.imported(&name.rename, &name.ident, path, attributes),
            UseTree::Glob(_) => self.room().imports_all = true,
            UseTree::Group(group) => group
                .items
                .iter()
                .for_each(|tree| self.import(tree, path, attributes)),
        }
    }

    fn imported(&mut self, name: &Ident, of: &Ident, path: &[String], attributes: &[Attribute]) {
        let name = match path.last() {
            Some(last) if name == "self" => last.clone(),
            _ => unmarked(name).0,
        };
        let of = if of == "self" {
            path.to_vec()
        } else {
            joined(path, of)
        };
        self.room().imports.insert(name.clone(), of);
        self.declare(name, IMPORT, attributes);
    }
}

fn joined(path: &[String], name: &Ident) -> Vec<String> {
    path.iter().cloned().chain([unmarked(name).0]).collect()
}

impl<'f> Visit<'f> for Reader {
    fn visit_item_fn(&mut self, item: &'f syn::ItemFn) {
        self.function(&item.sig.ident, &item.attrs);
        let name = unmarked(&item.sig.ident).0;
        if stays(&item.attrs)
            && !is_conditional(&item.attrs)
            && self.file.arguments.contains(&name)
            && let Some(item) = self::item(&item.sig.ident, item)
        {
            self.room().functions.insert(name, item);
        }
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
        if let (Some((path, _)), syn::Type::Path(of)) = (&item.trait_, &*item.self_ty)
            && let (Some(name), Some(of)) = (path_name(path), path_name(&of.path))
            && name.ends_with("Extension")
        {
            self.file.extensions.insert(of);
        }
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
        if is_bare(&item.attrs)
            && !is_conditional(&item.attrs)
            && let Some(item) = self::item(&item.ident, item)
        {
            self.room().structures.insert(name.clone(), item);
        }
        self.declare(name, "a structure", &item.attrs);
    }

    fn visit_item_enum(&mut self, item: &'f syn::ItemEnum) {
        self.declare(unmarked(&item.ident).0, "an enumeration", &item.attrs);
    }

    fn visit_item_union(&mut self, item: &'f syn::ItemUnion) {
        self.declare(unmarked(&item.ident).0, "a union", &item.attrs);
    }

    fn visit_item_type(&mut self, item: &'f syn::ItemType) {
        let name = unmarked(&item.ident).0;
        if item.generics.params.is_empty() && !is_conditional(&item.attrs) {
            let of = item.ty.to_token_stream().to_string();
            self.room().aliases.insert(name.clone(), of);
        }
        self.declare(name, "a type alias", &item.attrs);
    }

    fn visit_item_macro(&mut self, item: &'f syn::ItemMacro) {
        if let Some(name) = &item.ident {
            let text = item.mac.tokens.to_string();
            self.file.macros.insert(unmarked(name).0, text);
        }
    }

    fn visit_item_use(&mut self, item: &'f syn::ItemUse) {
        self.import(&item.tree, &[], &item.attrs);
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
