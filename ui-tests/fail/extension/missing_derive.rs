//! The first parameter of a handler is a device extension.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

struct Adapter;

#[hw_dpc]
fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

fn main() {}
