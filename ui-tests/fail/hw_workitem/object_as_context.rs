//! The object that lies in the extension, where the context belongs.
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    rescan: WorkItem<rescan>,
}

#[hw_workitem]
fn rescan(_: &Adapter, _: &mut WorkItem<'_, Adapter>) {}

fn main() {}
