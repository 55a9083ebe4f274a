//! The context of a lock closure does not leave it.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;
use miniport::{lock, scope};

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    count: Locked<StartIoLock, u32>,
}

type Inside<'a> =
    Context<'a, Adapter, scope::Holding<scope::Deferred, StartIoLock, lock::state::HeldAlready>>;

fn keep(cx: &mut Inside<'static>) {}

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    let count = adapter.count.lock(cx, |count, _| count);
    *count += 1;
    cx.with_lock::<StartIoLock, _>(|cx| keep(cx));
}

fn main() {}
