//! Control types that a handler names and its attribute does not: Storport is not told of them, and they never come.

use proc_macro2::{Ident, TokenStream, TokenTree};

use crate::arguments::Arguments;
use crate::diagnostics::Diagnostics;
use crate::item::Handler;
use crate::role::Role;

/// Reports each, and takes it for declared: what the handler does with it is no second mistake.
pub(crate) fn check(
    role: &Role,
    handler: &Handler,
    arguments: &mut Arguments,
    errors: &mut Diagnostics,
) {
    let Some(controls) = role.controls() else {
        return;
    };
    let mut named = Vec::new();
    find(handler.body(), role.context(), &mut named);
    for name in named {
        let is_declared = arguments.supported.contains(&name);
        if is_declared || !controls.iter().any(|control| name == control.name) {
            continue;
        }
        let mut declared: Vec<String> = arguments.supported.iter().map(Ident::to_string).collect();
        declared.push(name.to_string());
        errors.error(
            &name,
            format!("`{name}` is not declared: Storport is not told that the driver supports it"),
            format!("write `#[{}({})]`", role.attribute, declared.join(", ")),
        );
        arguments.supported.push(name);
    }
}

/// The names behind `AdapterControl::`.
fn find(tokens: TokenStream, context: &str, named: &mut Vec<Ident>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        match (token, tokens.get(index + 1..index + 4)) {
            (
                TokenTree::Ident(object),
                Some(
                    [
                        TokenTree::Punct(first),
                        TokenTree::Punct(second),
                        TokenTree::Ident(name),
                    ],
                ),
            ) if object == context && first.as_char() == ':' && second.as_char() == ':' => {
                named.push(name.clone());
            }
            (TokenTree::Group(group), _) => find(group.stream(), context, named),
            _ => {}
        }
    }
}
