//! One driver, in each kind: every handler defers whatever it may, itself too, and takes its time.

/// A module with a driver of one kind: the options of its extension, how it is found, what a physical one has more.
macro_rules! driver {
    (
        $name:ident($($options:tt)*), $find:ident, $register:ident,
        found $found:ident $(::<$message:ident>)?,
        more { $($more:tt)* } registered { $($registered:tt)* }
        $(free $free:ident)?
    ) => {
        pub mod $name {
            use core::time::Duration;
            use miniport::prelude::*;

            use crate::device::Runs;
            use crate::watch::{self, Start, Value};

            #[derive(DeviceExtension)]
            #[device_extension($($options)*)]
            pub struct Adapter {
                value: Value,
                dpcs: [Dpc<dpc>; 2],
                wake: Dpc<wake>,
                work: WorkItem<work>,
                timer: Timer<expired>,
                device: Device,
            }

            #[$find]
            pub fn find(
                cx: &mut FindAdapter<'_, Adapter>,
                config: &mut PortConfiguration<'_>,
            ) -> Result<Found<Adapter>, FindAdapterError> {
                if watch::start() == Start::FindFails {
                    return Err(FindAdapterError::Error);
                }
                config
                    .set_number_of_buses(1)
                    .set_maximum_number_of_targets(1)
                    .set_maximum_number_of_logical_units(1);
                let memory = cx.allocate([7; 8]).map_err(|_| FindAdapterError::Error)?;
                let adapter = Adapter {
                    device: find_device(cx, config)?,
                    value: Value::new(memory),
                    dpcs: [const { Dpc::new() }; 2],
                    wake: Dpc::new(),
                    work: WorkItem::new(),
                    timer: Timer::new(),
                };
                let found = Found::$found$(::<$message>)?(adapter, const { Limits::new(1 << 16, 17) });
                Ok(found $(.$free::<free>())?)
            }

            #[hw_initialize]
            fn initialize(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
                adapter.value.visit("initialize");
                cx.request_timer::<tick>(Duration::from_micros(5));
                for _ in 0..5 {
                    cx.stall(const { Microseconds::new(20) });
                }
                watch::start() != Start::InitializeFails
                    && cx.enable_passive_initialization::<passive>()
            }

            #[hw_passive_initialize]
            fn passive(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
                defer(adapter, cx);
                busy(adapter, cx, "passive");
                adapter.device.run();
                cx.enable_registry_notification::<parameters>().expect("it is there");
                busy(adapter, cx, "passive");
                if watch::start() == Start::PassiveFails {
                    watch::slow_down();
                    return false;
                }
                true
            }

            #[hw_startio]
            fn start_io(
                adapter: &Adapter,
                cx: &mut StartIo<'_, Adapter>,
                srb: Srb<Adapter>,
            ) -> Result<(), Srb<Adapter>> {
                adapter.value.visit("start");
                defer(adapter, cx);
                // It has nothing to read.
                let status = if srb.transfer_length() == 0 {
                    SrbStatus::Success
                } else {
                    SrbStatus::NoDevice
                };
                srb.complete(cx, status);
                Ok(())
            }

            #[hw_dpc]
            fn dpc(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, number: u32) {
                assert!(number < 2);
                defer(adapter, cx);
                busy(adapter, cx, "dpc");
                let _ = cx.issue_dpc::<dpc>(number as usize, number);
            }

            #[hw_dpc]
            fn wake(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
                busy(adapter, cx, "wake");
                defer(adapter, cx);
            }

            #[hw_workitem]
            fn work(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
                let _ = adapter.work.queue(cx, ());
                busy(adapter, cx, "work");
                defer(adapter, cx);
            }

            #[hw_timer_ex]
            fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
                defer(adapter, cx);
                busy(adapter, cx, "expired");
                defer(adapter, cx);
            }

            #[hw_timer]
            fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {
                cx.request_timer::<tick>(Duration::from_micros(10));
                busy(adapter, cx, "tick");
                cx.request_timer::<tick>(Duration::from_micros(15));
                let _ = adapter.wake.issue(cx, ());
                adapter.value.visit("tick");
            }

            #[hw_tracing_enabled]
            fn tracing(adapter: &Adapter, cx: &mut TracingEnabled<'_, Adapter>, _: bool) {
                busy(adapter, cx, "tracing");
                defer(adapter, cx);
                busy(adapter, cx, "tracing");
            }

            #[hw_state_change]
            fn changed(
                adapter: &Adapter,
                cx: &mut StateChanged<'_, Adapter>,
                _: HandledChange,
                number: u32,
            ) {
                assert_eq!(number, 0xCAFE);
                busy(adapter, cx, "changed");
                defer(adapter, cx);
                busy(adapter, cx, "changed");
            }

            #[hw_registry_notification]
            fn parameters(adapter: &Adapter, cx: &mut RegistryNotification<'_, Adapter>) {
                busy(adapter, cx, "parameters");
                defer(adapter, cx);
                busy(adapter, cx, "parameters");
            }

            #[hw_reset_bus]
            fn reset_bus(adapter: &Adapter, _: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
                adapter.value.visit("reset");
                true
            }

            #[hw_adapter_control(StopAdapter, RestartAdapter, SerialNumber)]
            fn adapter_control(
                adapter: &Adapter,
                control: AdapterControl<'_, Adapter>,
            ) -> AdapterControlStatus {
                match control {
                    AdapterControl::StopAdapter(mut cx) => {
                        adapter.value.visit("stop");
                        let _ = adapter.wake.issue(&mut cx, ());
                        cx.request_timer::<tick>(Duration::from_micros(1));
                        adapter.device.quiet();
                    }
                    AdapterControl::RestartAdapter(_) => {}
                    AdapterControl::SerialNumber(mut cx, asked) => {
                        busy(adapter, &mut cx, "control");
                        defer(adapter, &mut cx);
                        busy(adapter, &mut cx, "control");
                        asked.write(b"1").expect("it fits");
                    }
                }
                AdapterControlStatus::Success
            }

            #[hw_free_adapter_resources]
            fn free(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {
                adapter.value.free();
                adapter.device.quiet();
                cx.stall(const { Microseconds::new(30) });
            }

            /// Every object is put to use, whichever may be at this IRQL.
            fn defer<S: Scope>(adapter: &Adapter, cx: &mut Context<'_, Adapter, S>)
            where
                S::Irql: AtMost<irql::Dispatch>,
                S::Deferred: MayDefer,
                S::Extension: IsBuilt,
            {
                let _ = cx.issue_dpc::<dpc>(0, 0);
                let _ = cx.issue_dpc::<dpc>(1, 1);
                let _ = adapter.wake.issue(cx, ());
                let _ = adapter.work.queue(cx, ());
                let _ = adapter.timer.set(cx, Duration::from_micros(10));
                let _ = cx.state_change_detected::<changed>(StateChange::Bus { path_id: 0 }, 0xCAFE);
                cx.request_timer::<tick>(Duration::from_micros(10));
            }

            /// Looks at the value, takes some time, and looks again.
            fn busy<S: Scope>(adapter: &Adapter, cx: &mut Context<'_, Adapter, S>, who: &'static str)
            where
                S::Waiting: MayWait,
            {
                let (times, time) = if watch::is_slow(who) {
                    (100, const { Microseconds::new(50) })
                } else {
                    (3, const { Microseconds::new(5) })
                };
                for _ in 0..times {
                    adapter.value.visit(who);
                    cx.stall(time);
                }
                adapter.value.visit(who);
            }

            $($more)*

            driver_entry! {
                Driver::<Adapter>::new()
                    .$register::<find>()
                    .hw_initialize::<initialize>()
                    .hw_startio::<start_io>()
                    .hw_reset_bus::<reset_bus>()
                    .hw_adapter_control::<adapter_control>()
                    .hw_tracing_enabled::<tracing>()
                    $($registered)*
            }
        }
    };
}

macro_rules! physical {
    ($name:ident, $mode:ident, $found:ident $(::<$message:ident>)?, { $($more:tt)* }) => {
        driver! {
            $name(physical, interrupts = $mode), hw_find_adapter, hw_find_adapter,
            found $found$(::<$message>)?,
            more {
                use crate::device::{Registers, STATUS};

                type Device = Mmio<Registers>;

                fn find_device(
                    cx: &mut FindAdapter<'_, Adapter>,
                    config: &mut PortConfiguration<'_>,
                ) -> Result<Device, FindAdapterError> {
                    cx.map_registers(config, 0).map_err(|_| FindAdapterError::BadConfig)
                }

                #[hw_interrupt]
                fn line(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
                    adapter.value.visit("interrupt");
                    cx.stall(const { Microseconds::new(5) });
                    let _ = adapter.wake.issue(cx, ());
                    cx.request_timer::<tick>(Duration::from_micros(10));
                    let own = adapter.device.read(STATUS) == 1;
                    if own {
                        adapter.device.write(STATUS, 1);
                    }
                    adapter.value.visit("interrupt");
                    own
                }
                $($more)*
            }
            registered { .hw_interrupt::<line>() }
            free hw_free_adapter_resources
        }
    };
    ($name:ident, $mode:ident) => {
        physical! { $name, $mode, with_message_interrupt::<message>, {
            #[hw_message_signaled_interrupt]
            fn message(
                adapter: &Adapter,
                cx: &mut MessageInterrupt<'_, Adapter>,
                _: Message<'_>,
            ) -> bool {
                adapter.value.visit("interrupt by message");
                cx.stall(const { Microseconds::new(5) });
                let _ = adapter.wake.issue(cx, ());
                cx.request_timer::<tick>(Duration::from_micros(10));
                adapter.value.visit("interrupt by message");
                true
            }
        } }
    };
}

driver! {
    unreal(virtual), virtual_hw_find_adapter, virtual_hw_find_adapter,
    found new,
    more {
        use crate::device::NoDevice as Device;

        #[allow(clippy::unnecessary_wraps, reason = "as its physical sibling")]
        fn find_device(
            _: &mut FindAdapter<'_, Adapter>,
            _: &mut PortConfiguration<'_>,
        ) -> Result<Device, FindAdapterError> {
            Ok(Device)
        }
    }
    registered { .hw_free_adapter_resources::<free>() }
}
physical! { line, line, new, {} }
physical! { synchronized, message }
physical! { per_message, per_message }
