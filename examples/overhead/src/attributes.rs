//! The two miniports with attributes.
#![forbid(unsafe_code)]

pub mod disk;
pub mod line;
