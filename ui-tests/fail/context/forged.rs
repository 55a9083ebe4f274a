//! Only a trampoline makes a context.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

fn by_constructor() {
    let cx = Deferred::<Adapter>::new(core::ptr::NonNull::dangling());
}

fn by_fields() {
    let cx = Context::<Adapter, miniport::scope::Deferred> {
        storage: loop {},
        scope: loop {},
    };
}

fn by_default() {
    let cx = Deferred::<'_, Adapter>::default();
}

fn main() {}
