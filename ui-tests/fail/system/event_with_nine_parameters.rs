//! An event has up to eight parameters.
#![allow(unused, non_camel_case_types)]
use miniport::event::{EtwEvent, EventDescription, ParameterName};
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

const FULL: EtwEvent = EtwEvent::new(1, EventDescription::new("queue full"));
const A: ParameterName = ParameterName::new("Depth");

#[hw_workitem]
fn tell(_: &Adapter, cx: &mut Passive<'_, Adapter>) {
    cx.trace_event(&FULL, &[(&A, 1); 9]).ok();
}

fn main() {}
