//! `#[hw_dpc]`: a handler is safe; the trampoline is not the author's to write.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_dpc]
unsafe fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {}

fn main() {}
