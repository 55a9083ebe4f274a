//! What stands around the parameters: attributes, qualifiers, generics, `self`, the body.

use syn::{FnArg, GenericParam, Safety, Signature, WherePredicate};

use crate::diagnostics::Diagnostics;
use crate::item::{self, Handler};
use crate::role::{Kind, Role};
use crate::types;

/// Checks that the function is an ordinary one.
pub(super) fn check(role: &Role, handler: &Handler, errors: &mut Diagnostics) {
    for lifetime in handler.undeclared_lifetimes() {
        errors.error(
            &lifetime,
            format!(
                "nothing declares the lifetime `{lifetime}`, and a handler needs no name for one"
            ),
            "write `'_` where a type has a lifetime, and `&` without one",
        );
    }
    let (attribute, role_type) = (role.attribute, role.role_type);
    let signature = &handler.signature;
    for other in handler
        .attributes
        .iter()
        .filter(|attribute| item::is_role(attribute))
    {
        let is_same = other
            .path()
            .segments
            .last()
            .is_some_and(|segment| segment.ident == attribute);
        errors.error(
            other,
            format!("a function has one role: this one is `#[{attribute}]` already"),
            if is_same {
                "remove it".to_owned()
            } else {
                format!(
                    "write a second function for `#[{}]`; both may call a third",
                    types::text(other.path())
                )
            },
        );
    }
    if let Some(token) = &signature.asyncness {
        errors.error(
            token,
            format!("`{role_type}` is finished when it returns: nothing polls a future"),
            instead_of_async(role),
        );
    }
    if let Safety::Unsafe(token) = &signature.safety {
        errors.error(
            token,
            format!("`#[{attribute}]` takes a safe function: the unsafe part is in the trampoline that it writes"),
            "remove `unsafe`",
        );
    }
    if let Some(abi) = &signature.abi {
        errors.error(
            abi,
            format!("Windows does not call this function: it calls the `extern \"system\"` trampoline that `#[{attribute}]` writes"),
            format!("remove `{}`", types::text(abi)),
        );
    }
    check_generics(role, signature, errors);
    for input in &signature.inputs {
        if let FnArg::Receiver(receiver) = input {
            errors.error(
                receiver,
                format!("`{role_type}` is a routine of the driver: it is not called on an object"),
                format!(
                    "write a free function: `{}`",
                    role.signature(&signature.ident.to_string(), role.extension())
                ),
            );
        }
    }
    check_name(handler, errors);
    if let Some(variadic) = &signature.variadic {
        errors.error(
            variadic,
            format!("`{role_type}` has a fixed number of parameters"),
            "remove `...`",
        );
    }
    if !handler.has_body() {
        errors.error(
            &signature.ident,
            format!("`#[{attribute}]` is for the function that handles the callback, and this is a declaration"),
            "write the attribute on a free function with a body",
        );
    }
}

/// Checks that the function is one function.
fn check_generics(role: &Role, signature: &Signature, errors: &mut Diagnostics) {
    let (attribute, role_type) = (role.attribute, role.role_type);
    for parameter in &signature.generics.params {
        let (what, name) = match parameter {
            GenericParam::Type(parameter) => ("type parameter", &parameter.ident),
            GenericParam::Const(parameter) => ("constant parameter", &parameter.ident),
            GenericParam::Lifetime(lifetime) => {
                // Elsewhere the context lends the extension, for the lifetime that it names itself.
                if role.position(Kind::OwnedContext).is_some() {
                    errors.error(
                        lifetime,
                        "the extension and the operation are lent for lifetimes of their own",
                        "leave the lifetimes out: `&Adapter`, `AdapterControl<'_, Adapter>`",
                    );
                }
                continue;
            }
        };
        errors.error(
            parameter,
            format!("`{role_type}` is one routine: its caller cannot choose the {what} `{name}`"),
            format!("write the type or value itself, or call a generic function from the `#[{attribute}]` function"),
        );
    }
    if let Some(clause) = &signature.generics.where_clause
        && !clause
            .predicates
            .iter()
            .all(|predicate| matches!(predicate, WherePredicate::Lifetime(_)))
    {
        errors.error(
            clause,
            format!("`{role_type}` is one routine: it has nothing to put conditions on"),
            "remove the `where` clause",
        );
    }
}

/// Checks that the type of the handler's name hides none.
fn check_name(handler: &Handler, errors: &mut Diagnostics) {
    if handler.is_named_as_one_of_its_types() {
        errors.error(
            &handler.signature.ident,
            format!(
                "`{name}` is a type of this signature already, and the attribute makes one of the handler's name",
                name = handler.signature.ident
            ),
            "give the function another name",
        );
    }
}

/// What goes on later without a future.
fn instead_of_async(role: &Role) -> &'static str {
    if !role.takes_extension() {
        "remove `async`"
    } else if role.is_dump() {
        "remove `async`; in dump mode nothing goes on later: poll the device"
    } else if role.is_wdm() {
        "remove `async`; to go on later, queue a `CustomDpc` or an `IoWorkItem`"
    } else {
        "remove `async`; to go on later, issue a `Dpc`, queue a `WorkItem` or set a `Timer`"
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::checked;
    use crate::role::Role;

    fn errors(text: &str) -> Vec<String> {
        checked(&Role::named("hw_timer").expect("a role"), text).1
    }

    const PARAMETERS: &str = "(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>)";

    #[test]
    fn each_qualifier_is_refused_by_itself() {
        for (before, after, says) in [
            ("async fn f", "{}", "nothing polls a future"),
            ("unsafe fn f", "{}", "remove `unsafe`"),
            ("extern \"C\" fn f", "{}", "remove `extern \"C\"`"),
            ("extern fn f", "{}", "remove `extern`"),
            ("fn f<T>", "{}", "type parameter `T`"),
            ("fn f<const N: usize>", "{}", "constant parameter `N`"),
            ("fn f", "where u8: Copy {}", "remove the `where` clause"),
            ("fn f", ";", "with a body"),
            ("#[miniport::hw_dpc] fn f", "{}", "one role"),
            ("#[hw_timer] fn f", "{}", "one role"),
        ] {
            let errors = errors(&format!("{before}{PARAMETERS}{after}"));
            assert!(
                errors.len() == 1 && errors[0].contains(says),
                "{before}: {errors:#?}"
            );
        }
    }

    #[test]
    fn const_and_lifetimes_are_accepted() {
        for before in [
            "const fn f",
            "fn f<'a>",
            "#[inline] #[cfg(x)] #[unsafe(no_mangle)] pub fn f",
        ] {
            assert!(
                errors(&format!("{before}{PARAMETERS}{{}}")).is_empty(),
                "{before}"
            );
        }
    }

    #[test]
    fn an_owned_operation_has_no_named_lifetime() {
        let role = Role::named("hw_adapter_control").expect("a role");
        let text =
            "fn f<'a>(a: &'a Adapter, cx: AdapterControl<'a, Adapter>) -> AdapterControlStatus {}";
        let (_, errors) = checked(&role, text);
        assert!(
            errors.len() == 1 && errors[0].contains("leave the lifetimes out"),
            "{errors:#?}"
        );
    }

    #[test]
    fn a_method_is_told_what_to_write() {
        let errors = errors("fn tick(&self, cx: &mut TimerTick<'_, Self>) {}");
        assert!(errors[0].contains("write a free function: `fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>)`"), "{errors:#?}");
        assert_eq!(errors.len(), 1, "{errors:#?}");
    }

    #[test]
    fn variadics_are_refused() {
        let errors = errors("fn f(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>, ...) {}");
        assert!(
            errors.len() == 1 && errors[0].contains("remove `...`"),
            "{errors:#?}"
        );
    }
}
