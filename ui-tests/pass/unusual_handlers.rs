//! Handlers that are written in unusual ways, and are right.
#![forbid(unsafe_code)]
#![deny(
    warnings,
    clippy::pedantic,
    missing_docs,
    rust_2018_idioms,
    unreachable_pub,
    unused_qualifications,
    unsafe_op_in_unsafe_fn
)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
pub(crate) struct Adapter {
    pair: Dpc<pair>,
    named: [Dpc<lifetimes>; COUNT],
    raw: WorkItem<r#match>,
    scan: WorkItem<inner::scan>,
    timer: Timer<expired>,
}

const COUNT: usize = 2 + 1;

/// Docs stay on the function.
#[inline]
#[hw_dpc]
pub(crate) const fn pair(
    _: &Adapter,
    _: &mut Deferred<'_, Adapter>,
    (_first, _second): (u32, u32),
) {
}

#[hw_dpc]
fn lifetimes<'a>(adapter: &'a Adapter, cx: &mut Deferred<'a, Adapter>) {
    let from_context: &'a Adapter = cx.extension();
    assert!(core::ptr::eq(adapter, from_context));
}

#[hw_workitem]
fn r#match(
    adapter: &Adapter,
    cx: &mut Context<'_, Adapter, miniport::scope::Passive>,
    request: u64,
) {
    let Adapter { raw, .. } = adapter;
    raw.queue(cx, request + 1).ok();
}

mod inner {
    use miniport::{IssueDpc as _, Passive as Somewhere};

    #[miniport::hw_workitem]
    pub(super) fn scan(adapter: &super::Adapter, cx: &mut Somewhere<'_, super::Adapter>) {
        cx.issue_dpc::<super::lifetimes>(0, ()).ok();
        adapter.pair.issue(cx, (1, 2)).ok();
    }
}

#[hw_timer_ex]
fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    adapter.scan.queue(cx, ()).ok();
    adapter.timer.cancel(cx).ok();
}

type Control<'a> = AdapterControl<'a, Adapter>;

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn control(_: &Adapter, _: Control<'_>) -> AdapterControlStatus {
    AdapterControlStatus::Unsuccessful
}

#[hw_interrupt]
fn never(_: &Adapter, _: &mut Interrupt<'_, Adapter>) -> ! {
    loop {}
}

#[hw_timer]
#[cfg(any())]
fn absent(_: &NoSuchType, _: &mut TimerTick<'_, NoSuchType>) {}

macro_rules! timer {
    ($name:ident, $extension:ty, $cx:ident) => {
        #[hw_timer]
        fn $name(adapter: &$extension, $cx: &mut TimerTick<'_, $extension>) {
            adapter.pair.issue($cx, (0, 0)).ok();
        }
    };
}
timer!(tick, Adapter, cx);

fn main() {
    fn assert_types<
        A: miniport::role::HwDpc<Adapter, (u32, u32)>,
        B: miniport::role::HwWorkItem<Adapter, u64>,
        C: miniport::role::HwTimer<Adapter>,
    >() {
    }
    assert_types::<pair, r#match, tick>();
    let _ = (
        never,
        control as fn(&Adapter, Control<'_>) -> AdapterControlStatus,
    );
    let _ = Adapter {
        pair: Dpc::new(),
        named: [const { Dpc::new() }; COUNT],
        raw: WorkItem::new(),
        scan: WorkItem::new(),
        timer: Timer::new(),
    };
    core::hint::black_box::<fn(&Adapter, &mut Deferred<'_, Adapter>, (u32, u32))>(pair);
}
