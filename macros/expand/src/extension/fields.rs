//! The fields of an extension: deferred objects, which get slots, and everything else.

use std::collections::HashSet;

use proc_macro2::Ident;
use syn::{Fields, Member, Type};

use super::object::{Hidden, Kind, Names, Number, deferred, hidden, refuse_deferred};
use crate::diagnostics::{Diagnostics, article};
use crate::types;

/// The fields.
#[derive(Debug)]
pub(super) struct Contents {
    /// The name of the runtime.
    pub(super) runtime: Ident,
    /// Every field.
    pub(super) all: Vec<Field>,
    /// The fields that stand for deferred objects.
    pub(super) deferred: Vec<Deferred>,
}

impl Contents {
    /// Reports deferred objects: there are none in dump mode, and nothing later that would run them.
    pub(super) fn refuse_deferred_in_dump_mode(&mut self, errors: &mut Diagnostics) {
        for Deferred { kind, field, .. } in self.deferred.drain(..) {
            errors.error(
                &self.all[field].ty,
                format!("there is no `{}` in dump mode: interrupts are off and nothing else runs", kind.name),
                "do it in `#[dump_hw_startio]` or `#[dump_hw_interrupt]`, which may poll the device; StorPortInitializeDpc is not allowed (Windows documentation, \"Restrictions on Miniport Drivers that Manage the Boot Drive\")",
            );
        }
    }

    /// Reports a deferred object that is behind another name, and takes the field for what it is.
    fn refuse_hidden(&mut self, field: usize, hidden: Hidden, errors: &mut Diagnostics) {
        let Hidden {
            kind,
            handler,
            array,
            written,
        } = hidden;
        let name = kind.name;
        errors.error(
            &self.all[field].ty,
            format!("this is {} `{name}` behind another name: the derive gives it its memory, and sees names alone", article(name)),
            format!("write `{written}`"),
        );
        // The one place where what the file tells spares a field its check: it is an error here.
        self.all[field].deferred = true;
        if let Some(handler) = handler {
            self.deferred.push(Deferred {
                kind,
                handler,
                field,
                array,
            });
        }
    }
}

/// One field.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) member: Member,
    pub(super) ty: Type,
    /// It is seen to be a deferred object; otherwise it must be shared by processors.
    pub(super) deferred: bool,
}

/// A field `Dpc<h>`, `WorkItem<h>`, `Timer<h>`, or an array of the first two; or one of a WDM driver.
#[derive(Debug)]
pub(super) struct Deferred {
    pub(super) kind: &'static Kind,
    /// The type that names the handler.
    pub(super) handler: Type,
    /// Which of the fields.
    pub(super) field: usize,
    /// It is an array: its elements are used by handler and index, and nothing names the field.
    pub(super) array: bool,
}

/// Sorts the fields and reports deferred objects where they cannot be.
pub(super) fn sort(
    extension: &Ident,
    fields: &Fields,
    is_wdm: bool,
    names: &Names,
    errors: &mut Diagnostics,
) -> Contents {
    let mut contents = Contents {
        runtime: names.runtime.clone(),
        all: all(fields, names),
        deferred: Vec::new(),
    };
    let mut seen = HashSet::new();
    for (index, field) in fields.iter().enumerate() {
        let array = matches!(types::peel(&field.ty), Type::Array(_));
        let Some((kind, handler)) = deferred(&field.ty, names) else {
            match hidden(&field.ty, names) {
                Some(hidden) => contents.refuse_hidden(index, hidden, errors),
                None => refuse_deferred(&field.ty, names, errors),
            }
            continue;
        };
        let (name, a, text) = (kind.name, article(kind.name), types::text(handler));
        let local = types::bound_to_function(handler);
        if kind.is_wdm != is_wdm {
            errors.error(
                &field.ty,
                if kind.is_wdm {
                    format!("`{name}` is an object of the I/O manager, and the device extension is that of a miniport")
                } else {
                    format!("`{name}` is an object of Storport, and the device extension is that of a WDM driver")
                },
                if kind.is_wdm {
                    "a miniport has `Dpc<h>`, `WorkItem<h>` and `Timer<h>`; a WDM driver says `#[device_extension(wdm)]`"
                } else {
                    "a WDM driver has `DpcForIsr<h>`, `CustomDpc<h>`, `CustomTimer<h>`, `IoWorkItem<h>` and `IoTimer<h>`"
                },
            );
        } else if !local.is_empty() {
            errors.error(
                handler,
                format!("`{name}` names {}", kind.names()),
                format!("write `{name}<handler>` with the function's name"),
            );
        } else if !seen.insert((kind, text.trim_start_matches("self::").to_owned())) {
            errors.error(
                &field.ty,
                format!("`{extension}` has {a} `{name}<{text}>` already, and an object is found by its handler"),
                match kind {
                    Kind { number: Number::Array, .. } => format!("write `[{name}<{text}>; 2]` for two objects of one handler, or a second `#[{}]` function", kind.attribute),
                    Kind { attribute: "", .. } => "name the second one by another type".to_owned(),
                    _ => format!("write a second `#[{}]` function", kind.attribute),
                },
            );
        } else if kind.number == Number::One
            && contents.deferred.iter().any(|other| other.kind == kind)
        {
            errors.error(
                &field.ty,
                format!("a device object has one `{name}`"),
                match kind.name {
                    "DpcForIsr" => {
                        "use a `CustomDpc<h>` with a `#[kdeferred]` function for the others"
                    }
                    _ => "remove one of the two",
                },
            );
        } else if array && kind.number != Number::Array {
            errors.error(
                &field.ty,
                format!("{a} `{name}` is found by its handler: there is one for each"),
                format!(
                    "write {} `#[{}]` function and {a} `{name}<handler>` field for each",
                    article(kind.attribute),
                    kind.attribute
                ),
            );
        } else {
            contents.deferred.push(Deferred {
                kind,
                handler: handler.clone(),
                field: index,
                array,
            });
        }
    }
    contents
}

/// Every field.
pub(super) fn all(fields: &Fields, names: &Names) -> Vec<Field> {
    fields
        .iter()
        .zip(fields.members())
        .map(|(field, member)| Field {
            member,
            ty: field.ty.clone(),
            deferred: deferred(&field.ty, names).is_some(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Beside;
    use quote::format_ident;

    fn sorted(text: &str) -> (String, Vec<String>) {
        let item: syn::ItemStruct =
            syn::parse_str(&format!("struct Adapter {{ {text} }}")).expect("a structure");
        let mut errors = Diagnostics::default();
        let contents = sort(
            &format_ident!("Adapter"),
            &item.fields,
            false,
            &Names {
                runtime: format_ident!("miniport"),
                beside: Beside::default(),
            },
            &mut errors,
        );
        assert_eq!(contents.all.len(), item.fields.len());
        let found: Vec<String> = contents
            .deferred
            .iter()
            .map(|deferred| {
                let array = if deferred.array { "[]" } else { "" };
                format!(
                    "{}<{}>{array}",
                    deferred.kind.name,
                    types::text(&deferred.handler),
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
        assert_eq!(found, "Dpc<a>, Dpc<x::c>[], WorkItem<a>, Timer<e>");
        assert!(errors.is_empty(), "{errors:#?}");
    }

    #[test]
    fn a_type_of_the_drivers_own_may_have_such_a_name() {
        let (found, errors) = sorted(
            "a: Timer<u32>, b: own::Dpc<x>, c: Dpc<Vec<u8>>, d: Option<Timer<(u8, u8)>>, e: Dpc, f: WorkItem<x, y>",
        );
        assert_eq!(found, "");
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
            ("a: Dpc<h>, b: Dpc<self::h>", "has a `Dpc<self::h>` already"),
            (
                "a: Timer<h>, b: Timer<h>",
                "write a second `#[hw_timer_ex]` function",
            ),
            ("a: [Timer<h>; 2]", "field for each"),
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
