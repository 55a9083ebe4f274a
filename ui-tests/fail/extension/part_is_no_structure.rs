//! A part is a structure that borrows nothing, without deferred objects.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(ExtensionPart)]
enum Choice {
    First,
}

#[derive(ExtensionPart)]
struct Borrowed<'a, T: Sync>(&'a T);

#[derive(ExtensionPart)]
#[device_extension(virtual)]
struct Channel {
    complete: Dpc<complete>,
}

enum complete {}

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    choice: Choice,
    borrowed: Borrowed<'static, u32>,
    channel: Channel,
}

fn main() {}
