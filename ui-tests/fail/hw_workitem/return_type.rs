//! `#[hw_workitem]`: what the handler answers.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_workitem]
fn a_bool(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) -> bool {
    true
}

#[hw_workitem]
fn a_result(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) -> Result<(), ()> {
    Ok(())
}

fn main() {}
