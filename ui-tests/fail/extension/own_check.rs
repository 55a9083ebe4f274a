//! A method of the driver's own that takes the answer by value, and never returns, does not take the place of the check.
#![allow(unused)]
use miniport::__private::Checked;
use miniport::prelude::*;

type Shared = std::rc::Rc<core::cell::Cell<u32>>;

trait Check: Sized {
    fn check(self) -> Checked<Shared> {
        loop {}
    }
}

impl<T> Check for T {}

#[derive(DeviceExtension)]
struct Adapter {
    shared: Shared,
}

fn main() {}
