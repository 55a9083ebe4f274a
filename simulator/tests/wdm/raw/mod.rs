//! Drivers as in C.

pub mod depot;
pub mod event;
pub mod text;
