//! The two miniports by hand.
#![allow(
    clippy::missing_safety_doc,
    clippy::undocumented_unsafe_blocks,
    reason = "written as C is: this is what it is compared with"
)]

pub mod disk;
pub mod line;
