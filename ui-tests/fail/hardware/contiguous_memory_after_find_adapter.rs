//! Memory that the device uses is a field of the extension: find-adapter allocates it, and it goes with the adapter.
#![allow(unused, non_camel_case_types)]
use miniport::hardware::{HostMemoryBuffer, HostMemoryRequest};
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_initialize]
fn initialize(_: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    cx.allocate_contiguous(&DmaLayout::new(), PhysicalAddress::new(u64::MAX))
        .is_ok()
}

fn ask(cx: &mut Passive<'_, Adapter>, request: &HostMemoryRequest) {
    let _: Result<HostMemoryBuffer<8>, _> = cx.allocate_host_memory_buffer(request);
}

fn main() {}
