//! Runs, and is found out: two adapters of one driver reach one `Locked`, each under its own lock, where a host build
//! lets safe code keep it for both. There is no such place in a kernel build.

use core::cell::{Cell, RefCell};
use core::time::Duration;
use std::rc::Rc;

use miniport::prelude::*;
use miniport_sim::Machine;

use crate::fixture::{self, Canary};

type Data = Vec<Box<u32>>;

fn new() -> Data {
    vec![Box::new(7); 64]
}

thread_local! {
    static DIRECT: Locked<StartIoLock, Data> = Locked::new(new());
    static LEAKED: &'static Locked<StartIoLock, Data> = Box::leak(Box::new(Locked::new(new())));
    static COUNTED: Rc<Locked<StartIoLock, Data>> = Rc::new(Locked::new(new()));
    static BORROWED: RefCell<Vec<[Locked<StartIoLock, Data>; 2]>> =
        RefCell::new(vec![[const { Locked::new(Vec::new()) }; 2], [new(), new()].map(Locked::new)]);
    static WAY: Cell<u64> = const { Cell::new(0) };
}

/// The data, wherever it is in this run.
fn shared(use_it: impl FnOnce(&Locked<StartIoLock, Data>)) {
    match WAY.get() {
        0 => DIRECT.with(use_it),
        1 => LEAKED.with(|shared| use_it(shared)),
        2 => COUNTED.with(|shared| use_it(&Rc::clone(shared))),
        _ => BORROWED.with_borrow(|shared| use_it(&shared[1][0])),
    }
}

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    timer: Timer<expired>,
    canary: Canary,
}

fn make() -> Adapter {
    Adapter {
        timer: Timer::new(),
        canary: Canary::new(),
    }
}

#[hw_timer_ex]
fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    shared(|shared| {
        shared.lock(cx, |data, cx| {
            let first = data.first();
            // Another adapter's handler runs here, under that adapter's lock.
            adapter.timer.cancel(cx).ok();
            assert_eq!(first.map(|first| **first), Some(7));
            *data = new();
        });
        cx.with_lock::<StartIoLock, _>(|cx| {
            let data = shared.get(cx);
            adapter.canary.sing();
            *data = new();
        });
    });
    adapter.timer.set(cx, Duration::from_micros(10)).ok();
}

#[hw_passive_initialize]
fn passive(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    adapter.timer.set(cx, Duration::from_micros(10)).is_ok()
}

#[hw_initialize]
fn initialize(_: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    cx.enable_passive_initialization::<passive>()
}

callbacks! { virtual_find start reset control virtual_entry }

fn adapter(machine: &Machine) -> miniport_sim::Adapter {
    fixture::add_virtual(machine, DriverEntry).expect("an adapter")
}

#[test]
fn locked_in_a_thread_local() {
    let found = Cell::new(0);
    fixture::each_seed(|seed| {
        WAY.set(seed % 4);
        let machine = fixture::machine(seed);
        let driver = machine.load(DriverEntry).expect("a driver");
        for _ in 0..2 {
            let _ = machine.add_adapter(&driver, fixture::options());
        }
        machine.advance(Duration::from_millis(1));
        let report = machine.shutdown();
        // Where their callbacks are never beside each other, the two may have it in turn.
        if !report.is_clean() {
            fixture::assert_other_adapter(&report, file!());
            found.set(found.get() + 1);
        }
    });
    assert_ne!(found.get(), 0);
}

#[test]
fn of_one_adapter_after_the_other() {
    fixture::each_seed(|seed| {
        WAY.set(seed % 4);
        let machine = fixture::machine(seed);
        for _ in 0..2 {
            let adapter = adapter(&machine);
            machine.advance(Duration::from_millis(1));
            adapter.remove();
        }
        machine.shutdown().assert_clean();
    });
}
