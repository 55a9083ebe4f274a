//! Nothing panics, whatever the tokens: random tokens and mutated handlers are given to every macro.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use miniport_roles::ROLES;

use crate::{expand, extension};

const WORDS: &[&str] = &[
    "fn",
    "struct",
    "enum",
    "impl",
    "dyn",
    "mut",
    "ref",
    "const",
    "async",
    "unsafe",
    "extern",
    "pub",
    "crate",
    "self",
    "Self",
    "for",
    "where",
    "virtual",
    "static",
    "macro_rules",
    "r#fn",
    "_",
    "Adapter",
    "Deferred",
    "Interrupt",
    "FindAdapter",
    "Dpc",
    "WorkItem",
    "Timer",
    "Locked",
    "Srb",
    "u32",
    "bool",
    "Option",
    "Result",
    "hw_dpc",
    "hw_timer",
    "device_extension",
    "physical",
    "interrupts",
    "line",
    "channels",
    "srb_extension",
    "derive",
    "repr",
    "packed",
    "StopAdapter",
    "cfg",
    "a",
    "cx",
];

fn word(text: &str) -> TokenTree {
    match text.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()).into(),
        None => Ident::new(text, Span::call_site()).into(),
    }
}

/// Any token tree, with the words and signs of handlers and extensions in it.
fn token() -> impl Strategy<Value = TokenTree> {
    let leaf = prop_oneof![
        8 => select(WORDS).prop_map(word),
        6 => (select(b"&*,;:<>=#!-+.?'|$@".as_slice()), any::<bool>()).prop_map(|(sign, joint)| {
            let spacing = if joint || sign == b'\'' { Spacing::Joint } else { Spacing::Alone };
            Punct::new(char::from(sign), spacing).into()
        }),
        1 => any::<u32>().prop_map(|number| Literal::u32_suffixed(number).into()),
        1 => any::<String>().prop_map(|text| Literal::string(&text).into()),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let delimiter = select(
            [
                Delimiter::Parenthesis,
                Delimiter::Brace,
                Delimiter::Bracket,
                Delimiter::None,
            ]
            .as_slice(),
        );
        (delimiter, vec(inner, 0..6)).prop_map(|(delimiter, tokens)| {
            Group::new(delimiter, tokens.into_iter().collect()).into()
        })
    })
}

fn tokens(most: usize) -> impl Strategy<Value = TokenStream> {
    vec(token(), 0..most).prop_map(|tokens| tokens.into_iter().collect())
}

/// A change at one place of a token stream.
#[derive(Debug, Clone)]
enum Change {
    Remove,
    Double,
    Replace(TokenTree),
    Insert(TokenTree),
    /// The same change inside of the group, if there is one.
    Enter(Index, Box<Change>),
}

fn change() -> impl Strategy<Value = (Index, Change)> {
    let flat = prop_oneof![
        Just(Change::Remove),
        Just(Change::Double),
        token().prop_map(Change::Replace),
        token().prop_map(Change::Insert),
    ];
    let change = flat.prop_recursive(3, 4, 1, |inner| {
        (any::<Index>(), inner).prop_map(|(at, change)| Change::Enter(at, Box::new(change)))
    });
    (any::<Index>(), change)
}

fn apply(tokens: TokenStream, at: Index, change: &Change) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    if tokens.is_empty() {
        return TokenStream::new();
    }
    let at = at.index(tokens.len());
    let mut out = Vec::new();
    for (index, token) in tokens.into_iter().enumerate() {
        if index != at {
            out.push(token);
            continue;
        }
        match (change, token) {
            (Change::Remove, _) => {}
            (Change::Double, token) => out.extend([token.clone(), token]),
            (Change::Replace(other), _) => out.push(other.clone()),
            (Change::Insert(other), token) => out.extend([other.clone(), token]),
            (Change::Enter(at, change), TokenTree::Group(group)) => {
                out.push(Group::new(group.delimiter(), apply(group.stream(), *at, change)).into());
            }
            (Change::Enter(..), token) => out.push(token),
        }
    }
    out.into_iter().collect()
}

/// What is owed whatever happens: items where an item was given, with or without errors among them.
fn expanded(item: &TokenStream, output: TokenStream) -> Result<(), TestCaseError> {
    if syn::parse2::<syn::Item>(item.clone()).is_ok() {
        let text = output.to_string();
        prop_assert!(syn::parse2::<syn::File>(output).is_ok(), "no items: {text}");
    }
    Ok(())
}

const EXTENSION: &str = "#[device_extension(physical, interrupts = line, channels = single, srb_extension = Request)]
    pub struct Adapter { registers: Mmio<u32>, complete: Dpc<complete>, queues: [Dpc<queue>; 4], rescan: WorkItem<rescan>, tick: Timer<tick> }";

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn random_items(role in select(ROLES), arguments in tokens(4), item in tokens(30)) {
        expanded(&item, expand::attribute(role.attribute, &arguments, &item))?;
        expanded(&item, extension::derive(&item))?;
        expanded(&item, extension::derive_part(&item))?;
    }

    #[test]
    fn mutated_handlers(role in select(ROLES), example in select(ROLES), changes in vec(change(), 0..4)) {
        let mut item: TokenStream = format!("{} {{ {} }}", example.signature, example.body).parse().expect("tokens");
        for (at, change) in &changes {
            item = apply(item, *at, change);
        }
        let arguments: TokenStream = role.arguments.trim_matches(['(', ')']).parse().expect("tokens");
        expanded(&item, expand::attribute(role.attribute, &arguments, &item))?;
    }

    #[test]
    fn random_arguments(arguments in tokens(8)) {
        let handler = quote::quote!(fn control(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {});
        expanded(&handler, expand::attribute("hw_adapter_control", &arguments, &handler))?;
        let adapter = quote::quote!(#[device_extension(#arguments)] struct Adapter;);
        expanded(&adapter, extension::derive(&adapter))?;
    }

    #[test]
    fn mutated_extensions(changes in vec(change(), 0..4)) {
        let mut item: TokenStream = EXTENSION.parse().expect("tokens");
        for (at, change) in &changes {
            item = apply(item, *at, change);
        }
        expanded(&item, extension::derive(&item))?;
        expanded(&item, extension::derive_part(&item))?;
    }
}
