//! A virtual miniport has no device that would use memory.
#![allow(unused, non_camel_case_types)]
use miniport::hardware::{HostMemoryBuffer, HostMemoryRequest};
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

fn ask(cx: &mut FindAdapter<'_, Adapter>, request: &HostMemoryRequest) {
    let _: Result<HostMemoryBuffer<8>, _> = cx.allocate_host_memory_buffer(request);
}

fn main() {}
