//! The expansion: the user's function as it is, and a type of the same name that has its role.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use crate::arguments::{self, Arguments};
use crate::block::Block;
use crate::diagnostics::Diagnostics;
use crate::faulty;
use crate::item::{self, Handler, Item};
use crate::place::{self, Namesake};
use crate::role::{Kind, Role, qualified};
use crate::runtime_crate;
use crate::signature::{self, Callback};
use crate::types;

/// Expands `#[role(arguments)] item`.
///
/// # Panics
///
/// When `role` is not the attribute of a row.
pub fn attribute(role: &str, arguments: &TokenStream, item: &TokenStream) -> TokenStream {
    let role = &Role::named(role).expect("the attribute of a row");
    let mut errors = Diagnostics::default();
    let arguments = arguments::parse(role, arguments, &mut errors);
    let handler = match item::look(item) {
        Item::Handler(handler) => *handler,
        Item::Other(token, kind) => {
            errors.error(
                token,
                format!("`#[{}]` is for a function: this is {kind}", role.attribute),
                format!("write `{}`", role.signature("handler", role.extension())),
            );
            let errors = errors.into_tokens();
            // An expression gives place to one, which the error is.
            let item = (!item::EXPRESSIONS.contains(&kind)).then_some(item);
            return quote!(#item #errors);
        }
        Item::Broken(error) => {
            // The compiler has said it of a parameter without a type, and gone on.
            if error.to_string() != "expected `:`" {
                errors.add(error);
            }
            let errors = errors.into_tokens();
            return quote!(#item #errors);
        }
    };
    let callback = signature::check(role, &handler, &mut errors);
    let place = place::of(&handler.signature.ident, handler.cfgs().next().is_none());
    if let Some(namesake) = place.namesake {
        let name = &handler.signature.ident;
        let (rule, why) = match namesake {
            Namesake::Handler(line) => (
                format!("two callbacks are called `{name}`: the other one is in line {line}"),
                "the system calls each by its own routine",
            ),
            Namesake::Type(what) => (
                format!("the callback `{name}` is beside {what} of that name"),
                "the attribute gives the function's name to a type, which fields and registrations name",
            ),
        };
        errors.error(name, rule, format!("give one of them another name: {why}"));
        return errors.into_tokens();
    }
    if errors.is_empty()
        && let Some(holder) = place.held_by
    {
        faulty::held(role, &handler, callback.as_ref(), holder, &mut errors);
    }
    let runtime = runtime_crate::name(arguments.runtime.as_ref());
    let block = Block::new(&runtime, item);
    if errors.is_empty() {
        let generated =
            callback.map(|callback| generated(role, &handler, &callback, &arguments, block, true));
        let advice = advice(&handler);
        return quote!(#advice #handler #generated);
    }
    let is_free = place.held_by.is_none();
    let kept = faulty::kept(role, handler, callback.as_ref(), &arguments, block, is_free);
    let errors = errors.into_tokens();
    quote!(#kept #errors)
}

/// What is said of the function to the compiler and to Clippy. The author's own attributes come later, and win.
fn advice(handler: &Handler) -> TokenStream {
    // The routine and the handler are one function. The compiler does not see that by itself: `call` can be reached from
    // other crates, so the handler has two callers as far as it knows.
    let inline = (!handler.has_own_linkage()).then(|| quote!(#[inline(always)]));
    quote! {
        #inline
        #[deny(unused_must_use)]
        #[allow(
            clippy::inline_always,
            clippy::needless_pass_by_ref_mut,
            clippy::needless_pass_by_value,
            clippy::trivially_copy_pass_by_ref,
            clippy::unnecessary_wraps,
            private_interfaces,
            reason = "the role decides the signature"
        )]
    }
}

/// The type that has the function's name: as public as types can be, in a module of its own, and known as far as the function is. So
/// a public field of the extension may name a private handler.
pub(crate) fn marker(role: &Role, handler: &Handler) -> TokenStream {
    let cfgs: Vec<_> = handler.cfgs().collect();
    let (visibility, name) = (&handler.visibility, &handler.signature.ident);
    // Where a type of this name cannot stand, the compiler says so at the function's name.
    let span = Span::mixed_site().located_at(name.span());
    let text = name.to_string();
    // A module above may have a handler of this name, and an import of all that it has.
    let place = place::position(name)
        .map_or_else(String::new, |(line, column)| format!("_{line}_{column}"));
    let room = Ident::new(&format!("__{}{place}", text.trim_start_matches("r#")), span);
    let import = quote_spanned!(span=> use #room::#name;);
    let doc = format!(
        " The `{}` callback [`{name}()`](fn@super::{name}), where a type names it.",
        role.role_type
    );
    quote! {
        #(#cfgs)*
        mod #room {
            #[doc = #doc]
            #[allow(non_camel_case_types, unreachable_pub)]
            pub enum #name {}
        }
        #[allow(unused_imports)]
        #(#cfgs)*
        #visibility #import
    }
}

/// The type and its role. No token of the author's stands in an unsafe context: `call` is a safe function.
pub(crate) fn generated(
    role: &Role,
    handler: &Handler,
    callback: &Callback,
    arguments: &Arguments,
    mut block: Block,
    is_right: bool,
) -> TokenStream {
    let marker = marker(role, handler);
    let cfgs = handler.cfgs();
    let Callback {
        name,
        extension,
        argument,
        ..
    } = callback;
    let runtime = block.runtime.to_token_stream();
    let module = format_ident!("{}", role.attribute);
    // What the trait asks of the extension, or of the argument, is said at the author's type.
    let place = role.position(Kind::Argument).unwrap_or_default();
    let span = callback
        .parameter_spans
        .get(place)
        .or(callback.parameter_spans.first());
    let span = span.map_or_else(Span::mixed_site, |span| {
        Span::mixed_site().located_at(*span)
    });
    let names = role.names(&runtime);
    let role_trait = at(span, quote!(#names::role::#module::Function));
    let argument = match (argument, role.parameters.last()) {
        (Some(argument), _) => argument.to_token_stream(),
        // It is missing, which has been reported.
        (None, Some(last)) if !role.may_leave_argument_out() => qualified(
            last.ty.to_token_stream(),
            &runtime,
            &names,
            &extension.to_token_stream(),
        ),
        _ => quote!(()),
    };
    let takes_argument = role.position(Kind::Argument).map(|_| quote!(, #argument));
    let receives = role.position(Kind::Argument).map(|_| {
        let argument_of = format_ident!("{}Of", role.argument);
        let of = at(span, quote!(#runtime::__private::#argument_of));
        let made = quote_spanned!(span=> #of::made::<#argument>());
        quote!(const ARGUMENT: #of<#argument> = #made;)
    });
    // A constant of a parameter's name would be taken for a pattern.
    let bindings: Vec<Ident> = role
        .parameters
        .iter()
        .map(|parameter| block.name(&format!("__{}", parameter.name)))
        .collect();
    let extension = match &callback.other_extension {
        // One type, or an error that says so, at the other one.
        Some(other) if is_right => {
            quote!(<#other as #runtime::__private::SameExtension<#extension>>::This)
        }
        _ => extension.to_token_stream(),
    };
    let types = role
        .parameters
        .iter()
        .map(|parameter| match parameter.kind {
            Kind::Argument => argument.clone(),
            _ => qualified(parameter.ty.to_token_stream(), &runtime, &names, &extension),
        });
    let returns = role.return_tokens(&runtime, &extension);
    let body = if is_right {
        call(role, callback, &bindings, &runtime)
    } else {
        quote!(loop {})
    };
    let deprecated = handler
        .has("deprecated")
        .then(|| quote!(#[allow(deprecated)]));
    let implementation = quote! {
        unsafe impl #role_trait<#extension #takes_argument> for #name {
            #receives
            #[inline(always)]
            #deprecated
            fn call(#(#bindings: #types),*) #returns {
                #body
            }
        }
    };
    block.add(match &callback.other_extension {
        // An error of the `impl`, of its function and of this type is one, if they have one place.
        Some(other) if is_right => at(types::heart(other), implementation),
        _ => implementation,
    });
    if role.controls().is_some() {
        let declares = role.declares();
        let module = format_ident!("{}", role.controlled());
        let declared = arguments.supported.iter().rev().fold(
            quote!(()),
            |rest, name| quote!((#runtime::control::#module::#name, #rest)),
        );
        block.add(quote! {
            impl #runtime::control::#declares for #extension {
                type Declared = #declared;
            }
        });
    }
    let block = block.finish();
    quote! {
        #marker
        #(#cfgs)*
        #block
    }
}

/// The same tokens at another place.
fn at(span: Span, tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| {
            let place = token.span().located_at(span);
            let mut token = match token {
                TokenTree::Group(group) => {
                    Group::new(group.delimiter(), at(span, group.stream())).into()
                }
                token => token,
            };
            token.set_span(place);
            token
        })
        .collect()
}

/// The tokens behind the first one, as if they stood where it stands.
pub fn at_the_first(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter();
    let place = tokens.next();
    place.map_or_else(TokenStream::new, |place| {
        fn moved(tokens: TokenStream, span: Span) -> TokenStream {
            tokens
                .into_iter()
                .map(|mut token| {
                    if let TokenTree::Group(group) = &token {
                        token = Group::new(group.delimiter(), moved(group.stream(), span)).into();
                    }
                    token.set_span(span);
                    token
                })
                .collect()
        }
        moved(tokens.collect(), place.span())
    })
}

/// The call of the user's function. Type errors are shown at the user's types: the arguments have the places of the
/// parameters' types, the call has the place of the return type.
fn call(
    role: &Role,
    callback: &Callback,
    bindings: &[Ident],
    runtime: &TokenStream,
) -> TokenStream {
    let mut name = callback.name.clone();
    name.set_span(name.span().located_at(callback.return_span));
    let place = |binding: &Ident, span: Span| {
        let mut binding = binding.clone();
        binding.set_span(binding.span().located_at(span));
        binding
    };
    let context = role.position(Kind::Context).map(|index| &bindings[index]);
    let arguments = role
        .parameters
        .iter()
        .zip(bindings)
        .zip(&callback.parameter_spans)
        .map(|((parameter, binding), span)| match context {
            // The extension lives as long as the context says, which is what `fn f<'a>(&'a E, &mut C<'a, E>)` asks for.
            Some(context) if parameter.kind == Kind::Extension && callback.has_lifetimes => {
                let cx = place(context, *span);
                quote_spanned!(cx.span()=> #runtime::Context::extension(#cx))
            }
            _ => place(binding, *span).into_token_stream(),
        })
        .zip(&callback.unusual.parameters)
        .zip(&callback.parameter_spans)
        .map(|((argument, is_unusual), span)| {
            if !is_unusual {
                return argument;
            }
            let given = at(
                Span::mixed_site().located_at(*span),
                quote!(#runtime::__private::given),
            );
            quote!(#given(#argument))
        });
    let mut parentheses = Group::new(Delimiter::Parenthesis, quote!(#(#arguments),*));
    parentheses.set_span(Span::mixed_site().located_at(callback.return_span));
    if callback.unusual.answer {
        let answer = at(parentheses.span(), quote!(#runtime::__private::answer));
        let mut inside = Group::new(Delimiter::Parenthesis, quote!(#name #parentheses));
        inside.set_span(parentheses.span());
        return quote!(#answer #inside);
    }
    quote!(#name #parentheses)
}
