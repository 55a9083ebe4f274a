//! Checks a handler against its role. Every error of the item is found; each is shown at the user's own tokens.

mod lifetimes;
mod limits;
mod parameters;
mod qualifiers;
mod returns;
mod shape;

use proc_macro2::{Ident, Span};
use syn::{FnArg, ReturnType, Signature, Type};

use crate::diagnostics::Diagnostics;
use crate::item::Handler;
use crate::role::{self, Kind, Parameter, Role};
use crate::types;

/// What the expansion needs to know of a handler.
#[derive(Debug)]
pub(crate) struct Callback {
    /// The function's name.
    pub(crate) name: Ident,
    /// The device extension `E`.
    pub(crate) extension: Type,
    /// Another one that a parameter names, by the tokens: it may be an alias of the first.
    pub(crate) other_extension: Option<Type>,
    /// The name of the extension, if lifetimes behind it were reported.
    pub(crate) lifetimes_of: Option<Ident>,
    /// What is not written as in the table: it may be an alias, or a mistake.
    pub(crate) unusual: Unusual,
    /// The type of the optional argument, if the function has that parameter.
    pub(crate) argument: Option<Type>,
    /// A type of the signature is none, which was reported: the compiler would say it once more.
    pub(crate) is_no_signature: bool,
    /// The function has lifetime parameters.
    pub(crate) has_lifetimes: bool,
    /// Where type errors of each parameter are shown.
    pub(crate) parameter_spans: Vec<Span>,
    /// Where type errors of the returned value are shown.
    pub(crate) return_span: Span,
}

/// The types of a handler whose tokens are not those of the table.
#[derive(Debug, Default)]
pub(crate) struct Unusual {
    /// For each parameter.
    pub(crate) parameters: Vec<bool>,
    pub(crate) answer: bool,
    /// It does not return.
    pub(crate) diverges: bool,
}

impl Unusual {
    /// The signature is the table's.
    pub(crate) fn is_nothing(&self) -> bool {
        !self.answer && !self.diverges && !self.parameters.contains(&true)
    }
}

/// Checks `handler`. The result is there whenever the extension is known, so that the expansion can go on after an error.
pub(crate) fn check(role: &Role, handler: &Handler, errors: &mut Diagnostics) -> Option<Callback> {
    let signature = &handler.signature;
    let types: Vec<&Type> = signature
        .inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Typed(typed) => Some(&*typed.ty),
            FnArg::Receiver(_) => None,
        })
        .collect();
    let is_c = types
        .first()
        .is_some_and(|ty| types::is_pointer(ty) || types::is_c_pointer(ty))
        && !types.iter().any(|ty| shape::names_context(role, ty));
    if is_c {
        errors.error(
            &signature.inputs,
            format!("`{}` as C declares it is the trampoline, which `#[{}]` writes around a safe function", role.role_type, role.attribute),
            format!("write `{}`", role.signature(&signature.ident.to_string(), role.extension())),
        );
        return None;
    }
    qualifiers::check(role, handler, errors);
    let extension = extension(role, &types);
    let other_extension = extension
        .as_ref()
        .and_then(|extension| other_extension(role, &types, extension));
    let teaching = Teaching {
        role,
        name: &signature.ident,
        extension: extension.as_ref(),
    };
    parameters::check(&teaching, signature, errors);
    lifetimes::check(&teaching, &types, errors);
    returns::check(&teaching, signature, errors);
    if !role.takes_extension() {
        limits::check(&handler.body(), errors);
    }

    let is_swapped = |ty: &Type| shape::is_swapped(role, ty, extension.as_ref());
    let is_extra = |ty: &&Type| shape::owned(role, ty).is_some();
    let is_no_signature = types.iter().skip(role.parameters.len()).any(is_extra)
        || types.iter().any(|ty| shape::names_object(role, ty))
        || types.last().is_some_and(|ty| is_swapped(ty))
        || types.last().is_some_and(|ty| {
            shape::lacks_device(role, ty, extension.as_ref())
                || shape::answered_function(role, ty).is_some()
        });
    let argument = role
        .position(Kind::Argument)
        .and_then(|index| {
            let given = types.get(index).copied();
            // One that has another parameter's place, which is reported, is what its callers pass.
            given.or_else(|| {
                let last = types.last().filter(|ty| types::is_primitive(ty))?;
                let expected = &role.parameters[types.len() - 1];
                (!types::is_primitive(&expected.ty)).then_some(*last)
            })
        })
        .filter(|ty| types::bound_to_function(ty).is_empty() && !shape::is_incomplete(role, ty))
        .filter(|ty| !is_swapped(ty) && !shape::lacks_device(role, ty, extension.as_ref()))
        .filter(|ty| shape::answered_function(role, ty).is_none())
        .cloned();
    let return_span = match &signature.output {
        ReturnType::Type(_, ty) => types::heart(ty),
        ReturnType::Default => signature.ident.span(),
    };
    let mut lifetimes_of = None;
    let extension = extension.and_then(|extension| {
        if types::bound_to_function(&extension).is_empty() {
            return Some(extension);
        }
        // They have been reported.
        let (extension, name) = types::without_lifetimes(&extension)?;
        lifetimes_of = Some(name);
        Some(extension)
    })?;
    Some(Callback {
        name: signature.ident.clone(),
        unusual: unusual(role, signature, &types, &extension),
        extension,
        other_extension,
        lifetimes_of,
        argument,
        is_no_signature,
        has_lifetimes: signature.generics.lifetimes().next().is_some(),
        parameter_spans: types.iter().map(|ty| types::heart(ty)).collect(),
        return_span,
    })
}

/// Types that own another one.
const OWNERS: [&str; 6] = ["Arc", "Box", "NonNull", "Option", "PoolBox", "Rc"];

/// The device extension: behind the first parameter's `&`, or the last type argument of the context.
fn extension(role: &Role, types: &[&Type]) -> Option<Type> {
    let first = types.first()?;
    let from_context = |ty: &Type| {
        let arguments = types::type_arguments(types::last_segment(types::behind(ty))?);
        // `Context<'_, E, Scope>` written out has one more.
        let index = if types::is_named(types::behind(ty), "Context") {
            0
        } else {
            arguments.len().checked_sub(1)?
        };
        arguments.get(index).map(|ty| Type::clone(ty))
    };
    if role.takes_extension() {
        let ty = types::behind(first);
        // A context in the extension's place still says what the extension is.
        let is_context = types::last_segment(ty)
            .is_some_and(|segment| role.with_context(&segment.ident.to_string()).is_some());
        if is_context {
            return from_context(first);
        }
        // Something else in its place says nothing, but the context does.
        let is_value = |parameter: &Parameter| {
            matches!(parameter.kind, Kind::Value(_) | Kind::Argument)
                && types::last_segment(types::behind(&parameter.ty))
                    .is_some_and(|segment| types::is_named(ty, &segment.ident.to_string()))
        };
        if types::is_primitive(ty) || role.parameters.iter().any(is_value) {
            let is_context = |ty: &&&Type| types::is_named(types::behind(ty), role.context());
            return types
                .iter()
                .find(is_context)
                .and_then(|ty| from_context(ty));
        }
        // What owns an extension elsewhere still says which one it is.
        let owned = types::last_segment(ty)
            .filter(|segment| OWNERS.iter().any(|owner| segment.ident == owner))
            .and_then(|segment| types::type_arguments(segment).first().copied());
        Some(owned.unwrap_or(ty).clone())
    } else {
        from_context(first)
    }
}

/// The extension of a later parameter, if it is written otherwise: of the context, of `Srb<E>` and its like.
fn other_extension(role: &Role, types: &[&Type], extension: &Type) -> Option<Type> {
    let outline = types::outline(extension);
    let others = role
        .parameters
        .iter()
        .zip(types)
        .filter_map(|(parameter, ty)| {
            let behind = types::behind(ty);
            let expected = types::last_segment(types::behind(&parameter.ty))?;
            let segment = types::last_segment(behind)?;
            let expects_one = types::type_arguments(expected)
                .iter()
                .any(|ty| types::is_named(ty, role.extension()));
            // Which argument a handler has is part of its type, and checked where that is used.
            if !expects_one || parameter.kind == Kind::Argument || segment.ident != expected.ident {
                return None;
            }
            types::type_arguments(segment).first().copied()
        });
    let is_other = |ty: &&Type| {
        types::bound_to_function(ty).is_empty()
            && !types::is_opaque(ty)
            && types::outline(ty) != outline
    };
    others.clone().find(is_other).cloned()
}

/// Compares the types with those of the table.
fn unusual(role: &Role, signature: &Signature, types: &[&Type], extension: &Type) -> Unusual {
    let outline = types::outline(extension);
    let differs =
        |ty: &Type, expected: &Type| types::outline(ty) != role::outline(expected, &outline);
    let parameters = role.parameters.iter().zip(types).map(|(parameter, ty)| {
        parameter.kind != Kind::Argument && differs(types::peel(ty), &parameter.ty)
    });
    let answer = match &signature.output {
        ReturnType::Type(_, ty) => Some(types::peel(ty)),
        ReturnType::Default => None,
    };
    let diverges = matches!(answer, Some(Type::Never(_)));
    Unusual {
        parameters: parameters.collect(),
        answer: match (answer, &role.returns) {
            (Some(ty), Some(expected)) => !diverges && differs(ty, expected),
            _ => false,
        },
        diverges,
    }
}

/// What diagnostics say about the handler to write. Made where there is an error: most handlers have none.
struct Teaching<'r> {
    role: &'r Role,
    name: &'r Ident,
    extension: Option<&'r Type>,
}

impl Teaching<'_> {
    /// The extension as the user writes it, or `Adapter`.
    fn extension(&self) -> String {
        match self.extension.map(types::peel) {
            Some(ty @ Type::Path(_))
                if types::bound_to_function(ty).is_empty() && !types::is_primitive(ty) =>
            {
                types::text(ty)
            }
            _ => self.role.extension().to_owned(),
        }
    }

    /// The whole signature.
    fn signature(&self) -> String {
        self.role
            .signature(&self.name.to_string(), &self.extension())
    }

    fn attribute(&self) -> String {
        format!("#[{}]", self.role.attribute)
    }

    /// "write `parameter`"
    fn write(&self, parameter: &Parameter) -> String {
        format!("write `{}`", parameter.written(&self.extension()))
    }

    /// "write `fn …`"
    fn write_signature(&self) -> String {
        format!("write `{}`", self.signature())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::{self, Item};
    use miniport_roles::ROLES;

    /// The extension found in a function and the errors.
    pub(super) fn checked(role: &Role, text: &str) -> (Option<String>, Vec<String>) {
        let Item::Handler(handler) = item::look(&text.parse().expect("tokens")) else {
            panic!("not a function: {text}")
        };
        let mut errors = Diagnostics::default();
        let callback = check(role, &handler, &mut errors);
        (
            callback.map(|callback| types::text(&callback.extension)),
            errors.messages(),
        )
    }

    #[test]
    fn the_examples_are_right() {
        for role in ROLES.iter().map(Role::new) {
            let (extension, errors) =
                checked(&role, &format!("{} {{ {} }}", role.signature, role.body));
            assert_eq!(
                extension.as_deref(),
                Some(role.extension()),
                "{}",
                role.attribute
            );
            assert!(errors.is_empty(), "{}: {errors:#?}", role.attribute);
        }
    }

    #[test]
    fn the_taught_signature_is_right() {
        for role in ROLES.iter().map(Role::new) {
            let text = format!("{} {{}}", role.signature("handler", "crate::Disk"));
            let (extension, errors) = checked(&role, &text);
            assert_eq!(
                extension.as_deref(),
                Some("crate::Disk"),
                "{}",
                role.attribute
            );
            assert!(errors.is_empty(), "{}: {errors:#?}", role.attribute);
        }
    }

    #[test]
    fn unusual_but_right() {
        for (role, text) in [
            (
                "hw_dpc",
                "pub(in crate::a) const fn f(_: &Adapter, Cx(cx): &mut Context<'_, Adapter, scope::Deferred>, (a, b): (u32, u32)) {}",
            ),
            (
                "hw_interrupt",
                "fn r#fn<'a>(adapter: &'a Adapter, cx: &mut Interrupt<'a, Adapter>) -> bool { true }",
            ),
            (
                "hw_interrupt",
                "fn f(adapter: &my!(), cx: &mut MyContext<'_>) -> Answer { true }",
            ),
            (
                "hw_interrupt",
                "fn f(mut adapter: &(Adapter), cx: &mut (Interrupt<'_, Adapter>),) -> ! { loop {} }",
            ),
            (
                "hw_find_adapter",
                "fn f(cx: &mut Context<'_, Adapter, scope::FindAdapter>, config: &mut PortConfiguration) -> io::Result<X> {}",
            ),
            (
                "hw_timer",
                "fn f(adapter: &Adapter, cx: &mut TimerTick<Adapter>) -> () {}",
            ),
        ] {
            let role = Role::named(role).expect("a role");
            let (extension, errors) = checked(&role, text);
            assert!(
                extension.is_some() && errors.is_empty(),
                "{text}: {errors:#?}"
            );
        }
    }

    #[test]
    fn all_errors_of_an_item_are_found() {
        let role = Role::named("hw_dpc").expect("a role");
        let text = "#[hw_timer] async unsafe extern \"C\" fn f<T>(adapter: &mut Adapter, cx: Interrupt<'_, Adapter>) -> bool where T: Copy {}";
        let (extension, errors) = checked(&role, text);
        assert_eq!(extension.as_deref(), Some("Adapter"));
        assert_eq!(errors.len(), 9, "{errors:#?}");
    }

    #[test]
    fn a_missing_extension_is_read_from_the_context() {
        let role = Role::named("hw_dpc").expect("a role");
        let (extension, errors) = checked(&role, "fn f(cx: &mut Deferred<'_, a::Disk>) {}");
        assert_eq!(extension.as_deref(), Some("a::Disk"));
        assert!(
            errors[0].contains("write `fn f(adapter: &a::Disk, cx: &mut Deferred<'_, a::Disk>)`"),
            "{}",
            errors[0]
        );
    }
}
