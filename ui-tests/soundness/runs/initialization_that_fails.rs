//! Runs cleanly: passive initialisation, or `HW_INITIALIZE` itself, defers all there is and then fails, or succeeds late.

macro_rules! driver {
    ($name:ident($kind:ident) $find:ident $entry:ident $($more:ident)*) => {
        mod $name {
            use core::cell::Cell;
            use core::time::Duration;

            use miniport::prelude::*;

            use crate::fixture::Canary;

            thread_local! {
                /// What fails: 0 `HW_INITIALIZE`, 1 passive initialisation, 2 nothing.
                pub static FAILS: Cell<u64> = const { Cell::new(0) };
            }

            #[derive(DeviceExtension)]
            #[device_extension($kind)]
            struct Adapter {
                dpc: Dpc<dpc>,
                work: WorkItem<work>,
                timer: Timer<expired>,
                canary: Canary,
            }

            fn make() -> Adapter {
                Adapter {
                    dpc: Dpc::new(),
                    work: WorkItem::new(),
                    timer: Timer::new(),
                    canary: Canary::new(),
                }
            }

            fn defer<S: Scope>(adapter: &Adapter, cx: &mut Context<'_, Adapter, S>)
            where
                S::Deferred: MayDefer,
                S::Irql: AtMost<irql::Dispatch>,
            {
                adapter.canary.sing();
                adapter.dpc.issue(cx, ()).ok();
                adapter.work.queue(cx, ()).ok();
                adapter.timer.set(cx, Duration::from_micros(20)).ok();
            }

            #[hw_initialize]
            fn initialize(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
                cx.request_timer::<tick>(Duration::from_micros(1));
                for _ in 0..4 {
                    cx.stall(Microseconds::new(5));
                    adapter.canary.sing();
                }
                let enabled = cx.enable_passive_initialization::<passive>();
                enabled && FAILS.get() != 0
            }

            #[hw_passive_initialize]
            fn passive(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
                defer(adapter, cx);
                cx.request_timer::<tick>(Duration::from_micros(30));
                cx.stall(Microseconds::new(25));
                defer(adapter, cx);
                FAILS.get() != 1
            }

            #[hw_timer]
            fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {
                defer(adapter, cx);
                cx.request_timer::<tick>(Duration::from_micros(10));
                cx.stall(Microseconds::new(10));
                adapter.canary.sing();
            }

            #[hw_dpc]
            fn dpc(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
                cx.stall(Microseconds::new(10));
                adapter.work.queue(cx, ()).ok();
                adapter.canary.sing();
            }

            #[hw_workitem]
            fn work(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
                cx.stall(Microseconds::new(30));
                defer(adapter, cx);
            }

            #[hw_timer_ex]
            fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
                defer(adapter, cx);
                cx.stall(Microseconds::new(10));
                adapter.canary.sing();
            }

            callbacks! { $find start reset control $($more)* $entry }
        }
    };
}

driver! { without_hardware(virtual) virtual_find virtual_entry }
driver! { with_hardware(physical) find entry interrupt }

#[test]
fn of_a_virtual_miniport() {
    crate::fixture::each_seed(|seed| {
        without_hardware::FAILS.set(seed / 4 % 3);
        let machine = crate::fixture::machine(seed);
        let adapter = crate::fixture::add_virtual(&machine, without_hardware::DriverEntry);
        crate::fixture::live_and_die(machine, seed, adapter).assert_clean();
    });
}

#[test]
fn of_a_physical_miniport() {
    use miniport_sim::InterruptResources::Line;
    crate::fixture::each_seed(|seed| {
        with_hardware::FAILS.set(seed / 4 % 3);
        let machine = crate::fixture::machine(seed);
        let adapter = crate::fixture::add_physical(&machine, with_hardware::DriverEntry, Line);
        crate::fixture::live_and_die(machine, seed, adapter).assert_clean();
    });
}
