//! The walk through modules, from the root of a crate to each file that a `mod` names.

use std::path::{Path, PathBuf};

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Expr, Ident, ImplItemFn, Item, ItemEnum, ItemFn, ItemMacro, ItemMod, ItemStruct,
    ItemUnion, Lit, LitStr, Macro, Meta, UseRename,
};

use super::marked::{self, Marked};
use super::{Crate, File, shown};
use crate::Error;
use crate::diagnostics;
use crate::file::read_text;

/// Reads the root of a crate, and what it names.
pub(super) fn file(folder: &Path, root: &Path, name: &str, found: &mut Crate) -> Result<(), Error> {
    let children = folder_of(root);
    read(folder, root, name.to_owned(), children, &[], found)
}

fn folder_of(file: &Path) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).to_owned()
}

/// Reads a file with the items of the module `path`; the modules that it names are in `children`. The files that it is named by, one by
/// the other, are `within`.
fn read(
    folder: &Path,
    file: &Path,
    path: String,
    children: PathBuf,
    within: &[PathBuf],
    found: &mut Crate,
) -> Result<(), Error> {
    let text = read_text(file)?;
    let within = [within, &[canonical(file)]].concat();
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
        inline: false,
        may_lack: false,
        within,
        found,
        error: None,
    };
    for item in &items {
        walk.visit_item(item);
    }
    walk.error.map_or(Ok(()), Err)
}

fn canonical(file: &Path) -> PathBuf {
    file.canonicalize().unwrap_or_else(|_| file.to_owned())
}

struct Walk<'w> {
    folder: &'w Path,
    file: usize,
    path: String,
    children: PathBuf,
    /// The module is in braces.
    inline: bool,
    /// A `cfg` around it may leave the module out, and its files with it.
    may_lack: bool,
    within: Vec<PathBuf>,
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
        let marks = marked::all(item, attributes);
        if marks.is_empty() {
            return;
        }
        let text = &self.found.files[self.file].text;
        let conditions: Vec<String> = attributes(&mut item.clone())
            .iter()
            .filter(|attribute| is_condition(attribute))
            .map(|attribute| text[attribute.span().byte_range()].to_owned())
            .collect();
        for (mark, mark_at, item) in marks {
            self.found.marked.push(Marked {
                path: format!("{}::{}", self.path, name.unraw()),
                file: self.file,
                at: name.span().byte_range().start,
                mark,
                mark_at,
                item,
                conditions: conditions.clone(),
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

    /// The path of the file.
    fn here(&self) -> PathBuf {
        self.folder.join(&self.found.files[self.file].path)
    }

    /// An error at a place in the file.
    fn error_at(&self, message: &str, at: Span) -> Error {
        let file = &self.found.files[self.file];
        let text = diagnostics::rendered(file, message, at.byte_range());
        Error::new(format!("the sources cannot be read\n{text}"))
    }

    fn module(&mut self, module: &ItemMod) -> Result<(), Error> {
        let name = module.ident.unraw().to_string();
        let path = format!("{}::{name}", self.path);
        let base = if self.inline {
            self.children.clone()
        } else {
            folder_of(&self.here())
        };
        let (always, sometimes) = written_paths(&module.attrs);
        let may_lack = self.may_lack || module.attrs.iter().any(is_condition);
        if let Some((_, items)) = &module.content {
            let children = match &always {
                Some(written) => base.join(written),
                None => self.children.join(&name),
            };
            let outer = (
                std::mem::replace(&mut self.path, path),
                std::mem::replace(&mut self.children, children),
                std::mem::replace(&mut self.inline, true),
                std::mem::replace(&mut self.may_lack, may_lack),
            );
            for item in items {
                self.visit_item(item);
            }
            (self.path, self.children, self.inline, self.may_lack) = outer;
            return Ok(());
        }
        let mut candidates: Vec<(PathBuf, PathBuf)> = always
            .iter()
            .chain(&sometimes)
            .map(|written| base.join(written))
            .map(|file| (file.clone(), folder_of(&file)))
            .collect();
        if always.is_none() {
            let children = self.children.join(&name);
            for file in [
                self.children.join(format!("{name}.rs")),
                children.join("mod.rs"),
            ] {
                candidates.push((file, children.clone()));
            }
        }
        let mut is_there = false;
        // Of a path under a condition each file is one of the module's.
        for (file, children) in &candidates {
            if file.is_file() {
                is_there = true;
                self.enter(file, path.clone(), children.clone(), module.ident.span())?;
            }
        }
        // A module that is left out may have no file.
        if is_there || may_lack {
            return Ok(());
        }
        let files: Vec<String> = candidates
            .iter()
            .map(|(file, _)| shown(self.folder, file).display().to_string())
            .collect();
        let message = format!("the module has no file: {}", files.join(", "));
        Err(self.error_at(&message, module.ident.span()))
    }

    /// Reads a file that is named in this one.
    fn enter(
        &mut self,
        file: &Path,
        path: String,
        children: PathBuf,
        at: Span,
    ) -> Result<(), Error> {
        if self.within.contains(&canonical(file)) {
            let file = shown(self.folder, file);
            let message = format!("{} contains itself", file.display());
            return Err(self.error_at(&message, at));
        }
        read(self.folder, file, path, children, &self.within, self.found)
    }

    /// A macro that is called where items stand.
    fn item_macro(&mut self, item: &ItemMacro) -> Result<(), Error> {
        if let Some(name) = &item.ident {
            let body = item.mac.tokens.clone();
            self.found.calls.define(name.unraw().to_string(), body);
            return Ok(());
        }
        let Some(name) = item.mac.path.segments.last() else {
            return Ok(());
        };
        if name.ident.to_string().ends_with("driver_entry") {
            self.found.entries.push(name.ident.to_string());
        } else if let (true, Ok(written)) =
            (name.ident == "include", item.mac.parse_body::<LitStr>())
        {
            let file = self.here().with_file_name(written.value());
            if file.is_file() {
                let children = folder_of(&file);
                return self.enter(&file, self.path.clone(), children, written.span());
            }
            if !self.may_lack && !item.attrs.iter().any(is_condition) {
                let message = format!("there is no {}", shown(self.folder, &file).display());
                return Err(self.error_at(&message, written.span()));
            }
        } else {
            self.found.calls.call(&item.mac, self.file, true);
        }
        Ok(())
    }
}

fn is_condition(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
}

impl<'a> Visit<'a> for Walk<'_> {
    fn visit_item(&mut self, item: &'a Item) {
        self.mark_wrong_kind(item);
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, module: &'a ItemMod) {
        if self.error.is_none() {
            let before = self.found.calls.count();
            self.error = self.module(module).err();
            // Tests are in no driver.
            let is_of_tests = |attribute: &Attribute| {
                let condition = attribute.parse_args::<Ident>();
                is_condition(attribute) && condition.is_ok_and(|condition| condition == "test")
            };
            if module.attrs.iter().any(is_of_tests) {
                self.found.calls.forget(before);
            }
        }
    }

    fn visit_item_macro(&mut self, item: &'a ItemMacro) {
        if self.error.is_none() {
            self.error = self.item_macro(item).err();
        }
    }

    fn visit_macro(&mut self, called: &'a Macro) {
        self.found.calls.call(called, self.file, false);
    }

    fn visit_use_rename(&mut self, rename: &'a UseRename) {
        self.found.calls.rename(rename, self.file);
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

/// The file in `#[path = "…"]`, and those in a `cfg_attr`.
fn written_paths(attributes: &[Attribute]) -> (Option<String>, Vec<String>) {
    let always = attributes.iter().find_map(|found| path(&found.meta));
    let sometimes = attributes.iter().flat_map(marked::conditional);
    (always, sometimes.filter_map(|meta| path(&meta)).collect())
}

fn path(meta: &Meta) -> Option<String> {
    match meta {
        Meta::NameValue(value) if value.path.is_ident("path") => match &value.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}
