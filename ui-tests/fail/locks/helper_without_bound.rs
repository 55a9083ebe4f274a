//! A generic helper says which locks it takes, or which it needs.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    waiting: Locked<StartIoLock, u32>,
}

fn take<S: Scope>(adapter: &Adapter, cx: &mut Context<'_, Adapter, S>) {
    adapter.waiting.lock(cx, |waiting, _| *waiting += 1);
}

fn hold<S: Scope>(adapter: &Adapter, cx: &mut Context<'_, Adapter, S>) {
    *adapter.waiting.get(cx) += 1;
}

fn main() {}
