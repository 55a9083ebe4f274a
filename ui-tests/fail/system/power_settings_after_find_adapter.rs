//! A driver says in find-adapter of which power settings it hears.
#![allow(unused, non_camel_case_types)]
use miniport::ffi::GUID;
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

static SETTINGS: [GUID; 0] = [];

#[hw_workitem]
fn hear(_: &Adapter, cx: &mut Passive<'_, Adapter>) {
    cx.hear_of_power_settings(&SETTINGS).ok();
}

fn main() {}
