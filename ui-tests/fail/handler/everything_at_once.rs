//! All errors of a handler are reported together.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_dpc(fast)]
#[hw_timer]
async unsafe extern "C" fn complete<T>(
    adapter: &mut Adapter,
    cx: Interrupt<'_, Adapter>,
    tag: &u32,
) -> bool
where
    T: Copy,
{
    true
}

fn driver(cx: &mut Deferred<'_, Adapter>) {
    // The name is known all the same: no second error.
    let handler: Dpc<complete> = Dpc::new();
}

fn main() {}
