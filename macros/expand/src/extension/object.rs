//! How a deferred object is known by its type's tokens: `Dpc<h>`, `WorkItem<h>`, `Timer<h>`, and those of WDM drivers.

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Path, Type};

use crate::diagnostics::{Diagnostics, article};
use crate::place::Beside;
use crate::types;

/// How types are named where the extension stands.
#[derive(Debug)]
pub(super) struct Names {
    /// The name of the runtime.
    pub(super) runtime: Ident,
    pub(super) beside: Beside,
}

impl Names {
    /// Whether a path that begins so is one of the runtime's.
    fn is_runtimes(&self, first: &Ident) -> bool {
        let import = || self.beside.import(first)?.first();
        *first == self.runtime || import().is_some_and(|of| self.runtime == of)
    }
}

/// A deferred object, or a queue, by the name of its handle.
#[derive(Debug, PartialEq, Eq, Hash)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "the facts of a row do not depend on each other"
)]
pub(super) struct Kind {
    /// The handle.
    pub(super) name: &'static str,
    /// What the runtime's function for it is called: `Slot::dpc`.
    pub(super) constructor: &'static str,
    /// The attribute of the handler; empty where the type that names the object is no handler.
    pub(super) attribute: &'static str,
    /// It is one of a WDM driver.
    pub(super) is_wdm: bool,
    /// How many there may be.
    pub(super) number: Number,
    /// The handler takes an argument, whose type is its own.
    pub(super) takes_argument: bool,
}

/// How many objects of a kind an extension may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Number {
    /// One: it is the device object's.
    One,
    /// One for each handler.
    Each,
    /// Several for each handler: an array of handles.
    Array,
}

/// A row of [`KINDS`].
const fn kind(name: &'static str, constructor: &'static str, attribute: &'static str) -> Kind {
    Kind {
        name,
        constructor,
        attribute,
        is_wdm: false,
        number: Number::Each,
        takes_argument: false,
    }
}

/// Whether a deferred object or a queue has this name.
pub(crate) fn is_object(name: &Ident) -> bool {
    KINDS.iter().any(|kind| name == kind.name)
}

/// All of them.
const KINDS: &[Kind] = &[
    Kind {
        number: Number::Array,
        takes_argument: true,
        ..kind("Dpc", "dpc", "hw_dpc")
    },
    Kind {
        number: Number::Array,
        takes_argument: true,
        ..kind("WorkItem", "work_item", "hw_workitem")
    },
    kind("Timer", "timer", "hw_timer_ex"),
    Kind {
        is_wdm: true,
        number: Number::One,
        takes_argument: true,
        ..kind("DpcForIsr", "dpc_for_isr", "io_dpc")
    },
    Kind {
        is_wdm: true,
        takes_argument: true,
        ..kind("CustomDpc", "custom_dpc", "kdeferred")
    },
    Kind {
        is_wdm: true,
        ..kind("CustomTimer", "custom_timer", "kdeferred")
    },
    Kind {
        is_wdm: true,
        takes_argument: true,
        ..kind("IoWorkItem", "io_work_item", "io_workitem")
    },
    Kind {
        is_wdm: true,
        number: Number::One,
        ..kind("IoTimer", "io_timer", "io_timer")
    },
    Kind {
        is_wdm: true,
        number: Number::One,
        ..kind("SystemQueue", "system_queue", "driver_startio")
    },
    Kind {
        is_wdm: true,
        ..kind("IrpQueue", "irp_queue", "")
    },
];

impl Kind {
    fn named(name: &Ident) -> Option<&'static Self> {
        KINDS.iter().find(|kind| name == kind.name)
    }

    /// What the type in the brackets is.
    pub(super) fn names(&self) -> String {
        if self.attribute.is_empty() {
            "a type of yours that names the queue".to_owned()
        } else {
            format!(
                "its handler, {} `#[{}]` function",
                article(self.attribute),
                self.attribute
            )
        }
    }
}

/// The deferred object that a field of this type stands for, or several in an array, and its handler.
pub(super) fn deferred<'t>(ty: &'t Type, names: &Names) -> Option<(&'static Kind, &'t Type)> {
    match types::peel(ty) {
        Type::Array(array) => object(types::peel(&array.elem), names),
        ty => object(ty, names),
    }
}

/// `Dpc<h>` and the like, or `miniport::Dpc<h>`.
fn object<'t>(ty: &'t Type, names: &Names) -> Option<(&'static Kind, &'t Type)> {
    match ty {
        Type::Path(path) if path.qself.is_none() => named(&path.path, names),
        _ => None,
    }
}

/// A type of the driver's own may be called `Timer<u32>`, or be in a module of its own. What is the runtime's under a name that is
/// not seen here is refused by the check of the fields.
fn named<'t>(path: &'t Path, names: &Names) -> Option<(&'static Kind, &'t Type)> {
    let last = path.segments.last()?;
    let kind = Kind::named(&last.ident)?;
    let first = &path.segments.first()?.ident;
    let is_runtimes = match path.leading_colon {
        Some(_) => *first == names.runtime,
        None => path.segments.len() == 1 || names.is_runtimes(first),
    };
    if !is_runtimes {
        return None;
    }
    match types::type_arguments(last).as_slice() {
        [handler] if may_be_handler(handler) => Some((kind, *handler)),
        _ => None,
    }
}

/// A deferred object behind another name, as far as the file tells.
#[derive(Debug)]
pub(super) struct Hidden {
    pub(super) kind: &'static Kind,
    /// The handler, where it is seen.
    pub(super) handler: Option<Type>,
    pub(super) array: bool,
    /// The object by its own name.
    pub(super) written: String,
}

impl Hidden {
    fn new(kind: &'static Kind, handler: Option<Type>) -> Self {
        let text = handler.as_ref().map_or("handler".to_owned(), types::text);
        Self {
            kind,
            handler,
            array: false,
            written: format!("{}<{text}>", kind.name),
        }
    }
}

/// The deferred object that a type alias, a renamed import or a macro of the file stands for.
pub(super) fn hidden(ty: &Type, names: &Names) -> Option<Hidden> {
    match types::peel(ty) {
        Type::Array(array) => {
            let object = hidden(&array.elem, names)?;
            Some(Hidden {
                array: true,
                written: format!("[{}; {}]", object.written, types::text(&array.len)),
                ..object
            })
        }
        Type::Path(path) if path.qself.is_none() => {
            let [segment] = path.path.segments.iter().collect::<Vec<_>>()[..] else {
                return None;
            };
            if let Some(of) = names.beside.alias(&segment.ident) {
                let (kind, handler) = deferred(&of, names)?;
                return Some(Hidden {
                    array: matches!(types::peel(&of), Type::Array(_)),
                    written: types::text(&of),
                    ..Hidden::new(kind, Some(handler.clone()))
                });
            }
            let [first, .., last] = names.beside.import(&segment.ident)? else {
                return None;
            };
            let kind = KINDS.iter().find(|kind| last == kind.name)?;
            let handler = match types::type_arguments(segment)[..] {
                [handler] if may_be_handler(handler) => Some(handler.clone()),
                _ => None,
            };
            let is_hidden = names.runtime == first && segment.ident != last;
            is_hidden.then(|| Hidden::new(kind, handler))
        }
        Type::Macro(call) => {
            let text = names.beside.macro_rules(call.mac.path.get_ident()?)?;
            let text: String = text.split_whitespace().collect();
            let is_written = |kind: &&Kind| {
                let object = format!("{}<$", kind.name);
                text.contains(&object) && !names.beside.has_type(kind.name)
            };
            let kind = KINDS.iter().find(is_written)?;
            // Another call of it may give anything else.
            let handler = syn::parse2(call.mac.tokens.clone()).ok();
            Some(Hidden::new(kind, Some(handler.filter(may_be_handler)?)))
        }
        _ => None,
    }
}

/// Whether a type can be that of a function with an attribute: it has a name of its own and no arguments.
fn may_be_handler(ty: &Type) -> bool {
    match types::peel(ty) {
        Type::Path(path) => {
            path.qself.is_none()
                && !types::is_primitive(ty)
                && path
                    .path
                    .segments
                    .iter()
                    .all(|segment| segment.arguments.is_none())
        }
        Type::Macro(_) => true,
        _ => false,
    }
}

/// Reports every deferred object anywhere in a type.
pub(super) fn refuse_deferred(ty: &Type, names: &Names, errors: &mut Diagnostics) {
    struct Finder<'e>(&'e Names, &'e mut Diagnostics);
    impl<'ast> Visit<'ast> for Finder<'_> {
        fn visit_path(&mut self, path: &'ast Path) {
            if let Some((kind, handler)) = named(path, self.0) {
                let (name, handler) = (kind.name, types::text(handler));
                let array = if kind.number == Number::Array {
                    format!(", or `[{name}<{handler}>; N]`")
                } else {
                    String::new()
                };
                self.1.error(
                    path,
                    format!("{} `{name}` stands for an object behind the device extension, which exists as long as the device", article(name)),
                    format!("give the extension a field of its own for it: `{name}<{handler}>`{array}"),
                );
            }
            visit::visit_path(self, path);
        }
    }
    Finder(names, errors).visit_type(ty);
}
