//! The names of functions, from the `.pdb` beside an image, and which of them are callbacks.

mod declared;
mod role;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use pdb_addr2line::ContextPdbData;
use pdb_addr2line::pdb::{FallibleIterator as _, PDB, SymbolData};

use crate::Error;
use crate::file::unreadable;

pub(crate) use declared::{Declarations, Unknown};
pub(crate) use role::of_runtime;

/// What a `.pdb` says.
#[derive(Debug, Default)]
pub(crate) struct Symbols {
    /// Every name of an address; several where the linker made one function of equal ones.
    names: BTreeMap<u32, Vec<String>>,
}

impl Symbols {
    /// The file that belongs to an image.
    pub(crate) fn beside(image: &Path) -> Option<PathBuf> {
        let file = image.with_extension("pdb");
        file.is_file().then_some(file)
    }

    /// Reads a `.pdb`.
    pub(crate) fn read(file: &Path) -> Result<Self, Error> {
        let mut symbols = Self::default();
        let mut pdb = open(file)?;
        let broken = broken(file);
        let globals = pdb.global_symbols().map_err(&broken)?;
        let map = pdb.address_map().map_err(&broken)?;
        let mut records = globals.iter();
        while let Some(record) = records.next().map_err(&broken)? {
            if let Ok(SymbolData::Public(symbol)) = record.parse()
                && symbol.function
                && let Some(address) = symbol.offset.to_rva(&map)
            {
                symbols.add(address.0, &symbol.name.to_string());
            }
        }
        let data =
            ContextPdbData::try_from_pdb(open(file)?).map_err(|error| unreadable(file, &error))?;
        let context = data
            .make_context()
            .map_err(|error| unreadable(file, &error))?;
        for function in context.functions() {
            if let Some(name) = function.name {
                // Where there are no types, no parameters are known.
                symbols.add(function.start_rva, name.trim_end_matches("()"));
            }
        }
        Ok(symbols)
    }

    /// One more name.
    pub(crate) fn add(&mut self, address: u32, name: &str) {
        let name = rustc_demangle::try_demangle(name)
            .map_or_else(|_| name.to_owned(), |name| format!("{name:#}"));
        let names = self.names.entry(address).or_default();
        if !names.contains(&name) {
            names.push(name);
        }
    }

    /// The addresses with all their names.
    pub(crate) fn all(&self) -> impl Iterator<Item = (u32, &[String])> {
        self.names
            .iter()
            .map(|(address, names)| (*address, names.as_slice()))
    }

    /// The name of a function, or its address.
    pub(crate) fn name(&self, address: u32) -> String {
        self.names
            .get(&address)
            .and_then(|names| names.first())
            .map_or_else(|| format!("{address:#x}"), Clone::clone)
    }
}

/// Opens a `.pdb`.
pub(crate) fn open(file: &Path) -> Result<PDB<'static, File>, Error> {
    let data = File::open(file).map_err(|error| unreadable(file, &error))?;
    PDB::open(data).map_err(|error| unreadable(file, &error))
}

fn broken(file: &Path) -> impl Fn(pdb_addr2line::pdb::Error) -> Error {
    let file = file.to_owned();
    move |error| unreadable(&file, &error)
}
