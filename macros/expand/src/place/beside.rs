//! What stands in a structure's block, as far as that is known: where its derive sees names, and no types.

use std::rc::Rc;

use proc_macro2::Ident;
use syn::ext::IdentExt;

use super::file::{File, Item, Room};

/// The block.
#[derive(Debug, Default)]
pub(crate) struct Beside(Option<(Rc<File>, usize)>);

impl Beside {
    pub(super) fn new(file: Rc<File>, room: usize) -> Self {
        Self(Some((file, room)))
    }

    fn room(&self) -> Option<(&File, &Room)> {
        let (file, room) = self.0.as_ref()?;
        Some((file, file.room(*room)))
    }

    /// What an import of this name is of: the words of the path.
    pub(crate) fn import(&self, name: &Ident) -> Option<&[String]> {
        let (_, room) = self.room()?;
        room.imports
            .get(&name.unraw().to_string())
            .map(Vec::as_slice)
    }

    /// What a type alias of this name stands for.
    pub(crate) fn alias(&self, name: &Ident) -> Option<syn::Type> {
        let (_, room) = self.room()?;
        syn::parse_str(room.aliases.get(&name.unraw().to_string())?).ok()
    }

    /// What a macro of this name writes, if it is one of the file's.
    pub(crate) fn macro_rules(&self, name: &Ident) -> Option<&str> {
        let (file, _) = self.room()?;
        file.macros.get(&name.to_string()).map(String::as_str)
    }

    /// Whether the driver has a type of this name here.
    pub(crate) fn has_type(&self, name: &str) -> bool {
        self.room().is_some_and(|(_, room)| room.is_type(name))
    }

    /// The functions that are used as handlers and lack their attribute.
    pub(crate) fn all_forgotten(&self) -> impl Iterator<Item = &Item> {
        let room = self.room().into_iter();
        room.flat_map(|(file, room)| {
            let names = file.without_attributes(room);
            names.filter_map(|name| room.functions.get(name))
        })
    }

    /// Whether a function of the file has an attribute of this name.
    pub(crate) fn has_attribute(&self, name: &str) -> bool {
        self.room()
            .is_some_and(|(file, _)| file.attributes.contains(name))
    }

    /// The function of this name, if it is used as a handler and lacks its attribute.
    pub(crate) fn forgotten(&self, name: &Ident) -> Option<&Item> {
        let (_, room) = self.room()?;
        room.without_attribute(&name.unraw().to_string())
    }
}
