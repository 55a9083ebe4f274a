//! With concurrent channels Storport does not hold the StartIo lock around HW_STARTIO.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(channels = concurrent)]
struct Adapter {
    queue: Locked<StartIoLock, u32>,
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    *adapter.queue.get(cx) += 1;
    Err(srb)
}

fn main() {}
