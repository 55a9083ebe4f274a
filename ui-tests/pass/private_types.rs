//! An extension that is more visible than what its fields and options name.
#![forbid(unsafe_code)]
#![allow(dead_code)]
#![deny(private_interfaces)]

use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(physical, srb_extension = Request, lu_extension = Unit)]
pub struct Adapter {
    pub complete: Dpc<complete>,
    pub rescans: [WorkItem<rescan>; 2],
    state: State,
}

#[derive(Default)]
struct Request(u32);

#[derive(Default)]
struct Unit(core::sync::atomic::AtomicU32);

struct State;

mod handlers {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual, srb_extension = Inner)]
    pub(super) struct Another {
        inner: Dpc<inner>,
    }

    #[derive(Default)]
    struct Inner;

    #[hw_dpc]
    fn inner(adapter: &Another, cx: &mut Deferred<'_, Another>) {
        adapter.inner.issue(cx, ()).ok();
    }
}

#[hw_dpc]
fn complete(_: &Adapter, cx: &mut Deferred<'_, Adapter>, mut srb: Srb<Adapter>) {
    srb.extension_mut().0 += 1;
    if let Some(unit) = srb.lu_extension(cx) {
        unit.0.store(1, core::sync::atomic::Ordering::Relaxed);
    }
}

#[hw_workitem]
fn rescan(_: &Adapter, cx: &mut Passive<'_, Adapter>) {
    cx.queue_work_item::<rescan>(1, ()).ok();
}

fn main() {}
