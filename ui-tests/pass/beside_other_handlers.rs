//! Handlers of one name, in modules that import all of each other, behind `cfg`, from macros and in a file that two modules have; and
//! signatures in other words than the table's.
#![deny(warnings)]
#![allow(dead_code)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    below: Dpc<below::tick>,
}

#[hw_dpc]
fn tick(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

mod below {
    use super::*;

    #[hw_dpc]
    pub fn tick(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}
}

#[hw_timer]
#[cfg(windows)]
fn by_configuration(_: &Adapter, _: &mut TimerTick<'_, Adapter>) {}
#[hw_timer]
#[cfg(not(windows))]
fn by_configuration(_: &Adapter, _: &mut TimerTick<'_, Adapter>) {}

macro_rules! timer {
    ($name:ident) => {
        #[hw_timer]
        fn $name(_: &Adapter, _: &mut TimerTick<'_, Adapter>) {}
    };
}
timer!(of_a_macro);
mod of_the_same_macro {
    use super::*;
    timer!(of_a_macro);
}

// What looks like an `impl` block need not become one.
macro_rules! free {
    (impl Adapter { $($function:item)* }) => { $($function)* };
}
free! {
    impl Adapter {
        #[hw_timer]
        fn out_of_an_impl_block(_: &Adapter, _: &mut TimerTick<'_, Adapter>) {}
    }
}

impl Adapter {
    fn method() {
        #[hw_timer]
        fn in_a_method(_: &Adapter, _: &mut TimerTick<'_, Adapter>) {}
    }
}

mod first {
    use super::Adapter;
    include!("twice/timer.rs");
}
mod second {
    use super::Adapter;
    include!("twice/timer.rs");
}

type Extension = Adapter;
type Answer = Result<(), Srb<crate::Adapter>>;

#[hw_startio]
fn start_io(_: &Extension, cx: &mut StartIo<'_, Adapter>, srb: Srb<Extension>) -> Answer {
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}

#[hw_timer]
fn lifetimes<'a, 'b>(_: &'a Adapter, _: &'b mut TimerTick<'a, Adapter>)
where
    'a: 'b,
{
}

fn main() {
    let _ = Adapter { below: Dpc::new() };
}
