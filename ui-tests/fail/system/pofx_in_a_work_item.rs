//! An adapter is put under the power management framework in passive initialisation only.
#![allow(unused, non_camel_case_types)]
use miniport::power::{IdleState, PoFxAdapter};
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

const ALWAYS_ON: PoFxAdapter<1> = PoFxAdapter::new([IdleState::F0], 1);

#[hw_workitem]
fn register(_: &Adapter, cx: &mut Passive<'_, Adapter>) {
    cx.register_pofx(&ALWAYS_ON).ok();
}

fn main() {}
