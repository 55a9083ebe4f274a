//! Looking at types by their tokens alone: what a macro can know before the compiler resolves names.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{GenericArgument, Lifetime, PathArguments, PathSegment, Type, TypeReference};

/// The type without parentheses and without the invisible groups that `macro_rules` fragments come in.
pub(crate) fn peel(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => peel(&group.elem),
        Type::Paren(paren) => peel(&paren.elem),
        ty => ty,
    }
}

/// The reference that the type is, if it is one.
pub(crate) fn reference(ty: &Type) -> Option<&TypeReference> {
    match peel(ty) {
        Type::Reference(reference) => Some(reference),
        _ => None,
    }
}

/// The type behind any number of references and raw pointers.
pub(crate) fn behind(ty: &Type) -> &Type {
    match peel(ty) {
        Type::Reference(reference) => behind(&reference.elem),
        Type::Ptr(pointer) => behind(&pointer.elem),
        ty => ty,
    }
}

/// `*mut T`, or `PVOID`.
pub(crate) fn is_pointer(ty: &Type) -> bool {
    matches!(peel(ty), Type::Ptr(_)) || is_named(ty, "PVOID")
}

/// A pointer by the name that C has for it: `PDRIVER_OBJECT`, `PIRP`.
pub(crate) fn is_c_pointer(ty: &Type) -> bool {
    let is_c = |name: String| {
        name.len() > 3
            && name.starts_with('P')
            && name.chars().all(|letter| {
                letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_'
            })
    };
    last_segment(ty).is_some_and(|segment| is_c(segment.ident.to_string()))
}

/// The last segment of a path type: `Deferred<'_, Adapter>` of `miniport::Deferred<'_, Adapter>`.
pub(crate) fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match peel(ty) {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

/// Whether the last segment of a path type is `name`.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == name)
}

/// The type arguments of a path segment.
pub(crate) fn type_arguments(segment: &PathSegment) -> Vec<&Type> {
    match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether the macro cannot know what the type is: a macro call, or tokens that syn keeps as they are.
pub(crate) fn is_opaque(ty: &Type) -> bool {
    matches!(peel(ty), Type::Macro(_) | Type::Verbatim(_))
}

/// Whether the type is a primitive of Rust by its name.
pub(crate) fn is_primitive(ty: &Type) -> bool {
    const PRIMITIVES: &[&str] = &[
        "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8",
        "u16", "u32", "u64", "u128", "usize",
    ];
    match peel(ty) {
        Type::Path(path) => path
            .path
            .get_ident()
            .is_some_and(|ident| PRIMITIVES.iter().any(|name| ident == name)),
        _ => false,
    }
}

/// Where a type error about `ty` is best shown: at the name of the type, otherwise at its first token.
pub(crate) fn heart(ty: &Type) -> Span {
    match behind(ty) {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .map_or_else(|| ty.span(), |segment| segment.ident.span()),
        ty => ty.span(),
    }
}

/// The type as text, spaced as a person writes it.
pub(crate) fn text(ty: &impl ToTokens) -> String {
    let mut text = ty.to_token_stream().to_string();
    for (spaced, close) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ,", ","),
        ("& ", "&"),
        ("( ", "("),
        (" )", ")"),
    ] {
        text = text.replace(spaced, close);
    }
    text
}

/// What keeps a type from being written outside of its function.
#[derive(Debug, Clone)]
pub(crate) enum Bound {
    /// `'a`, `'_`, or the elided lifetime of `&T`.
    Lifetime(TokenStream),
    /// `Self`
    SelfType(Ident),
    /// `impl Trait`
    ImplTrait(TokenStream),
    /// `_`
    Infer(TokenStream),
}

/// The lifetimes in `ty` that have a name of the function's: those behind `for` and of function pointers are their own.
pub(crate) fn lifetimes(ty: &Type) -> Vec<Lifetime> {
    let bound = bound_to_function(ty).into_iter();
    let named = bound.filter_map(|bound| match bound {
        Bound::Lifetime(tokens) => syn::parse2::<Lifetime>(tokens).ok(),
        _ => None,
    });
    named.filter(|lifetime| lifetime.ident != "_").collect()
}

/// Everything in `ty` that has a meaning inside of its function only.
pub(crate) fn bound_to_function(ty: &Type) -> Vec<Bound> {
    let mut finder = Finder::default();
    finder.visit_type(ty);
    finder.found
}

#[derive(Default)]
struct Finder {
    found: Vec<Bound>,
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        if lifetime.ident != "static" {
            self.found.push(Bound::Lifetime(lifetime.to_token_stream()));
        }
    }

    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        if reference.lifetime.is_none() {
            self.found
                .push(Bound::Lifetime(reference.to_token_stream()));
            visit::visit_type(self, &reference.elem);
        } else {
            visit::visit_type_reference(self, reference);
        }
    }

    fn visit_type(&mut self, ty: &'ast Type) {
        match ty {
            Type::ImplTrait(_) => self.found.push(Bound::ImplTrait(ty.to_token_stream())),
            Type::Infer(_) => self.found.push(Bound::Infer(ty.to_token_stream())),
            // The lifetimes of a function pointer are its own.
            Type::FnPtr(_) => {}
            _ => visit::visit_type(self, ty),
        }
    }

    fn visit_ident(&mut self, ident: &'ast Ident) {
        if ident == "Self" {
            self.found.push(Bound::SelfType(ident.clone()));
        }
    }
}

/// The type without its lifetime arguments, and its name, if that is all that binds it to its function.
pub(crate) fn without_lifetimes(ty: &Type) -> Option<(Type, Ident)> {
    let Type::Path(mut path) = peel(ty).clone() else {
        return None;
    };
    let last = path.path.segments.last_mut()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let are_lifetimes = arguments
        .args
        .iter()
        .all(|argument| matches!(argument, GenericArgument::Lifetime(_)));
    last.arguments = PathArguments::None;
    let name = last.ident.clone();
    let ty = Type::Path(path);
    (are_lifetimes && bound_to_function(&ty).is_empty()).then_some((ty, name))
}

/// What two ways to write one type have in common: the words, without lifetimes and the ways to them. Aliases differ.
pub(crate) fn outline(ty: &impl ToTokens) -> String {
    outline_with(ty, &[], "")
}

/// The same, with `extension` in place of each of the `names`.
pub(crate) fn outline_with(ty: &impl ToTokens, names: &[&str], extension: &str) -> String {
    let mut outline = String::new();
    add_outline(ty.to_token_stream(), names, extension, &mut outline);
    outline
}

fn add_outline(tokens: TokenStream, names: &[&str], extension: &str, outline: &mut String) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '\'' => drop(tokens.next()),
            TokenTree::Punct(punct) if punct.as_char() == ':' => {}
            TokenTree::Punct(punct) => match (punct.as_char(), outline.chars().next_back()) {
                // What stood between lifetimes and types.
                (',', Some('<')) => {}
                ('>', Some('<')) => drop(outline.pop()),
                (character, _) => outline.push(character),
            },
            TokenTree::Ident(word) => {
                let goes_on = matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
                let word = word.to_string();
                if names.contains(&word.as_str()) {
                    outline.push_str(extension);
                } else if !goes_on {
                    outline.push_str(&word);
                    outline.push(' ');
                }
            }
            TokenTree::Group(group) => {
                let is_tuple = group.delimiter() == Delimiter::Parenthesis;
                outline.push_str(if is_tuple { "(" } else { "" });
                add_outline(group.stream(), names, extension, outline);
                outline.push_str(if is_tuple { ")" } else { "" });
            }
            TokenTree::Literal(literal) => outline.push_str(&literal.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ty(text: &str) -> Type {
        syn::parse_str(text).expect("a type")
    }

    #[test]
    fn names_are_those_of_the_last_segment() {
        assert!(is_named(
            &ty("(miniport::Deferred<'_, Adapter>)"),
            "Deferred"
        ));
        assert!(!is_named(&ty("&Deferred"), "Deferred"));
        let deferred = ty("Deferred<'_, crate::Adapter>");
        let arguments = type_arguments(last_segment(&deferred).expect("a path"));
        assert_eq!(arguments, [&ty("crate::Adapter")]);
    }

    #[test]
    fn text_is_what_a_person_writes() {
        assert_eq!(
            text(&ty("&mut crate::Deferred<'_, Adapter>")),
            "&mut crate::Deferred<'_, Adapter>"
        );
        assert_eq!(text(&ty("Result<(), Srb<A>>")), "Result<(), Srb<A>>");
    }

    #[test]
    fn one_outline_for_every_way_to_write_a_type() {
        let same = |a: &str, b: &str| outline(&ty(a)) == outline(&ty(b));
        assert!(same("&'a Adapter", "& crate::Adapter"));
        assert!(same(
            "&mut miniport::Deferred<'_, Adapter>",
            "&mut Deferred<Adapter>"
        ));
        assert!(same("Message<'_>", "Message"));
        assert!(same(
            "Result<(), m::Srb<Adapter>>",
            "Result<(), Srb<Adapter>>"
        ));
        assert!(!same("Srb<Other>", "Srb<Adapter>"));
        assert!(!same("Result<(), ()>", "Result<(), Srb<Adapter>>"));
        assert!(!same("&mut Context<'_>", "&mut Deferred<'_, Adapter>"));
        assert!(!same("&Adapter", "&mut Adapter"));
    }

    #[test]
    fn what_is_bound_to_its_function_is_found() {
        let count = |text: &str| bound_to_function(&ty(text)).len();
        assert_eq!(count("Vec<u8>"), 0);
        assert_eq!(count("&'static str"), 0);
        assert_eq!(count("fn(&u8) -> &u8"), 0);
        assert_eq!(count("&str"), 1);
        assert_eq!(count("Foo<'a, '_>"), 2);
        assert_eq!(count("Self"), 1);
        assert_eq!(count("impl Send"), 1);
        assert_eq!(count("Vec<_>"), 1);
    }
}
