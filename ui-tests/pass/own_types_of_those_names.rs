//! Types of the driver's own that are named as the runtime's, beside the handlers that use them.
#![forbid(unsafe_code)]
#![allow(dead_code, elided_lifetimes_in_paths)]

mod aliases {
    use miniport::prelude::{
        DeviceExtension, SrbStatus, hw_buildio, hw_dpc, hw_startio, hw_workitem,
    };

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    pub struct Adapter;

    type Srb = miniport::Srb<Adapter>;
    type Deferred<'a> = miniport::Deferred<'a, Adapter>;
    /// Named as the context of another role.
    type TimerTick<'a> = miniport::Passive<'a, Adapter>;

    #[hw_dpc]
    fn complete(_: &Adapter, cx: &mut Deferred, srb: Srb) {
        srb.complete(cx, SrbStatus::Success);
    }

    #[hw_workitem]
    fn rescan(_: &Adapter, _: &mut TimerTick) {}

    #[hw_buildio]
    fn build_io(_: &Adapter, _: &mut miniport::BuildIo<Adapter>, srb: Srb) -> Option<Srb> {
        Some(srb)
    }

    #[hw_startio]
    fn start_io(_: &Adapter, _: &mut miniport::StartIo<'_, Adapter>, srb: Srb) -> Result<(), Srb> {
        Err(srb)
    }
}

mod extension {
    use miniport::{DeviceExtension, hw_dpc, hw_reset_bus};

    /// Named as a context.
    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Passive {
        complete: miniport::Dpc<complete>,
    }

    #[hw_dpc]
    fn complete(passive: &Passive, cx: &mut miniport::Deferred<'_, Passive>) {
        passive.complete.issue(cx, ()).ok();
    }

    #[hw_reset_bus]
    fn reset(_: &Passive, _: &mut miniport::ResetBus<'_, Passive>, _: u32) -> bool {
        true
    }
}

fn main() {}
