//! A block of generated items, in which the runtime and the items have names that no token of the driver's has.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;

use crate::runtime_crate;

/// The block.
#[derive(Debug)]
pub(crate) struct Block {
    taken: HashSet<String>,
    /// The name of the runtime in it: the real crate, whatever the driver's own modules and crates are called.
    pub(crate) runtime: Ident,
    /// The name of what the runtime has for generated code.
    pub(crate) private: Ident,
    items: TokenStream,
}

impl Block {
    /// A block where the crate `runtime` is, whose items stand beside `tokens`.
    pub(crate) fn new(runtime: &Ident, tokens: &TokenStream) -> Self {
        let mut block = Self {
            taken: HashSet::new(),
            runtime: runtime.clone(),
            private: runtime.clone(),
            items: TokenStream::new(),
        };
        block.take(tokens.clone());
        block.runtime = block.name("__m");
        block.private = block.name("__p");
        let (alias, private) = (&block.runtime, &block.private);
        block.items = quote! {
            extern crate #runtime as #alias;
            use #alias::__private as #private;
        };
        block
    }

    fn take(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    let name = ident.to_string();
                    self.taken.insert(name.trim_start_matches("r#").to_owned());
                }
                TokenTree::Group(group) => self.take(group.stream()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// `wanted`, or with the first number that makes it new; no name is given twice.
    pub(crate) fn name(&mut self, wanted: &str) -> Ident {
        let name = std::iter::once(wanted.to_owned())
            .chain((1..=self.taken.len() + 1).map(|number| format!("{wanted}{number}")))
            .find(|name| !self.taken.contains(name))
            .expect("there are more numbers than tokens");
        self.taken.insert(name.clone());
        Ident::new(&name, Span::mixed_site())
    }

    /// The runtime's name at `span`: an expression is shown from its first token on.
    pub(crate) fn runtime_at(&self, span: Span) -> Ident {
        let mut name = self.runtime.clone();
        name.set_span(Span::mixed_site().located_at(span));
        name
    }

    /// The name of what the runtime has for generated code, at `span`.
    pub(crate) fn private_at(&self, span: Span) -> Ident {
        let mut name = self.private.clone();
        name.set_span(Span::mixed_site().located_at(span));
        name
    }

    pub(crate) fn add(&mut self, items: TokenStream) {
        self.items.extend(items);
    }

    /// The whole block.
    pub(crate) fn finish(self) -> TokenStream {
        let items = self.items;
        let named = runtime_crate::named_in_messages();
        quote!(#named const _: () = { #items };)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_new() {
        let tokens = "struct A { a: [__m; { r#__m1 }] }".parse().expect("tokens");
        let mut block = Block::new(&Ident::new("miniport", Span::call_site()), &tokens);
        assert_eq!(block.runtime, "__m2");
        let names = ["__m", "__f", "__f"].map(|wanted| block.name(wanted).to_string());
        assert_eq!(names, ["__m3", "__f", "__f1"]);
        let text = block.finish().to_string();
        assert!(text.contains("extern crate miniport as __m2 ;"), "{text}");
    }
}
