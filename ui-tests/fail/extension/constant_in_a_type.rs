//! A constant expression that names a generated item means another number in the check than in the structure, and that is seen.
#![allow(unused)]
use miniport::prelude::*;

struct __Srb([u64; 2]);

macro_rules! size {
    () => {
        size_of::<__Srb>()
    };
}

#[derive(DeviceExtension)]
#[device_extension(virtual, srb_extension = u8)]
struct Adapter {
    queues: [Dpc<queue>; size!()],
}

#[hw_dpc]
fn queue(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

fn main() {}
