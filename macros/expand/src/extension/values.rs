//! The values that options can have, as darling takes them from the tokens. Every error has words of its own.

use std::marker::PhantomData;

use darling::ast::NestedMeta;
use darling::{Error, FromMeta, Result};
use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, Lit, Meta};

use super::options::{ATTRIBUTE, FORMS, NAMES};
use crate::diagnostics::{did_you_mean, near};

/// An option that is one word. (`darling::util::Flag` panics at `virtual()`.)
#[derive(Clone, Copy, Debug)]
pub(super) struct Present(pub(super) Span);

impl Present {
    /// The word that is written, or that is meant.
    pub(super) fn of(item: &NestedMeta) -> Option<(&'static str, Self)> {
        let NestedMeta::Meta(Meta::Path(path)) = item else {
            return None;
        };
        let name = near(&path.get_ident()?.to_string(), NAMES)?;
        Some((name, Self(path.span())))
    }
}

impl FromMeta for Present {
    fn from_meta(meta: &Meta) -> Result<Self> {
        match meta {
            Meta::Path(path) => Ok(Self(path.span())),
            _ => Err(wrong(meta, "the option is one word, without a value")),
        }
    }
}

/// The values of an option: what is written, and the type in `miniport::kind` that it stands for.
pub(super) trait Choice {
    const WORDS: &'static [(&'static str, &'static str)];
}

/// How the adapter interrupts.
#[derive(Debug)]
pub(super) enum InterruptMode {}
impl Choice for InterruptMode {
    const WORDS: &'static [(&'static str, &'static str)] = &[
        ("line", "Line"),
        ("message", "Message"),
        ("per_message", "PerMessage"),
        ("none", "NoInterrupt"),
    ];
}

/// How reads and writes of a WDM driver give their data: the flag of the device object.
#[derive(Debug)]
pub(super) enum TransferMode {}
impl Choice for TransferMode {
    const WORDS: &'static [(&'static str, &'static str)] =
        &[("buffered", "DO_BUFFERED_IO"), ("direct", "DO_DIRECT_IO")];
}

/// `interface = "…"`: the class of a device interface.
#[derive(Debug)]
pub(super) struct Interface {
    pub(super) span: Span,
    /// `Data1`, `Data2`, `Data3`, `Data4` of the GUID.
    pub(super) guid: (u32, u16, u16, [u8; 8]),
}

impl FromMeta for Interface {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let text = match meta {
            Meta::NameValue(pair) => match &pair.value {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(text) => text,
                    _ => return Err(no_guid(meta)),
                },
                _ => return Err(no_guid(meta)),
            },
            _ => return Err(no_guid(meta)),
        };
        let guid = parse_guid(&text.value()).ok_or_else(|| no_guid(text))?;
        Ok(Self {
            span: meta.path().span(),
            guid,
        })
    }
}

fn no_guid(place: &impl Spanned) -> Error {
    let text = "the interface is the GUID of a device interface class\nwrite `interface = \"5d1e0dd4-93a8-4cc5-b16a-3f4b7e1f0d2a\"` with one of your own";
    Error::custom(text).with_span(place)
}

/// `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, in braces or not.
fn parse_guid(text: &str) -> Option<(u32, u16, u16, [u8; 8])> {
    let text = text
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'))
        .unwrap_or(text);
    let parts: Vec<&str> = text.split('-').collect();
    let lengths = parts.iter().map(|part| part.len());
    let is_hexadecimal = |part: &&str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !lengths.eq([8, 4, 4, 4, 12]) || !parts.iter().all(is_hexadecimal) {
        return None;
    }
    let last = u64::from_str_radix(&parts[3..].concat(), 16).ok()?;
    Some((
        u32::from_str_radix(parts[0], 16).ok()?,
        u16::from_str_radix(parts[1], 16).ok()?,
        u16::from_str_radix(parts[2], 16).ok()?,
        last.to_be_bytes(),
    ))
}

/// How many requests start at a time.
#[derive(Debug)]
pub(super) enum ChannelMode {}
impl Choice for ChannelMode {
    const WORDS: &'static [(&'static str, &'static str)] =
        &[("single", "Single"), ("concurrent", "Concurrent")];
}

/// `option = word`: the type that the word stands for, and the place of the option.
#[derive(Debug)]
pub(super) struct Word<C> {
    pub(super) kind: &'static str,
    pub(super) span: Span,
    choice: PhantomData<C>,
}

impl<C: Choice> FromMeta for Word<C> {
    fn from_meta(meta: &Meta) -> Result<Self> {
        match meta {
            Meta::NameValue(pair) => Ok(Self {
                span: pair.path.span(),
                ..Self::from_expr(&pair.value)?
            }),
            _ => Err(wrong(meta, "the option has a value")),
        }
    }

    fn from_expr(expr: &Expr) -> Result<Self> {
        let path = match expr {
            Expr::Group(group) => return Self::from_expr(&group.expr),
            Expr::Path(path) => &path.path,
            _ => return Err(wrong(expr, "the value is a word without quotes")),
        };
        let Some(word) = path.get_ident().map(ToString::to_string) else {
            return Err(wrong(expr, "the value is one word"));
        };
        if let Some((_, kind)) = C::WORDS.iter().find(|(name, _)| *name == word) {
            return Ok(Self {
                kind,
                span: path.span(),
                choice: PhantomData,
            });
        }
        let instead = did_you_mean(&word, C::WORDS.iter().map(|(name, _)| *name));
        let instead = instead.as_deref().unwrap_or(FORMS);
        let text = format!("`{word}` is not a value of this option\n{instead}");
        Err(Error::custom(text).with_span(path))
    }
}

/// What is no option.
#[derive(Debug, Default)]
pub(super) struct Unknown;

impl FromMeta for Unknown {
    fn from_list(items: &[NestedMeta]) -> Result<Self> {
        let mut errors = Error::accumulator();
        for item in items {
            let path = match item {
                NestedMeta::Meta(meta) => meta.path(),
                NestedMeta::NameValueInvalidExpr(pair) => &pair.path,
                NestedMeta::Lit(_) => continue,
            };
            let name = darling::util::path_to_string(path);
            if NAMES.contains(&name.as_str()) {
                errors.push(wrong(item, &format!("`{name}` has a value")));
                continue;
            }
            let instead = did_you_mean(&name, NAMES);
            let instead = instead.as_deref().unwrap_or(FORMS);
            let text = format!("`{name}` is not an option of `#[{ATTRIBUTE}]`\n{instead}");
            errors.push(Error::custom(text).with_span(item));
        }
        errors.finish_with(Self)
    }
}

/// An error that says how the attribute is written.
pub(super) fn wrong(place: &impl Spanned, rule: &str) -> Error {
    Error::custom(format!("{rule}\n{FORMS}")).with_span(place)
}
