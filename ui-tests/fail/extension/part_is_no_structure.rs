//! A part is a structure without parameters and without deferred objects.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(ExtensionPart)]
enum Choice {
    First,
}

#[derive(ExtensionPart)]
struct Generic<T>(T);

#[derive(ExtensionPart)]
#[device_extension(virtual)]
struct Channel {
    complete: Dpc<complete>,
}

enum complete {}

fn main() {}
