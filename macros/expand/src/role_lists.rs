//! Lists of the roles that the runtime declares from their rows.

use std::collections::HashSet;

use miniport_roles::ROLES;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// `__role_list!(contexts storport)`: the context of each role of that header, from its module. `modules`: `modules! { … }` with
/// each role's module and trait. `slots`: `callbacks! { … }` with the field of each that is registered.
pub fn declare(list: &TokenStream) -> TokenStream {
    let text = list.to_string();
    let (list, header) = text.split_once(' ').unwrap_or((&text, ""));
    let roles = || ROLES.iter().filter(|role| role.header == header);
    let mut seen = HashSet::new();
    let mut first = |name: &'static str| !name.is_empty() && seen.insert(name);
    match list {
        "contexts" => roles()
            .filter(|role| first(role.context()))
            .map(|role| {
                let (module, context) = (
                    format_ident!("{}", role.attribute),
                    format_ident!("{}", role.context()),
                );
                quote!(pub use super::#module::#context;)
            })
            .collect(),
        "modules" => {
            let module = roles().map(|role| format_ident!("{}", role.attribute));
            let role_trait = roles().map(|role| format_ident!("{}", role.role_trait));
            quote!(modules! { #(#module: #role_trait;)* })
        }
        "slots" => {
            let slots = roles()
                .map(|role| role.registered)
                .filter(|field| first(field))
                .map(|field| format_ident!("{field}"));
            quote!(callbacks! { #(#slots)* })
        }
        other => {
            let message = format!("there is no list `{other}`");
            quote!(::core::compile_error!(#message);)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_there_once() {
        let contexts = declare(&quote!(contexts storport)).to_string();
        assert_eq!(contexts.matches("FindAdapter ;").count(), 1, "{contexts}");
        assert!(contexts.contains("super :: hw_dpc :: Deferred"));
        let slots = declare(&quote!(slots storport)).to_string();
        assert_eq!(slots.matches("HwFindAdapter").count(), 1, "{slots}");
        assert!(!slots.contains("HwDpc"));
        assert!(declare(&quote!(others)).to_string().contains("no list"));
    }
}
