//! A context lasts for one callback.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

std::thread_local! {
    static KEPT: core::cell::RefCell<Option<&'static mut Deferred<'static, Adapter>>> = const { core::cell::RefCell::new(None) };
}

fn keep(cx: &mut Deferred<'static, Adapter>) {
    KEPT.set(Some(cx));
}

#[hw_dpc]
fn complete(_: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    keep(cx);
}

fn main() {}
