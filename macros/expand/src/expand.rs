//! The expansion: the user's function as it is, and a type of the same name that has its role.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, DeriveInput, Type, Visibility};

use crate::arguments::{self, Arguments};
use crate::arms;
use crate::diagnostics::Diagnostics;
use crate::extension;
use crate::faulty;
use crate::item::{self, Handler, Item};
use crate::place::{self, Namesake, Undeclared};
use crate::role::{Kind, Parameter, Role, qualified};
use crate::runtime_crate;
use crate::signature::{self, Callback};
use crate::types;

/// Expands `#[role(arguments)] item`.
///
/// # Panics
///
/// When `role` is not the attribute of a row.
pub fn attribute(role: &str, arguments: &TokenStream, item: &TokenStream) -> TokenStream {
    let role = Role::named(role).expect("the attribute of a row");
    let mut errors = Diagnostics::default();
    let mut arguments = arguments::parse(&role, arguments, &mut errors);
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
        // The compiler has said it, and gone on.
        Item::Untyped => {
            let errors = errors.into_tokens();
            return quote!(#item #errors);
        }
        Item::Broken(error) => {
            errors.add(error);
            let errors = errors.into_tokens();
            return quote!(#item #errors);
        }
    };
    let own = place::own(&handler.signature.ident, role.names_of_types());
    let role = &role.beside(own);
    arms::check(role, &handler, &mut arguments, &mut errors);
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
    if errors.is_empty() {
        let undeclared = callback
            .as_ref()
            .filter(|callback| callback.other_extension.is_none())
            .and_then(|callback| undeclared(role, &callback.name, &callback.extension));
        let generated = callback
            .map(|callback| generated(role, &handler, &callback, &arguments, &runtime, true));
        let advice = advice(role, &handler);
        return quote!(#undeclared #advice #handler #generated);
    }
    let is_free = place.held_by.is_none();
    let kept = faulty::kept(
        role,
        handler,
        callback.as_ref(),
        &arguments,
        &runtime,
        is_free,
    );
    let errors = errors.into_tokens();
    quote!(#kept #errors)
}

/// Says that nothing makes a structure a device extension, at the first handler that has it, and does what the derive would: it is one mistake,
/// however many handlers there are.
fn undeclared(role: &Role, function: &Ident, of: &Type) -> Option<TokenStream> {
    let Type::Path(path) = types::peel(of) else {
        return None;
    };
    let structure = path.path.get_ident()?;
    let Undeclared { item, is_virtual } = place::undeclared(function, structure)?;
    let options = match role.header {
        "wdm" => "#[device_extension(wdm)]",
        "dump" => "#[device_extension(dump)]",
        _ if is_virtual => "#[device_extension(virtual)]",
        _ => "",
    };
    // The compiler says what that attribute lacks.
    let declared: DeriveInput = syn::parse_str(&item.text).ok()?;
    let is_option = |attribute: &Attribute| attribute.path().is_ident(extension::ATTRIBUTE);
    let has_options = declared.attrs.iter().any(is_option);
    let options = if has_options { "" } else { options };
    let derived = extension::derive(&format!("{options} {}", item.text).parse().ok()?);
    let mut errors = Diagnostics::default();
    if !has_options {
        let space = if options.is_empty() { "" } else { " " };
        errors.error(
            of,
            format!(
                "`{structure}` is not a device extension: nothing derives it, in line {}",
                item.line
            ),
            format!(
                "write `#[derive(DeviceExtension)]{space}{options}` above `struct {structure}`"
            ),
        );
    }
    let errors = errors.into_tokens();
    Some(quote!(#derived #errors))
}

/// What an attribute would write beside a function that lacks it, given as text: what refers to the handler should not fail as well.
pub(crate) fn forgotten(attribute: &str, function: &str, runtime: &Ident) -> TokenStream {
    let parsed = (Role::named(attribute), function.parse::<TokenStream>());
    let (Some(role), Ok(function)) = parsed else {
        return TokenStream::new();
    };
    let Item::Handler(handler) = item::look(&function) else {
        return TokenStream::new();
    };
    // What is wrong in its signature is said when it has the attribute.
    match signature::check(&role, &handler, &mut Diagnostics::default()) {
        Some(callback) => {
            let arguments = Arguments::default();
            generated(&role, &handler, &callback, &arguments, runtime, false)
        }
        None => marker(&role, &handler, runtime),
    }
}

/// What is said of the function to the compiler and to Clippy, because the role decides the signature. The author's own attributes come
/// later, and win.
fn advice(role: &Role, handler: &Handler) -> TokenStream {
    // The routine and the handler are one function. The compiler does not see that by itself: they may be in different units of code.
    let (inline, lint) = if handler.has_own_linkage() {
        (None, quote!(clippy::trivially_copy_pass_by_ref))
    } else {
        let inline = quote!(#[inline(always)]);
        (Some(inline), quote!(clippy::inline_always))
    };
    let is_value = |parameter: &Parameter| {
        types::reference(&parameter.ty).is_none()
            && (parameter.kind == Kind::Argument || !types::is_primitive(&parameter.ty))
    };
    let by_value = role.parameters.iter().any(is_value);
    let by_value = by_value.then(|| quote!(, clippy::needless_pass_by_value));
    let is_answer = |name| {
        role.returns
            .as_ref()
            .is_some_and(|ty| types::is_named(ty, name))
    };
    let mut answer = Vec::new();
    if is_answer("Option") || is_answer("Result") {
        answer.push(quote!(clippy::unnecessary_wraps));
    }
    if !matches!(handler.visibility, Visibility::Inherited) {
        answer.push(quote!(private_interfaces));
    }
    let answer = (!answer.is_empty()).then(|| quote!(#[allow(#(#answer),*)]));
    quote! {
        #inline
        #[deny(unused_must_use)]
        #[allow(#lint #by_value)]
        #answer
    }
}

/// The module that keeps what the attribute writes for a function of this name, and the runtime's name in it. A module above may have a
/// handler of this name, and an import of all that it has.
fn room(name: &Ident) -> (Ident, Ident) {
    let text = name.to_string();
    let text = text.trim_start_matches("r#");
    let place = place::position(name)
        .map_or_else(String::new, |(line, column)| format!("_{line}_{column}"));
    let span = Span::mixed_site().located_at(name.span());
    let runtime = if text == "m" { "n" } else { "m" };
    (
        Ident::new(&format!("__{text}{place}"), span),
        Ident::new(runtime, Span::mixed_site()),
    )
}

/// The type that has the function's name: as public as types can be, in a module of its own, and known as far as the function is. So
/// a public field of the extension may name a private handler. Beside it is the runtime: the real crate, whatever the driver's own
/// modules and crates are called.
pub(crate) fn marker(role: &Role, handler: &Handler, runtime: &Ident) -> TokenStream {
    let cfgs: Vec<_> = handler.cfgs().collect();
    let visibility = &handler.visibility;
    let (room, alias) = room(&handler.signature.ident);
    // The author's own token: an editor renames both. Where a type of this name cannot stand, the compiler says so at it.
    let name = &handler.signature.ident;
    let import = quote_spanned!(room.span()=> use #room::#name;);
    let doc = format!(
        " The `{}` callback [`{name}()`](fn@super::{name}), where a type names it.",
        role.role_type
    );
    let named = runtime_crate::named_in_messages();
    quote! {
        #named
        #(#cfgs)*
        mod #room {
            pub extern crate #runtime as #alias;
            #[doc = #doc]
            #[allow(non_camel_case_types)]
            pub enum #name {}
        }
        #(#cfgs)*
        #visibility #import
    }
}

/// The type and its role. No token of the author's stands in an unsafe context: `CALL` is a constant.
pub(crate) fn generated(
    role: &Role,
    handler: &Handler,
    callback: &Callback,
    arguments: &Arguments,
    runtime: &Ident,
    is_right: bool,
) -> TokenStream {
    let marker = marker(role, handler, runtime);
    let cfgs: Vec<_> = handler.cfgs().collect();
    let Callback {
        name,
        extension,
        argument,
        ..
    } = callback;
    let (room, alias) = room(name);
    let runtime = quote!(#room::#alias);
    let names = role.names(&runtime);
    let module = format_ident!("{}", role.attribute);
    // What the trait asks of the extension is said at the author's type.
    let span = callback.parameter_spans.first();
    let span = span.map_or_else(Span::mixed_site, |span| {
        Span::mixed_site().located_at(*span)
    });
    let role_trait = at(span, quote!(#names::role::#module::Function));
    let call_type = at(span, quote!(#names::role::#module::Call));
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
    let receives = role
        .position(Kind::Argument)
        .map(|_| quote!(type Argument = #argument;));
    let own = receives.as_ref().map(|_| quote!(Self,));
    let call = if is_right {
        call(role, callback, &room, &runtime)
    } else {
        let all = role.parameters.iter().map(|_| quote!(_));
        quote!(|#(#all),*| loop {})
    };
    let deprecated = handler
        .has("deprecated")
        .then(|| quote!(#[allow(deprecated)]));
    let implementation = quote! {
        unsafe impl #role_trait<#extension> for #name {
            #receives
            #deprecated
            const CALL: #call_type<#own #extension> = #call;
        }
    };
    let controls = role.controls().map(|_| {
        let declares = role.declares();
        let module = format_ident!("{}", role.controlled());
        let declared = arguments.supported.iter().rev().fold(
            quote!(()),
            |rest, name| quote!((#runtime::control::#module::#name, #rest)),
        );
        quote! {
            #(#cfgs)*
            impl #runtime::control::#declares for #extension {
                type Declared = #declared;
            }
        }
    });
    quote! {
        #marker
        #(#cfgs)*
        #implementation
        #controls
    }
}

/// The place where a type error about `ty` is shown, for generated tokens.
fn at_heart(ty: &Type) -> Span {
    Span::mixed_site().located_at(types::heart(ty))
}

/// The same tokens at another place.
pub(crate) fn at(span: Span, tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| {
            // The compiler tells two errors of one place apart by who wrote the tokens. `$crate` means what its writer meant.
            let place = match &token {
                TokenTree::Ident(name) if *name == "$crate" => token.span().located_at(span),
                _ => span,
            };
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

/// The tokens behind the first one, as if they stood where it stands: the declaration of a type. Others stay as they are, as lints look at
/// who wrote code.
pub fn at_the_first(tokens: TokenStream) -> TokenStream {
    const CODE: [&str; 6] = ["unsafe", "fn", "static", "impl", "mod", "extern"];
    let mut tokens = tokens.into_iter();
    let Some(place) = tokens.next() else {
        return TokenStream::new();
    };
    let rest: TokenStream = tokens.collect();
    if item::mentions(rest.clone(), &CODE) {
        rest
    } else {
        at(place.span(), rest)
    }
}

/// What calls the user's function: the function itself, or what makes one of the table's signature of it. Type errors are shown at the user's
/// types: the arguments have the places of the parameters' types, the call has the place of the return type.
fn call(role: &Role, callback: &Callback, room: &Ident, runtime: &TokenStream) -> TokenStream {
    let name = &callback.name;
    let unusual = &callback.unusual;
    let takes_all = callback.parameter_spans.len() == role.parameters.len();
    if takes_all && !callback.has_lifetimes && unusual.is_nothing() {
        return name.to_token_stream();
    }
    let mut name = name.clone();
    name.set_span(Span::mixed_site().located_at(callback.return_span));
    // A constant of a parameter's name would be taken for a pattern: nothing else has these.
    let bindings: Vec<Ident> = role
        .parameters
        .iter()
        .map(|parameter| format_ident!("{room}_{}", parameter.name, span = Span::mixed_site()))
        .collect();
    let place = |binding: &Ident, span: Span| {
        let mut binding = binding.clone();
        binding.set_span(binding.span().located_at(span));
        binding
    };
    let extension = &callback.extension;
    // Errors at one place are one, whatever the compiler blames for them.
    let at_its_heart = |other: &Type, tokens: TokenStream| {
        if has_code(other) || has_code(extension) {
            tokens
        } else {
            at(at_heart(other), tokens)
        }
    };
    // What takes a value of a type that may be an alias, or says that it is none.
    let given = |what: TokenStream, span: Span| match &callback.other_extension {
        Some(other) => {
            let same = quote!(<#other as #runtime::__private::SameExtension<#extension>>::same);
            at_its_heart(other, same)
        }
        None => at(
            Span::mixed_site().located_at(span),
            quote!(#runtime::__private::#what),
        ),
    };
    let context = role.position(Kind::Context).map(|index| &bindings[index]);
    let arguments = role
        .parameters
        .iter()
        .zip(&bindings)
        .zip(&callback.parameter_spans)
        .map(|((parameter, binding), span)| match context {
            // The extension lives as long as the context says, which is what `fn f<'a>(&'a E, &mut C<'a, E>)` asks for.
            Some(context) if parameter.kind == Kind::Extension && callback.has_lifetimes => {
                let cx = place(context, *span);
                quote_spanned!(cx.span()=> #runtime::Context::extension(#cx))
            }
            _ => place(binding, *span).into_token_stream(),
        })
        .zip(&unusual.parameters)
        .zip(&callback.parameter_spans)
        .map(|((argument, is_unusual), span)| {
            if !is_unusual {
                return argument;
            }
            let given = given(quote!(given), *span);
            quote!(#given(#argument))
        });
    let mut parentheses = Group::new(Delimiter::Parenthesis, quote!(#(#arguments),*));
    parentheses.set_span(Span::mixed_site().located_at(callback.return_span));
    let mut call = quote!(#name #parentheses);
    if unusual.answer {
        let answer = given(quote!(answer), callback.return_span);
        let mut inside = Group::new(Delimiter::Parenthesis, call);
        inside.set_span(parentheses.span());
        call = quote!(#answer #inside);
    }
    let call = quote!(|#(#bindings),*| #call);
    match &callback.other_extension {
        Some(other) => at_its_heart(other, call),
        None => call,
    }
}

/// Whether a type holds more than names: a block, a macro or an attribute. Such tokens stay as the author wrote them: at another place, the
/// compiler's lints would take them for this crate's, `unsafe_code` among them.
fn has_code(ty: &Type) -> bool {
    fn have_code(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Group(group) => {
                group.delimiter() == Delimiter::Brace || have_code(group.stream())
            }
            TokenTree::Punct(punct) => matches!(punct.as_char(), '!' | '#'),
            TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        })
    }
    have_code(ty.to_token_stream())
}
