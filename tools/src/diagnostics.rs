//! Errors of the macros, shown as the compiler shows them.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use proc_macro2::{TokenStream, TokenTree};

use crate::source::File;

/// One error with its place in a file.
pub(crate) fn rendered(file: &File, message: &str, at: Range<usize>) -> String {
    let path = file.path.display().to_string();
    let end = at.end.min(file.text.len());
    let snippet = Snippet::source(&file.text)
        .path(&path)
        .fold(true)
        .annotation(AnnotationKind::Primary.span(at.start.min(end)..end));
    let report = &[Level::ERROR.primary_title(message).element(snippet)];
    Renderer::plain().render(report)
}

/// Every `compile_error!` among the tokens, with its place; one of the macro's own places is the mark's.
pub(crate) fn errors(tokens: &TokenStream, mark: &Range<usize>) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    collect(tokens, mark, &mut found);
    found
}

fn collect(tokens: &TokenStream, mark: &Range<usize>, found: &mut Vec<(String, Range<usize>)>) {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else {
            continue;
        };
        let [.., TokenTree::Ident(name), TokenTree::Punct(bang)] = &tokens[..index] else {
            collect(&group.stream(), mark, found);
            continue;
        };
        let text = syn::parse2::<syn::LitStr>(group.stream());
        if name == "compile_error"
            && bang.as_char() == '!'
            && let Ok(text) = text
        {
            // `::core::compile_error!`, whose first tokens have the place where the error begins.
            let start = name.span().byte_range().start;
            let at = start..group.span().byte_range().end;
            let at = if at.is_empty() { mark.clone() } else { at };
            found.push((text.value(), at));
        } else {
            collect(&group.stream(), mark, found);
        }
    }
}
