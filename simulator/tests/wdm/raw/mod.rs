//! Drivers as in C.

pub mod depot;
pub mod edu;
pub mod event;
pub mod text;
