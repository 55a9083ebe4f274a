//! A function for PASSIVE_LEVEL is not called from a DPC.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

fn rescan<S: Scope>(cx: &mut Context<'_, Adapter, S>)
where
    S::Irql: AtMost<irql::Passive>,
{
}

#[hw_dpc]
fn complete(_: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    rescan(cx);
}

fn main() {}
