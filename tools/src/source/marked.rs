//! An item with the attribute of a role or a derive of the runtime's.

use std::ops::Range;

use miniport_roles::Role;
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, Meta, Path};

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
    /// The path of the item, from the crate's name on.
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
    let written = attributes(&mut copy).clone();
    let mut found = Vec::new();
    let mut has_role = false;
    for (index, attribute) in written.iter().enumerate() {
        for (mark, span) in Mark::of(attribute) {
            // The first one takes a second role away.
            if matches!(mark, Mark::Role(..)) && std::mem::replace(&mut has_role, true) {
                continue;
            }
            let mut without = item.clone();
            attributes(&mut without).remove(index);
            found.push((mark, span.byte_range(), without.into_token_stream()));
        }
    }
    found
}
