//! It answers nothing.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_cleanup_tracing]
fn tracing(_: &mut CleanupTracing<'_, Adapter>) -> Result<(), NtStatus> {
    Ok(())
}

fn main() {}
