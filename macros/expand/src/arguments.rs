//! The arguments of role attributes: `crate = name`, and for `#[hw_adapter_control(…)]` the control types that it supports.

use darling::ast::NestedMeta;
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Meta, Token};

use crate::diagnostics::{Diagnostics, did_you_mean};
use crate::role::Role;
use crate::runtime_crate;

/// The control types of `miniport::AdapterControlType`: `SCSI_ADAPTER_CONTROL_TYPE` without `Scsi` or `ScsiAdapter`.
const CONTROL_TYPES: [&str; 7] = [
    "StopAdapter",
    "RestartAdapter",
    "SetBootConfig",
    "SetRunningConfig",
    "Power",
    "PrepareForBusReScan",
    "SurpriseRemoval",
];

/// How many of them, the first, `SCSI_ADAPTER_CONTROL_TYPE` requires beside `ScsiQuerySupportedControlTypes`.
const MANDATORY: usize = 2;

/// What is written in the parentheses of an attribute.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    /// The name of the runtime crate: `crate = mp`.
    pub(crate) runtime: Option<Ident>,
    /// The control types to support, for the role that has them.
    pub(crate) supported: Vec<Ident>,
}

/// One of the arguments. darling takes no keywords for names.
enum Argument {
    Crate(Ident),
    Other(Box<NestedMeta>),
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![crate]) && input.peek2(Token![=]) {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            return input.parse().map(Self::Crate);
        }
        input.parse().map(|other| Self::Other(Box::new(other)))
    }
}

/// Parses the arguments of `role`'s attribute.
pub(crate) fn parse(role: &Role, arguments: &TokenStream, errors: &mut Diagnostics) -> Arguments {
    let mut parsed = Arguments::default();
    let mut list = Vec::new();
    match Punctuated::<Argument, Token![,]>::parse_terminated.parse2(arguments.clone()) {
        Ok(arguments) => {
            for argument in arguments {
                match argument {
                    Argument::Crate(name) => {
                        parsed.runtime = runtime_crate::written(name, errors);
                    }
                    Argument::Other(argument) => list.push(*argument),
                }
            }
        }
        Err(error) if role.has_arguments() => {
            errors.add(error);
            return parsed;
        }
        Err(_) => {
            no_arguments(role, arguments, errors);
            return parsed;
        }
    }
    if role.has_arguments() {
        parsed.supported = control_types(role, &list, errors);
    } else if !list.is_empty() {
        no_arguments(role, arguments, errors);
    }
    parsed
}

fn no_arguments(role: &Role, arguments: &TokenStream, errors: &mut Diagnostics) {
    let attribute = role.attribute;
    errors.error(
        arguments,
        format!("`#[{attribute}]` takes no arguments"),
        format!("write `#[{attribute}]`"),
    );
}

/// The control types in the list.
fn control_types(role: &Role, list: &[NestedMeta], errors: &mut Diagnostics) -> Vec<Ident> {
    let attribute = role.attribute;
    if list.is_empty() {
        errors.error(
            Ident::new(attribute, Span::call_site()),
            "`HW_ADAPTER_CONTROL` tells Storport which control types it supports (ScsiQuerySupportedControlTypes)",
            format!("name them: `#[{attribute}{}]`", role.arguments),
        );
    }
    let mut supported: Vec<Ident> = Vec::new();
    for argument in list {
        if let Some(name) = control_type(role, argument, errors) {
            if supported.contains(&name) {
                errors.error(
                    &name,
                    format!("`{name}` is named twice"),
                    "name each control type once",
                );
            } else {
                supported.push(name);
            }
        }
    }
    for name in &CONTROL_TYPES[..MANDATORY] {
        if !list.is_empty() && errors.is_empty() && !supported.iter().any(|other| other == name) {
            let list: TokenStream = list.iter().map(ToTokens::to_token_stream).collect();
            errors.error(
                list,
                format!("Storport requires `Scsi{name}` of every miniport"),
                format!("add `{name}`: `#[{attribute}{}]`", role.arguments),
            );
        }
    }
    supported
}

/// One control type, which is the word `StopAdapter` and the like.
fn control_type(role: &Role, argument: &NestedMeta, errors: &mut Diagnostics) -> Option<Ident> {
    let NestedMeta::Meta(Meta::Path(path)) = argument else {
        errors.error(
            argument,
            "an argument is the name of a control type",
            format!("write `#[{}(StopAdapter)]`", role.attribute),
        );
        return None;
    };
    let Some(name) = path.get_ident() else {
        let last = path
            .segments
            .last()
            .map(|segment| segment.ident.to_string())
            .unwrap_or_default();
        errors.error(
            path,
            "an argument is the name of a control type, not a path",
            format!("write `{last}`"),
        );
        return None;
    };
    let text = name.to_string();
    if text.trim_start_matches("Scsi") == "QuerySupportedControlTypes" {
        errors.error(
            name,
            "ScsiQuerySupportedControlTypes is answered by the runtime, from the list of arguments",
            format!("remove `{text}`"),
        );
        return None;
    }
    if CONTROL_TYPES.contains(&text.as_str()) {
        return Some(name.clone());
    }
    // The header's name, in full or in part.
    let short = text.strip_prefix("Scsi").unwrap_or(&text);
    let instead = [short, short.strip_prefix("Adapter").unwrap_or(short)]
        .into_iter()
        .find(|name| CONTROL_TYPES.contains(name))
        .map(|name| format!("write `{name}`"))
        .or_else(|| did_you_mean(&text, CONTROL_TYPES))
        .unwrap_or_else(|| format!("the control types are `{}`", CONTROL_TYPES.join("`, `")));
    errors.error(
        name,
        format!("`{text}` is not an adapter control type"),
        instead,
    );
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(attribute: &str) -> Role {
        Role::named(attribute).expect("a role")
    }

    fn parsed(role: &Role, text: &str) -> (Vec<String>, Vec<String>) {
        let mut errors = Diagnostics::default();
        let names = parse(role, &text.parse().expect("tokens"), &mut errors).supported;
        (
            names.iter().map(ToString::to_string).collect(),
            errors.messages(),
        )
    }

    #[test]
    fn control_types_are_taken() {
        let (names, errors) = parsed(
            &role("hw_adapter_control"),
            "StopAdapter, PrepareForBusReScan, RestartAdapter, Power,",
        );
        assert_eq!(
            names,
            [
                "StopAdapter",
                "PrepareForBusReScan",
                "RestartAdapter",
                "Power"
            ]
        );
        assert!(errors.is_empty(), "{errors:?}");
    }

    #[test]
    fn every_wrong_argument_is_reported() {
        let text = "StopAdaptor, ScsiRestartAdapter, StopAdapter, StopAdapter, QuerySupportedControlTypes, a::StopAdapter, 1, x = 2, Zzz, AdapterPower";
        let (names, errors) = parsed(&role("hw_adapter_control"), text);
        assert_eq!(names, ["StopAdapter"]);
        assert_eq!(errors.len(), 9, "{errors:#?}");
        assert!(
            errors[0].contains("did you mean `StopAdapter`?"),
            "{}",
            errors[0]
        );
        assert!(
            errors[1].contains("write `RestartAdapter`"),
            "{}",
            errors[1]
        );
        assert!(errors[2].contains("named twice"), "{}", errors[2]);
        assert!(
            errors[7].contains("the control types are `StopAdapter`, `RestartAdapter`, "),
            "{}",
            errors[7]
        );
        assert!(errors[8].contains("write `Power`"), "{}", errors[8]);
    }

    #[test]
    fn mandatory_types_are_asked_for() {
        let role = role("hw_adapter_control");
        for (text, missing) in [
            ("StopAdapter", "`RestartAdapter`"),
            ("RestartAdapter, Power", "`StopAdapter`"),
        ] {
            let (_, errors) = parsed(&role, text);
            assert!(
                errors.len() == 1 && errors[0].contains(&format!("add {missing}")),
                "{errors:?}"
            );
        }
        assert_eq!(parsed(&role, "Power").1.len(), 1);
    }

    #[test]
    fn the_list_is_not_empty() {
        let (_, errors) = parsed(&role("hw_adapter_control"), "");
        assert!(
            errors[0].contains("ScsiQuerySupportedControlTypes"),
            "{errors:?}"
        );
    }

    #[test]
    fn other_roles_take_none() {
        let (_, errors) = parsed(&role("hw_dpc"), "irql = 2");
        assert_eq!(
            errors,
            ["`#[hw_dpc]` takes no arguments\nwrite `#[hw_dpc]`"]
        );
        assert!(parsed(&role("hw_dpc"), "").1.is_empty());
    }

    #[test]
    fn the_runtime_has_a_name() {
        for (attribute, text) in [
            ("hw_dpc", "crate = mp"),
            (
                "hw_adapter_control",
                "StopAdapter, crate = mp, RestartAdapter",
            ),
        ] {
            let mut errors = Diagnostics::default();
            let arguments = parse(
                &role(attribute),
                &text.parse().expect("tokens"),
                &mut errors,
            );
            assert_eq!(arguments.runtime.expect("a name"), "mp");
            assert!(errors.is_empty());
        }
    }
}
