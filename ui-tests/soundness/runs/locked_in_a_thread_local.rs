//! Must run cleanly or be refused, and does neither: two adapters of one driver reach one `Locked`, each under its own lock. There is
//! no `thread_local!` in a kernel build.

use core::time::Duration;

use miniport::prelude::*;

use crate::fixture;

thread_local! {
    static SHARED: Locked<StartIoLock, Vec<Box<u32>>> = Locked::new(vec![Box::new(7); 64]);
}

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
    SHARED.with(|shared| {
        shared.lock(cx, |data, cx| {
            let first = data.first();
            // Another adapter's handler runs here, under that adapter's lock.
            adapter.timer.cancel(cx).ok();
            assert_eq!(first.map(|first| **first), Some(7));
            *data = vec![Box::new(7); 64];
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

#[test]
#[ignore = "uses freed memory: `thread_local!` takes what is not `Sync`, and all processors of a machine are one thread"]
fn locked_in_a_thread_local() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let driver = machine.load(DriverEntry).expect("a driver");
        let adapters = [0, 1].map(|_| {
            machine
                .add_adapter(&driver, fixture::options())
                .expect("an adapter")
        });
        machine.advance(Duration::from_millis(1));
        adapters.iter().for_each(miniport_sim::Adapter::remove);
        machine.shutdown().assert_clean();
    });
}
