//! Runs, and what is found is at most a leak: threads of the process change and drop pool memory while its adapter allocates and ends.

use core::time::Duration;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use miniport::prelude::*;
use miniport_sim::Rule;

use crate::fixture::{self, Canary};

static KEPT: Mutex<Vec<PoolBox<(Canary, [u64; 8])>>> = Mutex::new(Vec::new());

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    timer: Timer<expired>,
}

fn make() -> Adapter {
    Adapter {
        timer: Timer::new(),
    }
}

#[hw_timer_ex]
fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    for number in 0..20 {
        if let Ok(memory) = cx.allocate((Canary::new(), [number; 8])) {
            KEPT.lock().expect("not poisoned").push(memory);
        }
    }
    adapter.timer.set(cx, Duration::from_micros(20)).ok();
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    adapter.timer.set(cx, Duration::from_micros(20)).ok();
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}

callbacks! { virtual_find initialize reset control virtual_entry }

#[test]
fn pool_memory_on_threads() {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    let memory = KEPT.lock().expect("not poisoned").pop();
                    if let Some(mut memory) = memory {
                        memory.1[7] += 1;
                        memory.0.sing();
                    }
                }
            });
        }
        fixture::each_seed(|seed| {
            let machine = fixture::machine(seed);
            let adapter = fixture::add_virtual(&machine, DriverEntry);
            let report = fixture::live_and_die(machine, seed, adapter);
            for violation in &report.violations {
                assert_eq!(violation.rule, Rule::Leak, "{violation}");
            }
        });
        over.store(true, Ordering::Relaxed);
    });
    KEPT.lock().expect("not poisoned").clear();
}
