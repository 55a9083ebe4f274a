//! The registry buffer keeps the code at PASSIVE_LEVEL: while it is there, no lock raises the IRQL.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    depth: Locked<StartIoLock, u32>,
}

#[hw_workitem]
fn reload(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    let Ok(mut registry) = cx.registry_buffer(4) else {
        return;
    };
    adapter.depth.lock(cx, |depth, _| {
        if let Ok(read) = registry.read::<u32>(RegistryKey::ThisAdapter, c"Depth") {
            *depth = read;
        }
    });
}

fn main() {}
