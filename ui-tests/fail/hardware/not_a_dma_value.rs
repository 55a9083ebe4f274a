//! Shared memory holds integers and what is made of them.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

fn place(layout: &mut DmaLayout) {
    layout.array::<bool>(1, 8);
}

fn main() {}
