//! Lifetimes that a signature gives two things which are lent for times of their own.

use syn::{GenericArgument, Lifetime, PathArguments, Type};

use super::Teaching;
use crate::diagnostics::Diagnostics;
use crate::role::Kind;
use crate::types;

/// Reports a lifetime of the context's that something beside the extension has, too: the context's is exact, and what else is lent lives for the
/// call.
pub(super) fn check(teaching: &Teaching<'_>, parameters: &[&Type], errors: &mut Diagnostics) {
    let role = teaching.role;
    let Some(context) = role
        .position(Kind::Context)
        .and_then(|index| parameters.get(index))
    else {
        return;
    };
    let of_context = arguments(types::behind(context));
    let of_reference = types::reference(context).and_then(|reference| reference.lifetime.clone());
    let mut others: Vec<Lifetime> = of_reference.into_iter().collect();
    let values = role.parameters.iter().zip(parameters);
    for (_, ty) in values.filter(|(parameter, _)| matches!(parameter.kind, Kind::Value(_))) {
        others.extend(types::lifetimes(ty));
    }
    let shared = others
        .into_iter()
        .find(|other| of_context.iter().any(|of| of.ident == other.ident));
    if let Some(lifetime) = shared {
        errors.error(
            &lifetime,
            format!("the context and what else is lent to the handler have lifetimes of their own, and `{lifetime}` is both"),
            format!("leave the lifetimes out: `{}`", teaching.signature()),
        );
    }
}

/// The lifetimes that a type names for itself.
fn arguments(ty: &Type) -> Vec<Lifetime> {
    let arguments = types::last_segment(ty).map(|segment| &segment.arguments);
    let Some(PathArguments::AngleBracketed(arguments)) = arguments else {
        return Vec::new();
    };
    let named = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Lifetime(lifetime) if lifetime.ident != "_" => Some(lifetime.clone()),
        _ => None,
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::checked;
    use crate::role::Role;

    fn errors(role: &str, text: &str) -> Vec<String> {
        checked(&Role::named(role).expect("a role"), text).1
    }

    #[test]
    fn what_is_lent_for_times_of_its_own_is_told_apart() {
        for (role, text) in [
            (
                "hw_find_adapter",
                "fn f<'a>(cx: &mut FindAdapter<'a, A>, p: &mut PortConfiguration<'a>) -> R<A> {}",
            ),
            (
                "hw_find_adapter",
                "fn f<'a>(cx: &'a mut FindAdapter<'a, A>, p: &mut PortConfiguration<'_>) -> R<A> {}",
            ),
            (
                "io_timer",
                "fn f<'a>(d: &'a D, cx: &'a mut TimerTick<'a, D>) {}",
            ),
            (
                "hw_message_signaled_interrupt",
                "fn f<'a>(d: &D, cx: &mut MessageInterrupt<'a, D>, m: Message<'a>) -> bool {}",
            ),
        ] {
            let errors = errors(role, text);
            assert!(
                errors.len() == 1 && errors[0].contains("leave the lifetimes out: `fn f("),
                "{text}: {errors:#?}"
            );
        }
        for (role, text) in [
            (
                "hw_find_adapter",
                "fn f<'a, 'b>(cx: &mut FindAdapter<'a, A>, p: &mut PortConfiguration<'b>) -> R<A> {}",
            ),
            (
                "hw_timer",
                "fn f<'a>(a: &'a A, cx: &mut TimerTick<'a, A>) {}",
            ),
            (
                "hw_timer",
                "fn f<'a>(a: &'a A, cx: &'a mut TimerTick<'_, A>) {}",
            ),
        ] {
            assert_eq!(errors(role, text), [""; 0], "{text}");
        }
    }
}
