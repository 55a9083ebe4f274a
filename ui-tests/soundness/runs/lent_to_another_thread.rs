//! Runs: a handler lends its stack to a thread, and never returns because the machine has stopped; the machine ends before the thread
//! does.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use miniport::prelude::*;

use crate::fixture;

static ENDED: AtomicBool = AtomicBool::new(false);
static LOOKS: AtomicU32 = AtomicU32::new(0);
static WRONG: AtomicBool = AtomicBool::new(false);

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

fn make() -> Adapter {
    Adapter
}

#[hw_startio]
fn start_io(
    _: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    let lent = [9_u64; 512];
    thread::scope(|scope| {
        scope.spawn(|| {
            while LOOKS.load(Ordering::SeqCst) < 2000 {
                if lent.iter().any(|&value| value != 9) {
                    WRONG.store(true, Ordering::SeqCst);
                }
                if ENDED.load(Ordering::SeqCst) {
                    LOOKS.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
        // The machine stops at the next step, and one of these calls does not return.
        drop(scope.spawn(move || drop(srb)).join());
        for number in 0_u64.. {
            drop(cx.allocate(number));
        }
    });
    unreachable!();
}

callbacks! { virtual_find initialize reset control virtual_entry }

#[test]
fn lent_to_another_thread() {
    let machine = fixture::machine(1);
    let adapter = fixture::add_virtual(&machine, DriverEntry).expect("an adapter");
    assert_eq!(fixture::send(&adapter), None);
    assert!(machine.is_halted());
    drop(adapter);
    drop(machine);
    // Others get the memory that is free.
    let _others: Vec<_> = (0..200).map(|_| vec![0_u64; 1 << 15]).collect();
    for seed in 0..20 {
        drop(fixture::machine(seed).shutdown());
    }
    ENDED.store(true, Ordering::SeqCst);
    while LOOKS.load(Ordering::SeqCst) < 2000 {
        thread::sleep(Duration::from_millis(1));
    }
    assert!(
        !WRONG.load(Ordering::SeqCst),
        "the stack is somebody else's"
    );
}
