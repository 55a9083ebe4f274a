//! An extension, an argument and a handler may be seen by different modules.
#![deny(warnings)]
#![allow(dead_code)]

use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

mod deferred {
    use super::Adapter;
    use miniport::prelude::*;

    #[hw_dpc]
    pub fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

    #[hw_workitem]
    pub(crate) fn rescan(_: &Adapter, _: &mut Passive<'_, Adapter>, _: u8) {}
}

fn main() {}
