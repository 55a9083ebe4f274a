//! A trait of the driver's own with the check's names, or a proof that is never made, does not take the place of the check.
#![allow(unused, long_running_const_eval)]
use miniport::__private::{Checked, FieldOf};
use miniport::prelude::*;

type Shared = std::rc::Rc<core::cell::Cell<u32>>;

struct Yes;

impl Yes {
    const fn check(self) -> Checked<Shared> {
        loop {}
    }
}

trait Kind {
    const KIND: Yes = Yes;
}

impl Kind for FieldOf<Shared> {}

#[derive(DeviceExtension)]
struct Adapter {
    shared: Shared,
}

fn main() {}
