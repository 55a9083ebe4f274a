//! Names and attributes of the driver do not meet the expansion.
#![deny(warnings)]
#![forbid(unsafe_code)]
#![allow(non_upper_case_globals, dead_code)]

use ::miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;
static adapter: u8 = 0;
const cx: u8 = 0;
static argument: u8 = 0;
const driver: u8 = 0;
const __adapter: u8 = 0;
static __cx: u8 = 0;
fn __complete() {}

#[hw_dpc]
fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>, __argument: u32) {
    const __cx: u8 = 0;
    let _ = (__argument, __cx);
}

/// A name for the context, and parameters as the callback's own: what is written for them has names too.
type Cx<'a> = Deferred<'a, Adapter>;

#[hw_dpc]
fn by_alias(_: &Adapter, _: &mut Cx<'_>) {}

#[hw_dpc]
fn by_lifetime<'a>(_: &'a Adapter, _: &mut Deferred<'a, Adapter>) {}

/// As the runtime is called beside a handler.
#[hw_dpc]
fn m(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

#[hw_timer]
#[deprecated(note = "use `complete`")]
fn tick(_: &Adapter, _: &mut TimerTick<'_, Adapter>) {}

#[hw_workitem]
#[allow(unused_must_use)]
fn ignores(_: &Adapter, _: &mut Passive<'_, Adapter>) {
    Some(1).ok_or(2);
}

#[hw_initialize]
#[must_use]
fn initialize(_: &Adapter, _: &mut Initialize<'_, Adapter>) -> bool {
    true
}

/// A crate, a module and a handler of the runtime's name.
mod miniport {
    use ::miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    pub struct Other;

    #[hw_dpc]
    pub fn miniport(_: &Other, _: &mut Deferred<'_, Other>) {}
}

fn main() {}
