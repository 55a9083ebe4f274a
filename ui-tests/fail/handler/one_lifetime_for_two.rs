//! The context's lifetime is exact: nothing else that is lent has it.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_find_adapter]
fn find<'a>(cx: &mut FindAdapter<'a, Adapter>, config: &mut PortConfiguration<'a>) -> Result<Found<Adapter>, FindAdapterError> {
    Err(FindAdapterError::NotFound)
}

#[hw_timer]
fn tick<'a>(adapter: &'a Adapter, cx: &'a mut TimerTick<'a, Adapter>) {}

fn main() {}
