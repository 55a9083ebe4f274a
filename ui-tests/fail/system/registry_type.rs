//! The registry has no values of 16 bits.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_workitem]
fn reload(_: &Adapter, cx: &mut Passive<'_, Adapter>) {
    if let Ok(mut registry) = cx.registry_buffer(4) {
        let depth = registry.read::<u16>(RegistryKey::ThisAdapter, c"Depth");
    }
}

fn main() {}
