//! `#[device_extension(…)]`: what kind of miniport the extension belongs to.

use darling::FromMeta;
use darling::ast::NestedMeta;
use proc_macro2::Ident;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token, Type, parse_quote};

use super::values::{ChannelMode, InterruptMode, Present, Word};
use crate::arguments::suggestion;
use crate::diagnostics::Diagnostics;
use crate::runtime_crate;

/// The helper attribute of the derive.
pub(crate) const ATTRIBUTE: &str = "device_extension";

const FORMS: &str = "write `#[device_extension(virtual)]` or `#[device_extension(physical, interrupts = line | message | per_message, \
                     channels = single | concurrent)]`, each with `srb_extension = Type` if requests carry data; with \
                     `lu_extension = Type` a physical miniport keeps data for each logical unit";

/// The types that the options stand for, as names in `miniport::kind`.
#[derive(Debug)]
pub(super) struct Options {
    pub(super) kind: &'static str,
    pub(super) interrupts: &'static str,
    pub(super) channels: &'static str,
    pub(super) srb_extension: Type,
    pub(super) lu_extension: Option<Type>,
    /// What the author calls the runtime: `crate = mp`.
    pub(super) runtime: Option<Ident>,
}

/// What is written in the attribute.
#[derive(Debug, Default, FromMeta)]
#[darling(default)]
struct Written {
    #[darling(rename = "virtual")]
    is_virtual: Option<Present>,
    physical: Option<Present>,
    interrupts: Option<Word<InterruptMode>>,
    channels: Option<Word<ChannelMode>>,
}

/// One entry of the list. darling takes values that are expressions, which a type need not be, and names that are no keywords.
enum Entry {
    Option(NestedMeta),
    Type(Ident, Type),
    Crate(Ident),
}

/// The options that are types.
#[derive(Debug, Default)]
struct Types {
    srb_extension: Option<Type>,
    lu_extension: Option<(Ident, Type)>,
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

/// Parses all attributes of the structure; without one it is a physical miniport with a line interrupt.
pub(super) fn parse(attributes: &[Attribute], errors: &mut Diagnostics) -> Options {
    let mut list = Vec::new();
    let mut types = Types::default();
    let mut runtime = None;
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident(ATTRIBUTE))
    {
        match &attribute.meta {
            Meta::List(meta) => {
                match Punctuated::<Entry, Token![,]>::parse_terminated.parse2(meta.tokens.clone()) {
                    Ok(entries) => {
                        for entry in entries {
                            match entry {
                                Entry::Option(option) => list.push(option),
                                Entry::Type(name, ty) => types.take(name, ty, errors),
                                Entry::Crate(name) => {
                                    runtime = runtime_crate::written(name, errors);
                                }
                            }
                        }
                    }
                    Err(error) => errors.add(error),
                }
            }
            meta => errors.error(meta, "the attribute has a list of options", FORMS),
        }
    }
    let written = Written::from_list(&list).unwrap_or_else(|error| {
        for error in error.flatten() {
            errors.add(explained(error));
        }
        Written::default()
    });
    check(&written, &types, errors);
    let is_virtual = written.is_virtual.is_some();
    Options {
        kind: if is_virtual { "Virtual" } else { "Physical" },
        interrupts: match &written.interrupts {
            _ if is_virtual => "NoInterrupt",
            Some(Word {
                value: InterruptMode::Message,
                ..
            }) => "Message",
            Some(Word {
                value: InterruptMode::PerMessage,
                ..
            }) => "PerMessage",
            Some(Word {
                value: InterruptMode::Line,
                ..
            })
            | None => "Line",
        },
        channels: match &written.channels {
            Some(Word {
                value: ChannelMode::Concurrent,
                ..
            }) => "Concurrent",
            Some(Word {
                value: ChannelMode::Single,
                ..
            })
            | None => "Single",
        },
        srb_extension: types.srb_extension.unwrap_or_else(|| parse_quote!(())),
        lu_extension: types.lu_extension.filter(|_| !is_virtual).map(|(_, ty)| ty),
        runtime,
    }
}

/// The name of the runtime, if the attribute says nothing else: all that a part may say.
pub(super) fn runtime_alone(attribute: &Attribute) -> Option<Ident> {
    match attribute.parse_args() {
        Ok(Entry::Crate(name)) => Some(name),
        _ => None,
    }
}

/// darling's error in the words of this attribute.
fn explained(error: darling::Error) -> syn::Error {
    let hint = suggestion(&error);
    let error = syn::Error::from(error);
    let text = error.to_string();
    let text = text.split(". Did you mean").next().unwrap_or_default();
    let (rule, instead) = if let Some(name) = text.strip_prefix("Unknown field: ") {
        (
            format!("{name} is not an option of `#[{ATTRIBUTE}]`"),
            FORMS,
        )
    } else if let Some(value) = text.strip_prefix("Unknown value: ") {
        (format!("{value} is not a value of this option"), FORMS)
    } else if let Some(name) = text.strip_prefix("Duplicate field ") {
        (format!("{name} is given twice"), "give each option once")
    } else {
        (text.to_owned(), FORMS)
    };
    syn::Error::new(
        error.span(),
        format!("{rule}\n{}", hint.as_deref().unwrap_or(instead)),
    )
}

/// Options that exclude each other.
fn check(written: &Written, types: &Types, errors: &mut Diagnostics) {
    if written.is_virtual.is_none() {
        return;
    }
    if let Some(Present(span)) = written.physical {
        let token = Ident::new("physical", span);
        errors.error(
            token,
            "a miniport is virtual or physical (StorPortVirtualDevice)",
            "remove one of the two",
        );
    }
    if let Some(Word { span, .. }) = &written.interrupts {
        let token = Ident::new("interrupts", *span);
        errors.error(
            token,
            "a virtual miniport has no hardware that interrupts",
            "remove `interrupts`",
        );
    }
    if let Some(Word { span, .. }) = &written.channels {
        let token = Ident::new("channels", *span);
        errors.error(
            token,
            "a virtual miniport has no channels: its requests always start in parallel",
            "remove `channels`",
        );
    }
    if let Some((name, _)) = &types.lu_extension {
        errors.error(
            name,
            "an LU extension is built under the interrupt lock, which a virtual miniport does not have",
            "remove `lu_extension`, and keep the data of each unit in the device extension",
        );
    }
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use super::*;

    fn parsed(attributes: &str) -> (Options, Vec<String>) {
        let item: syn::DeriveInput =
            syn::parse_str(&format!("{attributes} struct A;")).expect("a structure");
        let mut errors = Diagnostics::default();
        let options = parse(&item.attrs, &mut errors);
        (options, errors.messages())
    }

    #[track_caller]
    fn right(attributes: &str, expected: [&str; 4]) {
        let (options, errors) = parsed(attributes);
        assert!(errors.is_empty(), "{errors:#?}");
        assert_eq!(
            [
                options.kind,
                options.interrupts,
                options.channels,
                &options
                    .srb_extension
                    .to_token_stream()
                    .to_string()
                    .replace(' ', "")
            ],
            expected
        );
    }

    #[track_caller]
    fn wrong(options: &str, expected: &str) {
        let (_, errors) = parsed(&format!("#[device_extension{options}]"));
        assert!(
            errors.len() == 1 && errors[0].contains(expected),
            "{options}: {errors:#?}"
        );
    }

    #[test]
    fn the_default_is_a_physical_miniport() {
        right("", ["Physical", "Line", "Single", "()"]);
        right(
            "#[device_extension()]",
            ["Physical", "Line", "Single", "()"],
        );
    }

    #[test]
    fn options_are_taken() {
        right(
            "#[device_extension(virtual)]",
            ["Virtual", "NoInterrupt", "Single", "()"],
        );
        right(
            "#[device_extension(physical, interrupts = per_message)] #[device_extension(channels = concurrent)]",
            ["Physical", "PerMessage", "Concurrent", "()"],
        );
        right(
            "#[device_extension(interrupts = message, srb_extension = a::Request<u8, 4>)]",
            ["Physical", "Message", "Single", "a::Request<u8,4>"],
        );
        right(
            "#[device_extension(srb_extension = [u8; 4], channels = single)]",
            ["Physical", "Line", "Single", "[u8;4]"],
        );
        right(
            "#[device_extension(srb_extension = (u8, ()))]",
            ["Physical", "Line", "Single", "(u8,())"],
        );
    }

    #[test]
    fn the_runtime_may_have_another_name() {
        let (options, errors) = parsed("#[device_extension(virtual, crate = mp)]");
        assert!(errors.is_empty(), "{errors:#?}");
        assert_eq!(options.runtime.expect("a name"), "mp");
    }

    #[test]
    fn units_have_an_extension_if_it_is_named() {
        let (options, errors) = parsed("#[device_extension(lu_extension = Vec<Unit>, physical)]");
        assert!(errors.is_empty(), "{errors:#?}");
        let expected: Type = syn::parse_quote!(Vec<Unit>);
        assert_eq!(options.lu_extension, Some(expected));
        assert_eq!(parsed("").0.lu_extension, None);
    }

    #[test]
    fn what_excludes_the_other_is_refused() {
        wrong("(virtual, physical)", "virtual or physical");
        wrong("(virtual, interrupts = line)", "remove `interrupts`");
        wrong("(channels = single, virtual)", "remove `channels`");
        wrong("(lu_extension = Unit, virtual)", "remove `lu_extension`");
    }

    #[test]
    fn mistakes_are_explained() {
        wrong("", "list of options");
        wrong(" = 1", "list of options");
        wrong("(virtaul)", "did you mean `virtual`?");
        wrong("(interrupts = lines)", "did you mean `line`?");
        wrong("(interrupts = \"line\")", "without quotes");
        wrong("(interrupts = a::line)", "one word");
        wrong(
            "(channels = single, channels = single)",
            "`channels` is given twice",
        );
        wrong("(virtual, virtual)", "`virtual` is given twice");
        wrong("(srb_extension = 1 +)", "expected");
        wrong(
            "(srb_extension = u8, srb_extension = u8)",
            "make it a structure",
        );
        wrong(
            "(lu_extension = u8, lu_extension = u8)",
            "`lu_extension` is given twice",
        );
        wrong("(srb_extension)", "write `#[device_extension(virtual)]`");
        wrong("(virtual = true)", "without a value");
        wrong("(virtual())", "without a value");
        wrong("(interrupts())", "write `#[device_extension(virtual)]`");
        wrong("(4)", "write `#[device_extension(virtual)]`");
        wrong("(;)", "expected");
    }
}
