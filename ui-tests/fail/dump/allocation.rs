//! There is no pool in dump mode: all memory is the extension, and the uncached extension.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(dump)]
struct DumpAdapter;

#[dump_hw_find_adapter]
fn find(
    cx: &mut DumpFindAdapter<'_, DumpAdapter>,
    config: &mut DumpConfiguration<'_>,
) -> Result<DumpFound<DumpAdapter>, FindAdapterError> {
    let list = cx.allocate_zeroed(4096).map_err(|_| FindAdapterError::Error)?;
    Ok(DumpFound::new(DumpAdapter, const { Limits::new(1 << 16, 17) }))
}

#[dump_hw_startio]
fn start(
    _: &DumpAdapter,
    cx: &mut Dumping<'_, DumpAdapter>,
    srb: DumpSrb<DumpAdapter>,
) -> Result<(), DumpSrb<DumpAdapter>> {
    let request = cx.allocate(0_u64);
    Err(srb)
}

fn main() {}
