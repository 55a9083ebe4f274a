//! How generated code names the runtime: `extern crate NAME;` inside of the generated block, which means the real crate whatever
//! the driver's own modules and crates are called, and names of generated items that no token of the driver's has.

use std::collections::HashSet;
use std::path::Path;
use std::{env, fs};

use proc_macro2::{Ident, Spacing, Span, TokenStream, TokenTree};
use quote::quote;

use crate::diagnostics::Diagnostics;

/// The runtime's package, and its library.
const RUNTIME: &str = "miniport";

/// The name of the runtime in the crate that is being compiled: what the author wrote (`crate = mp`), or else what the compiler
/// was told, or else what the manifest says (an editor tells the macro nothing).
pub(crate) fn name(written: Option<&Ident>) -> Ident {
    if let Some(name) = written {
        return name.clone();
    }
    let name = from_arguments(arguments())
        .or_else(|| {
            let manifest = Path::new(&env::var_os("CARGO_MANIFEST_DIR")?).join("Cargo.toml");
            from_manifest(&fs::read_to_string(manifest).ok()?)
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

/// Names that no identifier among some tokens has.
#[derive(Debug)]
pub(crate) struct Fresh {
    taken: HashSet<String>,
    /// Those that stand at the head of a path only.
    heads: HashSet<String>,
}

impl Fresh {
    /// For tokens that stand beside the names.
    pub(crate) fn beside(tokens: &TokenStream) -> Self {
        fn collect(tokens: TokenStream, heads: &mut HashSet<String>, others: &mut HashSet<String>) {
            let mut tokens = tokens.into_iter().peekable();
            while let Some(token) = tokens.next() {
                match token {
                    TokenTree::Ident(ident) => {
                        let ident = ident.to_string();
                        let is_head = matches!(tokens.peek(), Some(TokenTree::Punct(next))
                            if next.as_char() == ':' && next.spacing() == Spacing::Joint);
                        let names = if is_head { &mut *heads } else { &mut *others };
                        names.insert(ident.trim_start_matches("r#").to_owned());
                    }
                    TokenTree::Group(group) => collect(group.stream(), heads, others),
                    TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                }
            }
        }
        let (mut heads, mut taken) = (HashSet::new(), HashSet::new());
        collect(tokens.clone(), &mut heads, &mut taken);
        heads.retain(|name| !taken.contains(name));
        taken.extend(heads.iter().cloned());
        Self { taken, heads }
    }

    /// The `extern crate` item for the runtime, and the name that the generated code has for it: the crate's own if it can be,
    /// because the compiler's messages call the runtime's types by it. A token `miniport::…` means the runtime beside it too;
    /// where it is the driver's own module, the check of the fields refuses the type.
    pub(crate) fn runtime(&mut self, name: &Ident) -> (TokenStream, Ident) {
        let text = name.to_string();
        let text = text.trim_start_matches("r#");
        if self.heads.contains(text) || !self.taken.contains(text) {
            self.taken.insert(text.to_owned());
            return (quote!(extern crate #name;), name.clone());
        }
        let alias = self.name("__m");
        (quote!(extern crate #name as #alias;), alias)
    }

    /// `wanted`, or with the first number that makes it new; no name is given twice.
    pub(crate) fn name(&mut self, wanted: &str) -> Ident {
        let name = std::iter::once(wanted.to_owned())
            .chain((1..=self.taken.len() + 1).map(|number| format!("{wanted}{number}")))
            .find(|name| !self.taken.contains(name))
            .expect("there are more numbers than tokens");
        self.taken.insert(name.clone());
        Ident::new(&name, Span::mixed_site())
    }
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

    #[test]
    fn fresh_names_are_new() {
        let tokens = "struct A { a: [__m; { r#__m1 }] }".parse().expect("tokens");
        let mut fresh = Fresh::beside(&tokens);
        let names = ["__m", "__m", "__f"].map(|wanted| fresh.name(wanted).to_string());
        assert_eq!(names, ["__m2", "__m3", "__f"]);
    }

    #[test]
    fn the_runtime_keeps_its_name_where_it_can() {
        let runtime = |item: &str| {
            let mut fresh = Fresh::beside(&item.parse().expect("tokens"));
            let (item, name) = fresh.runtime(&Ident::new("miniport", Span::call_site()));
            assert!(item.to_string().starts_with("extern crate miniport"));
            name.to_string()
        };
        assert_eq!(runtime("struct A { a: Dpc<b> }"), "miniport");
        assert_eq!(runtime("struct A { a: miniport::Dpc<b> }"), "miniport");
        assert_eq!(runtime("struct A { miniport: miniport::Dpc<b> }"), "__m");
    }
}
