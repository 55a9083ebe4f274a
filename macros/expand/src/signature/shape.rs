//! The shape of each parameter: what its tokens say, before the compiler resolves names.

use miniport_roles::PARAMETERS;
use proc_macro2::Ident;
use syn::{Type, TypeReference};

use super::Teaching;
use crate::diagnostics::{Diagnostics, article};
use crate::extension::object;
use crate::role::{self, Kind, Parameter, Role};
use crate::types::{self, Bound};

/// Checks one parameter.
pub(super) fn check(
    teaching: &Teaching<'_>,
    parameter: &Parameter,
    ty: &Type,
    errors: &mut Diagnostics,
) {
    if types::is_opaque(ty) {
        return;
    }
    match parameter.kind {
        Kind::Extension => extension(teaching, parameter, ty, errors),
        Kind::Context | Kind::OwnedContext => context(teaching, parameter, ty, errors),
        Kind::Argument => argument(teaching, parameter, ty, errors),
        Kind::Value(rule) => {
            if let Some(name) = without_extension(teaching.role, parameter, ty) {
                lacks_extension(&name, teaching, parameter, ty, errors);
            } else if let Some((name, expected)) = another(teaching.role, ty, &parameter.ty) {
                let rule = if expected == "Option" {
                    parameter.rule(teaching.role, rule)
                } else {
                    let article = article(&expected.to_string());
                    format!(
                        "`{name}` is what other callbacks get, and `{}` gets {article} `{expected}`",
                        teaching.attribute()
                    )
                };
                errors.error(ty, rule, teaching.write(parameter));
            } else if !may_be(ty, &parameter.ty) {
                let rule = parameter.rule(teaching.role, rule);
                errors.error(ty, rule, teaching.write(parameter));
            }
        }
    }
}

/// The name of a type that lacks its extension: `Srb` for `Srb<Adapter>`.
fn without_extension(role: &Role, parameter: &Parameter, ty: &Type) -> Option<String> {
    let expected = types::last_segment(types::behind(&parameter.ty))?;
    let segment = types::last_segment(types::behind(ty))?;
    let lacks = segment.ident == expected.ident
        && !role.is_own(&segment.ident)
        && segment.arguments.is_none()
        && !types::type_arguments(expected).is_empty();
    lacks.then(|| segment.ident.to_string())
}

/// Whether it is an argument that lacks its extension.
pub(super) fn is_incomplete(role: &Role, ty: &Type) -> bool {
    let argument = role
        .parameters
        .iter()
        .rfind(|parameter| parameter.kind == Kind::Argument);
    argument.is_some_and(|parameter| without_extension(role, parameter, ty).is_some())
}

fn lacks_extension(
    name: &str,
    teaching: &Teaching<'_>,
    parameter: &Parameter,
    ty: &Type,
    errors: &mut Diagnostics,
) {
    errors.error(
        ty,
        format!("`{name}` is of one device extension, which its type names"),
        teaching.write(parameter),
    );
}

/// Whether a type can be the expected one, under another name perhaps.
fn may_be(ty: &Type, expected: &Type) -> bool {
    let by_mut = |ty| types::reference(ty).filter(|reference| is_mut(reference));
    let (value, expected) = match (by_mut(ty), by_mut(expected)) {
        (None, None) => (ty, expected),
        (Some(ty), Some(expected)) => (&*ty.elem, &*expected.elem),
        _ => return false,
    };
    is_path(value) && (!types::is_primitive(value) || types::text(value) == types::text(expected))
}

/// The name of a type that other callbacks get, and of the expected one: `Srb` for `DumpSrb`.
fn another<'t>(role: &Role, ty: &'t Type, expected: &'t Type) -> Option<(&'t Ident, &'t Ident)> {
    let expected = &types::last_segment(types::behind(expected))?.ident;
    let name = owned(role, ty).filter(|name| *name != expected)?;
    Some((name, expected))
}

/// The name of a type that callbacks get beside the extension and the context, if it is one.
pub(super) fn owned<'t>(role: &Role, ty: &'t Type) -> Option<&'t Ident> {
    let segment = types::last_segment(types::behind(ty))?;
    let is_row = PARAMETERS.iter().any(|row| segment.ident == row.type_name);
    (is_row && !types::type_arguments(segment).is_empty() && !role.is_own(&segment.ident))
        .then_some(&segment.ident)
}

/// `adapter: &Adapter`
fn extension(teaching: &Teaching<'_>, parameter: &Parameter, ty: &Type, errors: &mut Diagnostics) {
    let write = || teaching.write(parameter);
    let behind = types::behind(ty);
    if names_context(teaching.role, ty) {
        errors.error(ty, "the first parameter is the device extension", write());
        return;
    }
    match types::reference(ty) {
        Some(reference) if is_mut(reference) => errors.error(
            ty,
            "there is no `&mut` to a device extension: other processors use it at the same time",
            format!("{}, and keep what changes in a `Locked` field or in an atomic", write()),
        ),
        Some(TypeReference { lifetime: Some(lifetime), .. }) if lifetime.ident == "static" => errors.error(
            lifetime,
            format!("the device extension lives as long as its {}, and is lent to the handler for the time of one callback", teaching.role.owner()),
            write(),
        ),
        Some(reference) if !is_path(&reference.elem) && !types::is_opaque(&reference.elem) => {
            errors.error(ty, "the device extension is a structure with `#[derive(DeviceExtension)]`", write());
        }
        Some(_) => {
            local_parts(teaching, behind, errors);
        }
        None => errors.error(
            ty,
            "the device extension stays in the system's memory: a handler gets a reference to it",
            write(),
        ),
    }
}

/// `cx: &mut Deferred<'_, Adapter>`, or by value.
fn context(teaching: &Teaching<'_>, parameter: &Parameter, ty: &Type, errors: &mut Diagnostics) {
    let role = teaching.role;
    let kind = parameter.kind;
    let write = || teaching.write(parameter);
    let behind = types::behind(ty);
    let name = types::last_segment(behind).map(|segment| segment.ident.to_string());
    match name {
        Some(name) if name != role.context() && is_context(role, &name) => {
            let other = role
                .with_context(&name)
                .map(|other| format!("`#[{}]` ({})", other.attribute, role::place(other)));
            errors.error(
                ty,
                format!(
                    "`{name}` is the context of {}\n`{}` has another ({})",
                    other.unwrap_or_default(),
                    teaching.attribute(),
                    role::place(role)
                ),
                write(),
            );
            return;
        }
        Some(_) if let Some(name) = without_extension(role, parameter, ty) => {
            lacks_extension(&name, teaching, parameter, ty, errors);
            return;
        }
        Some(name) if names_object(role, ty) => {
            let rule = format!(
                "{} `{name}` lies in the device extension, and its handler gets a context",
                article(&name)
            );
            errors.error(ty, rule, write());
            return;
        }
        Some(_) => {}
        None => {
            errors.error(
                ty,
                format!(
                    "the context of `{}` is `{}`",
                    teaching.attribute(),
                    role.context()
                ),
                write(),
            );
            return;
        }
    }
    let by_mut = types::reference(ty).is_some_and(is_mut)
        && is_path(types::reference(ty).map_or(ty, |ty| &ty.elem));
    if kind == Kind::Context && !by_mut {
        errors.error(ty, "a context is lent to the handler for the time of one callback: it is a `&mut` reference", write());
    } else if kind == Kind::OwnedContext && !is_path(ty) {
        errors.error(
            ty,
            format!(
                "{} {} control operation is given to the handler by value",
                article(role.controlled()),
                role.controlled()
            ),
            write(),
        );
    } else if !role.takes_extension() {
        // The extension is read from here.
        let segment = types::last_segment(behind);
        match segment
            .map(types::type_arguments)
            .and_then(|arguments| arguments.last().copied())
        {
            Some(extension) => local_parts(teaching, extension, errors),
            None => errors.error(
                ty,
                format!(
                    "`{}` reads the type of the device extension from its context",
                    teaching.attribute()
                ),
                write(),
            ),
        }
    }
}

/// `argument: T`
fn argument(teaching: &Teaching<'_>, parameter: &Parameter, ty: &Type, errors: &mut Diagnostics) {
    let role = teaching.role;
    let (role_type, bound) = (role.role_type, role.argument);
    if let Some(name) = without_extension(role, parameter, ty) {
        lacks_extension(&name, teaching, parameter, ty, errors);
    }
    if is_swapped(role, ty, teaching.extension) {
        let rule =
            "the device extension comes first in the type of an IRP, the major function second";
        errors.error(ty, rule, teaching.write(parameter));
    }
    if lacks_device(role, ty, teaching.extension) {
        let rule =
            "the type of an IRP names the device extension, and behind it the major function";
        errors.error(ty, rule, teaching.write(parameter));
    }
    if let Some((what, instead)) = answered_function(role, ty) {
        errors.error(
            ty,
            format!("{what} requests do not reach the driver's dispatch routines: the runtime answers them"),
            instead,
        );
    }
    for part in types::bound_to_function(ty) {
        match part {
            Bound::Lifetime(tokens) | Bound::ImplTrait(tokens) if !role.may_leave_argument_out() => {
                let rule = "the handler owns the IRP, whose type names the major function, until it completes it or hands it on";
                errors.error(tokens, rule, teaching.write(parameter));
            }
            Bound::Lifetime(tokens) if bound == "SynchronizeArgument" => errors.error(
                tokens,
                format!("the argument of `{role_type}` is part of the handler's type: it cannot borrow"),
                "take the value itself, or borrow in a closure: `data.lock(cx, |data, cx| …)` of a `Locked<InterruptLock, T>`",
            ),
            Bound::Lifetime(tokens) => errors.error(
                tokens,
                format!("the argument of `{role_type}` travels to another time and processor: it cannot borrow"),
                format!(
                    "use a `{bound}`: an integer, `bool`{}; or keep the data in the extension and pass its index",
                    if role.is_wdm() || bound != "DpcArgument" { "" } else { ", an owned request" }
                ),
            ),
            Bound::ImplTrait(tokens) => errors.error(
                tokens,
                format!("`{role_type}` is one routine: its caller cannot choose a type for `impl Trait`"),
                format!("write the type itself, a `{bound}` such as `u32`"),
            ),
            Bound::SelfType(tokens) => errors.error(tokens, "a handler is a free function: `Self` has no meaning", "write the type's name"),
            Bound::Infer(tokens) => errors.error(tokens, "the type of the argument is part of the handler's type", "write the type itself"),
        }
    }
}

/// The extension is named outside of the function, so nothing in it may belong to the function.
fn local_parts(teaching: &Teaching<'_>, extension: &Type, errors: &mut Diagnostics) {
    for part in types::bound_to_function(extension) {
        match part {
            Bound::Lifetime(tokens) => errors.error(
                tokens,
                format!(
                    "a device extension lives as long as its {}: it has no lifetime parameter",
                    teaching.role.owner()
                ),
                "write the type without a lifetime",
            ),
            Bound::SelfType(tokens) => errors.error(
                tokens,
                "a handler is a free function: `Self` has no meaning",
                format!(
                    "move the function out of the `impl` block and write the type's name: `{}`",
                    teaching.signature()
                ),
            ),
            Bound::ImplTrait(tokens) | Bound::Infer(tokens) => errors.error(
                tokens,
                format!(
                    "`{}` belongs to the one type of device extension that the driver registers",
                    teaching.role.role_type
                ),
                teaching.write_signature(),
            ),
        }
    }
}

/// Whether a type is a deferred object, by value or behind a reference.
pub(super) fn names_object(role: &Role, ty: &Type) -> bool {
    types::last_segment(types::behind(ty))
        .is_some_and(|segment| object::is_object(&segment.ident) && !role.is_own(&segment.ident))
}

/// Whether an IRP names the major function and then the device.
pub(super) fn is_swapped(role: &Role, ty: &Type, extension: Option<&Type>) -> bool {
    let arguments = types::last_segment(ty).map(types::type_arguments);
    let is_extension = |ty| extension.map(types::outline) == Some(types::outline(ty));
    role.argument.ends_with("MajorFunction")
        && matches!(arguments.as_deref(), Some([first, second]) if is_extension(*second) && !is_extension(*first))
}

/// Whether an IRP names one type, which is not the device: its major function, it seems.
pub(super) fn lacks_device(role: &Role, ty: &Type, extension: Option<&Type>) -> bool {
    let Some(segment) = types::last_segment(ty) else {
        return false;
    };
    let [argument] = types::type_arguments(segment)[..] else {
        return false;
    };
    role.argument.ends_with("MajorFunction")
        && segment.ident == "Incoming"
        && !role.is_own(&segment.ident)
        && extension.is_some_and(|extension| types::outline(extension) != types::outline(argument))
}

/// Major functions that the runtime answers, by the names that a C driver's author looks for: what they are, and what there is instead.
pub(super) fn answered_function(role: &Role, ty: &Type) -> Option<(&'static str, &'static str)> {
    const ANSWERED: [(&[&str], &str, &str); 5] = [
        (
            &["Pnp", "IRP_MJ_PNP"],
            "plug and play",
            "write `fn start` and `fn stop` in `impl PnpDevice`",
        ),
        (
            &["Power", "IRP_MJ_POWER"],
            "power",
            "write `fn power_down` and `fn power_up` in `impl PnpDevice`",
        ),
        (
            &["Cleanup", "IRP_MJ_CLEANUP"],
            "cleanup",
            "write `fn cleanup` in `impl PnpDevice`",
        ),
        (
            &["Close", "IRP_MJ_CLOSE"],
            "close",
            "write `fn close` in `impl PnpDevice`",
        ),
        (
            &["SystemControl", "IRP_MJ_SYSTEM_CONTROL"],
            "WMI",
            "leave the callback out: they go to the lower drivers",
        ),
    ];
    let segment = types::last_segment(ty)?;
    if !role.argument.ends_with("MajorFunction") || segment.ident != "Incoming" {
        return None;
    }
    let function = &types::last_segment(types::type_arguments(segment).get(1)?)?.ident;
    let row = |(names, ..): &&(&[&str], _, _)| names.iter().any(|name| function == name);
    ANSWERED
        .iter()
        .find(row)
        .map(|(_, what, instead)| (*what, *instead))
}

fn is_mut(reference: &TypeReference) -> bool {
    reference.mutability.is_some()
}

fn is_path(ty: &Type) -> bool {
    matches!(
        types::peel(ty),
        Type::Path(_) | Type::Macro(_) | Type::Verbatim(_)
    )
}

fn is_context(role: &Role, name: &str) -> bool {
    role.with_context(name).is_some()
}

/// Whether a type is a context, by value or behind a reference.
pub(super) fn names_context(role: &Role, ty: &Type) -> bool {
    types::last_segment(types::behind(ty))
        .is_some_and(|segment| is_context(role, &segment.ident.to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::parameters::tests::says;

    #[test]
    fn the_extension_is_a_shared_reference() {
        for (extension, text) in [
            ("&mut Adapter", "no `&mut` to a device extension"),
            ("Adapter", "write `adapter: &Adapter`"),
            ("*mut Adapter", "write `adapter: &Adapter`"),
            ("&&Adapter", "derive(DeviceExtension)"),
            ("&(u8, u8)", "derive(DeviceExtension)"),
            ("&impl Extension", "derive(DeviceExtension)"),
            ("&Adapter<'_>", "no lifetime parameter"),
            ("&'static Adapter", "lives as long as its adapter"),
            ("&Self", "move the function out of the `impl` block"),
            (
                "&mut TimerTick<'_, Adapter>",
                "the first parameter is the device extension",
            ),
        ] {
            says(
                "hw_timer",
                &format!("adapter: {extension}, cx: &mut TimerTick<'_, Adapter>"),
                text,
            );
        }
    }

    #[test]
    fn the_context_is_that_of_the_role() {
        for (context, text) in [
            ("TimerTick<'_, Adapter>", "it is a `&mut` reference"),
            ("&TimerTick<'_, Adapter>", "it is a `&mut` reference"),
            (
                "&mut &mut TimerTick<'_, Adapter>",
                "it is a `&mut` reference",
            ),
            ("(u8, u8)", "the context of `#[hw_timer]` is `TimerTick`"),
            (
                "&mut Interrupt<'_, Adapter>",
                "`Interrupt` is the context of `#[hw_interrupt]` (IRQL: DIRQL; locks held: the interrupt lock)",
            ),
            (
                "&mut miniport::Deferred<'_, Adapter>",
                "write `cx: &mut TimerTick<'_, Adapter>`",
            ),
        ] {
            says(
                "hw_timer",
                &format!("adapter: &Adapter, cx: {context}"),
                text,
            );
        }
        says(
            "hw_adapter_control",
            "adapter: &Adapter, cx: &mut AdapterControl<'_, Adapter>",
            "by value",
        );
        says(
            "hw_find_adapter",
            "cx: &mut Cx, config: &mut PortConfiguration<'_>",
            "reads the type of the device extension",
        );
        says(
            "hw_find_adapter",
            "cx: &mut FindAdapter<'_, Self>, config: &mut PortConfiguration<'_>",
            "out of the `impl` block",
        );
        says(
            "hw_find_adapter",
            "cx: &mut FindAdapter<'_, Adapter>, config: PortConfiguration<'_>",
            "config: &mut PortConfiguration<'_>",
        );
    }

    #[test]
    fn requests_and_numbers() {
        let startio =
            |srb: &str| format!("adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: {srb}");
        says(
            "hw_startio",
            &startio("&mut Srb<Adapter>"),
            "the handler owns the request",
        );
        says("hw_startio", &startio("u32"), "write `srb: Srb<Adapter>`");
        says(
            "hw_startio",
            &startio("Srb"),
            "`Srb` is of one device extension",
        );
        let reset = |path: &str| {
            format!("adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: {path}")
        };
        says(
            "hw_reset_bus",
            &reset("u8"),
            "`PathId` of `HW_RESET_BUS` is a ULONG",
        );
        says("hw_reset_bus", &reset("&u32"), "write `path_id: u32`");
        for message in ["u32", "&Message<'_>", "&mut Message<'_>", "(u32, u32)"] {
            says(
                "hw_message_signaled_interrupt",
                &format!(
                    "adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: {message}"
                ),
                "write `message: Message<'_>`",
            );
        }
    }

    #[test]
    fn arguments_are_owned_types() {
        let dpc = |argument: &str| {
            format!("adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, argument: {argument}")
        };
        says("hw_dpc", &dpc("&u32"), "it cannot borrow");
        says("hw_dpc", &dpc("impl Copy"), "`impl Trait`");
        says("hw_dpc", &dpc("Option<_>"), "write the type itself");
        says("hw_dpc", &dpc("Self"), "`Self` has no meaning");
    }
}
