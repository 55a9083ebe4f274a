//! The arguments of role attributes. Only `#[hw_adapter_control(…)]` has some: the control types that it supports.

use darling::FromMeta;
use darling::ast::NestedMeta;
use proc_macro2::{Ident, Span, TokenStream};
use syn::Meta;

use crate::diagnostics::Diagnostics;
use crate::role::Role;

/// The control types of `miniport::AdapterControlType`: `SCSI_ADAPTER_CONTROL_TYPE` without `Scsi` or `ScsiAdapter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromMeta)]
#[darling(rename_all = "PascalCase")]
enum ControlType {
    StopAdapter,
    RestartAdapter,
    SetBootConfig,
    SetRunningConfig,
    Power,
    PrepareForBusReScan,
    SurpriseRemoval,
}

const NAMES: &str = "the control types are `StopAdapter`, `RestartAdapter`, `SetBootConfig`, `SetRunningConfig`, `Power`, \
                     `PrepareForBusReScan`, `SurpriseRemoval`";

/// Parses the arguments of `role`'s attribute: the control types to support, for the role that has them.
pub(crate) fn parse(role: &Role, arguments: &TokenStream, errors: &mut Diagnostics) -> Vec<Ident> {
    let attribute = role.attribute;
    if !role.has_arguments() {
        if !arguments.is_empty() {
            let instead = format!("write `#[{attribute}]`");
            errors.error(
                arguments,
                format!("`#[{attribute}]` takes no arguments"),
                instead,
            );
        }
        return Vec::new();
    }
    let list = match NestedMeta::parse_meta_list(arguments.clone()) {
        Ok(list) => list,
        Err(error) => {
            errors.add(error);
            return Vec::new();
        }
    };
    if list.is_empty() {
        errors.error(
            Ident::new(attribute, Span::call_site()),
            "`HW_ADAPTER_CONTROL` tells Storport which control types it supports (ScsiQuerySupportedControlTypes)",
            format!("name them: `#[{attribute}(StopAdapter, RestartAdapter)]`"),
        );
    }
    let mut supported: Vec<(ControlType, Ident)> = Vec::new();
    for argument in &list {
        if let Some((control, name)) = control_type(role, argument, errors) {
            if supported.iter().any(|(earlier, _)| *earlier == control) {
                errors.error(
                    &name,
                    format!("`{name}` is named twice"),
                    "name each control type once",
                );
            } else {
                supported.push((control, name));
            }
        }
    }
    supported.into_iter().map(|(_, name)| name).collect()
}

/// One control type, which is the word `StopAdapter` and the like.
fn control_type(
    role: &Role,
    argument: &NestedMeta,
    errors: &mut Diagnostics,
) -> Option<(ControlType, Ident)> {
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
    match ControlType::from_string(&text) {
        Ok(control) => Some((control, name.clone())),
        Err(error) => {
            // The header's name, in full or in part.
            let short = text.strip_prefix("Scsi").unwrap_or(&text);
            let instead = [short, short.strip_prefix("Adapter").unwrap_or(short)]
                .into_iter()
                .find(|name| ControlType::from_string(name).is_ok())
                .map(|name| format!("write `{name}`"))
                .or_else(|| suggestion(&error))
                .unwrap_or_else(|| NAMES.to_owned());
            errors.error(
                name,
                format!("`{text}` is not an adapter control type"),
                instead,
            );
            None
        }
    }
}

/// What darling thinks was meant.
pub(crate) fn suggestion(error: &darling::Error) -> Option<String> {
    let text = error.to_string();
    let (_, meant) = text.split_once("Did you mean `")?;
    let (meant, _) = meant.split_once('`')?;
    Some(format!("did you mean `{meant}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role::table;

    fn parsed(role: &Role, text: &str) -> (Vec<String>, Vec<String>) {
        let mut errors = Diagnostics::default();
        let names = parse(role, &text.parse().expect("tokens"), &mut errors);
        (
            names.iter().map(ToString::to_string).collect(),
            errors.messages(),
        )
    }

    #[test]
    fn control_types_are_taken() {
        let (names, errors) = parsed(
            &table::hw_adapter_control,
            "StopAdapter, PrepareForBusReScan, Power,",
        );
        assert_eq!(names, ["StopAdapter", "PrepareForBusReScan", "Power"]);
        assert!(errors.is_empty(), "{errors:?}");
    }

    #[test]
    fn every_wrong_argument_is_reported() {
        let text = "StopAdaptor, ScsiRestartAdapter, StopAdapter, StopAdapter, QuerySupportedControlTypes, a::StopAdapter, 1, x = 2, Zzz, AdapterPower";
        let (names, errors) = parsed(&table::hw_adapter_control, text);
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
        assert!(errors[7].contains(NAMES), "{}", errors[7]);
        assert!(errors[8].contains("write `Power`"), "{}", errors[8]);
    }

    #[test]
    fn the_list_is_not_empty() {
        let (_, errors) = parsed(&table::hw_adapter_control, "");
        assert!(
            errors[0].contains("ScsiQuerySupportedControlTypes"),
            "{errors:?}"
        );
    }

    #[test]
    fn other_roles_take_none() {
        let (_, errors) = parsed(&table::hw_dpc, "irql = 2");
        assert_eq!(
            errors,
            ["`#[hw_dpc]` takes no arguments\nwrite `#[hw_dpc]`"]
        );
        assert!(parsed(&table::hw_dpc, "").1.is_empty());
    }
}
