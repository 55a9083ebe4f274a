//! The dump path of a virtual miniport is not offered: what it would write to is not there after the restart.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[derive(DeviceExtension)]
#[device_extension(dump)]
struct DumpAdapter;

#[dump_hw_find_adapter]
fn find(
    _: &mut DumpFindAdapter<'_, DumpAdapter>,
    _: &mut DumpConfiguration<'_>,
) -> Result<DumpFound<DumpAdapter>, FindAdapterError> {
    Err(FindAdapterError::NotFound)
}

#[dump_hw_initialize]
fn initialize(_: &DumpAdapter, _: &mut Dumping<'_, DumpAdapter>) -> bool {
    true
}

#[dump_hw_startio]
fn start(
    _: &DumpAdapter,
    _: &mut Dumping<'_, DumpAdapter>,
    srb: DumpSrb<DumpAdapter>,
) -> Result<(), DumpSrb<DumpAdapter>> {
    Err(srb)
}

#[dump_hw_interrupt]
fn poll(_: &DumpAdapter, _: &mut Dumping<'_, DumpAdapter>) -> bool {
    true
}

fn driver() {
    let _ = Driver::<Adapter>::new().dump(
        Dump::<DumpAdapter>::new()
            .hw_find_adapter::<find>()
            .hw_initialize::<initialize>()
            .hw_startio::<start>()
            .hw_interrupt::<poll>(),
    );
}

fn main() {}
