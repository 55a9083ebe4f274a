//! The values that options can have, as darling takes them from the tokens.

use darling::FromMeta;
use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, Meta};

/// An option that is one word. (`darling::util::Flag` panics at `virtual()`.)
#[derive(Clone, Copy, Debug)]
pub(super) struct Present(pub(super) Span);

impl FromMeta for Present {
    fn from_meta(meta: &Meta) -> darling::Result<Self> {
        match meta {
            Meta::Path(path) => Ok(Self(path.span())),
            _ => Err(
                darling::Error::custom("the option is one word, without a value").with_span(meta),
            ),
        }
    }
}

/// How the adapter interrupts.
#[derive(Clone, Copy, Debug, FromMeta)]
#[darling(rename_all = "snake_case")]
pub(super) enum InterruptMode {
    Line,
    Message,
    PerMessage,
}

/// How many requests start at a time.
#[derive(Clone, Copy, Debug, FromMeta)]
#[darling(rename_all = "snake_case")]
pub(super) enum ChannelMode {
    Single,
    Concurrent,
}

/// A value that is written as a word, and its place.
#[derive(Debug)]
pub(super) struct Word<T> {
    pub(super) value: T,
    pub(super) span: Span,
}

impl<T: FromMeta> FromMeta for Word<T> {
    fn from_expr(expr: &Expr) -> darling::Result<Self> {
        match expr {
            Expr::Group(group) => Self::from_expr(&group.expr),
            Expr::Path(path) => match path.path.get_ident() {
                Some(ident) => T::from_string(&ident.to_string())
                    .map(|value| Self {
                        value,
                        span: ident.span(),
                    })
                    .map_err(|error| error.with_span(ident)),
                None => Err(darling::Error::custom("the value is one word").with_span(expr)),
            },
            _ => Err(darling::Error::custom("the value is a word without quotes").with_span(expr)),
        }
    }
}
