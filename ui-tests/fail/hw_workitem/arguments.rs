//! `#[hw_workitem]`: the attribute takes no arguments.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_workitem(fast)]
fn a_word(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {}

#[hw_workitem(irql = 2)]
fn a_value(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {}

fn main() {}
