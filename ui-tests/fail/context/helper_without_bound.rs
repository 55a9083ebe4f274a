//! A generic helper says that the device extension exists where it runs.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

fn adapter<'a, S: Scope>(cx: &Context<'a, Adapter, S>) -> &'a Adapter {
    cx.extension()
}

fn main() {}
