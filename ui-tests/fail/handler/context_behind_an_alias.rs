//! What an alias hides is found by its type, and shown at the parameter.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

type Cx<'a> = Passive<'a, Adapter>;

#[hw_dpc]
fn complete(_: &Adapter, _: &mut Cx<'_>) {}

fn main() {}
