//! The types of the parameters.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_state_change]
fn address(_: &Adapter, _: &mut StateChanged<'_, Adapter>, address: &Address) {}

#[hw_state_change]
fn status(_: &Adapter, _: &mut StateChanged<'_, Adapter>, status: u32) {}

#[hw_state_change]
fn borrowed_argument(_: &Adapter, _: &mut StateChanged<'_, Adapter>, _: HandledChange, argument: &u32) {}

#[hw_state_change]
fn of_another_role(_: &Adapter, _: &mut ResetBus<'_, Adapter>, _: HandledChange) {}

#[hw_state_change]
fn without(_: &Adapter, _: &mut StateChanged<'_, Adapter>) {}

fn main() {}
