//! Limits of zero are a compile error in dump mode too.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(dump)]
struct DumpAdapter;

#[dump_hw_find_adapter]
fn find(
    _: &mut DumpFindAdapter<'_, DumpAdapter>,
    _: &mut DumpConfiguration<'_>,
) -> Result<DumpFound<DumpAdapter>, FindAdapterError> {
    Ok(DumpFound::new(DumpAdapter, Limits::new(1 << 16, 17)))
}

#[dump_hw_startio]
async fn start(
    _: &DumpAdapter,
    _: &mut Dumping<'_, DumpAdapter>,
    srb: DumpSrb<DumpAdapter>,
) -> Result<(), DumpSrb<DumpAdapter>> {
    Err(srb)
}

fn main() {}
