//! The item under an attribute: a function with a body, or what it is instead. The body is never parsed.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{
    Attribute, FnArg, Lifetime, Pat, ReturnType, Safety, Signature, Token, Visibility, parse_quote,
    token,
};

use crate::runtime_crate;
use crate::types;

use miniport_roles::Role;

/// A function under a role attribute.
#[derive(Debug)]
pub(crate) struct Handler {
    /// The attributes below the role attribute.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    /// Everything after the attributes, token for token.
    function: TokenStream,
    /// The block, or `;` for a declaration as in traits and `extern` blocks.
    body: TokenTree,
}

impl ToTokens for Handler {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for attribute in &self.attributes {
            attribute.to_tokens(tokens);
        }
        self.function.to_tokens(tokens);
    }
}

impl Parse for Handler {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let function = input.cursor().token_stream();
        let visibility = input.parse()?;
        let signature = input.parse()?;
        if !input.peek(token::Brace) && !input.peek(Token![;]) {
            return Err(input.error("expected the body of the function"));
        }
        let body = input.parse()?;
        Ok(Self {
            attributes,
            visibility,
            signature,
            function,
            body,
        })
    }
}

impl Handler {
    /// Whether it is a function with a body.
    pub(crate) fn has_body(&self) -> bool {
        matches!(self.body, TokenTree::Group(_))
    }

    /// Takes out what the compiler would report once more after this macro has.
    /// `extension`: the type whose lifetimes were reported.
    pub(crate) fn without_reported_parts(mut self, extension: Option<&Ident>) -> Self {
        self.attributes.retain(|attribute| !is_role(attribute));
        let variadic = self.signature.variadic.take();
        let conditions = self.signature.generics.where_clause.take();
        let undeclared = self.undeclared_lifetimes();
        // What the body does with other types is no mistake of its own, and `unsafe` would be reported once more where it is forbidden. An editor
        // needs the body as it is.
        let is_emptied = self.has_body() && runtime_crate::is_compiler();
        if is_emptied {
            self.signature.safety = Safety::Default;
            self.body = Group::new(Delimiter::Brace, quote!(loop {})).into();
            self.attributes
                .push(parse_quote!(#[allow(unused_mut, unused_variables)]));
        }
        if is_emptied
            || variadic.is_some()
            || conditions.is_some()
            || extension.is_some()
            || !undeclared.is_empty()
        {
            let (visibility, body) = (&self.visibility, &self.body);
            let mut signature = elided(self.signature.to_token_stream(), &undeclared);
            if let Some(extension) = extension {
                signature = without_lifetimes(signature, extension);
            }
            self.function = quote!(#visibility #signature #body);
        }
        self
    }

    /// The lifetimes in the types of the parameters that nothing declares, each once.
    pub(crate) fn undeclared_lifetimes(&self) -> Vec<Lifetime> {
        let inputs = self
            .signature
            .inputs
            .iter()
            .filter_map(|input| match input {
                FnArg::Typed(typed) => Some(&*typed.ty),
                FnArg::Receiver(_) => None,
            });
        let mut undeclared: Vec<Lifetime> = Vec::new();
        for lifetime in inputs.flat_map(types::lifetimes) {
            let mut declared = self.signature.generics.lifetimes();
            if !declared.any(|other| other.lifetime.ident == lifetime.ident)
                && !undeclared.iter().any(|other| other.ident == lifetime.ident)
            {
                undeclared.push(lifetime);
            }
        }
        undeclared
    }

    /// Whether the function can stand beside other items: it is no method and no declaration.
    pub(crate) fn is_free(&self) -> bool {
        self.has_body()
            && !self
                .signature
                .inputs
                .iter()
                .any(|input| matches!(input, FnArg::Receiver(_)))
            && !mentions(self.signature.to_token_stream(), &["Self"])
    }

    /// Whether the signature has this type without arguments, which is an error of the compiler's.
    pub(crate) fn names_alone(&self, name: &Ident) -> bool {
        is_alone(self.signature.to_token_stream(), name)
    }

    /// Whether the signature has one of these words.
    pub(crate) fn names(&self, words: &[&str]) -> bool {
        mentions(self.signature.to_token_stream(), words)
    }

    /// Whether a parameter or the answer has a type of the function's name, which the attribute's would hide.
    pub(crate) fn is_named_as_one_of_its_types(&self) -> bool {
        let inputs = self
            .signature
            .inputs
            .iter()
            .filter_map(|input| match input {
                FnArg::Typed(typed) => Some(typed.ty.to_token_stream()),
                FnArg::Receiver(_) => None,
            });
        let output = match &self.signature.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(ty.to_token_stream()),
        };
        inputs
            .chain(output)
            .any(|ty| begins_a_path(ty, &self.signature.ident))
    }

    /// Whether the author says how the function is inlined or linked, so that nothing may be added to that.
    pub(crate) fn has_own_linkage(&self) -> bool {
        const ATTRIBUTES: &[&str] = &["inline", "target_feature", "no_mangle", "export_name"];
        self.attributes
            .iter()
            .filter(|attribute| !is_role(attribute))
            .any(|attribute| mentions(attribute.meta.to_token_stream(), ATTRIBUTES))
    }

    /// Whether an attribute of the function has this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.attributes
            .iter()
            .any(|attribute| mentions(attribute.meta.to_token_stream(), &[name]))
    }

    /// The tokens of the body.
    pub(crate) fn body(&self) -> TokenStream {
        match &self.body {
            TokenTree::Group(group) => group.stream(),
            _ => TokenStream::new(),
        }
    }

    /// The `#[cfg]` attributes, which what is generated needs too.
    pub(crate) fn cfgs(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("cfg"))
    }
}

/// Whether a path in these tokens begins with the name.
fn begins_a_path(tokens: TokenStream, name: &Ident) -> bool {
    let mut after = false;
    tokens.into_iter().any(|token| {
        let goes_on = std::mem::take(&mut after);
        match token {
            TokenTree::Ident(ident) => !goes_on && ident == *name,
            TokenTree::Group(group) => begins_a_path(group.stream(), name),
            TokenTree::Punct(punct) => {
                after = matches!(punct.as_char(), ':' | '\'');
                false
            }
            TokenTree::Literal(_) => false,
        }
    })
}

fn is_alone(tokens: TokenStream, name: &Ident) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_alone = match token {
            TokenTree::Ident(word) if word == *name => {
                !matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), '<' | ':'))
            }
            TokenTree::Group(group) => is_alone(group.stream(), name),
            _ => false,
        };
        if is_alone {
            return true;
        }
    }
    false
}

/// The tokens, with `'_` in place of these lifetimes.
fn elided(tokens: TokenStream, undeclared: &[Lifetime]) -> TokenStream {
    let mut after_quote = false;
    tokens
        .into_iter()
        .map(|token| {
            let is_lifetime = std::mem::take(&mut after_quote);
            match token {
                TokenTree::Group(group) => {
                    let mut inside =
                        Group::new(group.delimiter(), elided(group.stream(), undeclared));
                    inside.set_span(group.span());
                    inside.into()
                }
                TokenTree::Ident(name)
                    if is_lifetime && undeclared.iter().any(|lifetime| lifetime.ident == name) =>
                {
                    Ident::new("_", name.span()).into()
                }
                token => {
                    after_quote =
                        matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
                    token
                }
            }
        })
        .collect()
}

/// The tokens, with no lifetimes behind the name of a type.
fn without_lifetimes(tokens: TokenStream, name: &Ident) -> TokenStream {
    let mut kept = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_name = matches!(&token, TokenTree::Ident(ident) if ident == name);
        kept.extend([match token {
            TokenTree::Group(group) => {
                let mut inside =
                    Group::new(group.delimiter(), without_lifetimes(group.stream(), name));
                inside.set_span(group.span());
                inside.into()
            }
            token => token,
        }]);
        let opens =
            |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '<');
        if is_name && tokens.peek().is_some_and(opens) {
            let closes = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '>');
            tokens.by_ref().find(closes);
        }
    }
    kept
}

/// Whether one of the words is anywhere in `tokens`, as in `#[cfg_attr(debug, inline(never))]` and `#[unsafe(no_mangle)]`.
pub(crate) fn mentions(tokens: TokenStream, words: &[&str]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions(group.stream(), words),
        TokenTree::Ident(ident) => words.iter().any(|word| ident == word),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// Whether an attribute is one of the table's, by its last path segment.
pub(crate) fn is_role(attribute: &Attribute) -> bool {
    attribute
        .path()
        .segments
        .last()
        .is_some_and(|segment| Role::named(&segment.ident.to_string()).is_some())
}

/// What an attribute was put on.
#[derive(Debug)]
pub(crate) enum Item {
    Handler(Box<Handler>),
    /// Something else: the token that says so, and its kind in words.
    Other(TokenStream, &'static str),
    /// A function with a parameter that has no type.
    Untyped,
    /// A function that cannot be parsed.
    Broken(syn::Error),
}

/// Looks at the tokens under an attribute.
pub(crate) fn look(tokens: &TokenStream) -> Item {
    match syn::parse2::<Handler>(tokens.clone()) {
        Ok(handler) => Item::Handler(Box::new(handler)),
        Err(error) => match kind.parse2(tokens.clone()) {
            Ok((keyword, kind)) if kind != FUNCTION => Item::Other(keyword, kind),
            Ok(_) if lacks_a_type(tokens) => Item::Untyped,
            _ => Item::Broken(error),
        },
    }
}

/// Whether a parameter of the function is a name and no more, which the compiler goes on after.
fn lacks_a_type(function: &TokenStream) -> bool {
    let mut tokens = function.clone().into_iter();
    tokens.find(|token| matches!(token, TokenTree::Ident(word) if word == "fn"));
    let list = tokens.find_map(|token| match token {
        TokenTree::Group(group) => Some(group.stream()),
        _ => None,
    });
    let lacks = |input: ParseStream<'_>| {
        while !input.is_empty() {
            if input.fork().parse::<FnArg>().is_err() {
                input.call(Attribute::parse_outer)?;
                input.call(Pat::parse_single)?;
                let lacks = input.is_empty() || input.peek(Token![,]);
                input.parse::<TokenStream>()?;
                return Ok(lacks);
            }
            input.parse::<FnArg>()?;
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(false)
    };
    list.is_some_and(|list| lacks.parse2(list).unwrap_or(false))
}

const FUNCTION: &str = "a function";
/// What begins with no word of an item.
pub(crate) const EXPRESSIONS: [&str; 2] = ["a closure", "something else"];

/// The keyword that decides what an item is, and what it is.
fn kind(input: ParseStream<'_>) -> syn::Result<(TokenStream, &'static str)> {
    input.call(Attribute::parse_outer)?;
    input.parse::<Visibility>()?;
    let mut first = None;
    let mut found = None;
    while !input.is_empty() {
        // Only what comes before the first name counts, except the `fn` of `const fn`, `unsafe extern "C" fn`, ….
        let Ok(word) = input.call(Ident::parse_any) else {
            break;
        };
        first.get_or_insert_with(|| word.to_token_stream());
        let kind = match word.to_string().as_str() {
            "fn" => FUNCTION,
            "struct" => "a structure",
            "enum" => "an enumeration",
            "union" => "a union",
            "trait" => "a trait",
            "impl" => "an `impl` block",
            "mod" => "a module",
            "static" => "a static",
            "type" => "a type alias",
            "use" => "an import",
            "macro_rules" => "a macro",
            "let" => "a statement",
            "crate" => "an `extern crate` item",
            "const" => "a constant",
            "extern" => "an `extern` block",
            "unsafe" | "async" | "safe" | "default" => continue,
            _ => break,
        };
        found = Some((word.to_token_stream(), kind));
        match kind {
            "a constant" => {}
            "an `extern` block" => drop(input.parse::<Option<syn::LitStr>>()),
            _ => break,
        }
    }
    let rest: TokenStream = input.parse()?;
    let [closure, other] = EXPRESSIONS;
    let is_closure = rest.to_string().starts_with('|');
    let kind = if is_closure { closure } else { other };
    Ok(found.unwrap_or_else(|| (first.unwrap_or_else(|| quote!(#rest)), kind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> String {
        match look(&text.parse().expect("tokens")) {
            Item::Handler(handler) => {
                format!("fn {} {}", handler.signature.ident, handler.has_body())
            }
            Item::Other(token, kind) => format!("{kind} at {token}"),
            Item::Untyped => "untyped".to_owned(),
            Item::Broken(error) => format!("broken: {error}"),
        }
    }

    #[test]
    fn functions_are_handlers() {
        assert_eq!(
            seen("#[inline] pub(crate) const fn a() -> bool { this is not parsed ! }"),
            "fn a true"
        );
        assert_eq!(
            seen("unsafe extern \"C\" fn r#match(x: u8, ...);"),
            "fn r#match false"
        );
        assert!(seen("fn a(x y) {}").starts_with("broken: "));
        assert!(seen("const fn {}").starts_with("broken: "));
        assert_eq!(seen("pub(crate) fn a(x: B<c, d>, #[e] y) {}"), "untyped");
        assert_eq!(seen("fn a(mut x, y: u8) {}"), "untyped");
    }

    #[test]
    fn other_items_are_named() {
        assert_eq!(seen("pub struct A;"), "a structure at struct");
        assert_eq!(seen("const A: u8 = 1;"), "a constant at const");
        assert_eq!(seen("unsafe impl A for B {}"), "an `impl` block at impl");
        assert_eq!(
            seen("extern \"C\" { fn a(); }"),
            "an `extern` block at extern"
        );
        assert_eq!(
            seen("unsafe extern \"C\" {}"),
            "an `extern` block at extern"
        );
        assert_eq!(
            seen("extern crate core;"),
            "an `extern crate` item at crate"
        );
        assert_eq!(seen("mod a { fn b() {} }"), "a module at mod");
        assert_eq!(seen("a.b()"), "something else at a");
        assert_eq!(seen("+ 1"), "something else at + 1");
        assert_eq!(seen(""), "something else at ");
    }

    #[test]
    fn inlining_is_the_authors_where_there_is_a_word_about_it() {
        for (attribute, expected) in [
            ("#[inline]", true),
            ("#[cfg_attr(not(test), inline(never))]", true),
            ("#[unsafe(no_mangle)]", true),
            ("#[allow(clippy::inline_always)]", false),
            ("/// Text about inline.", false),
            ("", false),
        ] {
            let tokens = format!("{attribute}\nfn a() {{}}").parse().expect("tokens");
            let Item::Handler(handler) = look(&tokens) else {
                panic!("a function")
            };
            assert_eq!(handler.has_own_linkage(), expected, "{attribute}");
        }
    }

    #[test]
    fn lifetimes_of_one_type_go() {
        let tokens = "(_: &a::Adapter<'_>, _: &mut Deferred<'_, Adapter<'a, 'b>>) -> X<'a>";
        let name = Ident::new("Adapter", proc_macro2::Span::call_site());
        let text = without_lifetimes(tokens.parse().expect("tokens"), &name).to_string();
        assert_eq!(
            text.replace(' ', ""),
            "(_:&a::Adapter,_:&mutDeferred<'_,Adapter>)->X<'a>"
        );
    }

    #[test]
    fn tokens_come_back_as_they_were() {
        let tokens: TokenStream = "#[a] #[b(c)] pub fn d(e: &F) -> bool { g ! h }"
            .parse()
            .expect("tokens");
        let Item::Handler(handler) = look(&tokens) else {
            panic!("a function")
        };
        assert_eq!(handler.to_token_stream().to_string(), tokens.to_string());
    }
}
