//! The sources of a driver's crate: every function with the attribute of a role, and every structure with one of the derives, from
//! the files as they are. Nothing is compiled: what a macro writes is not seen, which [`Crate::unseen`] says, and what `cfg` leaves out
//! is.

mod calls;
mod marked;
mod walk;

use std::path::{Path, PathBuf};

use miniport_expand::did_you_mean;

use crate::Error;
use crate::package::Package;

use calls::Calls;
pub(crate) use calls::Unseen;
pub(crate) use marked::{Mark, Marked};

/// A file of the crate.
#[derive(Debug)]
pub(crate) struct File {
    /// Its path below the package's folder.
    pub path: PathBuf,
    /// What is in it.
    pub text: String,
}

impl File {
    /// The line of a place in the text, from 1.
    pub(crate) fn line(&self, offset: usize) -> usize {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        before.matches('\n').count() + 1
    }
}

/// A crate.
#[derive(Debug, Default)]
pub(crate) struct Crate {
    /// Its files, the root first.
    pub files: Vec<File>,
    /// What the project's macros are applied to, in the order of the source.
    pub marked: Vec<Marked>,
    /// The macros that make a `DriverEntry`, by their name.
    pub entries: Vec<String>,
    /// What may hide more items, which were not looked into.
    pub unseen: Vec<Unseen>,
    calls: Calls,
}

impl Crate {
    /// Reads a package's library.
    pub(crate) fn read(package: &Package) -> Result<Self, Error> {
        Self::read_file(&package.folder, &package.source, &package.library)
    }

    /// Reads the crate of that root, in a package's folder.
    pub(crate) fn read_file(folder: &Path, root: &Path, name: &str) -> Result<Self, Error> {
        let mut found = Self::default();
        walk::file(folder, root, name, &mut found)?;
        found.unseen = std::mem::take(&mut found.calls).unseen();
        Ok(found)
    }

    /// The items that a path, the end of one, or a name means; one item may be there several times, once for each of its marks.
    pub(crate) fn named(&self, name: &str) -> Result<Vec<&Marked>, Error> {
        let name = name.replace("r#", "");
        let end = format!("::{name}");
        let found: Vec<&Marked> = self
            .marked
            .iter()
            .filter(|marked| marked.path == name || marked.path.ends_with(&end))
            .collect();
        let Some(first) = found.first() else {
            let mut error = Error::new(format!(
                "no item `{name}` has an attribute or a derive of miniport"
            ));
            let wanted = name.rsplit("::").next().unwrap_or(&name);
            if let Some(meant) = did_you_mean(wanted, self.marked.iter().map(Marked::name)) {
                error = error.help(meant);
            }
            for unseen in self.unseen() {
                error = error.help(format!("not looked into: {unseen}"));
            }
            return Err(error.help("without ITEM all that have one are listed"));
        };
        if found.iter().any(|other| other.path != first.path) {
            let paths: Vec<&str> = found.iter().map(|marked| marked.path.as_str()).collect();
            return Err(Error::new(format!("several items are called `{name}`"))
                .help(format!("write the path of one:\n{}", paths.join("\n"))));
        }
        Ok(found)
    }

    /// The mark as its author wrote it, on one line.
    pub(crate) fn written(&self, marked: &Marked) -> String {
        let text = match marked.mark {
            Mark::Role(..) => &self.file(marked).text[marked.mark_at.clone()],
            Mark::DeviceExtension => "#[derive(DeviceExtension)]",
            Mark::ExtensionPart => "#[derive(ExtensionPart)]",
        };
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What was not looked into, each with its place.
    pub(crate) fn unseen(&self) -> impl Iterator<Item = String> {
        self.unseen.iter().map(|unseen| {
            let file = &self.files[unseen.file];
            let line = file.line(unseen.at);
            format!("{} ({}:{line})", unseen.what, file.path.display())
        })
    }

    /// The file that an item is in.
    pub(crate) fn file(&self, marked: &Marked) -> &File {
        &self.files[marked.file]
    }
}

/// A path as it is shown: below the package's folder where it is there.
fn shown(folder: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(folder).unwrap_or(path).to_owned()
}
