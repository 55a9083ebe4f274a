//! The names of callbacks in C, which has no modules.

use std::collections::BTreeMap;

use crate::source::Marked;

/// Words of C and C++ that are no keywords of Rust's.
const KEYWORDS: &str = "alignas alignof and and_eq asm auto bitand bitor bool case catch char class compl concept const_cast consteval \
    constexpr constinit co_await co_return co_yield decltype default delete double dynamic_cast explicit export float friend goto inline \
    int long mutable namespace new noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast \
    requires restrict short signed sizeof static_assert static_cast switch template this thread_local throw typedef typeid typename \
    union unsigned using void volatile wchar_t xor xor_eq near far interface small";

/// Those of both, which Rust writes with `r#`.
const OF_BOTH: &str = "break case const continue default do else enum extern false for if return static struct true try typeof virtual \
    volatile while";

/// What was declared, by its name in C.
#[derive(Debug, Default)]
pub(super) struct Names<'m> {
    taken: BTreeMap<String, (&'m str, &'static str)>,
}

impl<'m> Names<'m> {
    /// The name of a function: its own; with those of its modules where another function has that; with a number where that is
    /// another's, too.
    pub(super) fn of(&mut self, marked: &'m Marked, role_type: &'static str) -> String {
        let below_the_crate = marked.path.split("::").skip(1);
        let long = below_the_crate.collect::<Vec<_>>().join("_");
        let numbered = (1..).map(|number| format!("{long}_{number}"));
        let names = [marked.name().to_owned(), long.clone()].into_iter();
        let what = (marked.path.as_str(), role_type);
        let free = names.chain(numbered).find(|name| {
            !is_reserved(name) && self.taken.get(name).is_none_or(|taken| *taken == what)
        });
        let name = free.unwrap_or(long);
        self.taken.insert(name.clone(), what);
        name
    }
}

/// Nothing of the driver's can have this name in C.
fn is_reserved(name: &str) -> bool {
    let mut words = KEYWORDS
        .split_whitespace()
        .chain(OF_BOTH.split_whitespace());
    name == "DriverEntry" || words.any(|word| word == name)
}
