//! Runs: a handler lends its stack to a thread, and never returns because the machine has stopped; the machine ends before the thread
//! does.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use miniport::prelude::*;
use miniport_sim::{Address, Direction};

use crate::fixture;

thread_local! {
    static SHARED: Locked<StartIoLock, u8> = const { Locked::new(1) };
}

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
    if srb.cdb()[1] == 0 {
        SHARED.with(|shared| shared.lock(cx, |_, _| ()));
        srb.complete(cx, SrbStatus::Success);
        return Ok(());
    }
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
        // Of another adapter: this does not return.
        SHARED.with(|shared| shared.lock(cx, |_, _| ()));
    });
    unreachable!();
}

callbacks! { virtual_find initialize reset control virtual_entry }

#[test]
fn lent_to_another_thread() {
    let machine = fixture::machine(1);
    let adapters = [0, 1].map(|_| fixture::add_virtual(&machine, DriverEntry).expect("an adapter"));
    fixture::send(&adapters[0]);
    let command = [0, 1, 0, 0, 0, 0];
    let answer = adapters[1].execute(Address::new(0, 0, 0), &command, Direction::None, &mut []);
    assert!(answer.is_err());
    drop(adapters);
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
