//! What a lock is to Storport is not the driver's to say.
#![forbid(unsafe_code)]
#![allow(unused)]
use miniport::ffi;
use miniport::lock::HasLock;
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    data: Locked<DpcLock<u8>, u32>,
}

impl HasLock<DpcLock<u8>> for Adapter {
    type Handle = ();
    fn handle() -> Self::Handle {}
    unsafe fn acquire<S: Scope>(_: &Context<'_, Adapter, S>, _: &mut Self::Handle) {}
    unsafe fn release<S: Scope>(_: &Context<'_, Adapter, S>, _: &mut Self::Handle) {}
}

fn main() {}
