//! `crate` names the runtime where it has another name: not any crate, whose traits would be implemented without `unsafe`.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual, crate = core)]
struct Adapter;

#[derive(ExtensionPart)]
#[device_extension(crate = alloc)]
struct Part;

#[hw_dpc(crate = std)]
fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

fn main() {}
