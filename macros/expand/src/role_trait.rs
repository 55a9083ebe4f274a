//! The trait of a role's handlers, which the runtime declares from the role's row.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::Attribute;
use syn::parse::{ParseStream, Parser};

use crate::diagnostics::article as article_of;
use crate::role::{Kind, Role, qualified};

/// `role_trait!(hw_dpc);`, with attributes for the trait before the name.
pub fn declare(input: &TokenStream) -> TokenStream {
    let parsed = |input: ParseStream<'_>| -> syn::Result<(Vec<Attribute>, Role)> {
        let attributes = input.call(Attribute::parse_outer)?;
        let name: Ident = input.parse()?;
        let role = Role::named(&name.to_string())
            .ok_or_else(|| syn::Error::new(name.span(), "not a row of the table of roles"))?;
        Ok((attributes, role))
    };
    let (attributes, role) = match parsed.parse2(input.clone()) {
        Ok(parsed) => parsed,
        Err(error) => return error.to_compile_error(),
    };
    let name = format_ident!("{}", role.role_trait);
    let (runtime, extension) = (quote!(crate), quote!(E));
    let names = role.names(&runtime);
    let bound = if role.is_wdm() {
        quote!(crate::wdm::WdmExtension)
    } else if role.controls().is_some() {
        let declares = role.declares();
        quote!(crate::control::#declares)
    } else if role.is_dump() {
        quote!(crate::dump::DumpExtension)
    } else {
        quote!(crate::DeviceExtension)
    };
    // What the extension of a device lacks otherwise is said once, and not of each handler.
    let family = if role.is_wdm() {
        quote!(crate::wdm::IsWdm)
    } else {
        bound.clone()
    };
    let takes_argument = !role.argument.is_empty();
    let argument = takes_argument.then(|| quote!(, A));
    let of = format_ident!("{}Of", role.argument);
    let receives = takes_argument.then(|| {
        quote! {
            /// How it gets its argument.
            #[doc(hidden)]
            const ARGUMENT: crate::__private::#of<A>;
        }
    });
    let received =
        takes_argument.then(|| quote!(const ARGUMENT: crate::__private::#of<A> = H::ARGUMENT;));
    let parameters = role.parameters.iter().map(|parameter| {
        let name = Ident::new(&parameter.name, Span::call_site());
        let ty = match parameter.kind {
            Kind::Argument => quote!(A),
            _ => qualified(parameter.ty.to_token_stream(), &runtime, &names, &extension),
        };
        quote!(#name: #ty)
    });
    let parameters: TokenStream = quote!(#(#parameters),*);
    let names = role
        .parameters
        .iter()
        .map(|parameter| Ident::new(&parameter.name, Span::call_site()));
    let returns = role.return_tokens(&runtime, &extension);
    let docs = docs(&role);
    let diagnostic = diagnostic(&role);
    quote! {
        #(#[doc = #docs])*
        #(#attributes)*
        ///
        /// # Safety
        /// As the trait that the attribute implements, and for its types alone.
        #[allow(clippy::missing_safety_doc, reason = "Clippy does not look at generated text")]
        #diagnostic
        pub unsafe trait #name<E: #bound #argument>: Sized + 'static {
            #receives
            /// The driver's function.
            fn call(#parameters) #returns;
        }

        /// What the attribute implements. A trait of its own, so that the compiler names no other handlers where one is missing.
        ///
        /// # Safety
        /// The attribute alone implements it, once for a type: `call` does nothing but call the function of that name.
        #[doc(hidden)]
        #[allow(clippy::missing_safety_doc, reason = "Clippy does not look at generated text")]
        pub unsafe trait Function<E: #family #argument>: Sized + 'static {
            #receives
            /// The driver's function.
            fn call(#parameters) #returns;
        }

        // SAFETY: by what the attribute has implemented.
        #[diagnostic::do_not_recommend]
        unsafe impl<H: Function<E #argument>, E: #bound #argument> #name<E #argument> for H {
            #received
            #[inline(always)]
            fn call(#parameters) #returns {
                H::call(#(#names),*)
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
