//! `#[hw_workitem]`: a handler has Rust's own ABI; Windows calls the trampoline.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_workitem]
extern "C" fn c(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {}

#[hw_workitem]
extern "system" fn system(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {}

fn main() {}
