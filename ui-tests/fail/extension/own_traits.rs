//! A trait of the driver's own does not take the place of the check of the fields.
#![allow(unused)]
use miniport::prelude::*;

struct Yes;

impl Yes {
    fn check(&self) {}
}

trait Kind {
    fn kind(&self) -> Yes {
        Yes
    }
}

impl<T> Kind for T {}

#[derive(DeviceExtension)]
struct Adapter {
    count: core::cell::Cell<u32>,
}

fn main() {}
