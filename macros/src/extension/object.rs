//! How a deferred object is known by its type's tokens: `Dpc<h>`, `WorkItem<h>`, `Timer<h>`.

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Path, Type};

use crate::diagnostics::Diagnostics;
use crate::types;

/// The three deferred objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

    /// What the runtime's functions for it are called: `Slot::dpc`.
    pub(super) fn constructor(self) -> &'static str {
        match self {
            Self::Dpc => "dpc",
            Self::WorkItem => "work_item",
            Self::Timer => "timer",
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Dpc => "Dpc",
            Self::WorkItem => "WorkItem",
            Self::Timer => "Timer",
        }
    }

    /// The attribute of the handler.
    pub(super) fn attribute(self) -> &'static str {
        match self {
            Self::Dpc => "hw_dpc",
            Self::WorkItem => "hw_workitem",
            Self::Timer => "hw_timer_ex",
        }
    }
}

/// The deferred object that a field of this type stands for, or several in an array, and its handler.
pub(super) fn deferred<'t>(ty: &'t Type, runtime: &Ident) -> Option<(Kind, &'t Type)> {
    match types::peel(ty) {
        Type::Array(array) => object(types::peel(&array.elem), runtime),
        ty => object(ty, runtime),
    }
}

/// `Dpc<h>` and the like, or `miniport::Dpc<h>`.
fn object<'t>(ty: &'t Type, runtime: &Ident) -> Option<(Kind, &'t Type)> {
    match ty {
        Type::Path(path) if path.qself.is_none() => named(&path.path, runtime),
        _ => None,
    }
}

/// A type of the driver's own may be called `Timer<u32>`, or be in a module of its own. What is the runtime's under a name that is
/// not seen here is refused by the check of the fields.
fn named<'t>(path: &'t Path, runtime: &Ident) -> Option<(Kind, &'t Type)> {
    let last = path.segments.last()?;
    let kind = Kind::named(&last.ident)?;
    let qualified = path.leading_colon.is_some() || path.segments.len() > 1;
    if qualified && path.segments.first()?.ident != *runtime {
        return None;
    }
    match types::type_arguments(last).as_slice() {
        [handler] if may_be_handler(handler) => Some((kind, *handler)),
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
pub(super) fn refuse_deferred(ty: &Type, runtime: &Ident, errors: &mut Diagnostics) {
    struct Finder<'e>(&'e Ident, &'e mut Diagnostics);
    impl<'ast> Visit<'ast> for Finder<'_> {
        fn visit_path(&mut self, path: &'ast Path) {
            if let Some((kind, handler)) = named(path, self.0) {
                let (name, handler) = (kind.name(), types::text(handler));
                let array = if kind == Kind::Timer {
                    String::new()
                } else {
                    format!(", or `[{name}<{handler}>; N]`")
                };
                self.1.error(
                    path,
                    format!("a `{name}` stands for an object behind the device extension, which exists as long as the adapter"),
                    format!("give the extension a field of its own for it: `{name}<{handler}>`{array}"),
                );
            }
            visit::visit_path(self, path);
        }
    }
    Finder(runtime, errors).visit_type(ty);
}
