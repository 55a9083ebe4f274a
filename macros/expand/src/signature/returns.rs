//! The return type, where its tokens alone tell that it is wrong. The rest is the compiler's to say, at the same tokens.

use syn::{ReturnType, Signature, Type};

use super::Teaching;
use crate::diagnostics::Diagnostics;
use crate::types;

/// Checks the return type.
pub(super) fn check(teaching: &Teaching<'_>, signature: &Signature, errors: &mut Diagnostics) {
    let role = teaching.role;
    let expected = || role.answers(&teaching.extension());
    match (&signature.output, &role.returns) {
        (ReturnType::Default, None) => {}
        (ReturnType::Default, _) => errors.error(
            &signature.ident,
            format!("`{}` has an answer: {}", role.role_type, role.answer),
            format!("write `-> {}`", expected()),
        ),
        (ReturnType::Type(_, ty), _)
            if matches!(types::peel(ty), Type::Never(_)) || types::is_opaque(ty) => {}
        (ReturnType::Type(_, ty), None) => {
            if !matches!(types::peel(ty), Type::Tuple(tuple) if tuple.elems.is_empty()) {
                errors.error(
                    &signature.output,
                    format!("`{}` answers nothing (VOID)", role.role_type),
                    "remove the return type",
                );
            }
        }
        (ReturnType::Type(_, ty), Some(returns)) => {
            if is_clearly_not(ty, returns) {
                errors.error(
                    ty,
                    format!(
                        "`{}` answers with `{}`: {}",
                        role.role_type,
                        expected(),
                        role.answer
                    ),
                    format!("write `-> {}`", expected()),
                );
            }
        }
    }
}

/// No path at all, or one with a name that everybody knows to be something else.
fn is_clearly_not(ty: &Type, returns: &Type) -> bool {
    const KNOWN: &[&str] = &[
        "Option", "Result", "BOOLEAN", "NTSTATUS", "ULONG", "String", "Vec",
    ];
    match types::last_segment(ty) {
        None => true,
        Some(segment) if types::is_named(returns, &segment.ident.to_string()) => false,
        Some(segment) => types::is_primitive(ty) || KNOWN.iter().any(|name| segment.ident == name),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::checked;
    use crate::role::Role;

    fn errors(role: &str, returns: &str) -> Vec<String> {
        let role = Role::named(role).expect("a role");
        let signature = role.signature("f", "Adapter");
        let parameters = signature.split(" -> ").next().unwrap_or_default();
        checked(&role, &format!("{parameters} {returns} {{}}")).1
    }

    #[test]
    fn a_missing_answer_is_explained() {
        let errors = errors("hw_interrupt", "");
        assert_eq!(errors.len(), 1);
        assert!(
            errors[0].contains("`true`: the interrupt came from this adapter")
                && errors[0].ends_with("write `-> bool`")
        );
    }

    #[test]
    fn clearly_wrong_answers() {
        for (role, returns) in [
            ("hw_interrupt", "-> u8"),
            ("hw_interrupt", "-> BOOLEAN"),
            ("hw_interrupt", "-> ()"),
            ("hw_interrupt", "-> &bool"),
            ("hw_buildio", "-> bool"),
            ("hw_buildio", "-> Result<(), Srb<Adapter>>"),
            ("hw_startio", "-> Option<Srb<Adapter>>"),
            ("hw_adapter_control", "-> bool"),
            ("hw_timer", "-> bool"),
            ("hw_find_adapter", "-> impl Sized"),
        ] {
            let errors = errors(role, returns);
            assert!(
                errors.len() == 1 && errors[0].contains("answers"),
                "{role} {returns}: {errors:#?}"
            );
        }
    }

    #[test]
    fn what_may_be_right_is_left_to_the_compiler() {
        for (role, returns) in [
            ("hw_interrupt", "-> Answer"),
            ("hw_timer", "-> ()"),
            ("hw_timer", "-> !"),
            ("hw_startio", "-> fmt::Result"),
        ] {
            assert!(errors(role, returns).is_empty(), "{role} {returns}");
        }
    }
}
