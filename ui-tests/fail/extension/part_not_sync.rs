//! Processors share every field of a part.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(ExtensionPart)]
struct Channel {
    waiting: Locked<StartIoLock, u32>,
    count: core::cell::Cell<u32>,
}

fn main() {}
