//! The fields of an extension: deferred objects, which get slots, and everything else.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::{Fields, Member, PathSegment, Type};

use crate::diagnostics::Diagnostics;
use crate::types;

/// The types of the fields.
#[derive(Debug)]
pub(super) struct Contents {
    /// Every field: each is shared by processors.
    pub(super) all: Vec<Type>,
    /// The fields that stand for deferred objects.
    pub(super) deferred: Vec<Deferred>,
}

/// A field `Dpc<h>`, `WorkItem<h>`, `Timer<h>`, or an array of the first two.
#[derive(Debug)]
pub(super) struct Deferred {
    pub(super) kind: Kind,
    /// The type that names the handler.
    pub(super) handler: Type,
    /// The length of the array, or 1.
    pub(super) count: TokenStream,
    /// The field, if it is an array: its elements are used by handler and index, and nothing names the field.
    pub(super) array: Option<Member>,
}

/// The three deferred objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Dpc,
    WorkItem,
    Timer,
}

impl Kind {
    fn named(name: &Ident) -> Option<Self> {
        [Self::Dpc, Self::WorkItem, Self::Timer]
            .into_iter()
            .find(|kind| name == kind.name())
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Dpc => "Dpc",
            Self::WorkItem => "WorkItem",
            Self::Timer => "Timer",
        }
    }

    /// The attribute of the handler.
    fn attribute(self) -> &'static str {
        match self {
            Self::Dpc => "hw_dpc",
            Self::WorkItem => "hw_workitem",
            Self::Timer => "hw_timer_ex",
        }
    }

    /// The role type of the handler, and the runtime's function that gives its routine.
    pub(super) fn routine(self) -> (&'static str, &'static str) {
        match self {
            Self::Dpc => ("HW_DPC_ROUTINE", "dpc_routine"),
            Self::WorkItem => ("HW_WORKITEM", "work_item_routine"),
            Self::Timer => ("HW_TIMER_EX", "timer_routine"),
        }
    }
}

/// Sorts the fields and reports deferred objects where they cannot be.
pub(super) fn sort(extension: &Ident, fields: &Fields, errors: &mut Diagnostics) -> Contents {
    let mut contents = Contents {
        all: Vec::new(),
        deferred: Vec::new(),
    };
    for (field, member) in fields.iter().zip(fields.members()) {
        contents.all.push(field.ty.clone());
        let Some(deferred) = deferred(&field.ty) else {
            refuse_deferred(&field.ty, errors);
            continue;
        };
        let Deferred {
            kind,
            handler,
            count,
            ..
        } = &deferred;
        let (name, text) = (kind.name(), types::text(handler));
        let local = types::bound_to_function(handler);
        if !local.is_empty() {
            errors.error(
                handler,
                format!(
                    "`{name}` names its handler, a `#[{}]` function",
                    kind.attribute()
                ),
                format!("write `{name}<handler>` with the function's name"),
            );
        } else if contents
            .deferred
            .iter()
            .any(|other| other.kind == *kind && types::text(&other.handler) == text)
        {
            errors.error(
                &field.ty,
                format!("`{extension}` has a `{name}<{text}>` already, and an object is found by its handler"),
                match kind {
                    Kind::Timer => format!("write a second `#[{}]` function", kind.attribute()),
                    _ => format!("write `[{name}<{text}>; 2]` for two objects of one handler, or a second `#[{}]` function", kind.attribute()),
                },
            );
        } else if *kind == Kind::Timer && matches!(types::peel(&field.ty), Type::Array(_)) {
            errors.error(
                &field.ty,
                "a timer is found by its handler: there is one for each",
                format!(
                    "write a `#[{}]` function and a `Timer<handler>` field for each timer",
                    kind.attribute()
                ),
            );
        } else {
            contents.deferred.push(Deferred {
                kind: *kind,
                handler: handler.clone(),
                count: count.clone(),
                array: matches!(types::peel(&field.ty), Type::Array(_)).then_some(member),
            });
        }
    }
    contents
}

/// The deferred object that a field of this type stands for.
fn deferred(ty: &Type) -> Option<Deferred> {
    let (element, count) = match types::peel(ty) {
        Type::Array(array) => (types::peel(&array.elem), array.len.to_token_stream()),
        ty => (ty, quote!(1)),
    };
    let (kind, handler) = named(types::last_segment(element)?)?;
    Some(Deferred {
        kind,
        handler: handler.clone(),
        count,
        array: None,
    })
}

/// `Dpc<h>` and the like, with one type argument.
fn named(segment: &PathSegment) -> Option<(Kind, &Type)> {
    let kind = Kind::named(&segment.ident)?;
    match types::type_arguments(segment).as_slice() {
        [handler] => Some((kind, *handler)),
        _ => None,
    }
}

/// Reports every deferred object anywhere in a type.
pub(super) fn refuse_deferred(ty: &Type, errors: &mut Diagnostics) {
    struct Finder<'e>(&'e mut Diagnostics);
    impl<'ast> Visit<'ast> for Finder<'_> {
        fn visit_path_segment(&mut self, segment: &'ast PathSegment) {
            if let Some((kind, handler)) = named(segment) {
                let (name, handler) = (kind.name(), types::text(handler));
                let array = if kind == Kind::Timer {
                    String::new()
                } else {
                    format!(", or `[{name}<{handler}>; N]`")
                };
                self.0.error(
                    segment,
                    format!("a `{name}` stands for an object behind the device extension, which exists as long as the adapter"),
                    format!("give the extension a field of its own for it: `{name}<{handler}>`{array}"),
                );
            }
            visit::visit_path_segment(self, segment);
        }
    }
    Finder(errors).visit_type(ty);
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::format_ident;

    fn sorted(text: &str) -> (String, Vec<String>) {
        let item: syn::ItemStruct =
            syn::parse_str(&format!("struct Adapter {{ {text} }}")).expect("a structure");
        let mut errors = Diagnostics::default();
        let contents = sort(&format_ident!("Adapter"), &item.fields, &mut errors);
        assert_eq!(contents.all.len(), item.fields.len());
        let found: Vec<String> = contents
            .deferred
            .iter()
            .map(|deferred| {
                format!(
                    "{}<{}> x {}",
                    deferred.kind.name(),
                    types::text(&deferred.handler),
                    deferred.count
                )
            })
            .collect();
        (found.join(", "), errors.messages())
    }

    #[test]
    fn deferred_objects_are_found() {
        let (found, errors) = sorted(
            "a: Dpc<a>, b: u8, c: [miniport::Dpc<x::c>; 2 * N], d: (WorkItem<a>), e: ::miniport::Timer<e>",
        );
        assert_eq!(
            found,
            "Dpc<a> x 1, Dpc<x::c> x 2 * N, WorkItem<a> x 1, Timer<e> x 1"
        );
        assert!(errors.is_empty(), "{errors:#?}");
    }

    #[test]
    fn deferred_objects_in_the_wrong_place() {
        for (field, says) in [
            (
                "a: Option<Dpc<h>>",
                "a field of its own for it: `Dpc<h>`, or `[Dpc<h>; N]`",
            ),
            (
                "a: Locked<StartIoLock, Timer<h>>",
                "a field of its own for it: `Timer<h>`",
            ),
            ("a: Vec<miniport::WorkItem<h>>", "a field of its own"),
            ("a: (u8, Dpc<h>)", "a field of its own"),
            ("a: [[Dpc<h>; 2]; 2]", "a field of its own"),
            ("a: &'static Dpc<h>", "a field of its own"),
            ("a: Dpc<h>, b: Dpc<h>", "write `[Dpc<h>; 2]`"),
            (
                "a: Timer<h>, b: Timer<h>",
                "write a second `#[hw_timer_ex]` function",
            ),
            ("a: [Timer<h>; 2]", "for each timer"),
            ("a: Dpc<Self>", "names its handler"),
        ] {
            let (_, errors) = sorted(field);
            assert!(
                errors.len() == 1 && errors[0].contains(says),
                "{field}: {errors:#?}"
            );
        }
    }
}
