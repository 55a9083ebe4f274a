//! What is told when a change is handled is a `#[hw_state_change]` function, with its argument.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_state_change]
fn changed(_: &Adapter, _: &mut StateChanged<'_, Adapter>, _: HandledChange, _: u32) {}

#[hw_timer_ex]
fn expired(_: &Adapter, _: &mut TimerExpired<'_, Adapter>) {}

fn another_role(cx: &mut StateChanged<'_, Adapter>) {
    let _ = cx.state_change_detected::<expired>(StateChange::Bus { path_id: 0 }, ());
}

fn another_argument(cx: &mut StateChanged<'_, Adapter>) {
    let _ = cx.state_change_detected::<changed>(StateChange::Bus { path_id: 0 }, true);
}

fn an_argument_that_owns(cx: &mut StateChanged<'_, Adapter>, srb: Srb<Adapter>) {
    let _ = cx.state_change_detected::<changed>(StateChange::Bus { path_id: 0 }, srb);
}

fn main() {}
