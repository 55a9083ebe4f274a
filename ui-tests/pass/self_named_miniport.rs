//! The driver's own crate is called `miniport` too, and has other things under the names that generated code says.
#![forbid(unsafe_code)]
#![allow(dead_code)]

extern crate miniport as real;
extern crate self as miniport;

use real::{Dpc, Locked, StartIoLock};

pub mod role {
    pub trait HwDpc<E, A> {}
}
pub mod kind {}
pub mod __private {
    pub const fn check_size<E>() {}
    pub const fn same<T: ?Sized, F: ?Sized>(_: *mut F) {}
}
pub trait DeviceExtension {}
pub trait ExtensionPart {}

#[derive(real::DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    done: Dpc<done>,
    part: Part,
}

#[derive(real::ExtensionPart)]
struct Part {
    count: Locked<StartIoLock, u32>,
}

#[real::hw_dpc]
fn done(adapter: &Adapter, cx: &mut real::Deferred<'_, Adapter>) {
    adapter.part.count.lock(cx, |count, _| *count += 1);
}

#[real::virtual_hw_find_adapter]
fn find(
    _: &mut real::FindAdapter<'_, Adapter>,
    _: &mut real::PortConfiguration<'_>,
) -> Result<real::Found<Adapter>, real::FindAdapterError> {
    Err(real::FindAdapterError::NotFound)
}

#[real::hw_initialize]
fn initialize(_: &Adapter, _: &mut real::Initialize<'_, Adapter>) -> bool {
    true
}

#[real::hw_startio]
fn start(
    _: &Adapter,
    _: &mut real::StartIo<'_, Adapter>,
    srb: real::Srb<Adapter>,
) -> Result<(), real::Srb<Adapter>> {
    Err(srb)
}

#[real::hw_reset_bus]
fn reset(_: &Adapter, _: &mut real::ResetBus<'_, Adapter>, _: u32) -> bool {
    true
}

#[real::hw_adapter_control(StopAdapter, RestartAdapter)]
fn control(_: &Adapter, _: real::AdapterControl<'_, Adapter>) -> real::AdapterControlStatus {
    real::AdapterControlStatus::Success
}

real::driver_entry! {
    real::Driver::<Adapter>::new()
        .virtual_hw_find_adapter::<find>()
        .hw_initialize::<initialize>()
        .hw_startio::<start>()
        .hw_reset_bus::<reset>()
        .hw_adapter_control::<control>()
}

fn main() {}
