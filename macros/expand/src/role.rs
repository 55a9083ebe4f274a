//! What a callback role is: a row of `miniport_roles`, with its signature parsed. Expansion, diagnostics and documentation
//! follow from it.

mod names;

use std::ops::Deref;
use std::sync::LazyLock;

use miniport_roles::{PARAMETERS, ROLES};
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{FnArg, Pat, ReturnType, Signature, Type};

use crate::types;
pub(crate) use names::{outline, qualified};

/// One callback role.
#[derive(Debug)]
pub(crate) struct Role {
    row: &'static miniport_roles::Role,
    /// The parameters of a handler.
    pub(crate) parameters: Vec<Parameter>,
    /// What a handler returns, if it does.
    pub(crate) returns: Option<Type>,
    /// Names of the runtime's that mean types of the driver's own where the handler stands.
    own: Vec<String>,
}

/// A parameter of a handler.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    /// The type as the table has it.
    pub(crate) ty: Type,
    pub(crate) kind: Kind,
}

/// What a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `adapter: &Adapter`
    Extension,
    /// `cx: &mut Deferred<'_, Adapter>`
    Context,
    /// `cx: AdapterControl<'_, Adapter>`
    OwnedContext,
    /// `argument: T`, where `T` implements a trait; it may be left out.
    Argument,
    /// A value, with what is said of a wrong one.
    Value(&'static str),
}

impl Deref for Role {
    type Target = miniport_roles::Role;
    fn deref(&self) -> &Self::Target {
        self.row
    }
}

impl Role {
    /// The role of a row. The tests parse every row.
    pub(crate) fn new(row: &'static miniport_roles::Role) -> Self {
        let signature: Signature = syn::parse_str(row.signature).expect("a signature");
        let parameters = signature.inputs.iter().filter_map(|input| {
            let FnArg::Typed(typed) = input else {
                return None;
            };
            let Pat::Ident(name) = &*typed.pat else {
                return None;
            };
            Some((name.ident.to_string(), Type::clone(&typed.ty)))
        });
        let last = signature.inputs.len() - 1;
        Self {
            row,
            parameters: parameters
                .enumerate()
                .map(|(index, (name, ty))| Parameter {
                    kind: if index == last && !row.argument.is_empty() {
                        Kind::Argument
                    } else {
                        kind(row, &ty)
                    },
                    name,
                    ty,
                })
                .collect(),
            returns: match signature.output {
                ReturnType::Default => None,
                ReturnType::Type(_, ty) => Some(*ty),
            },
            own: Vec::new(),
        }
    }

    /// The role of a handler that stands where the driver has types of its own with these names.
    pub(crate) fn beside(self, own: Vec<String>) -> Self {
        Self { own, ..self }
    }

    /// Whether the name means a type of the driver's own.
    pub(crate) fn is_own(&self, name: &Ident) -> bool {
        self.own.iter().any(|own| name == own)
    }

    /// What has a name of the runtime's: the contexts of all roles, and what this one's handlers get.
    pub(crate) fn names_of_types(&self) -> impl Iterator<Item = String> {
        let own = self.parameters.iter().filter_map(|parameter| {
            Some(
                types::last_segment(types::behind(&parameter.ty))?
                    .ident
                    .to_string(),
            )
        });
        ROLES
            .iter()
            .map(|role| role.context().to_owned())
            .chain(own)
    }

    /// The role of an attribute's last path segment.
    pub(crate) fn named(attribute: &str) -> Option<Self> {
        miniport_roles::Role::named(attribute).map(Self::new)
    }

    /// The row whose context has this name, of this role's header if there is one (several roles may share a context; the first is
    /// returned).
    pub(crate) fn with_context(&self, context: &str) -> Option<&'static miniport_roles::Role> {
        // For each handler it is asked several times.
        static CONTEXTS: LazyLock<Vec<(&str, &miniport_roles::Role)>> =
            LazyLock::new(|| ROLES.iter().map(|role| (role.context(), role)).collect());
        let named = || {
            CONTEXTS
                .iter()
                .filter(|(name, _)| *name == context && !self.own.iter().any(|own| own == name))
                .map(|(_, role)| *role)
        };
        named()
            .find(|role| role.header == self.header)
            .or_else(|| named().next())
    }

    /// The path under which the role's types are found, `runtime` being the crate.
    pub(crate) fn names(&self, runtime: &TokenStream) -> TokenStream {
        if self.is_wdm() {
            quote::quote!(#runtime::wdm)
        } else if self.is_dump() {
            quote::quote!(#runtime::dump)
        } else {
            runtime.clone()
        }
    }

    /// What has the extension, in words.
    pub(crate) fn owner(&self) -> &'static str {
        if self.is_wdm() { "device" } else { "adapter" }
    }

    /// Whether the attribute has arguments.
    pub(crate) fn has_arguments(&self) -> bool {
        !self.arguments.is_empty()
    }

    /// The trait by which a device extension says which control types its driver declares.
    pub(crate) fn declares(&self) -> Ident {
        let object = if self.controlled() == "unit" {
            "Unit"
        } else {
            "Adapter"
        };
        quote::format_ident!("{object}Controls")
    }

    /// The parameter of a kind, and its index.
    pub(crate) fn position(&self, kind: Kind) -> Option<usize> {
        self.parameters
            .iter()
            .position(|parameter| parameter.kind == kind)
    }

    /// Whether handlers get the device extension, rather than make it.
    pub(crate) fn takes_extension(&self) -> bool {
        self.position(Kind::Extension).is_some()
    }

    /// How many parameters the handler must have, and may have.
    pub(crate) fn arity(&self) -> (usize, usize) {
        let most = self.parameters.len();
        (most - usize::from(self.may_leave_argument_out()), most)
    }

    /// The signature to write, for a handler `name` of an adapter with extension `extension`.
    pub(crate) fn signature(&self, name: &str, extension: &str) -> String {
        let parameters: Vec<String> = self
            .parameters
            .iter()
            .filter(|parameter| parameter.kind != Kind::Argument || !self.may_leave_argument_out())
            .map(|parameter| parameter.written(extension))
            .collect();
        let returns = match self.answers(extension) {
            returns if returns.is_empty() => returns,
            returns => format!(" -> {returns}"),
        };
        format!("fn {name}({}){returns}", parameters.join(", "))
    }

    /// The return type as a driver author writes it; empty where there is none.
    pub(crate) fn answers(&self, extension: &str) -> String {
        self.returns
            .as_ref()
            .map_or_else(String::new, |ty| names::written(ty, extension))
    }

    /// `-> Type` of the generated `call`.
    pub(crate) fn return_tokens(
        &self,
        runtime: &TokenStream,
        extension: &TokenStream,
    ) -> TokenStream {
        self.returns.as_ref().map_or_else(TokenStream::new, |ty| {
            let ty = qualified(
                ty.to_token_stream(),
                runtime,
                &self.names(runtime),
                extension,
            );
            quote::quote!(-> #ty)
        })
    }
}

/// Where a role's code runs, in words.
pub(crate) fn place(role: &miniport_roles::Role) -> String {
    format!("IRQL: {}; locks held: {}", role.irql, role.locks)
}

/// What a parameter of this type is.
fn kind(role: &miniport_roles::Role, ty: &Type) -> Kind {
    let behind = types::behind(ty);
    if types::is_named(behind, role.extension()) {
        return Kind::Extension;
    }
    if types::is_named(behind, role.context()) {
        return match types::reference(ty) {
            Some(_) => Kind::Context,
            None => Kind::OwnedContext,
        };
    }
    let row = PARAMETERS
        .iter()
        .find(|row| types::is_named(behind, row.type_name));
    Kind::Value(row.expect("a type of parameters").rule)
}

impl Parameter {
    /// The parameter as a driver author writes it.
    pub(crate) fn written(&self, extension: &str) -> String {
        format!("{}: {}", self.name, names::written(&self.ty, extension))
    }

    /// What is said where the type is another one.
    pub(crate) fn rule(&self, role: &Role, rule: &str) -> String {
        rule.replace("{parameter}", &names::in_c(&self.name))
            .replace("{role_type}", role.role_type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_role() {
        for row in ROLES {
            let role = Role::new(row);
            let contexts = [Kind::Context, Kind::OwnedContext];
            assert!(
                contexts.iter().any(|kind| role.position(*kind).is_some()),
                "{}",
                role.attribute
            );
            let first = types::text(&role.parameters[0].ty);
            assert!(role.takes_extension() || first.contains(row.extension()));
        }
        assert!(Role::named("dpc").is_none());
    }

    #[test]
    fn signatures_are_written_as_in_the_table() {
        for row in ROLES.iter().filter(|row| row.argument.is_empty()) {
            let name = row.signature.split(['(', ' ']).nth(1).expect("a name");
            assert_eq!(
                Role::new(row).signature(name, row.extension()),
                row.signature
            );
        }
        let role = Role::named("hw_dpc").expect("a role");
        assert_eq!(
            role.signature("f", "Disk"),
            "fn f(adapter: &Disk, cx: &mut Deferred<'_, Disk>)"
        );
        assert_eq!(role.arity(), (2, 3));
    }
}
