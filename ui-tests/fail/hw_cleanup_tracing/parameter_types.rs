//! The types of the parameters: there is no adapter.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_cleanup_tracing]
fn with_an_extension(_: &mut CleanupTracing<'_, Adapter>, _: &Adapter) {}

#[hw_cleanup_tracing]
fn by_value(_: CleanupTracing<'_, Adapter>) {}

#[hw_cleanup_tracing]
fn of_another_role(_: &mut TracingEnabled<'_, Adapter>) {}

fn main() {}
