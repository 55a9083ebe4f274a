//! Runs cleanly: contexts by value and by reference go through boxes, closures, trait objects and recursion, and the same is asked
//! again on each side.

use core::time::Duration;

use miniport::prelude::*;

use crate::fixture::{self, Canary};

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    data: Locked<StartIoLock, Vec<u64>>,
    under_dpc: Locked<DpcLock<dpc>, Vec<u64>>,
    dpc: Dpc<dpc>,
    timer: Timer<timer>,
    canary: Canary,
}

fn make() -> Adapter {
    Adapter {
        data: Locked::new(vec![0; 4]),
        under_dpc: Locked::new(vec![0; 4]),
        dpc: Dpc::new(),
        timer: Timer::new(),
        canary: Canary::new(),
    }
}

/// Calls a closure in a box as often as it likes.
fn call<'a, S: Scope>(
    cx: &mut Context<'a, Adapter, S>,
    mut what: Box<dyn FnMut(&mut Context<'a, Adapter, S>, u32) -> bool + '_>,
) {
    (0..3).take_while(|&round| what(cx, round)).for_each(drop);
}

#[hw_dpc]
fn dpc(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    call(
        cx,
        Box::new(|cx, round| {
            adapter.data.lock(cx, |data, cx| {
                data.push(u64::from(round));
                let length = data.len();
                adapter.under_dpc.lock(cx, |more, cx| {
                    more.extend_from_slice(data);
                    adapter.dpc.issue(cx, ()).ok();
                    cx.extension().canary.sing();
                });
                data.truncate(length.min(64));
            });
            let data =
                cx.with_lock::<DpcLock<dpc>, _>(|cx| core::mem::take(adapter.under_dpc.get(cx)));
            adapter.canary.sing();
            data.len() < 1000
        }),
    );
}

#[hw_timer_ex]
fn timer(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    let mut ways: Vec<Box<dyn FnMut(&mut TimerExpired<'_, Adapter>) + '_>> = vec![
        Box::new(|cx| adapter.data.lock(cx, |data, _| data.clear())),
        Box::new(|cx| {
            adapter.timer.set(cx, Duration::from_micros(200)).ok();
        }),
        Box::new(|cx| {
            adapter.dpc.issue(cx, ()).ok();
        }),
    ];
    for _ in 0..3 {
        ways.iter_mut().for_each(|way| way(cx));
        ways.rotate_left(1);
    }
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    let finish: Box<dyn FnOnce(&mut StartIo<'_, Adapter>)> =
        Box::new(move |cx| srb.complete(cx, SrbStatus::Success));
    adapter.timer.set(cx, Duration::from_micros(5)).ok();
    adapter.data.lock(cx, |data, cx| {
        data.push(1);
        adapter.dpc.issue(cx, ()).ok();
    });
    finish(cx);
    Ok(())
}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn adapter_control(
    adapter: &Adapter,
    control: AdapterControl<'_, Adapter>,
) -> AdapterControlStatus {
    let boxed = Box::new(Some(control));
    let later = move || *boxed;
    if let Some(AdapterControl::StopAdapter(mut cx)) = later() {
        adapter.dpc.issue(&mut cx, ()).ok();
        cx.extension().canary.sing();
    }
    AdapterControlStatus::Success
}

callbacks! { virtual_find initialize reset virtual_entry }

#[test]
fn moved_contexts() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let adapter = fixture::add_virtual(&machine, DriverEntry);
        fixture::live_and_die(machine, seed, adapter).assert_clean();
    });
}
