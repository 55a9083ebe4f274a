//! The arguments of role attributes: `crate = name`, and for `#[hw_adapter_control(…)]` and
//! `#[hw_unit_control(…)]` the control types that they support.

use darling::ast::NestedMeta;
use miniport_roles::Control;
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Meta, Token};

use crate::diagnostics::{Diagnostics, article, did_you_mean};
use crate::role::Role;
use crate::runtime_crate;

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
    if let Some(controls) = role.controls() {
        parsed.supported = control_types(role, controls, &list, errors);
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
fn control_types(
    role: &Role,
    controls: &[Control],
    list: &[NestedMeta],
    errors: &mut Diagnostics,
) -> Vec<Ident> {
    let attribute = role.attribute;
    if list.is_empty() {
        errors.error(
            Ident::new(attribute, Span::call_site()),
            format!(
                "`{}` tells Storport which control types it supports ({})",
                role.role_type,
                query(role)
            ),
            format!("name them: `#[{attribute}{}]`", role.arguments),
        );
    }
    let mut supported: Vec<Ident> = Vec::new();
    for argument in list {
        if let Some(name) = control_type(role, controls, argument, errors) {
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
    if !list.is_empty() && errors.is_empty() {
        complete(role, controls, list, &supported, errors);
    }
    supported
}

/// What a list that is right in itself still lacks.
fn complete(
    role: &Role,
    controls: &[Control],
    list: &[NestedMeta],
    supported: &[Ident],
    errors: &mut Diagnostics,
) {
    let has = |name: &str| supported.iter().any(|other| other == name);
    for Control { name, header, .. } in controls.iter().filter(|control| control.mandatory) {
        if !has(name) && errors.is_empty() {
            let list: TokenStream = list.iter().map(ToTokens::to_token_stream).collect();
            errors.error(
                list,
                format!("Storport requires `{header}` of every miniport"),
                format!("add `{name}`: `#[{}{}]`", role.attribute, role.arguments),
            );
        }
    }
    for name in supported {
        let control = controls.iter().find(|control| name == control.name);
        for needed in control.map_or(&[][..], |control| control.with) {
            if !has(needed) && errors.is_empty() {
                errors.error(
                    name,
                    format!(
                        "`{name}` never comes without `{needed}`, in which a driver asks for it"
                    ),
                    format!("add `{needed}`"),
                );
            }
        }
    }
}

/// The header's name of the control type that the runtime answers.
fn query(role: &Role) -> &'static str {
    if role.controlled() == "unit" {
        "ScsiQuerySupportedUnitControlTypes"
    } else {
        "ScsiQuerySupportedControlTypes"
    }
}

/// One control type, which is the word `StopAdapter` and the like.
fn control_type(
    role: &Role,
    controls: &[Control],
    argument: &NestedMeta,
    errors: &mut Diagnostics,
) -> Option<Ident> {
    let NestedMeta::Meta(Meta::Path(path)) = argument else {
        errors.error(
            argument,
            "an argument is the name of a control type",
            format!("write `#[{}({})]`", role.attribute, controls[0].name),
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
    if text.starts_with("ScsiQuerySupported") || text.starts_with("QuerySupported") {
        errors.error(
            name,
            format!(
                "{} is answered by the runtime, from the list of arguments",
                query(role)
            ),
            format!("remove `{text}`"),
        );
        return None;
    }
    let written = controls
        .iter()
        .find(|control| control.name == text || control.header == text);
    match written {
        Some(control) if control.name == text => match control.reserved {
            None => return Some(name.clone()),
            Some(reason) => errors.error(
                name,
                format!("`{}` is not for drivers: {reason}", control.header),
                format!("remove `{text}`"),
            ),
        },
        written => {
            let names = || {
                controls
                    .iter()
                    .filter(|control| control.reserved.is_none())
                    .map(|control| control.name)
            };
            // The header's name, in full or in part.
            let short = text.strip_prefix("Scsi").unwrap_or(&text);
            let object = if role.controlled() == "unit" {
                "Unit"
            } else {
                "Adapter"
            };
            let instead = written
                .map(|control| control.name)
                .or_else(|| {
                    names().find(|name| short.strip_prefix(object).unwrap_or(short) == *name)
                })
                .map(|name| format!("write `{name}`"))
                .or_else(|| did_you_mean(&text, names()))
                .unwrap_or_else(|| {
                    format!(
                        "the control types are `{}`",
                        names().collect::<Vec<_>>().join("`, `")
                    )
                });
            let object = role.controlled();
            errors.error(
                name,
                format!("`{text}` is not {} {object} control type", article(object)),
                instead,
            );
        }
    }
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
    fn units_have_control_types_of_their_own() {
        let role = role("hw_unit_control");
        let (names, errors) = parsed(&role, "Start, Power, QueryBusType");
        assert_eq!(names, ["Start", "Power", "QueryBusType"]);
        assert!(errors.is_empty(), "{errors:?}");
        for (text, said) in [
            ("StopAdapter", "is not a unit control type"),
            ("UnitPower", "write `Power`"),
            ("ScsiUnitRichDescription", "write `RichDescription`"),
            ("Strat", "did you mean `Start`?"),
            (
                "KsrPowerDown",
                "is not for drivers: its page keeps it for internal use",
            ),
            ("PoFxPowerActive, Power", "add `PoFxPowerInfo`"),
            ("", "ScsiQuerySupportedUnitControlTypes"),
        ] {
            let (_, errors) = parsed(&role, text);
            assert!(
                errors.len() == 1 && errors[0].contains(said),
                "{text}: {errors:?}"
            );
        }
        assert!(parsed(&role, "PoFxPowerActive, PoFxPowerInfo").1.is_empty());
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
