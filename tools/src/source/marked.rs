//! An item with the attribute of a role or a derive of the runtime's.

use std::ops::Range;

use miniport_roles::Role;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Meta, Path, Token};

/// What is written at the item.
#[derive(Debug, Clone)]
pub(crate) enum Mark {
    /// The attribute of a role, and its arguments.
    Role(&'static Role, TokenStream),
    /// `#[derive(DeviceExtension)]`.
    DeviceExtension,
    /// `#[derive(ExtensionPart)]`.
    ExtensionPart,
}

impl Mark {
    /// The marks that an attribute is: one of a role, or the derives of a list.
    fn of(attribute: &Attribute) -> Vec<(Self, Span)> {
        let mut marks = Vec::new();
        if attribute.path().is_ident("derive") {
            // Where the list is broken the compiler says so.
            let _ = attribute.parse_nested_meta(|meta| {
                let span = meta.path.span();
                match last(&meta.path).as_str() {
                    "DeviceExtension" => marks.push((Self::DeviceExtension, span)),
                    "ExtensionPart" => marks.push((Self::ExtensionPart, span)),
                    _ => {}
                }
                Ok(())
            });
        } else if let Some(role) = Role::named(&last(attribute.path())) {
            let arguments = match &attribute.meta {
                Meta::List(list) => list.tokens.clone(),
                Meta::NameValue(value) => {
                    let (sign, value) = (value.eq_token, &value.value);
                    quote::quote!(#sign #value)
                }
                Meta::Path(_) => TokenStream::new(),
            };
            marks.push((Self::Role(role, arguments), attribute.span()));
        }
        marks
    }
}

fn last(path: &Path) -> String {
    path.segments
        .last()
        .map_or_else(String::new, |segment| segment.ident.to_string())
}

/// An item, once for each of its marks.
#[derive(Debug)]
pub(crate) struct Marked {
    /// The path of the item, from the crate's name on; without `r#`.
    pub path: String,
    /// The number of its file.
    pub file: usize,
    /// Where the name is in the file.
    pub at: usize,
    /// What it is marked with.
    pub mark: Mark,
    /// Where that stands.
    pub mark_at: Range<usize>,
    /// The item as the macro gets it: without the mark.
    pub item: TokenStream,
    /// The `cfg` of the item, as they are written.
    pub conditions: Vec<String>,
}

impl Marked {
    /// The last part of the path.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit("::").next().unwrap_or(&self.path)
    }
}

/// Every mark of an item: `attributes` are where they are in it, so that the marked one can be taken out.
pub(crate) fn all<I: ToTokens + Clone>(
    item: &I,
    attributes: fn(&mut I) -> &mut Vec<Attribute>,
) -> Vec<(Mark, Range<usize>, TokenStream)> {
    let mut copy = item.clone();
    let written = std::mem::take(attributes(&mut copy));
    let written: Vec<Attribute> = written.into_iter().flat_map(unconditional).collect();
    let mut found = Vec::new();
    let mut has_role = false;
    for (index, attribute) in written.iter().enumerate() {
        for (mark, span) in Mark::of(attribute) {
            // The first one takes a second role away.
            if matches!(mark, Mark::Role(..)) && std::mem::replace(&mut has_role, true) {
                continue;
            }
            let mut without = copy.clone();
            attributes(&mut without).clone_from(&written);
            attributes(&mut without).remove(index);
            found.push((mark, span.byte_range(), without.into_token_stream()));
        }
    }
    found
}

/// The attributes of a `cfg_attr` with a mark, as if its condition held: what it leaves out is not known here. Any other as it is.
fn unconditional(attribute: Attribute) -> Vec<Attribute> {
    let inner: Vec<Attribute> = conditional(&attribute)
        .into_iter()
        .map(|meta| Attribute {
            meta,
            ..attribute.clone()
        })
        .flat_map(unconditional)
        .collect();
    if inner.iter().any(|inner| !Mark::of(inner).is_empty()) {
        inner
    } else {
        vec![attribute]
    }
}

/// What a `cfg_attr` stands for; nothing of another attribute.
pub(super) fn conditional(attribute: &Attribute) -> Vec<Meta> {
    if !attribute.path().is_ident("cfg_attr") {
        return Vec::new();
    }
    let inner = attribute.parse_args_with(|input: ParseStream<'_>| {
        while !input.is_empty() && !input.peek(Token![,]) {
            input.parse::<TokenTree>()?;
        }
        input.parse::<Token![,]>()?;
        Punctuated::<Meta, Token![,]>::parse_terminated(input)
    });
    // Where it is broken the compiler says so.
    inner.map_or_else(|_| Vec::new(), |inner| inner.into_iter().collect())
}
