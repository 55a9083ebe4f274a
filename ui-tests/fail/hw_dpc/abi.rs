//! `#[hw_dpc]`: a handler has Rust's own ABI; Windows calls the trampoline.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_dpc]
extern "C" fn c(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {}

#[hw_dpc]
extern "system" fn system(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {}

fn main() {}
