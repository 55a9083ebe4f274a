//! StorPortInitializePerfOpts is called in initialisation only.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_dpc]
fn late(_: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    let _ = cx.initialize_perf_opts(&PerfOptions::new());
}

fn main() {}
