//! The walk through modules, from the root of a crate to each file that a `mod` names.

use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{
    Attribute, Expr, Ident, ImplItemFn, Item, ItemEnum, ItemFn, ItemMod, ItemStruct, ItemUnion,
    Lit, Meta,
};

use super::marked::{self, Marked};
use super::{Crate, File, shown};
use crate::Error;
use crate::diagnostics;
use crate::file::read_text;

/// Reads the root of a crate, and what it names.
pub(super) fn file(folder: &Path, root: &Path, name: &str, found: &mut Crate) -> Result<(), Error> {
    let children = root.parent().unwrap_or(Path::new("")).to_owned();
    read(folder, root, name.to_owned(), children, found)
}

/// Reads a file with the items of the module `path`; the modules that it names are in `children`.
fn read(
    folder: &Path,
    file: &Path,
    path: String,
    children: PathBuf,
    found: &mut Crate,
) -> Result<(), Error> {
    let text = read_text(file)?;
    let file = File {
        path: shown(folder, file),
        text,
    };
    let items = match syn::parse_file(&file.text) {
        Ok(parsed) => parsed.items,
        Err(error) => {
            let span = error.span().byte_range();
            let text = diagnostics::rendered(&file, &error.to_string(), span);
            return Err(Error::new(format!("a source cannot be parsed\n{text}")));
        }
    };
    found.files.push(file);
    let mut walk = Walk {
        folder,
        file: found.files.len() - 1,
        path,
        children,
        found,
        error: None,
    };
    for item in &items {
        walk.visit_item(item);
    }
    walk.error.map_or(Ok(()), Err)
}

struct Walk<'w> {
    folder: &'w Path,
    file: usize,
    path: String,
    children: PathBuf,
    found: &'w mut Crate,
    error: Option<Error>,
}

impl Walk<'_> {
    fn mark<I: quote::ToTokens + Clone>(
        &mut self,
        item: &I,
        name: &Ident,
        attributes: fn(&mut I) -> &mut Vec<Attribute>,
    ) {
        for (mark, mark_at, item) in marked::all(item, attributes) {
            self.found.marked.push(Marked {
                path: format!("{}::{name}", self.path),
                file: self.file,
                at: name.span().byte_range().start,
                mark,
                mark_at,
                item,
            });
        }
    }

    /// An attribute or a derive at an item that it is not for, which the macro refuses.
    fn mark_wrong_kind(&mut self, item: &Item) {
        let nameless = |name, span| Ident::new(name, span);
        match item {
            Item::Const(item) => self.mark(item, &item.ident, |item| &mut item.attrs),
            Item::Static(item) => self.mark(item, &item.ident, |item| &mut item.attrs),
            Item::Mod(item) => self.mark(item, &item.ident, |item| &mut item.attrs),
            Item::Trait(item) => self.mark(item, &item.ident, |item| &mut item.attrs),
            Item::Type(item) => self.mark(item, &item.ident, |item| &mut item.attrs),
            Item::Use(item) => {
                let name = nameless("use", item.use_token.span);
                self.mark(item, &name, |item| &mut item.attrs);
            }
            Item::Impl(item) => {
                let name = nameless("impl", item.impl_token.span);
                self.mark(item, &name, |item| &mut item.attrs);
            }
            Item::ForeignMod(item) => {
                let name = nameless("extern", item.abi.extern_token.span);
                self.mark(item, &name, |item| &mut item.attrs);
            }
            _ => {}
        }
    }

    fn module(&mut self, module: &ItemMod) -> Result<(), Error> {
        let name = module.ident.to_string();
        let name = name.trim_start_matches("r#");
        let path = format!("{}::{name}", self.path);
        if let Some((_, items)) = &module.content {
            let (outer, children) = (
                std::mem::replace(&mut self.path, path),
                self.children.join(name),
            );
            let children = std::mem::replace(&mut self.children, children);
            for item in items {
                self.visit_item(item);
            }
            (self.path, self.children) = (outer, children);
            return Ok(());
        }
        let (file, children) = if let Some(written) = written_path(&module.attrs) {
            let beside = self.folder.join(&self.found.files[self.file].path);
            let file = beside.with_file_name(written);
            let children = file.parent().unwrap_or(Path::new("")).to_owned();
            (file, children)
        } else {
            let children = self.children.join(name);
            let beside = self.children.join(format!("{name}.rs"));
            let inside = children.join("mod.rs");
            (if beside.is_file() { beside } else { inside }, children)
        };
        // A module that is left out may have no file.
        if !file.is_file()
            && module
                .attrs
                .iter()
                .any(|attribute| attribute.path().is_ident("cfg"))
        {
            return Ok(());
        }
        read(self.folder, &file, path, children, self.found)
    }
}

impl<'a> Visit<'a> for Walk<'_> {
    fn visit_item(&mut self, item: &'a Item) {
        if let Item::Macro(item) = item
            && let Some(name) = item.mac.path.segments.last()
            && name.ident.to_string().ends_with("driver_entry")
        {
            self.found.entries.push(name.ident.to_string());
        }
        self.mark_wrong_kind(item);
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, module: &'a ItemMod) {
        if self.error.is_none() {
            self.error = self.module(module).err();
        }
    }

    fn visit_item_fn(&mut self, item: &'a ItemFn) {
        self.mark(item, &item.sig.ident, |item| &mut item.attrs);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'a ImplItemFn) {
        self.mark(item, &item.sig.ident, |item| &mut item.attrs);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_item_struct(&mut self, item: &'a ItemStruct) {
        self.mark(item, &item.ident, |item| &mut item.attrs);
    }

    fn visit_item_enum(&mut self, item: &'a ItemEnum) {
        self.mark(item, &item.ident, |item| &mut item.attrs);
    }

    fn visit_item_union(&mut self, item: &'a ItemUnion) {
        self.mark(item, &item.ident, |item| &mut item.attrs);
    }
}

/// The file in `#[path = "…"]`.
fn written_path(attributes: &[Attribute]) -> Option<String> {
    attributes
        .iter()
        .find_map(|attribute| match &attribute.meta {
            Meta::NameValue(value) if value.path.is_ident("path") => match &value.value {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(text) => Some(text.value()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        })
}
