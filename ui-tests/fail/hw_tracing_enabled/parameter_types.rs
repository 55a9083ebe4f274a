//! The types of the parameters.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_tracing_enabled]
fn as_in_c(_: &Adapter, _: &mut TracingEnabled<'_, Adapter>, _: u8) {}

#[hw_tracing_enabled]
fn of_another_role(_: &Adapter, _: &mut Deferred<'_, Adapter>, _: bool) {}

#[hw_tracing_enabled]
fn without(_: &Adapter, _: &mut TracingEnabled<'_, Adapter>) {}

fn main() {}
