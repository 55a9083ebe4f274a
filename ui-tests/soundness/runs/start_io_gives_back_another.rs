//! Runs cleanly: `HW_STARTIO` keeps the new request and gives back an older one, in a virtual miniport whose requests start in parallel.

use core::time::Duration;

use miniport::prelude::*;

use crate::fixture::{self, answer};

#[derive(Default)]
struct Mark(u32);

#[derive(DeviceExtension)]
#[device_extension(virtual, srb_extension = Mark)]
struct Adapter {
    kept: Locked<StartIoLock, Vec<Srb<Adapter>>>,
    later: Timer<later>,
}

fn make() -> Adapter {
    Adapter {
        kept: Locked::default(),
        later: Timer::new(),
    }
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    mut srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    if let Some(status) = answer(srb.cdb(), srb.data()) {
        srb.complete(cx, status);
        return Ok(());
    }
    srb.extension_mut().0 += 1;
    // Of two owners of a request, one would find the other's mark.
    assert_eq!(srb.extension().0, 1);
    adapter.later.set(cx, Duration::from_micros(500)).ok();
    let older = adapter.kept.lock(cx, |kept, _| {
        kept.push(srb);
        (kept.len() > 2).then(|| kept.swap_remove(0))
    });
    older.map_or(Ok(()), Err)
}

#[hw_timer_ex]
fn later(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    let kept = adapter.kept.lock(cx, |kept, _| core::mem::take(kept));
    for srb in kept {
        srb.complete(cx, SrbStatus::Success);
    }
}

callbacks! { virtual_find initialize reset control virtual_entry }

#[test]
fn start_io_gives_back_another() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let adapter = fixture::add_virtual(&machine, DriverEntry).expect("an adapter");
        for pending in fixture::submit(&adapter, 8) {
            pending.wait().expect("an answer");
        }
        machine.shutdown().assert_clean();
    });
}
