//! What a lock is to Storport is not the driver's to say.
#![forbid(unsafe_code)]
#![allow(unused)]
use miniport::ffi;
use miniport::lock::LockOf;
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    data: Locked<DpcLock<u8>, u32>,
}

impl LockOf<Adapter> for DpcLock<u8> {
    const SPINLOCK: ffi::STOR_SPINLOCK = ffi::DpcLock;
    fn context<S: Scope>(_: &Context<'_, Adapter, S>) -> ffi::PVOID {
        core::ptr::dangling_mut::<u64>().cast()
    }
}

fn main() {}
