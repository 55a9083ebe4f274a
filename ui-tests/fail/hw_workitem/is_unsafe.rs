//! `#[hw_workitem]`: a handler is safe; the trampoline is not the author's to write.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_workitem]
unsafe fn rescan(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {}

fn main() {}
