//! A context is made by the runtime.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

use miniport::wdm::{Initialize, Unload};

fn forged() {
    let initialize: Initialize<'_, Device> = Initialize(core::marker::PhantomData);
    let deferred: DeferredIo<'_, Device> = Context { storage: loop {} };
}

fn main() {}
