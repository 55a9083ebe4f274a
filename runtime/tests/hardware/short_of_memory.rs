//! An adapter whose deferred objects cannot be made fails to start, and leaves nothing armed.

use core::time::Duration;
use std::cell::Cell;

use miniport::ffi;
use miniport::prelude::*;
use miniport::role::hw_initialize;

use crate::machine::Hardware;
use crate::storport::{ADAPTER_TIMER, IRQL, PASSIVE};

thread_local! {
    static DROPPED: Cell<u32> = const { Cell::new(0) };
    static TICKS: Cell<u32> = const { Cell::new(0) };
}

/// This test's Storport has no workers to give.
#[derive(DeviceExtension)]
struct Adapter {
    #[allow(dead_code, reason = "it cannot be made")]
    work: WorkItem<work>,
}

impl Drop for Adapter {
    fn drop(&mut self) {
        DROPPED.set(DROPPED.get() + 1);
    }
}

#[hw_workitem]
fn work(_: &Adapter, _: &mut Passive<'_, Adapter>) {}

#[hw_timer]
fn tick(_: &Adapter, cx: &mut TimerTick<'_, Adapter>) {
    TICKS.set(TICKS.get() + 1);
    cx.request_timer::<tick>(Duration::from_secs(1));
}

#[hw_find_adapter]
fn find(
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    let adapter = Adapter {
        work: WorkItem::new(),
    };
    Ok(Found::new(adapter, const { Limits::new(1 << 16, 17) }))
}

#[hw_initialize]
fn initialize(_: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    cx.request_timer::<tick>(Duration::from_secs(1));
    true
}

#[test]
fn what_initialisation_armed_is_gone_when_it_fails() {
    let mut hardware = Hardware::new();
    assert_eq!(hardware.find_as::<find, _>(0, 0x40).0, ffi::SP_RETURN_FOUND);
    DROPPED.set(0);
    IRQL.set(5);
    // SAFETY: find-adapter has returned the extension.
    let works = unsafe { hw_initialize::routine::<initialize, _>(hardware.extension()) };
    assert_eq!(works, 1);
    assert!(ADAPTER_TIMER.get().is_some());
    IRQL.set(0);
    let passive = PASSIVE.take().expect("the runtime makes the objects");
    // SAFETY: HW_INITIALIZE has asked for it, and is over.
    assert_eq!(unsafe { passive(hardware.extension()) }, 0);
    assert!(ADAPTER_TIMER.get().is_none());
    assert_eq!((TICKS.get(), DROPPED.get()), (0, 1));
}
