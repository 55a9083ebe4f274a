//! Names of the driver's own that the block of the derive could meet, as types, functions, statics, constants and traits.
#![forbid(unsafe_code)]
#![allow(
    dead_code,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unused_variables
)]

use miniport::prelude::*;

struct __Slots;
struct __Field0;
#[derive(Default)]
struct __Srb(u32);
static __fields: u8 = 0;
const __SRB: u8 = 0;
fn __H0() {}
fn same() {}
struct FieldOf;
struct Checked;

/// Methods and constants for every type.
trait Everywhere: Sized {
    const OFFSET: u8 = 0;
    const COUNT: u8 = 0;
    fn check(self) {}
    fn issue(&self) {}
}
impl<T> Everywhere for T {}

#[derive(DeviceExtension)]
#[device_extension(virtual, srb_extension = __Srb)]
struct Adapter {
    __extension: __Slots,
    __m: __Field0,
    r#type: [FieldOf; 1 + 1],
    nested: [[Locked<StartIoLock, core::cell::Cell<u8>>; 2]; 3],
    callback: fn(&u8) -> &u8,
    part: Part,
    timer: Timer<u32>,
    clock: own::Timer<expired>,
    complete: Dpc<complete>,
    queues: [miniport::Dpc<queue>; SIZE / 2],
}

const SIZE: usize = 8;

/// A type of the driver's own.
struct Timer<T>(T);

mod own {
    pub(super) struct Timer<T>(pub(super) core::marker::PhantomData<fn() -> T>);
}

#[derive(ExtensionPart)]
struct Part(Locked<StartIoLock, u8>, Checked);

#[derive(ExtensionPart)]
struct Nothing;

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, srb: Srb<Adapter>) {
    assert_eq!(srb.extension().0, 0);
    srb.complete(cx, SrbStatus::Success);
    cx.issue_dpc::<queue>(SIZE / 2 - 1, (1, 2)).ok();
}

#[hw_dpc]
fn queue(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, _: (u8, u16)) {}

#[hw_timer_ex]
fn expired(_: &Adapter, _: &mut TimerExpired<'_, Adapter>) {}

fn main() {}
