//! Names in the table's signatures: as a driver author writes them, as generated code must write them, and as C has them.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Type;

use crate::types;

/// The names of the device extension in the table.
const EXTENSIONS: [&str; 2] = ["Adapter", "Device"];

/// A type of the table for another extension, as text.
pub(super) fn written(ty: &Type, extension: &str) -> String {
    types::text(ty)
        .split_inclusive(|c: char| !(c.is_alphanumeric() || c == '_'))
        .map(
            |word| match EXTENSIONS.iter().find_map(|name| word.strip_prefix(name)) {
                Some(rest) if !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') => {
                    format!("{extension}{rest}")
                }
                _ => word.to_owned(),
            },
        )
        .collect()
}

/// The outline of a type of the table for an extension of that outline.
pub(crate) fn outline(ty: &Type, extension: &str) -> String {
    types::outline_with(ty, &EXTENSIONS, extension)
}

/// A type of the table for another extension, with every name by a path: the language's by `runtime`, the others by `names`.
pub(crate) fn qualified(
    tokens: TokenStream,
    runtime: &TokenStream,
    names: &TokenStream,
    extension: &TokenStream,
) -> TokenStream {
    let mut in_lifetime = false;
    tokens
        .into_iter()
        .map(|token| {
            let is_name = !std::mem::take(&mut in_lifetime);
            match &token {
                TokenTree::Ident(name) if is_name => match name.to_string().as_str() {
                    text if EXTENSIONS.contains(&text) => extension.clone(),
                    "mut" => quote!(mut),
                    "bool" | "u32" | "u8" => quote!(#runtime::__private::core::primitive::#name),
                    "Option" => quote!(#runtime::__private::core::option::Option),
                    "Result" => quote!(#runtime::__private::core::result::Result),
                    _ => quote!(#names::#name),
                },
                TokenTree::Group(group) => {
                    let inside = qualified(group.stream(), runtime, names, extension);
                    Group::new(group.delimiter(), inside).to_token_stream()
                }
                TokenTree::Punct(punct) => {
                    in_lifetime = punct.as_char() == '\'';
                    token.to_token_stream()
                }
                _ => token.to_token_stream(),
            }
        })
        .collect()
}

/// The name of a parameter in the C prototype.
pub(super) fn in_c(name: &str) -> String {
    name.split('_')
        .map(|word| word[..1].to_uppercase() + &word[1..])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_extension_is_replaced() {
        let ty: Type = syn::parse_quote!(Result<AdapterControl<'_, Adapter>, &mut Found<Adapter>>);
        assert_eq!(
            written(&ty, "a::B"),
            "Result<AdapterControl<'_, a::B>, &mut Found<a::B>>"
        );
    }

    #[test]
    fn every_name_gets_a_path() {
        let ty = quote!(Result<(), &mut Srb<'_, Adapter>>);
        let text = qualified(ty, &quote!(m), &quote!(m), &quote!(Disk))
            .to_string()
            .replace(' ', "");
        assert_eq!(
            text,
            "m::__private::core::result::Result<(),&mutm::Srb<'_,Disk>>"
        );
    }

    #[test]
    fn c_names() {
        assert_eq!(in_c("path_id"), "PathId");
    }
}
