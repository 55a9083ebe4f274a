//! Every role that runs while a physical adapter works, each with a small body.

use core::sync::atomic::{AtomicU32, Ordering};

use miniport::prelude::*;

#[derive(DeviceExtension)]
pub struct Adapter {
    pub ticks: AtomicU32,
    pub waiting: Locked<StartIoLock, Option<Srb<Adapter>>>,
    pub finished: Locked<InterruptLock, Option<Srb<Adapter>>>,
}

#[hw_interrupt]
pub fn interrupt(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    let Some(srb) = adapter.finished.get(cx).take() else {
        return false;
    };
    srb.complete(cx, SrbStatus::Success);
    true
}

#[hw_dpc]
pub fn dpc(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, status: u32) {
    let srb = adapter.finished.lock(cx, |finished, _cx| finished.take());
    if let Some(srb) = srb {
        srb.complete(
            cx,
            if status == 0 {
                SrbStatus::Success
            } else {
                SrbStatus::Error
            },
        );
    }
}

#[hw_workitem]
pub fn work_item(adapter: &Adapter, cx: &mut Passive<'_, Adapter>, path: u8) {
    adapter.ticks.store(0, Ordering::Relaxed);
    cx.bus_change_detected(path);
}

#[hw_timer]
pub fn timer(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {
    if let Some(srb) = adapter.waiting.get(cx).take() {
        srb.complete(cx, SrbStatus::Timeout);
    }
}

#[hw_timer_ex]
pub fn timer_ex(adapter: &Adapter, _cx: &mut TimerExpired<'_, Adapter>) {
    adapter.ticks.store(1, Ordering::Relaxed);
}

#[hw_buildio]
pub fn build_io(
    _adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    if srb.address().target_id == 0 {
        return Some(srb);
    }
    srb.complete(cx, SrbStatus::NoDevice);
    None
}

#[hw_startio]
pub fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    let waiting = adapter.waiting.get(cx);
    if waiting.is_some() {
        return Err(srb);
    }
    *waiting = Some(srb);
    Ok(())
}

#[hw_reset_bus]
pub fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, _path_id: u32) -> bool {
    if let Some(srb) = adapter.waiting.get(cx).take() {
        srb.complete(cx, SrbStatus::BusReset);
    }
    true
}
