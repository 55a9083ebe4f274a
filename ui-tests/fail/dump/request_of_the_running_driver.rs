//! The dump port's requests are of another type than Storport's.
#![allow(unused)]
use miniport::dump::Dumping;
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(dump)]
struct Path;

#[dump_hw_startio]
fn start_io(_: &Path, _: &mut Dumping<'_, Path>, srb: Srb<Path>) -> Result<(), Srb<Path>> {
    Err(srb)
}

fn main() {}
