//! Runs cleanly: `HW_BUILDIO` completes its request, waits until Storport has used its memory for another, takes that one from where
//! a second call has put it, and passes it on as if it were its own.

use core::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use miniport::prelude::*;

use miniport_sim::InterruptResources;

use crate::fixture;

#[derive(DeviceExtension)]
struct Adapter {
    kept: Locked<InterruptLock, Option<Srb<Adapter>>>,
    /// Where the request lay whose call waits.
    place: AtomicUsize,
    built: AtomicUsize,
}

/// So many requests are over before one waits: Storport takes memory again when it has enough that is free.
const BEFORE: usize = 40;

/// How often a call got what had come again.
static CAME_AGAIN: AtomicUsize = AtomicUsize::new(0);

fn make() -> Adapter {
    Adapter {
        kept: Locked::default(),
        place: AtomicUsize::new(0),
        built: AtomicUsize::new(0),
    }
}

#[hw_buildio]
fn build_io(
    adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    let place = srb.cdb().as_ptr().addr();
    if adapter.place.load(SeqCst) == place {
        let older = adapter.kept.lock(cx, |kept, _| kept.replace(srb));
        assert!(older.is_none(), "one memory, two requests");
        return None;
    }
    let waits = adapter.built.fetch_add(1, SeqCst) == BEFORE;
    if waits {
        adapter.place.store(place, SeqCst);
    }
    srb.complete(cx, SrbStatus::Success);
    if !waits {
        return None;
    }
    for _ in 0..5000 {
        if let Some(again) = adapter.kept.lock(cx, |kept, _| kept.take()) {
            CAME_AGAIN.fetch_add(1, SeqCst);
            adapter.place.store(0, SeqCst);
            return Some(again);
        }
    }
    adapter.place.store(0, SeqCst);
    // It may have come at the last moment.
    adapter.kept.lock(cx, |kept, _| kept.take())
}

callbacks! { find initialize start interrupt reset control }
callbacks! { entry_with .hw_buildio::<build_io>() }

#[test]
fn built_request_that_comes_again() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let adapter = fixture::add_physical(&machine, DriverEntry, InterruptResources::Line)
            .expect("an adapter");
        for requests in [BEFORE, 200] {
            for pending in fixture::submit_tests(&adapter, requests) {
                pending.wait().expect("an answer");
            }
        }
        machine.shutdown().assert_clean();
    });
    assert_ne!(CAME_AGAIN.load(SeqCst), 0);
}
