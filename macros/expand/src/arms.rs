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

/// The names behind `AdapterControl::`, but for those of arms that a configuration decides about: the attribute may depend on it, too.
fn find(tokens: TokenStream, context: &str, named: &mut Vec<Ident>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is = |index: usize, character| matches!(tokens.get(index), Some(TokenTree::Punct(punct)) if punct.as_char() == character);
    let mut is_conditional = false;
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) if index > 0 && is(index - 1, '#') => {
                let first = group.stream().into_iter().next();
                is_conditional |= matches!(first, Some(TokenTree::Ident(word)) if word == "cfg");
            }
            TokenTree::Group(group) => find(group.stream(), context, named),
            TokenTree::Punct(_) if is(index, '=') && is(index + 1, '>') => is_conditional = false,
            TokenTree::Ident(object)
                if object == context
                    && !is_conditional
                    && is(index + 1, ':')
                    && is(index + 2, ':') =>
            {
                if let Some(TokenTree::Ident(name)) = tokens.get(index + 3) {
                    named.push(name.clone());
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(body: &str) -> Vec<String> {
        let mut named = Vec::new();
        find(body.parse().expect("tokens"), "UnitControl", &mut named);
        named.iter().map(Ident::to_string).collect()
    }

    #[test]
    fn every_arm_is_found_that_is_always_there() {
        let body = "match c { m::UnitControl::Start(..) | UnitControl::Power(_) => { f(UnitControl::Remove(a)) } }";
        assert_eq!(names(body), ["Start", "Power", "Remove"]);
        let body = "match c { #[cfg(a)] UnitControl::Start(..) | UnitControl::Power(_) => a, UnitControl::Remove(..) => b }";
        assert_eq!(names(body), ["Remove"]);
        assert_eq!(
            names("UnitControlStatus::Success; AdapterControl::Power"),
            [""; 0]
        );
    }
}
