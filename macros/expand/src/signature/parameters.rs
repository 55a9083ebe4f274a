//! The list of parameters: how many there are, and in which order.

use quote::ToTokens;
use syn::{Attribute, FnArg, PatType, Signature};

use super::{Teaching, shape};
use crate::diagnostics::Diagnostics;
use crate::role::Kind;
use crate::types;

/// Checks the parameters. A wrong number is one error; the shapes are looked at when the number is right.
pub(super) fn check(teaching: &Teaching<'_>, signature: &Signature, errors: &mut Diagnostics) {
    let typed: Vec<&PatType> = signature
        .inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Typed(typed) => Some(typed),
            FnArg::Receiver(_) => None,
        })
        .collect();
    for attribute in typed
        .iter()
        .flat_map(|typed| &typed.attrs)
        .filter(|attribute| is_conditional(attribute))
    {
        errors.error(
            attribute,
            format!(
                "the parameters of `{}` do not depend on a configuration",
                teaching.role.role_type
            ),
            "write the condition on the function",
        );
    }
    if typed.len() < signature.inputs.len() {
        return; // `self` is reported already
    }
    let (least, most) = teaching.role.arity();
    if typed.len() < least {
        let number = count(least, most);
        errors.error(
            signature.paren_token.span.join().located(),
            format!(
                "`{}` takes {number}, and here {}",
                teaching.attribute(),
                found(typed.len())
            ),
            teaching.write_signature(),
        );
        return;
    }
    if typed.len() > most {
        let extra: proc_macro2::TokenStream = typed[most..]
            .iter()
            .map(ToTokens::to_token_stream)
            .collect();
        let owned = typed[most..]
            .iter()
            .find_map(|typed| shape::owned(teaching.role, &typed.ty));
        let why = owned.map_or_else(String::new, |name| {
            format!(": it gets no `{name}`\n{}", teaching.role.about)
        });
        errors.error(
            extra,
            format!(
                "`{}` takes {}, and here {}{why}",
                teaching.attribute(),
                count(least, most),
                found(typed.len())
            ),
            teaching.write_signature(),
        );
    }
    if let [first, second, ..] = typed.as_slice()
        && teaching.role.takes_extension()
        && shape::names_context(teaching.role, &first.ty)
        && !shape::names_context(teaching.role, &second.ty)
    {
        errors.error(
            &first.ty,
            "the device extension is the first parameter, the context the second",
            teaching.write_signature(),
        );
        return;
    }
    // One error for parameters in another order.
    let contexts = [Kind::Context, Kind::OwnedContext];
    let place = contexts
        .iter()
        .find_map(|kind| teaching.role.position(*kind));
    let is_context =
        |typed: &&PatType| types::is_named(types::behind(&typed.ty), teaching.role.context());
    if let (Some(place), Some(found)) = (place, typed.iter().position(is_context))
        && place != found
        && !typed.get(place).is_some_and(is_context)
    {
        if typed.len() <= most {
            errors.error(
                &typed[found].ty,
                format!(
                    "the context of `{}` is the {} parameter",
                    teaching.attribute(),
                    ordinal(place)
                ),
                teaching.write_signature(),
            );
        }
        return;
    }
    for (parameter, typed) in teaching.role.parameters.iter().zip(&typed) {
        shape::check(teaching, parameter, &typed.ty, errors);
    }
}

fn is_conditional(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr")
}

fn ordinal(place: usize) -> &'static str {
    ["first", "second", "third"].get(place).unwrap_or(&"last")
}

fn count(least: usize, most: usize) -> String {
    match (least, most) {
        (1, 1) => "1 parameter".to_owned(),
        (least, most) if least == most => format!("{least} parameters"),
        (least, most) => format!("{least} or {most} parameters"),
    }
}

fn found(number: usize) -> String {
    match number {
        0 => "are none".to_owned(),
        1 => "is 1".to_owned(),
        number => format!("are {number}"),
    }
}

/// A span as tokens, for errors at a place that has no token of its own.
trait Located {
    fn located(self) -> proc_macro2::TokenStream;
}

impl Located for proc_macro2::Span {
    fn located(self) -> proc_macro2::TokenStream {
        let mut group = proc_macro2::Group::new(
            proc_macro2::Delimiter::Parenthesis,
            proc_macro2::TokenStream::new(),
        );
        group.set_span(self);
        proc_macro2::TokenTree::from(group).into()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::checked;
    use crate::role::Role;

    /// Checks a handler with these parameters, which has one error that contains `text`.
    #[track_caller]
    pub(in super::super) fn says(role: &str, parameters: &str, text: &str) {
        let role = Role::named(role).expect("a role");
        let returns = match role.answers("Adapter") {
            returns if returns.is_empty() => returns,
            returns => format!("-> {returns}"),
        };
        let (_, errors) = checked(&role, &format!("fn f({parameters}) {returns} {{}}"));
        assert!(
            errors.len() == 1 && errors[0].contains(text),
            "{parameters}: {errors:#?}"
        );
    }

    #[test]
    fn the_number_is_checked() {
        says("hw_dpc", "", "takes 2 or 3 parameters, and here are none");
        says(
            "hw_timer",
            "adapter: &Adapter",
            "takes 2 parameters, and here is 1",
        );
        says(
            "hw_timer",
            "adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>, x: u8",
            "and here are 3",
        );
        says(
            "hw_find_adapter",
            "cx: &mut FindAdapter<'_, Adapter>",
            "config: &mut PortConfiguration<'_>",
        );
    }

    #[test]
    fn swapped_parameters_are_one_error() {
        says(
            "hw_timer",
            "cx: &mut TimerTick<'_, Adapter>, adapter: &Adapter",
            "the context the second",
        );
    }

    #[test]
    fn parameters_are_unconditional() {
        says(
            "hw_timer",
            "adapter: &Adapter, #[cfg(x)] cx: &mut TimerTick<'_, Adapter>",
            "the condition on the function",
        );
    }
}
