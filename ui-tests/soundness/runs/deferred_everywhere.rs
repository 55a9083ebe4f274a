//! Runs cleanly: every callback, whenever it comes, defers all that there is to defer, and what was deferred defers again.

macro_rules! driver {
    ($name:ident($($options:tt)*) { $($items:tt)* } $($entry:tt)*) => {
        mod $name {
            use core::time::Duration;

            use miniport::prelude::*;

            use crate::fixture::Canary;

            #[derive(DeviceExtension)]
            #[device_extension($($options)*)]
            pub struct Adapter {
                dpc: Dpc<dpc>,
                dpcs: [Dpc<one_of_three>; 3],
                work: WorkItem<work>,
                works: [WorkItem<one_of_two>; 2],
                timer: Timer<expired>,
                watchdog: Timer<watchdog>,
                canary: Canary,
            }

            fn make() -> Adapter {
                Adapter {
                    dpc: Dpc::new(),
                    dpcs: [const { Dpc::new() }; 3],
                    work: WorkItem::new(),
                    works: [const { WorkItem::new() }; 2],
                    timer: Timer::new(),
                    watchdog: Timer::new(),
                    canary: Canary::new(),
                }
            }

            fn issue<S: Scope>(adapter: &Adapter, cx: &mut Context<'_, Adapter, S>)
            where
                S::Deferred: MayDefer,
            {
                adapter.canary.sing();
                adapter.dpc.issue(cx, ()).ok();
                for index in 0..adapter.dpcs.len() {
                    cx.issue_dpc::<one_of_three>(index, index).ok();
                }
                adapter.canary.sing();
            }

            fn defer<S: Scope>(adapter: &Adapter, cx: &mut Context<'_, Adapter, S>)
            where
                S::Deferred: MayDefer,
                S::Extension: IsBuilt,
                S::Irql: AtMost<irql::Dispatch>,
            {
                issue(adapter, cx);
                adapter.work.queue(cx, ()).ok();
                for index in 0..adapter.works.len() {
                    cx.queue_work_item::<one_of_two>(index, index).ok();
                }
                adapter.timer.set(cx, Duration::from_micros(150)).ok();
                adapter.watchdog.set(cx, Duration::from_micros(40)).ok();
                cx.request_timer::<tick>(Duration::from_micros(90));
                adapter.canary.sing();
            }

            #[hw_passive_initialize]
            fn passive(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
                defer(adapter, cx);
                true
            }

            #[hw_dpc]
            fn dpc(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
                cx.stall(Microseconds::new(20));
                adapter.canary.sing();
                adapter.work.queue(cx, ()).ok();
                adapter.canary.sing();
            }

            #[hw_dpc]
            fn one_of_three(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, index: usize) {
                adapter.canary.sing();
                adapter.timer.cancel(cx).ok();
                cx.issue_dpc::<one_of_three>((index + 1) % 3, index).ok();
                cx.stall(Microseconds::new(10));
                adapter.canary.sing();
            }

            #[hw_workitem]
            fn work(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
                defer(adapter, cx);
                cx.stall(Microseconds::new(50));
                defer(adapter, cx);
            }

            #[hw_workitem]
            fn one_of_two(adapter: &Adapter, cx: &mut Passive<'_, Adapter>, index: usize) {
                cx.stall(Microseconds::new(30));
                adapter.canary.sing();
                cx.queue_work_item::<one_of_two>(1 - index, index).ok();
                adapter.timer.set(cx, Duration::from_micros(1)).ok();
                adapter.canary.sing();
            }

            #[hw_timer_ex]
            fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
                defer(adapter, cx);
                cx.stall(Microseconds::new(30));
                adapter.canary.sing();
            }

            #[hw_timer_ex]
            fn watchdog(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
                adapter.watchdog.set(cx, Duration::from_micros(60)).ok();
                adapter.canary.sing();
                cx.stall(Microseconds::new(10));
                adapter.canary.sing();
            }

            #[hw_timer]
            fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {
                defer(adapter, cx);
                cx.stall(Microseconds::new(20));
                cx.request_timer::<tick>(Duration::from_micros(70));
                adapter.canary.sing();
            }

            #[hw_initialize]
            fn initialize(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
                adapter.canary.sing();
                cx.request_timer::<tick>(Duration::from_micros(1));
                cx.enable_passive_initialization::<passive>()
            }

            #[hw_startio]
            fn start_io(
                adapter: &Adapter,
                cx: &mut StartIo<'_, Adapter>,
                srb: Srb<Adapter>,
            ) -> Result<(), Srb<Adapter>> {
                defer(adapter, cx);
                srb.complete(cx, SrbStatus::Success);
                defer(adapter, cx);
                Ok(())
            }

            #[hw_reset_bus]
            fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
                defer(adapter, cx);
                true
            }

            #[hw_adapter_control(StopAdapter, RestartAdapter, SurpriseRemoval, PrepareForBusReScan)]
            fn adapter_control(
                adapter: &Adapter,
                control: AdapterControl<'_, Adapter>,
            ) -> AdapterControlStatus {
                adapter.canary.sing();
                match control {
                    AdapterControl::StopAdapter(mut cx) | AdapterControl::RestartAdapter(mut cx) => {
                        issue(adapter, &mut cx);
                        cx.request_timer::<tick>(Duration::from_micros(1));
                    }
                    AdapterControl::SurpriseRemoval(mut cx) => defer(adapter, &mut cx),
                    AdapterControl::PrepareForBusReScan(mut cx) => defer(adapter, &mut cx),
                    _ => {}
                }
                AdapterControlStatus::Success
            }

            #[hw_free_adapter_resources]
            fn free(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {
                adapter.canary.sing();
                cx.request_timer::<tick>(Duration::from_micros(1));
                cx.stall(Microseconds::new(90));
                adapter.canary.sing();
            }

            $($items)*
            callbacks! { $($entry)* }
        }
    };
}

driver! {
    without_hardware(virtual) { callbacks! { virtual_find } }
    virtual_entry_with .hw_free_adapter_resources::<free>()
}

driver! {
    by_line(physical) {
        #[hw_find_adapter]
        fn find_adapter(
            _: &mut FindAdapter<'_, Adapter>,
            _: &mut PortConfiguration<'_>,
        ) -> Result<Found<Adapter>, FindAdapterError> {
            let found = Found::new(make(), const { Limits::new(1 << 16, 17) });
            Ok(found.hw_free_adapter_resources::<free>())
        }

        #[hw_interrupt]
        fn interrupt(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
            issue(adapter, cx);
            true
        }
    }
    entry
}

driver! {
    by_messages(physical, interrupts = per_message) {
        #[hw_find_adapter]
        fn find_adapter(
            _: &mut FindAdapter<'_, Adapter>,
            _: &mut PortConfiguration<'_>,
        ) -> Result<Found<Adapter>, FindAdapterError> {
            let limits = const { Limits::new(1 << 16, 17) };
            let found = Found::with_message_interrupt::<message>(make(), limits);
            Ok(found.hw_free_adapter_resources::<free>())
        }

        #[hw_message_signaled_interrupt]
        fn message(
            adapter: &Adapter,
            cx: &mut MessageInterrupt<'_, Adapter>,
            _: Message<'_>,
        ) -> bool {
            issue(adapter, cx);
            true
        }

        #[hw_interrupt]
        fn interrupt(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
            issue(adapter, cx);
            true
        }
    }
    entry
}

#[test]
fn in_a_virtual_miniport() {
    crate::fixture::each_seed(|seed| {
        let machine = crate::fixture::machine(seed);
        let adapter = crate::fixture::add_virtual(&machine, without_hardware::DriverEntry);
        crate::fixture::live_and_die(machine, seed, adapter).assert_clean();
    });
}

#[test]
fn in_a_physical_miniport() {
    use miniport_sim::InterruptResources::{Line, Messages, None, SharedLine};
    crate::fixture::each_seed(|seed| {
        let interrupts = [Line, Messages(3), SharedLine, None][seed as usize / 4 % 4];
        for entry in [
            by_line::DriverEntry as miniport_sim::DriverEntry,
            by_messages::DriverEntry,
        ] {
            let machine = crate::fixture::machine(seed);
            let adapter = crate::fixture::add_physical(&machine, entry, interrupts);
            crate::fixture::live_and_die(machine, seed, adapter).assert_clean();
        }
    });
}
