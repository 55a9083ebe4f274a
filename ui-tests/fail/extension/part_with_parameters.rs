//! A part with parameters is checked for all that they can be.
#![allow(unused)]
use core::cell::Cell;
use miniport::prelude::*;

#[derive(ExtensionPart)]
struct Guarded<T> {
    data: Locked<StartIoLock, T>,
}

#[derive(ExtensionPart)]
struct Shared<T: Send> {
    data: T,
}

#[derive(ExtensionPart)]
struct Plain<const N: usize> {
    data: [Cell<u32>; N],
}

fn main() {}
