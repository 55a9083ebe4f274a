//! `Limits::new(…)` in find-adapter, which is for `const`: a limit of zero is a compile error there, and a bug check elsewhere.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::diagnostics::Diagnostics;

/// Reports each call outside of `const`.
pub(super) fn check(body: &TokenStream, errors: &mut Diagnostics) {
    let tokens: Vec<TokenTree> = body.clone().into_iter().collect();
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        index += 1;
        match token {
            TokenTree::Ident(word) if word == "const" => index = after_constant(&tokens, index),
            TokenTree::Ident(word) if word == "Limits" => {
                if let Some(call) = call(&tokens[index - 1..]) {
                    errors.error(
                        call,
                        "limits that are 0 are a compile error (E0080) in `const` alone: elsewhere the driver would stop the machine with them",
                        "write `const { Limits::new(…) }`; for limits that the hardware tells there is `Limits::try_new(…)`, an `Option`",
                    );
                }
            }
            TokenTree::Group(group) => check(&group.stream(), errors),
            _ => {}
        }
    }
}

/// The index behind `const { … }` or `const NAME: Limits = …;`, whose tokens are evaluated by the compiler.
fn after_constant(tokens: &[TokenTree], index: usize) -> usize {
    match tokens.get(index) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => index + 1,
        Some(TokenTree::Ident(_)) => tokens[index..]
            .iter()
            .position(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';'))
            .map_or(tokens.len(), |end| index + end),
        _ => index,
    }
}

/// The tokens `Limits::new(…)`, if that is what they begin with.
fn call(tokens: &[TokenTree]) -> Option<TokenStream> {
    let [
        _,
        TokenTree::Punct(first),
        TokenTree::Punct(second),
        TokenTree::Ident(name),
        TokenTree::Group(group),
        ..,
    ] = tokens
    else {
        return None;
    };
    let is_call = [first, second].iter().all(|punct| punct.as_char() == ':')
        && name == "new"
        && group.delimiter() == Delimiter::Parenthesis;
    is_call.then(|| tokens[..5].iter().cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn errors(body: &str) -> usize {
        let mut errors = Diagnostics::default();
        check(&body.parse().expect("tokens"), &mut errors);
        errors.messages().len()
    }

    #[test]
    fn calls_outside_of_constants_are_found() {
        assert_eq!(errors("Ok(Found::new(Adapter, Limits::new(0, 0)))"), 1);
        assert_eq!(
            errors("let a = miniport::Limits::new(n, 1); const A: u8 = 1; Limits::new(1, 1)"),
            2
        );
    }

    #[test]
    fn constants_are_the_compilers() {
        for body in [
            "Ok(Found::new(Adapter, const { Limits::new(1 << 20, 16) }))",
            "const LIMITS: Limits = Limits::new(1, 1); LIMITS",
            "Limits::try_new(config.maximum_transfer_length(), 16)",
            "Limits::newer(1)",
            "Limits",
        ] {
            assert_eq!(errors(body), 0, "{body}");
        }
    }
}
