//! The trait of a role's handlers, which the runtime declares from the role's row.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::Attribute;
use syn::parse::{ParseStream, Parser};

use crate::diagnostics::article as article_of;
use crate::expand::at;
use crate::role::{Kind, Role, qualified};

/// `role_trait!(hw_dpc);`, with attributes for the trait before the name.
pub fn declare(input: &TokenStream) -> TokenStream {
    let parsed = |input: ParseStream<'_>| -> syn::Result<(Vec<Attribute>, Role, Span)> {
        let attributes = input.call(Attribute::parse_outer)?;
        let name: Ident = input.parse()?;
        let role = Role::named(&name.to_string())
            .ok_or_else(|| syn::Error::new(name.span(), "not a row of the table of roles"))?;
        Ok((attributes, role, name.span()))
    };
    let (attributes, role, span) = match parsed.parse2(input.clone()) {
        Ok(parsed) => parsed,
        Err(error) => return error.to_compile_error(),
    };
    declared(&role, &attributes, span)
}

/// What a trait says of the handler's argument.
#[derive(Default)]
struct Argument {
    /// The parameter of the trait.
    parameter: TokenStream,
    /// What the attribute says it is: what cannot be the argument of this role is one error, at the handler.
    asked: TokenStream,
    /// How the routine gets it, and what knows that.
    receives: TokenStream,
    knows: TokenStream,
    /// In the implementation by what the attribute says: the parameter, the trait's argument, and what makes them one.
    any: TokenStream,
    given: TokenStream,
    same: TokenStream,
    /// The routine's registration has the type. Another one is one error then: not a handler for it.
    is_registered: bool,
}

impl Argument {
    fn of(role: &Role) -> Self {
        let bound = match role.argument {
            "" => return Self::default(),
            "MajorFunction" => {
                quote!(: crate::wdm::MajorFunction<Major: crate::wdm::Named>)
            }
            "PagedMajorFunction" => quote!(: crate::wdm::PagedMajorFunction),
            "DpcArgument" => quote!(: crate::shared::argument::DpcArgument),
            "WorkItemArgument" => quote!(: crate::shared::argument::WorkItemArgument),
            _ => quote!(),
        };
        let argument = Self {
            parameter: quote!(, A),
            asked: quote! {
                /// The argument's type.
                type Argument #bound;
            },
            given: quote!(, H::Argument),
            ..Self::default()
        };
        if role.argument.ends_with("MajorFunction") {
            return Self {
                any: quote!(, A),
                given: quote!(, A),
                same: quote!(where A: crate::shared::signature::Same<H::Argument>),
                is_registered: true,
                ..argument
            };
        }
        if !["DpcArgument", "WorkItemArgument"].contains(&role.argument) {
            return argument;
        }
        let of = format_ident!("{}Of", role.argument);
        let of = quote!(crate::shared::argument::#of);
        Self {
            receives: quote! {
                /// How it gets its argument.
                #[doc(hidden)]
                const ARGUMENT: #of<A>;
            },
            knows: quote!(const ARGUMENT: #of<H::Argument> = #of::NEW;),
            ..argument
        }
    }
}

/// What the trait asks of the device extension of a role's handlers.
fn bound(role: &Role) -> TokenStream {
    if role.is_wdm() {
        return quote!(crate::wdm::WdmExtension);
    }
    if role.is_dump() {
        return quote!(crate::dump::DumpExtension);
    }
    let declares = declares(role);
    quote!(crate::DeviceExtension #declares)
}

/// What a role with control requests asks of it beside.
fn declares(role: &Role) -> Option<TokenStream> {
    role.controls().map(|_| {
        let declares = role.declares();
        quote!(+ crate::control::#declares)
    })
}

/// What the attribute asks of it: the family alone, because what the extension of a device lacks is said once, and not of each handler.
struct Family {
    /// The role's own trait, which speaks of the role.
    declared: TokenStream,
    /// The bound.
    bound: TokenStream,
}

impl Family {
    fn of(role: &Role) -> Self {
        let attribute = role.attribute;
        let (of, options, is_of_it) = if role.is_wdm() {
            (
                "a WDM driver",
                " #[device_extension(wdm)]",
                quote!(crate::wdm::IsWdm),
            )
        } else if role.is_dump() {
            (
                "a dump path",
                " #[device_extension(dump)]",
                quote!(crate::dump::IsDump),
            )
        } else {
            ("a Storport miniport", "", quote!(crate::IsMiniport))
        };
        let message = format!(
            "`#[{attribute}]` is for {of}, and `{{Self}}` is not the device extension of one"
        );
        let label = format!("not the device extension of {of}");
        let declare = format!(
            "declare it: `#[derive(DeviceExtension)]{options} struct {{Self}} {{{{ … }}}}`"
        );
        let elsewhere = role.elsewhere;
        let name = format_ident!("MayHave{}", role.role_trait);
        let docs =
            format!(" The device extension of a driver that can have `#[{attribute}]` functions.");
        let declared = quote! {
            #[doc = #docs]
            ///
            /// A driver gains nothing by implementing it for another type: no context of one is ever made.
            #[doc(hidden)]
            #[diagnostic::on_unimplemented(message = #message, label = #label, note = #declare, note = #elsewhere)]
            pub trait #name {}
            #[diagnostic::do_not_recommend]
            impl<E: #is_of_it> #name for E {}
        };
        let declares = declares(role);
        // What owns an IRP or a request is that of a device extension.
        let owns = ["Srb<", "ServiceIrp<", "Irp<", "Incoming<"]
            .iter()
            .any(|ty| role.signature.contains(ty));
        let owns = owns.then(|| quote!(+ crate::Extension));
        Self {
            declared,
            bound: quote!(#name #owns #declares),
        }
    }
}

fn declared(role: &Role, attributes: &[Attribute], span: Span) -> TokenStream {
    let name = format_ident!("{}", role.role_trait);
    let (runtime, extension) = (quote!(crate), quote!(E));
    let paths = role.names(&runtime);
    let bound = bound(role);
    let Family {
        declared: declared_family,
        bound: family,
    } = Family::of(role);
    // Its line alone is shown to whoever has another extension.
    let family = at(Span::call_site().located_at(span), family);
    let takes_argument = !role.argument.is_empty();
    let Argument {
        parameter,
        asked,
        receives,
        knows,
        any,
        given,
        same,
        is_registered,
    } = Argument::of(role);
    let types = |argument: &TokenStream| -> Vec<TokenStream> {
        let parameters = role.parameters.iter();
        let types = parameters.map(|parameter| match parameter.kind {
            Kind::Argument => argument.clone(),
            _ => qualified(parameter.ty.to_token_stream(), &runtime, &paths, &extension),
        });
        types.collect()
    };
    let names: Vec<Ident> = role
        .parameters
        .iter()
        .map(|parameter| Ident::new(&parameter.name, Span::call_site()))
        .collect();
    let passed = role.parameters.iter().zip(&names).map(|(parameter, name)| {
        if parameter.kind == Kind::Argument && is_registered {
            quote!(crate::shared::signature::Same::same(#name))
        } else {
            quote!(#name)
        }
    });
    let its_types = types(&quote!(A));
    let of_function = types(&quote!(<H as Function<E>>::Argument));
    let of_implementation = types(&if is_registered {
        quote!(A)
    } else {
        quote!(H::Argument)
    });
    let own = takes_argument.then(|| quote!(Self,));
    let handler = takes_argument.then(|| quote!(H,));
    let returns = role.return_tokens(&runtime, &extension);
    let docs = docs(role);
    let diagnostic = diagnostic(role);
    quote! {
        #(#[doc = #docs])*
        #(#attributes)*
        ///
        /// # Safety
        /// As the trait that the attribute implements, and for its types alone.
        #[allow(clippy::missing_safety_doc, reason = "Clippy does not look at generated text")]
        #diagnostic
        pub unsafe trait #name<E: #bound #parameter>: Sized + 'static {
            #receives
            /// The driver's function.
            fn call(#(#names: #its_types),*) #returns;
        }

        #declared_family

        /// What the attribute implements. A trait of its own, so that the compiler names no other handlers where one is missing.
        ///
        /// # Safety
        /// The attribute alone implements it, once for a type: `CALL` does nothing but call the function of that name.
        #[doc(hidden)]
        #[allow(clippy::missing_safety_doc, reason = "Clippy does not look at generated text")]
        pub unsafe trait Function<E: #family>: Sized + 'static {
            #asked
            /// The driver's function.
            const CALL: Call<#own E>;
        }

        /// A function of this role.
        #[doc(hidden)]
        pub type Call<#handler E> = fn(#(#of_function),*) #returns;

        // SAFETY: by what the attribute has implemented.
        #[diagnostic::do_not_recommend]
        unsafe impl<H: Function<E>, E: #bound #any> #name<E #given> for H #same {
            #knows
            #[inline(always)]
            fn call(#(#names: #of_implementation),*) #returns {
                (H::CALL)(#(#passed),*)
            }
        }
    }
}

/// The lines of the trait's documentation.
fn docs(role: &Role) -> Vec<String> {
    let (attribute, role_type) = (role.attribute, role.role_type);
    let mut docs = vec![
        format!(
            " A handler of [`{role_type}`](https://learn.microsoft.com/windows-hardware/drivers/ddi/{}/{}): what",
            role.folder(),
            role.page
        ),
        format!(
            " [`#[{attribute}]`](macro@crate::{attribute}) makes of a function. {}",
            role.about
        ),
        String::new(),
        format!(" IRQL: {}; locks held: {}.", role.irql, role.locks),
    ];
    if !role.answer.is_empty() {
        docs.push(format!(" It answers {}.", role.answer));
    }
    docs
}

/// What the compiler says of a type that is no handler of this role, or one of another extension.
fn diagnostic(role: &Role) -> TokenStream {
    let attribute = role.attribute;
    let article = article_of(attribute);
    let message = format!(
        "`{{Self}}` is not {article} `#[{attribute}]` function of device extension `{{E}}`"
    );
    let label = format!(
        "not {} `{}` callback of `{{E}}`",
        article_of(role.role_type),
        role.role_type
    );
    let signature = role.signature("{Self}", "{E}");
    let note = format!(
        "it has another attribute or none, or it handles another device extension: write `#[{attribute}{}] {signature}`",
        role.arguments
    );
    quote! {
        #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_trait() {
        for row in miniport_roles::ROLES {
            let attribute = row.attribute.parse().expect("tokens");
            syn::parse2::<syn::File>(declare(&attribute)).expect("traits");
        }
        assert!(declare(&quote!(hw_dcp)).to_string().contains("not a row"));
    }
}
