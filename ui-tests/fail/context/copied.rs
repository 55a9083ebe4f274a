//! There is one context for each callback.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

fn copy(cx: &mut Deferred<'_, Adapter>) {
    let second = *cx;
}

fn clone<'a>(cx: &mut Deferred<'a, Adapter>) -> Deferred<'a, Adapter> {
    cx.clone()
}

fn main() {}
