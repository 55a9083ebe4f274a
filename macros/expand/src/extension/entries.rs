//! The list in the attribute of an extension: what darling reads, and what it cannot.

use darling::ast::NestedMeta;
use proc_macro2::Ident;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token, Type};

use super::options::{ATTRIBUTE, FORMS};
use super::values::wrong;
use crate::diagnostics::Diagnostics;
use crate::runtime_crate;

/// What all attributes of a structure say.
#[derive(Debug, Default)]
pub(super) struct Entries {
    /// What darling reads.
    pub(super) list: Vec<NestedMeta>,
    pub(super) types: Types,
    pub(super) runtime: Option<Ident>,
}

impl Entries {
    pub(super) fn of(attributes: &[Attribute], errors: &mut Diagnostics) -> Self {
        let mut entries = Self::default();
        for attribute in attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident(ATTRIBUTE))
        {
            let Meta::List(meta) = &attribute.meta else {
                errors.error(
                    &attribute.meta,
                    "the attribute has a list of options",
                    FORMS,
                );
                continue;
            };
            match Punctuated::<Entry, Token![,]>::parse_terminated.parse2(meta.tokens.clone()) {
                Ok(list) => {
                    for entry in list {
                        entries.take(entry, errors);
                    }
                }
                Err(error) => errors.add(error),
            }
        }
        entries
    }

    fn take(&mut self, entry: Entry, errors: &mut Diagnostics) {
        match entry {
            Entry::Option(NestedMeta::Lit(literal)) => {
                errors.add(wrong(&literal, "an option is a word").into());
            }
            Entry::Option(option) => self.list.push(option),
            Entry::Type(name, ty) => self.types.take(name, ty, errors),
            Entry::Crate(name) => self.runtime = runtime_crate::written(name, errors),
        }
    }
}

/// The name of the runtime, if the attribute says nothing else: all that a part may say.
pub(super) fn runtime_alone(attribute: &Attribute) -> Option<Ident> {
    match attribute.parse_args() {
        Ok(Entry::Crate(name)) => Some(name),
        _ => None,
    }
}

/// One entry of the list. darling takes values that are expressions, which a type need not be, and names that are no keywords.
enum Entry {
    Option(NestedMeta),
    Type(Ident, Type),
    Crate(Ident),
}

/// The options that are types.
#[derive(Debug, Default)]
pub(super) struct Types {
    pub(super) srb_extension: Option<Type>,
    pub(super) lu_extension: Option<(Ident, Type)>,
}

impl Types {
    const NAMES: [&str; 2] = ["srb_extension", "lu_extension"];

    fn take(&mut self, name: Ident, ty: Type, errors: &mut Diagnostics) {
        let of_requests = name == Self::NAMES[0];
        if of_requests && self.srb_extension.is_none() {
            self.srb_extension = Some(ty);
        } else if !of_requests && self.lu_extension.is_none() {
            self.lu_extension = Some((name, ty));
        } else {
            errors.error(
                &name,
                format!("`{name}` is given twice"),
                if of_requests {
                    "requests carry one type: make it a structure"
                } else {
                    "units have one type: make it a structure"
                },
            );
        }
    }
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![crate]) && input.peek2(Token![=]) {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            return input.parse().map(Self::Crate);
        }
        let ahead = input.fork();
        match ahead.parse::<Ident>() {
            Ok(name) if Types::NAMES.iter().any(|known| name == known) && ahead.peek(Token![=]) => {
                input.parse::<Ident>()?;
                input.parse::<Token![=]>()?;
                Ok(Self::Type(name, input.parse()?))
            }
            _ => input.parse().map(Self::Option),
        }
    }
}
