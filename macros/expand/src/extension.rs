//! `#[derive(DeviceExtension)]` and `#[derive(ExtensionPart)]`: check that processors may share the fields, and find the
//! deferred objects among them.

mod entries;
mod fields;
mod forgotten;
mod generate;
pub(crate) mod object;
mod options;
mod values;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Fields, Token, Type, Visibility, token};

use crate::diagnostics::Diagnostics;
use crate::{place, runtime_crate, types};
use fields::Contents;
use object::Names;
pub(crate) use options::ATTRIBUTE;

/// Expands `#[derive(DeviceExtension)]`.
pub fn derive(item: &TokenStream) -> TokenStream {
    expand("DeviceExtension", item, |input, fields, errors| {
        let options = options::parse(&input.attrs, errors);
        let names = Names {
            runtime: runtime_crate::name(options.runtime.as_ref()),
            beside: place::beside(&input.ident),
        };
        let mut contents =
            fields::sort(&input.ident, fields, options.wdm.is_some(), &names, errors);
        if options.dump {
            contents.refuse_deferred_in_dump_mode(errors);
        }
        let forgotten = forgotten::handlers(&input.ident, &contents, &names, errors);
        let generated = generate::extension(&input.ident, &options, &contents, item);
        quote!(#forgotten #generated)
    })
}

/// Expands `#[derive(ExtensionPart)]`.
pub fn derive_part(item: &TokenStream) -> TokenStream {
    expand("ExtensionPart", item, |input, fields, errors| {
        let written = input.attrs.iter().find_map(entries::runtime_alone);
        let written = written.and_then(|name| runtime_crate::written(name, errors));
        let names = Names {
            runtime: runtime_crate::name(written.as_ref()),
            beside: place::beside(&input.ident),
        };
        for field in fields {
            object::refuse_deferred(&field.ty, &names, errors);
        }
        let contents = Contents {
            all: fields::all(fields, &names),
            runtime: names.runtime,
            deferred: Vec::new(),
        };
        generate::part(input, &contents, item)
    })
}

/// Parses the structure, checks what both derives ask of it, and emits what `generate` makes with all errors.
fn expand(
    derive: &str,
    item: &TokenStream,
    generate: impl FnOnce(&DeriveInput, &Fields, &mut Diagnostics) -> TokenStream,
) -> TokenStream {
    let mut errors = Diagnostics::default();
    let input = match syn::parse2::<DeriveInput>(item.clone()) {
        Ok(input) => input,
        Err(error) => {
            let stub = syn::parse2::<Head>(item.clone())
                .map(|head| stub(derive, &head.name, &head.attributes));
            let error = called(item).unwrap_or(error);
            let (stub, error) = (stub.unwrap_or_default(), error.to_compile_error());
            return quote!(#stub #error);
        }
    };
    let (token, kind) = match &input.data {
        Data::Struct(data) => {
            check_structure(derive, &input, &data.fields, &mut errors);
            let has_a_size = check_sizes(&data.fields, &mut errors);
            let has_parameters = !input.generics.params.is_empty();
            let generated = if has_a_size && (derive == "ExtensionPart" || !has_parameters) {
                generate(&input, &data.fields, &mut errors)
            } else {
                TokenStream::new()
            };
            let errors = errors.into_tokens();
            return quote!(#generated #errors);
        }
        Data::Enum(data) => (data.enum_token.span(), "an enumeration"),
        Data::Union(data) => (data.union_token.span(), "a union"),
    };
    errors.error(
        Ident::new("item", token),
        format!("`#[derive({derive})]` is for a structure: this is {kind}"),
        format!(
            "write `struct {} {{ … }}` and keep the {} in a field",
            input.ident,
            kind.trim_start_matches(['a', 'n', ' '])
        ),
    );
    let (stub, errors) = (
        stub(derive, &input.ident, &input.attrs),
        errors.into_tokens(),
    );
    quote!(#stub #errors)
}

/// What is wrong with `Dpc<f()>`, if a field is one: no type has such an argument.
fn called(tokens: &TokenStream) -> Option<syn::Error> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let here = tokens.windows(5).find_map(|tokens| match tokens {
        [
            TokenTree::Ident(object),
            TokenTree::Punct(open),
            TokenTree::Ident(handler),
            TokenTree::Group(call),
            TokenTree::Punct(close),
        ] if open.as_char() == '<'
            && close.as_char() == '>'
            && call.delimiter() == Delimiter::Parenthesis =>
        {
            let text = format!(
                "`{object}` names its handler, and does not call it\nwrite `{object}<{handler}>`"
            );
            Some(syn::Error::new(call.span(), text))
        }
        _ => None,
    });
    here.or_else(|| {
        tokens.iter().find_map(|token| match token {
            TokenTree::Group(group) => called(&group.stream()),
            _ => None,
        })
    })
}

/// The beginning of a structure whose fields cannot be parsed.
struct Head {
    attributes: Vec<Attribute>,
    name: Ident,
}

impl Parse for Head {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        input.parse::<Token![struct]>()?;
        let name = input.parse()?;
        input.parse::<TokenStream>()?;
        Ok(Self { attributes, name })
    }
}

/// What keeps the rest of the crate quiet, beside an error.
fn stub(derive: &str, name: &Ident, attributes: &[Attribute]) -> TokenStream {
    let options = options::parse(attributes, &mut Diagnostics::default());
    let contents = Contents {
        runtime: runtime_crate::name(options.runtime.as_ref()),
        all: Vec::new(),
        deferred: Vec::new(),
    };
    if derive == "DeviceExtension" {
        generate::stub(name, &options, &contents)
    } else {
        generate::stub_of_part(name, &contents)
    }
}

/// Reports a field without a size of its own, in the tokens.
fn check_sizes(fields: &Fields, errors: &mut Diagnostics) -> bool {
    let mut have_sizes = true;
    for field in fields {
        let (what, instead) = match types::peel(&field.ty) {
            Type::Slice(_) => ("a slice", "an array, `[T; N]`"),
            Type::TraitObject(_) => (
                "a trait object",
                "a reference, `&'static dyn Trait`, or an enumeration",
            ),
            Type::Path(path) if path.path.is_ident("str") => {
                ("a `str`", "a reference, `&'static str`")
            }
            _ => continue,
        };
        have_sizes = false;
        errors.error(
            &field.ty,
            format!("Storport and the I/O manager allocate the extension by its size, and {what} has none"),
format!("write {instead}"),
        );
    }
    have_sizes
}

/// What holds for extensions and their parts.
fn check_structure(derive: &str, input: &DeriveInput, fields: &Fields, errors: &mut Diagnostics) {
    if derive == "ExtensionPart" {
        for lifetime in input.generics.lifetimes() {
            errors.error(
                &lifetime.lifetime,
                "a part lives as long as its device extension, which borrows nothing",
                format!("keep owned data: remove `{}`", lifetime.lifetime),
            );
        }
    } else if !input.generics.params.is_empty() {
        errors.error(
            &input.generics,
            "a driver registers one type of device extension (DeviceExtensionSize): it has no parameters",
            format!("write `struct {}` without them; use a type alias for a generic field", input.ident),
        );
    }
    for attribute in input
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("repr"))
    {
        // A `repr` that cannot be parsed is the compiler's to report.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("packed") {
                errors.error(
                    &meta.path,
                    format!("`#[derive({derive})]` needs aligned fields: processors share them by reference"),
                    "remove `packed`",
                );
            }
            if meta.input.peek(token::Paren) {
                meta.input.parse::<TokenTree>()?;
            }
            Ok(())
        });
    }
    for attribute in fields
        .iter()
        .flat_map(|field| &field.attrs)
        .filter(|attribute| attribute.path().is_ident(ATTRIBUTE))
    {
        errors.error(
            attribute.to_token_stream(),
            "the options are those of the whole extension",
            "write the attribute on the structure",
        );
    }
    if derive == "ExtensionPart" {
        for attribute in input
            .attrs
            .iter()
            .filter(|attribute| attribute.path().is_ident(ATTRIBUTE))
            .filter(|attribute| entries::runtime_alone(attribute).is_none())
        {
            errors.error(
                attribute.to_token_stream(),
                "a part has no options: they are those of the device extension that it belongs to",
                "write the attribute on the structure with `#[derive(DeviceExtension)]`",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The messages in an expansion.
    #[track_caller]
    fn says(expansion: &TokenStream, expected: &[&str]) {
        let text = expansion.to_string();
        let found = text.matches("compile_error").count();
        assert!(
            found == expected.len() && expected.iter().all(|expected| text.contains(expected)),
            "{expected:?}: {text}"
        );
    }

    #[track_caller]
    fn extension(text: &str, expected: &[&str]) {
        says(&derive(&text.parse().expect("tokens")), expected);
    }

    #[test]
    fn structures_of_every_form_are_accepted() {
        extension("struct A;", &[]);
        extension(
            "#[repr(C, align(64))] pub struct A(u32, Dpc<complete>);",
            &[],
        );
        extension(
            "struct A { a: [Dpc<h>; N], b: [miniport::WorkItem<w>; 2], c: Timer<t>, d: Timer, e: Locked<L, [T; 4]> }",
            &[],
        );
        extension("struct A { a: r#type, r#b: (u8, [Dpc; 2]) }", &[]);
    }

    #[test]
    fn other_items_are_refused() {
        extension("enum A { B }", &["this is an enumeration"]);
        extension("union A { b: u8 }", &["this is a union"]);
        extension("struct A<'a, T>(&'a T);", &["it has no parameters"]);
        extension("#[repr(C, packed(2))] struct A;", &["remove `packed`"]);
        extension(
            "#[repr(packed)] struct A { #[device_extension(virtual)] a: u8 }",
            &["remove `packed`", "on the structure"],
        );
    }

    #[test]
    fn parts_hold_no_deferred_objects_and_have_no_options() {
        let part = |text: &str, expected: &[&str]| {
            says(&derive_part(&text.parse().expect("tokens")), expected);
        };
        part("struct Queue { ring: Locked<StartIoLock, u32> }", &[]);
        part("struct Queue { dpc: Dpc<h> }", &["a field of its own"]);
        part(
            "#[device_extension(virtual)] struct Queue;",
            &["a part has no options"],
        );
    }

    #[test]
    fn an_expansion_goes_on_after_an_error() {
        let text =
            derive(&"struct A { a: Dpc<h>, b: Dpc<h> }".parse().expect("tokens")).to_string();
        assert!(text.contains("DeviceExtension for A") && text.contains("compile_error"));
        let text = derive(
            &"pub struct A { a: Dpc<complete()> }"
                .parse()
                .expect("tokens"),
        );
        let text = text.to_string();
        assert!(text.contains("DeviceExtension for A") && text.contains("compile_error"));
    }
}
