//! What the extension dereferences to is no field of it: an `Adapter` whose fields another macro has moved away is refused.
//!
//! `impl_for!` stands for an attribute below the derive: it gives the derive's output, made of one structure, another structure of
//! the same name. (The block is that of `#[derive(ExtensionPart)] struct Channel { count: u32 }`, as in `expanded`.)
#![allow(unused)]
use miniport::prelude::*;

struct Inner {
    count: u32,
}

struct Channel {
    inner: Inner,
    shared: std::rc::Rc<core::cell::Cell<u32>>,
}

impl core::ops::Deref for Channel {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl core::ops::DerefMut for Channel {
    fn deref_mut(&mut self) -> &mut Inner {
        &mut self.inner
    }
}

const _: () = {
    extern crate miniport;
    use miniport::__private::PlainField as _;
    type __Field0 = u32;
    const _: miniport::__private::Checked<__Field0> =
        <miniport::__private::FieldOf<__Field0>>::KIND.check();
    fn __fields(__extension: &mut Channel) {
        let Channel { count: _ } = *__extension;
        miniport::__private::same::<__Field0, _>(&raw mut __extension.count);
    }
};

fn main() {}
