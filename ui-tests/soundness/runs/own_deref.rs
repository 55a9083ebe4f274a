//! Runs cleanly: the extension and its parts dereference to something else that has fields of the same names.

use core::ops::{Deref, DerefMut};
use core::time::Duration;

use miniport::prelude::*;

use crate::fixture::{self, Canary};

/// What is not in the extension.
#[derive(Default)]
#[allow(dead_code)]
struct Decoy {
    data: DecoyData,
    timer: u64,
    dpc: u64,
    canary: u64,
    count: u64,
}

#[derive(Default)]
struct DecoyData;
impl DecoyData {
    #[allow(dead_code)]
    fn lock<T>(&self, _: &mut T, _: impl FnOnce(&mut u8, &mut T)) {
        panic!("the extension's own field goes first");
    }
}

macro_rules! dereferences {
    ($($type:ty)+) => {$(
        impl Deref for $type {
            type Target = Decoy;
            fn deref(&self) -> &Decoy {
                Box::leak(Box::default())
            }
        }
        impl DerefMut for $type {
            fn deref_mut(&mut self) -> &mut Decoy {
                Box::leak(Box::default())
            }
        }
    )+};
}
dereferences! { Adapter Part Inner }

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    data: Locked<StartIoLock, Vec<Canary>>,
    timer: Timer<timer>,
    dpc: Dpc<dpc>,
    part: Part,
    canary: Canary,
}

#[derive(ExtensionPart)]
struct Part {
    count: Locked<StartIoLock, u64>,
    inner: [Inner; 2],
}

#[derive(ExtensionPart)]
struct Inner {
    data: Locked<DpcLock<dpc>, Vec<Canary>>,
}

fn make() -> Adapter {
    let inner = || Inner {
        data: Locked::new(vec![Canary::new()]),
    };
    let mut adapter = Adapter {
        data: Locked::new(vec![Canary::new()]),
        timer: Timer::new(),
        dpc: Dpc::new(),
        part: Part {
            count: Locked::new(0),
            inner: [inner(), inner()],
        },
        canary: Canary::new(),
    };
    // What is behind the decoy's reference is not the extension.
    adapter.deref_mut().count = 7;
    adapter.part.deref_mut().dpc = 7;
    assert_eq!((adapter.count, adapter.part.dpc), (0, 0));
    adapter
}

#[hw_dpc]
fn dpc(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    adapter.canary.sing();
    for inner in &adapter.part.inner {
        inner.data.lock(cx, |canaries, _| {
            canaries.push(Canary::new());
            canaries.iter().for_each(Canary::sing);
            canaries.truncate(4);
        });
    }
    adapter.part.count.lock(cx, |count, _| *count += 1);
}

#[hw_timer_ex]
fn timer(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    adapter.dpc.issue(cx, ()).ok();
    adapter.data.lock(cx, |canaries, cx| {
        canaries.iter().for_each(Canary::sing);
        cx.extension().canary.sing();
    });
    adapter.timer.set(cx, Duration::from_micros(30)).ok();
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    adapter.timer.set(cx, Duration::from_micros(30)).ok();
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}

callbacks! { virtual_find initialize reset control virtual_entry }

#[test]
fn own_deref() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let adapter = fixture::add_virtual(&machine, DriverEntry);
        fixture::live_and_die(machine, seed, adapter).assert_clean();
    });
}
