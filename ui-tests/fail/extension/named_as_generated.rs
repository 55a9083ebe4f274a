//! Types with the names of generated items are checked like others.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

type Shared = std::rc::Rc<core::cell::Cell<u32>>;
struct __Slots(Shared);
struct __Field0(Shared);
struct __Field1(Shared);
struct __Srb(Shared);

#[derive(DeviceExtension)]
struct Adapter {
    a: __Field1,
    b: __Field0,
    c: __Slots,
    d: __Srb,
}

fn main() {}
