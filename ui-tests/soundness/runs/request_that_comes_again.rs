//! Runs cleanly: `HW_STARTIO` completes its request, waits until Storport has used its memory for another, takes that one from where
//! a second call has put it, and gives it back as if it were its own.

use core::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use miniport::prelude::*;

use crate::fixture::{self, answer};

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    kept: Locked<StartIoLock, Option<Srb<Adapter>>>,
    /// Where the request lay whose call waits.
    place: AtomicUsize,
    reads: AtomicUsize,
}

/// So many reads are over before one waits: Storport takes memory again when it has enough that is free.
const BEFORE: usize = 40;

/// How often a call got what had come again.
static CAME_AGAIN: AtomicUsize = AtomicUsize::new(0);

fn make() -> Adapter {
    Adapter {
        kept: Locked::default(),
        place: AtomicUsize::new(0),
        reads: AtomicUsize::new(0),
    }
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    if let Some(status) = answer(srb.cdb(), srb.data()) {
        srb.complete(cx, status);
        return Ok(());
    }
    let place = srb.cdb().as_ptr().addr();
    if adapter.place.load(SeqCst) == place {
        let older = adapter.kept.lock(cx, |kept, _| kept.replace(srb));
        assert!(older.is_none(), "one memory, two requests");
        return Ok(());
    }
    let waits = adapter.reads.fetch_add(1, SeqCst) == BEFORE;
    if waits {
        adapter.place.store(place, SeqCst);
    }
    srb.complete(cx, SrbStatus::Success);
    if !waits {
        return Ok(());
    }
    for _ in 0..5000 {
        if let Some(again) = adapter.kept.lock(cx, |kept, _| kept.take()) {
            CAME_AGAIN.fetch_add(1, SeqCst);
            adapter.place.store(0, SeqCst);
            return Err(again);
        }
    }
    adapter.place.store(0, SeqCst);
    // It may have come at the last moment.
    let again = adapter.kept.lock(cx, |kept, _| kept.take());
    again.map_or(Ok(()), Err)
}

callbacks! { virtual_find initialize reset control virtual_entry }

#[test]
fn request_that_comes_again() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let adapter = fixture::add_virtual(&machine, DriverEntry).expect("an adapter");
        for reads in [BEFORE, 200] {
            for pending in fixture::submit(&adapter, reads) {
                pending.wait().expect("an answer");
            }
        }
        machine.shutdown().assert_clean();
    });
    assert_ne!(CAME_AGAIN.load(SeqCst), 0);
}
