//! A macro that names a generated item means another type in the check than in the structure, and that is seen.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

type __Field1 = std::rc::Rc<core::cell::Cell<u32>>;

macro_rules! shared {
    () => {
        __Field1
    };
}

#[derive(DeviceExtension)]
struct Adapter {
    a: shared!(),
    b: u32,
}

fn main() {}
