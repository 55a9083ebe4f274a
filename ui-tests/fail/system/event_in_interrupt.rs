//! Events are traced up to DISPATCH_LEVEL; an interrupt handler runs at DIRQL.
#![allow(unused, non_camel_case_types)]
use miniport::event::{EtwEvent, EventDescription};
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

const SPURIOUS: EtwEvent = EtwEvent::new(2, EventDescription::new("spurious interrupt"));

#[hw_interrupt]
fn isr(_: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    cx.trace_event(&SPURIOUS, &[]).ok();
    false
}

fn main() {}
