//! The expansion: the user's function as it is, and a type of the same name that has its role.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use crate::arguments;
use crate::diagnostics::Diagnostics;
use crate::item::{self, Handler, Item};
use crate::role::{Role, Takes};
use crate::signature::{self, Callback};

/// Expands `#[role(arguments)] item`.
pub(crate) fn attribute(role: &Role, arguments: &TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Diagnostics::default();
    let supported = arguments::parse(role, arguments, &mut errors);
    let handler = match item::look(item) {
        Item::Handler(handler) => *handler,
        Item::Other(token, kind) => {
            errors.error(
                token,
                format!("`#[{}]` is for a function: this is {kind}", role.attribute),
                format!("write `{}`", role.signature("handler", "Adapter")),
            );
            let errors = errors.into_tokens();
            return quote!(#item #errors);
        }
        Item::Broken(error) => {
            errors.add(error);
            let errors = errors.into_tokens();
            return quote!(#item #errors);
        }
    };
    let callback = signature::check(role, &handler, &mut errors);
    if errors.is_empty() {
        let generated = callback.map(|callback| {
            generated(
                role,
                &handler,
                &callback,
                &supported,
                &call(role, &callback),
            )
        });
        let advice = advice(&handler);
        return quote!(#advice #handler #generated);
    }
    let handler = handler.without_reported_parts();
    // What refers to this item by name should not fail as well.
    let generated = match callback {
        _ if !handler.is_free() => TokenStream::new(),
        Some(callback) => generated(role, &handler, &callback, &supported, &quote!(loop {})),
        None => marker(role, &handler),
    };
    let errors = errors.into_tokens();
    quote!(#handler #generated #errors)
}

/// What is said of the function to the compiler and to Clippy. The author's own attributes come later, and win.
fn advice(handler: &Handler) -> TokenStream {
    // The trampoline and the handler are one function. The compiler does not see that by itself: `call` can be reached from
    // other crates, so the handler has two callers as far as it knows.
    let inline = (!handler.has_own_linkage()).then(|| quote!(#[inline(always)]));
    quote! {
        #inline
        #[allow(
            clippy::inline_always,
            clippy::needless_pass_by_ref_mut,
            clippy::needless_pass_by_value,
            clippy::trivially_copy_pass_by_ref,
            clippy::unnecessary_wraps,
            reason = "the role decides the signature"
        )]
    }
}

/// The type that has the function's name.
fn marker(role: &Role, handler: &Handler) -> TokenStream {
    let cfgs = handler.cfgs();
    let (visibility, name) = (&handler.visibility, &handler.signature.ident);
    // Where a type of this name cannot stand, the compiler says so at the function's name.
    let span = Span::mixed_site().located_at(name.span());
    let item = quote_spanned!(span=> enum);
    let doc = format!(
        " The `{}` callback [`{name}()`](fn@{name}), where a type names it.",
        role.role_type
    );
    quote! {
        #[doc = #doc]
        #[allow(non_camel_case_types)]
        #(#cfgs)*
        #visibility #item #name {}
    }
}

/// The type and its role; `body` is that of `call`.
fn generated(
    role: &Role,
    handler: &Handler,
    callback: &Callback,
    supported: &[Ident],
    body: &TokenStream,
) -> TokenStream {
    let marker = marker(role, handler);
    let cfgs = handler.cfgs();
    let Callback {
        name,
        extension,
        argument,
        ..
    } = callback;
    let role_trait = format_ident!("{}", role.role_trait);
    let argument = argument
        .as_ref()
        .map_or_else(|| quote!(()), ToTokens::to_token_stream);
    let parameters = if takes_argument(role) {
        quote!(#extension, #argument)
    } else {
        quote!(#extension)
    };
    let supported = role.has_arguments().then(|| {
        quote! {
            const SUPPORTED: &'static [::miniport::AdapterControlType] = &[#(::miniport::AdapterControlType::#supported),*];
        }
    });
    let bindings = role.takes.iter().map(|takes| takes.binding());
    let types = role
        .takes
        .iter()
        .map(|takes| takes.tokens(role, extension, &argument));
    let returns = role.returns.tokens(extension);
    quote! {
        #marker
        #(#cfgs)*
        const _: () = {
            unsafe impl ::miniport::role::#role_trait<#parameters> for #name {
                #supported
                #[inline(always)]
                fn call(#(#bindings: #types),*) #returns {
                    #body
                }
            }
        };
    }
}

/// The call of the user's function. Type errors are shown at the user's types: the arguments have the places of the
/// parameters' types, the call has the place of the return type.
fn call(role: &Role, callback: &Callback) -> TokenStream {
    let mut name = callback.name.clone();
    name.set_span(name.span().located_at(callback.return_span));
    let arguments = role
        .takes
        .iter()
        .zip(&callback.parameter_spans)
        .map(|(takes, span)| {
            let place = |mut binding: Ident| {
                binding.set_span(binding.span().located_at(*span));
                binding
            };
            if *takes == Takes::Extension
                && callback.has_lifetimes
                && role.takes.contains(&Takes::Context)
            {
                // The extension lives as long as the context says, which is what `fn f<'a>(&'a E, &mut C<'a, E>)` asks for.
                let cx = place(Takes::Context.binding());
                quote_spanned!(cx.span()=> ::miniport::Context::extension(#cx))
            } else {
                place(takes.binding()).into_token_stream()
            }
        });
    let mut parentheses = Group::new(Delimiter::Parenthesis, quote!(#(#arguments),*));
    parentheses.set_span(Span::mixed_site().located_at(callback.return_span));
    quote!(#name #parentheses)
}

fn takes_argument(role: &Role) -> bool {
    role.takes
        .iter()
        .any(|takes| matches!(takes, Takes::Argument(_)))
}
