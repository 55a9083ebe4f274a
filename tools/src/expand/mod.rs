//! `cargo miniport expand`: what an attribute or a derive wrote for an item, formatted, and above it what Windows says of the role.
//!
//! The functions that write it are the macro crate's own (`miniport-expand`), called on the tokens of the source: neither a nightly
//! compiler nor a build is needed.

mod list;

use std::fmt::Write as _;

use proc_macro2::TokenStream;

use crate::file::{say, warn};
use crate::package::Package;
use crate::rules::Callback;
use crate::source::{Crate, Mark, Marked};
use crate::toolchain::cargo_of_this_process;
use crate::{Error, cli, diagnostics};

/// Prints what the arguments ask for.
///
/// # Errors
///
/// When there is no such package or item, or when a macro refuses an item.
pub fn run(arguments: &cli::Expand) -> Result<(), Error> {
    let package = Package::find(
        cargo_of_this_process(),
        arguments.manifest_path.as_deref(),
        arguments.package.as_deref(),
    )?;
    miniport_expand::set_package(package.folder.clone());
    let source = Crate::read(&package)?;
    if let Some(name) = &arguments.item {
        for marked in source.named(name)? {
            say(&shown(&source, marked)?)?;
        }
    } else {
        say(&list::table(&source))?;
        for unseen in source.unseen() {
            warn(&format!("note: not looked into: {unseen}"));
        }
    }
    Ok(())
}

/// Whether the macro refuses the item.
pub(crate) fn is_refused(marked: &Marked) -> bool {
    !diagnostics::errors(&expansion(marked), &marked.mark_at).is_empty()
}

/// What the macro writes.
fn expansion(marked: &Marked) -> TokenStream {
    match &marked.mark {
        Mark::Role(role, arguments) => {
            miniport_expand::attribute(role.attribute, arguments, &marked.item)
        }
        Mark::DeviceExtension => miniport_expand::derive(&marked.item),
        Mark::ExtensionPart => miniport_expand::derive_part(&marked.item),
    }
}

/// The tokens as a file of Rust, formatted.
fn formatted(tokens: TokenStream) -> Result<String, Error> {
    let file = syn::parse2(tokens)
        .map_err(|error| Error::new(format!("what was generated cannot be parsed: {error}")))?;
    Ok(prettyplease::unparse(&file))
}

/// The errors in an expansion, as the compiler shows them.
fn refusals(source: &Crate, marked: &Marked, expansion: &TokenStream) -> Vec<String> {
    diagnostics::errors(expansion, &marked.mark_at)
        .into_iter()
        .map(|(message, at)| diagnostics::rendered(source.file(marked), &message, at))
        .collect()
}

/// The expansion with what there is to know above it; or the macro's errors.
fn shown(source: &Crate, marked: &Marked) -> Result<String, Error> {
    let file = source.file(marked);
    let expansion = expansion(marked);
    let errors = refusals(source, marked, &expansion);
    if !errors.is_empty() {
        for error in &errors {
            warn(&format!("{error}\n"));
        }
        let written = source.written(marked);
        return Err(Error::new(format!("`{written}` refuses `{}`", marked.path)));
    }
    let line = file.line(marked.at);
    let mut text = format!("// {}: {}:{line}\n", marked.path, file.path.display());
    let _ = writeln!(text, "// {}", source.written(marked));
    if let Mark::Role(role, _) = &marked.mark {
        if let Some(callback) = Callback::named(role.role_type) {
            let _ = writeln!(text, "// {}", callback.prototype());
        }
        let _ = writeln!(text, "// IRQL: {}", role.irql);
        let _ = writeln!(text, "// locks held: {}", role.locks);
    }
    text.push('\n');
    text.push_str(&formatted(expansion)?);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    /// The files below a folder with this extension.
    fn below(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below(&path, extension, found);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }

    /// Errors as blocks, whatever their order.
    fn blocks(text: &str) -> BTreeSet<String> {
        text.split("\n\n")
            .flat_map(|block| block.split("\nerror: "))
            .map(|block| block.trim().trim_start_matches("error: ").to_owned())
            .filter(|block| !block.is_empty())
            .collect()
    }

    #[test]
    fn errors_are_shown_as_the_compiler_shows_them() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui-tests");
        let mut files = Vec::new();
        below(&folder.join("fail"), "stderr", &mut files);
        let mut compared = 0;
        let mut different = Vec::new();
        for answer in files {
            let text = std::fs::read_to_string(&answer).unwrap();
            // The others are the compiler's own, or point at two places.
            let is_the_macros = text
                .lines()
                .filter(|line| line.starts_with("error"))
                .all(|line| line.starts_with("error: "));
            if !is_the_macros || text.contains("= note") || text.contains("macro expansion") {
                continue;
            }
            let file = answer.with_extension("rs");
            let source = Crate::read_file(&folder, &file, "fail").unwrap();
            let shown: Vec<String> = source
                .marked
                .iter()
                .flat_map(|marked| refusals(&source, marked, &expansion(marked)))
                .collect();
            // Errors of macros that are not of this crate (`driver_entry!`).
            if shown.is_empty() {
                continue;
            }
            compared += 1;
            if blocks(&shown.join("\n\n")) != blocks(&text) {
                different.push(answer.strip_prefix(&folder).unwrap().display().to_string());
            }
        }
        // The compiler cannot join the places of two tokens for a macro, and underlines `interface` of `interface = 5` alone.
        assert_eq!(different, ["fail/wdm_extension/interface.stderr"]);
        assert!(compared > 100, "{compared}");
    }
}
