//! Errors as a value: collected while an item is looked at, emitted together at the end.

use proc_macro2::TokenStream;
use quote::ToTokens;

/// The errors of one item, in the order in which they were found.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    errors: Vec<syn::Error>,
}

impl Diagnostics {
    /// Says at `tokens` which `rule` is broken, and on a line of its own what to write `instead`.
    pub(crate) fn error(
        &mut self,
        tokens: impl ToTokens,
        rule: impl AsRef<str>,
        instead: impl AsRef<str>,
    ) {
        let message = format!("{}\n{}", rule.as_ref(), instead.as_ref());
        self.errors.push(syn::Error::new_spanned(tokens, message));
    }

    /// Takes over errors that another parser has already described.
    pub(crate) fn add(&mut self, error: syn::Error) {
        self.errors.push(error);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// One `compile_error!` for each error.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.errors
            .iter()
            .map(syn::Error::to_compile_error)
            .collect()
    }

    /// The messages, for tests.
    #[cfg(test)]
    pub(crate) fn messages(&self) -> Vec<String> {
        self.errors.iter().map(ToString::to_string).collect()
    }
}

/// The article before a name of the interface.
pub(crate) fn article(name: &str) -> &'static str {
    if name.starts_with(['a', 'i', 'A', 'I']) {
        "an"
    } else {
        "a"
    }
}

/// The name that was meant, if one is near.
pub(crate) fn near<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let nearness = |name: &str| match strsim::osa_distance(written, name) {
        // One letter, or two in the other order: in a short name much of it.
        0 | 1 => 1.0,
        _ if written.eq_ignore_ascii_case(name) => 1.0,
        _ => strsim::jaro_winkler(written, name),
    };
    names
        .into_iter()
        .map(|name| (nearness(name), name))
        .filter(|(nearness, _)| *nearness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

/// The name that was meant, in words.
#[must_use]
pub fn did_you_mean<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    near(written, names).map(|name| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::{Diagnostics, did_you_mean, near};
    use quote::quote;

    #[test]
    fn all_errors_are_emitted_in_order() {
        let mut errors = Diagnostics::default();
        errors.error(quote!(a b), "first rule", "write this");
        errors.add(syn::Error::new(proc_macro2::Span::call_site(), "second"));
        assert_eq!(errors.messages(), ["first rule\nwrite this", "second"]);
        let tokens = errors.into_tokens().to_string();
        assert_eq!(tokens.matches("compile_error").count(), 2);
        assert!(tokens.find("first rule") < tokens.find("second"));
    }

    #[test]
    fn the_nearest_name_is_meant() {
        let names = ["line", "message", "per_message"];
        assert_eq!(
            did_you_mean("lines", names).as_deref(),
            Some("did you mean `line`?")
        );
        assert_eq!(did_you_mean("edge", names), None);
        assert_eq!(near("wmd", ["dump", "wdm"]), Some("wdm"));
        assert_eq!(near("WDM", ["dump", "wdm"]), Some("wdm"));
    }
}
