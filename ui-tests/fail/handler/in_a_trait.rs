//! A handler belongs to no trait and to no `impl` of one.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

trait Callbacks {
    #[hw_timer]
    fn declared(_: &Adapter, _: &mut TimerTick<'_, Adapter>) {}

    fn implemented(
        _: &Adapter,
        _: &mut StartIo<'_, Adapter>,
        srb: Srb<Adapter>,
    ) -> Result<(), Srb<Adapter>>;
}

impl Callbacks for Adapter {
    #[hw_startio]
    fn implemented(
        _: &Adapter,
        _: &mut StartIo<'_, Adapter>,
        srb: Srb<Adapter>,
    ) -> Result<(), Srb<Adapter>> {
        Err(srb)
    }
}

fn main() {}
