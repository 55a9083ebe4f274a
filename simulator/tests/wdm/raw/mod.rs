//! Drivers as in C.

pub mod depot;
pub mod text;
