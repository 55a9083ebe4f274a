//! Options without channels would take concurrent channels back, and HW_STARTIO would wait for the StartIo lock that Storport holds.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(channels = concurrent)]
struct Adapter;

#[hw_initialize]
fn initialize(_: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    let options = PerfOptions::new().dpc_redirection();
    cx.initialize_concurrent_channels(4, &options).is_ok()
        && cx.initialize_perf_opts(&options).is_ok()
}

fn main() {}
