//! Calls of macros, whose items are not seen: those that may write a callback.

use std::collections::{BTreeMap, BTreeSet};

use miniport_roles::Role;
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::{Macro, UseRename};

/// Macros of the standard library and of the runtime's that stand where items do.
const KNOWN: [&str; 6] = [
    "assert",
    "compile_error",
    "global_asm",
    "thread_local",
    "debug_print",
    "wdm_debug_print",
];

/// What may hide a callback.
#[derive(Debug)]
pub(crate) struct Unseen {
    /// What it is, in a word or two.
    pub what: String,
    /// The number of its file.
    pub file: usize,
    /// Where it is in the file.
    pub at: usize,
}

#[derive(Debug)]
struct Call {
    name: String,
    tokens: TokenStream,
    /// It stands where items do.
    of_items: bool,
    file: usize,
    at: usize,
}

/// The macros of a crate, and where they are called.
#[derive(Debug, Default)]
pub(super) struct Calls {
    defined: BTreeMap<String, TokenStream>,
    called: Vec<Call>,
    renamed: Vec<Unseen>,
}

impl Calls {
    /// A `macro_rules!` of the crate's. Several of one name are taken for one.
    pub(super) fn define(&mut self, name: String, body: TokenStream) {
        self.defined.entry(name).or_default().extend(body);
    }

    /// A call, which may come before the macro is known.
    pub(super) fn call(&mut self, called: &Macro, file: usize, of_items: bool) {
        if let Some(name) = called.path.segments.last() {
            self.called.push(Call {
                name: name.ident.unraw().to_string(),
                tokens: called.tokens.clone(),
                of_items,
                file,
                at: name.ident.span().byte_range().start,
            });
        }
    }

    /// A `use` that gives an attribute or a derive another name.
    pub(super) fn rename(&mut self, rename: &UseRename, file: usize) {
        if is_mark(&rename.ident) && rename.rename != "_" {
            self.renamed.push(Unseen {
                what: format!("`{}` by the name `{}`", rename.ident, rename.rename),
                file,
                at: rename.ident.span().byte_range().start,
            });
        }
    }

    /// How many calls were found.
    pub(super) fn count(&self) -> usize {
        self.called.len()
    }

    /// Forgets all calls after so many.
    pub(super) fn forget(&mut self, after: usize) {
        self.called.truncate(after);
    }

    /// Those that may write a callback.
    pub(super) fn unseen(self) -> Vec<Unseen> {
        let mut unseen = self.renamed;
        for call in self.called {
            let body = self.defined.get(&call.name);
            let writes = |tokens| writes_marks(tokens, &self.defined, &mut BTreeSet::new());
            // Of a macro from elsewhere nothing is known.
            let is_foreign =
                body.is_none() && call.of_items && !KNOWN.contains(&call.name.as_str());
            let is_written = body.is_some_and(|body| writes(body) || has_mark(&call.tokens));
            if is_foreign || is_written || writes(&call.tokens) {
                unseen.push(Unseen {
                    what: format!("`{}!`", call.name),
                    file: call.file,
                    at: call.at,
                });
            }
        }
        unseen.sort_by_key(|unseen| (unseen.file, unseen.at));
        unseen
    }
}

/// Whether there is an attribute of the runtime's among the tokens, or a macro of the crate's with one.
fn writes_marks(
    tokens: &TokenStream,
    defined: &BTreeMap<String, TokenStream>,
    looked_into: &mut BTreeSet<String>,
) -> bool {
    let mut sign = false;
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Group(group) => {
            let is_attribute = std::mem::take(&mut sign) && group.delimiter() == Delimiter::Bracket;
            is_attribute && has_mark(&group.stream())
                || writes_marks(&group.stream(), defined, looked_into)
        }
        TokenTree::Ident(name) => {
            sign = false;
            let name = name.unraw().to_string();
            defined.get(&name).is_some_and(|body| {
                looked_into.insert(name) && writes_marks(body, defined, looked_into)
            })
        }
        TokenTree::Punct(punct) => {
            sign = punct.as_char() == '#';
            false
        }
        TokenTree::Literal(_) => false,
    })
}

/// Whether the name of an attribute of the runtime's is among the tokens.
fn has_mark(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Group(group) => has_mark(&group.stream()),
        TokenTree::Ident(name) => is_mark(&name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn is_mark(name: &Ident) -> bool {
    let name = name.to_string();
    Role::named(&name).is_some() || name == "DeviceExtension" || name == "ExtensionPart"
}
