//! The two miniports with attributes.
#![forbid(unsafe_code)]

pub mod device;
pub mod disk;
pub mod line;
