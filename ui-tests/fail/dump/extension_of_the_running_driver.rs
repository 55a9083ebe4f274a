//! The role is one of the dump path, and the extension that of the running miniport.
#![allow(unused)]
use miniport::dump::{DumpSrb, Dumping};
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[dump_hw_startio]
fn start_io(_: &Adapter, _: &mut Dumping<'_, Adapter>, srb: DumpSrb<Adapter>) -> Result<(), DumpSrb<Adapter>> {
    Err(srb)
}

fn main() {}
