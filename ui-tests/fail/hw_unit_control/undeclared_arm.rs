//! An arm for a control type that the attribute does not name never runs.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_unit_control(Start)]
fn control(_: &Adapter, control: UnitControl<'_, Adapter>) -> UnitControlStatus {
    match control {
        UnitControl::Start(..) => UnitControlStatus::Success,
        UnitControl::Remove(cx, address) => {
            let _ = cx.tick_count();
            UnitControlStatus::Success
        }
    }
}

fn main() {}
