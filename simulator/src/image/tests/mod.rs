//! The loader, on images that are made by hand, whole and broken.
#![allow(clippy::cast_possible_truncation, reason = "places in small files")]

pub(crate) mod bench;
mod broken;
pub(crate) mod made;
mod mutated;
mod whole;
