//! An adapter with two F-states does not wake from a third.
#![allow(unused, non_camel_case_types)]
use core::time::Duration;
use miniport::power::{IdleState, PoFxAdapter};

const SLEEPY: PoFxAdapter<2> = PoFxAdapter::new(
    [
        IdleState::F0,
        IdleState::new(Duration::from_millis(1), Duration::from_millis(9)),
    ],
    3,
);

fn main() {}
