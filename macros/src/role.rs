//! What a callback role is. The roles themselves are the rows of [`table`]; parsing, expansion, diagnostics and the
//! documentation of the attributes follow from a row.

pub(crate) mod table;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Type;

/// One callback role of Storport.
#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "role type is the Windows term")]
pub(crate) struct Role {
    /// The attribute, which is also the name of the runtime module.
    pub(crate) attribute: &'static str,
    /// The role type of storport.h.
    pub(crate) role_type: &'static str,
    /// The runtime's trait for handlers of this role.
    pub(crate) role_trait: &'static str,
    /// The alias of `miniport::Context` that the handler gets.
    pub(crate) context: &'static str,
    /// The attribute's arguments in the example: the control types of a control callback.
    pub(crate) arguments: &'static str,
    /// The parameters of the user's function.
    pub(crate) takes: &'static [Takes],
    /// What the user's function returns.
    pub(crate) returns: Returns,
    /// What the returned value means.
    pub(crate) answer: &'static str,
    /// The IRQL at which Storport calls.
    pub(crate) irql: &'static str,
    /// The locks that Storport holds meanwhile.
    pub(crate) locks: &'static str,
    /// A handler of this role, as the documentation shows it.
    #[cfg_attr(
        not(test),
        expect(
            dead_code,
            reason = "the documentation takes it from the table, the tests from here"
        )
    )]
    pub(crate) example: &'static str,
}

/// A parameter of the user's function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// `adapter: &Adapter`
    Extension,
    /// `cx: &mut Deferred<'_, Adapter>`
    Context,
    /// `cx: AdapterControl<'_, Adapter>`
    OwnedContext,
    /// `config: &mut PortConfiguration<'_>`
    Config,
    /// `srb: Srb<Adapter>`
    Request,
    /// `path_id: u32`, and its name in the C prototype.
    Number(&'static str, &'static str),
    /// `message: Message<'_>`
    Message,
    /// `argument: T`, where `T` implements the named trait; it may be left out.
    Argument(&'static str),
}

/// What the user's function returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Returns {
    /// `VOID`
    Nothing,
    /// `bool`
    Bool,
    /// `Option<Srb<E>>`
    Request,
    /// `Result<(), Srb<E>>`
    Started,
    /// `Result<Found<E>, FindAdapterError>`
    Found,
    /// `AdapterControlStatus`
    ControlStatus,
}

impl Role {
    /// The role of an attribute's last path segment.
    pub(crate) fn named(attribute: &str) -> Option<&'static Role> {
        table::ROLES
            .iter()
            .copied()
            .find(|role| role.attribute == attribute)
    }

    /// The role whose context has this name (several roles may share a context; the first is returned).
    pub(crate) fn with_context(context: &str) -> Option<&'static Role> {
        table::ROLES
            .iter()
            .copied()
            .find(|role| role.context == context)
    }

    /// Whether the attribute has arguments.
    pub(crate) fn has_arguments(&self) -> bool {
        !self.arguments.is_empty()
    }

    /// How many parameters the handler must have, and may have.
    pub(crate) fn arity(&self) -> (usize, usize) {
        let optional = self
            .takes
            .iter()
            .filter(|takes| matches!(takes, Takes::Argument(_)))
            .count();
        (self.takes.len() - optional, self.takes.len())
    }

    /// The signature to write, for a handler `name` of an adapter with extension `extension`.
    pub(crate) fn signature(&self, name: &str, extension: &str) -> String {
        let parameters: Vec<String> = self
            .takes
            .iter()
            .filter(|takes| !matches!(takes, Takes::Argument(_)))
            .map(|takes| takes.written(self, extension))
            .collect();
        let returns = match self.returns.written(extension) {
            returns if returns.is_empty() => returns,
            returns => format!(" -> {returns}"),
        };
        format!("fn {name}({}){returns}", parameters.join(", "))
    }

    /// Where the role's code runs, in words.
    pub(crate) fn place(&self) -> String {
        format!("IRQL: {}; locks held: {}", self.irql, self.locks)
    }
}

impl Takes {
    /// The parameter as a driver author writes it.
    pub(crate) fn written(self, role: &Role, extension: &str) -> String {
        match self {
            Takes::Extension => format!("adapter: &{extension}"),
            Takes::Context => format!("cx: &mut {}<'_, {extension}>", role.context),
            Takes::OwnedContext => format!("cx: {}<'_, {extension}>", role.context),
            Takes::Config => "config: &mut PortConfiguration<'_>".to_owned(),
            Takes::Request => format!("srb: Srb<{extension}>"),
            Takes::Number(name, _) => format!("{name}: u32"),
            Takes::Message => "message: Message<'_>".to_owned(),
            Takes::Argument(_) => "argument: u32".to_owned(),
        }
    }

    /// The parameter's name in the generated `call`; hygienic, so that it meets nothing of the user's.
    pub(crate) fn binding(self) -> Ident {
        let name = match self {
            Takes::Extension => "adapter",
            Takes::Context | Takes::OwnedContext => "cx",
            Takes::Config => "config",
            Takes::Request => "srb",
            Takes::Number(name, _) => name,
            Takes::Message => "message",
            Takes::Argument(_) => "argument",
        };
        Ident::new(name, Span::mixed_site())
    }

    /// The parameter's type in the generated `call`.
    pub(crate) fn tokens(
        self,
        role: &Role,
        extension: &Type,
        argument: &TokenStream,
    ) -> TokenStream {
        let context = format_ident!("{}", role.context);
        match self {
            Takes::Extension => quote!(&#extension),
            Takes::Context => quote!(&mut ::miniport::#context<'_, #extension>),
            Takes::OwnedContext => quote!(::miniport::#context<'_, #extension>),
            Takes::Config => quote!(&mut ::miniport::PortConfiguration<'_>),
            Takes::Request => quote!(::miniport::Srb<#extension>),
            Takes::Number(..) => quote!(::miniport::__private::core::primitive::u32),
            Takes::Message => quote!(::miniport::Message<'_>),
            Takes::Argument(_) => argument.clone(),
        }
    }
}

impl Returns {
    /// The return type as a driver author writes it; empty where there is none.
    pub(crate) fn written(self, extension: &str) -> String {
        match self {
            Returns::Nothing => String::new(),
            Returns::Bool => "bool".to_owned(),
            Returns::Request => format!("Option<Srb<{extension}>>"),
            Returns::Started => format!("Result<(), Srb<{extension}>>"),
            Returns::Found => format!("Result<Found<{extension}>, FindAdapterError>"),
            Returns::ControlStatus => "AdapterControlStatus".to_owned(),
        }
    }

    /// The last path segment of the type.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Returns::Nothing => "",
            Returns::Bool => "bool",
            Returns::Request => "Option",
            Returns::Started | Returns::Found => "Result",
            Returns::ControlStatus => "AdapterControlStatus",
        }
    }

    /// `-> Type` of the generated `call`.
    pub(crate) fn tokens(self, extension: &Type) -> TokenStream {
        let core = quote!(::miniport::__private::core);
        match self {
            Returns::Nothing => TokenStream::new(),
            Returns::Bool => quote!(-> #core::primitive::bool),
            Returns::Request => quote!(-> #core::option::Option<::miniport::Srb<#extension>>),
            Returns::Started => quote!(-> #core::result::Result<(), ::miniport::Srb<#extension>>),
            Returns::Found => {
                quote!(-> #core::result::Result<::miniport::Found<#extension>, ::miniport::FindAdapterError>)
            }
            Returns::ControlStatus => quote!(-> ::miniport::AdapterControlStatus),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::table::ROLES;
    use super::*;

    #[test]
    fn rows_follow_the_naming_rule() {
        for role in ROLES {
            let name = role.role_type.to_lowercase();
            let name = name.strip_suffix("_routine").unwrap_or(&name);
            assert_eq!(role.attribute, name);
            let camel: String = role
                .attribute
                .split('_')
                .map(|word| word[..1].to_uppercase() + &word[1..])
                .collect();
            assert_eq!(role.role_trait.to_lowercase(), camel.to_lowercase());
        }
    }

    #[test]
    fn attributes_are_unique() {
        for role in ROLES {
            assert!(std::ptr::eq(
                Role::named(role.attribute).expect("a row"),
                *role
            ));
        }
        assert!(Role::named("dpc").is_none());
    }

    #[test]
    fn optional_parameters_come_last() {
        for role in ROLES {
            let (required, most) = role.arity();
            assert!(
                role.takes[required..most]
                    .iter()
                    .all(|takes| matches!(takes, Takes::Argument(_)))
            );
        }
    }

    #[test]
    fn answers_are_explained_where_there_is_one() {
        for role in ROLES {
            assert_eq!(
                role.answer.is_empty(),
                role.returns == Returns::Nothing,
                "{}",
                role.attribute
            );
        }
    }
}
