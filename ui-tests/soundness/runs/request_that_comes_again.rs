//! Runs cleanly: `HW_STARTIO` completes its request, waits until Storport has used its memory for another, takes that one from where
//! a second call has put it, and gives it back as if it were its own.

use core::time::Duration;

use miniport::prelude::*;

use crate::fixture::{self, answer};

#[derive(DeviceExtension)]
#[device_extension(virtual)]
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
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    if let Some(status) = answer(srb.cdb(), srb.data()) {
        srb.complete(cx, status);
        return Ok(());
    }
    adapter.later.set(cx, Duration::from_micros(900)).ok();
    let first = adapter.kept.lock(cx, |kept, _| kept.is_empty());
    if !first {
        adapter.kept.lock(cx, |kept, _| kept.push(srb));
        return Ok(());
    }
    let place = core::ptr::from_ref(srb.cdb());
    srb.complete(cx, SrbStatus::Success);
    for _ in 0..50 {
        let same = adapter.kept.lock(cx, |kept, _| {
            let at = kept
                .iter()
                .position(|srb| core::ptr::eq(srb.cdb().as_ptr(), place.cast()))?;
            Some(kept.remove(at))
        });
        if let Some(same) = same {
            return Err(same);
        }
    }
    Ok(())
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
fn request_that_comes_again() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let adapter = fixture::add_virtual(&machine, DriverEntry).expect("an adapter");
        for pending in fixture::submit(&adapter, 16) {
            pending.wait().expect("an answer");
        }
        machine.shutdown().assert_clean();
    });
}
