//! What the driver's crate calls the runtime.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, OnceLock};
use std::{env, fs};

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::diagnostics::Diagnostics;

/// The runtime's package, and its library.
const RUNTIME: &str = "miniport";

/// The package whose code is expanded, where that is not the one that is being compiled.
static PACKAGE: OnceLock<PathBuf> = OnceLock::new();

/// Expands code of the package in `folder` from now on. For a tool, which no compiler tells anything; only the first call counts.
pub fn set_package(folder: PathBuf) {
    PACKAGE.get_or_init(|| folder);
}

/// The name of the runtime in the crate that is being compiled: what the author wrote (`crate = mp`), or else what the compiler
/// was told, or else what the manifest says (an editor tells the macro nothing).
pub(crate) fn name(written: Option<&Ident>) -> Ident {
    // What the compiler was told does not change while it runs.
    static TOLD: OnceLock<Option<String>> = OnceLock::new();
    if let Some(name) = written {
        return name.clone();
    }
    let name = TOLD
        .get_or_init(|| from_arguments(arguments()))
        .clone()
        .or_else(|| {
            let package = PACKAGE.get().cloned();
            let package = package.or_else(|| Some(env::var_os("CARGO_MANIFEST_DIR")?.into()))?;
            from_manifest(&fs::read_to_string(package.join("Cargo.toml")).ok()?)
        })
        .unwrap_or_else(|| RUNTIME.to_owned());
    Ident::new(&name, Span::mixed_site())
}

/// The name in `crate = NAME`, if the compiler was not told that it is another crate: `unsafe impl` of that crate's traits would be
/// written without the word.
pub(crate) fn written(name: Ident, errors: &mut Diagnostics) -> Option<Ident> {
    let mut crates = externs(arguments()).peekable();
    if crates.peek().is_none()
        || crates.any(|(other, file)| name == other && is_runtime(Path::new(&file)))
    {
        return Some(name);
    }
    errors.error(
        &name,
        format!("`crate` names the runtime, and `{name}` is another crate"),
        "write the name that your manifest gives to the package `miniport`",
    );
    None
}

/// Whether a compiler runs the macro, with a runtime of any name: a tool and some editors do not say which crates there are.
pub(crate) fn is_compiler() -> bool {
    static IS_COMPILER: LazyLock<bool> = LazyLock::new(|| externs(arguments()).next().is_some());
    *IS_COMPILER
}

/// The item that the compiler's messages name the runtime by: the first `extern crate` of the least depth, without the way to it if no
/// other has its name. Once for each crate that is compiled, before what else is generated.
pub(crate) fn named_in_messages() -> TokenStream {
    static IS_NAMED: AtomicBool = AtomicBool::new(false);
    if !is_compiler() || IS_NAMED.swap(true, Ordering::Relaxed) {
        return TokenStream::new();
    }
    let runtime = name(None);
    quote!(const _: () = { extern crate #runtime; };)
}

/// The compiler's arguments; those in a file (`@file`) are one a line.
fn arguments() -> impl Iterator<Item = String> {
    env::args_os()
        .filter_map(|argument| argument.into_string().ok())
        .flat_map(|argument| match argument.strip_prefix('@') {
            Some(file) => fs::read_to_string(file)
                .unwrap_or_default()
                .lines()
                .map(str::to_owned)
                .collect(),
            None => vec![argument],
        })
}

/// The crate of that library: the runtime's own name, if it has several.
fn from_arguments(arguments: impl Iterator<Item = String>) -> Option<String> {
    let mut names: Vec<String> = externs(arguments)
        .filter(|(_, file)| is_runtime(Path::new(file)))
        .map(|(name, _)| name)
        .collect();
    match names.iter().position(|name| name == RUNTIME) {
        Some(index) => Some(names.swap_remove(index)),
        None => names.pop(),
    }
}

/// Name and file of each `--extern NAME=FILE` (or `--extern=…`, or with options: `priv:NAME=FILE`).
fn externs(arguments: impl Iterator<Item = String>) -> impl Iterator<Item = (String, String)> {
    let mut value_follows = false;
    arguments.filter_map(move |argument| {
        let value = match argument.strip_prefix("--extern") {
            _ if value_follows => Some(argument.as_str()),
            Some(rest) => rest.strip_prefix('='),
            None => None,
        };
        let found = value.and_then(|value| value.split_once('='));
        let found = found.map(|(name, file)| {
            let name = name.rsplit(':').next().unwrap_or(name);
            (name.to_owned(), file.to_owned())
        });
        value_follows = argument == "--extern";
        found
    })
}

/// `libminiport.rlib`, or with a hash: `libminiport-0123.rmeta`.
fn is_runtime(file: &Path) -> bool {
    file.file_stem()
        .and_then(|stem| stem.to_str()?.strip_prefix("lib"))
        .is_some_and(|stem| stem.split('-').next() == Some(RUNTIME))
}

/// The name of the dependency with `package = "miniport"`: `mp = { package = "miniport", … }`, or a table `[dependencies.mp]`.
fn from_manifest(text: &str) -> Option<String> {
    let mut table = "";
    for line in text.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            table = header
                .trim_end_matches(']')
                .rsplit('.')
                .next()
                .unwrap_or("");
            continue;
        }
        let renamed = line
            .split_once("package")
            .and_then(|(_, rest)| rest.trim_start().strip_prefix('='))
            .and_then(|rest| rest.trim_start().strip_prefix(['"', '\'']))
            .and_then(|rest| rest.strip_prefix(RUNTIME)?.strip_prefix(['"', '\'']));
        if renamed.is_some() {
            let name = match line.split_once('=') {
                Some((name, value)) if value.trim_start().starts_with('{') => name,
                _ => table,
            };
            return Some(name.trim().trim_matches('"').replace('-', "_"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn arguments_say(arguments: &[&str], expected: Option<&str>) {
        let found = from_arguments(arguments.iter().map(|&argument| argument.to_owned()));
        assert_eq!(found.as_deref(), expected, "{arguments:?}");
    }

    #[test]
    fn the_compiler_knows_the_name() {
        arguments_say(
            &["--extern", "miniport=/a/libminiport-01ab.rmeta"],
            Some("miniport"),
        );
        arguments_say(
            &[
                "--extern",
                "miniport=/a/libother-1.rlib",
                "--extern=priv,noprelude:mp=libminiport.rlib",
            ],
            Some("mp"),
        );
        arguments_say(
            &[
                "--extern",
                "a=libminiport_sim-1.rlib",
                "--extern",
                "b=libminiport_macros-2.so",
            ],
            None,
        );
        arguments_say(&["--extern", "miniport", "--crate-name", "a=b"], None);
    }

    #[test]
    fn the_manifest_knows_the_name() {
        let inline =
            "[dependencies]\nother = \"1\"\nmini-port = { path = \"x\", package = \"miniport\" }";
        assert_eq!(from_manifest(inline).as_deref(), Some("mini_port"));
        let table = "[dependencies.mp]\npath = \"x\"\npackage = 'miniport'\n[features]";
        assert_eq!(from_manifest(table).as_deref(), Some("mp"));
        assert_eq!(from_manifest("[dependencies]\nminiport = \"1\""), None);
        assert_eq!(
            from_manifest("[dependencies]\nsim = { package = \"miniport-sim\" }"),
            None
        );
    }

    #[test]
    fn what_the_author_writes_goes_first() {
        let written = Ident::new("mp", Span::call_site());
        assert_eq!(name(Some(&written)), "mp");
    }
}
