//! A driver in several files, whose runtime has another name.
use mp::prelude::*;

mod inner;
mod inline {
    mod deep;

    #[mp::hw_dpc]
    pub fn complete(adapter: &crate::Adapter, cx: &mut mp::Deferred<'_, crate::Adapter>, tag: u32) {
        adapter.finish(cx, tag);
    }
}
#[cfg(nowhere)]
mod left_out;
#[path = "another name.rs"]
mod named;

/// What there is.
#[derive(Debug, DeviceExtension)]
pub struct Adapter {
    complete: Dpc<inline::complete>,
}

driver_entry! {
    Driver::<Adapter>::new()
}
