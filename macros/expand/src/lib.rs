//! What the attributes and derives of the `miniport` crate write: functions from tokens to tokens, which the compiler reaches through
//! `miniport-macros`, and `cargo miniport expand` without a compiler. For these two; the API is not stable.

extern crate proc_macro;

mod arguments;
mod arms;
mod block;
mod diagnostics;
mod expand;
mod extension;
mod faulty;
mod item;
mod place;
#[cfg(test)]
mod robustness;
mod role;
mod role_lists;
mod role_trait;
mod runtime_crate;
mod signature;
#[cfg(test)]
mod snapshots;
mod types;

pub use diagnostics::did_you_mean;
pub use expand::{at_the_first, attribute};
pub use extension::{derive, derive_part};
pub use role_lists::declare as role_list;
pub use role_trait::declare as role_trait;
pub use runtime_crate::set_package;
