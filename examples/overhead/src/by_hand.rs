//! The two miniports by hand.
#![allow(
    clippy::missing_safety_doc,
    clippy::undocumented_unsafe_blocks,
    clippy::wildcard_imports,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::semicolon_if_nothing_returned,
    non_upper_case_globals,
    reason = "written as C is: this is what it is compared with"
)]

pub mod device;
pub mod disk;
pub mod line;
