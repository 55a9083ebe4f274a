//! The table: one row for each role. Facts are those of the header and of the page that the row names.

/// Hands the rows to the macro `$then`.
#[macro_export]
macro_rules! roles {
    ($then:path) => {
        $then! {
            virtual_hw_find_adapter: VirtualHwFindAdapter = 2 {
                header: "storport",
                role_type: "VIRTUAL_HW_FIND_ADAPTER",
                about: "Finds the adapter of a virtual miniport and builds its device extension.",
                arguments: "",
                signature: "fn find_adapter(cx: &mut FindAdapter<'_, Adapter>, config: &mut PortConfiguration<'_>) -> Result<Found<Adapter>, FindAdapterError>",
                argument: "",
                body: "Ok(Found::new(Adapter::new(config), const { Limits::new(1 << 20, 16) }))",
                answer: "`Ok`: the adapter was found, with its extension and its limits; `Err`: why it was not",
                irql: "PASSIVE_LEVEL",
                locks: "none",
                page: "nc-storport-virtual_hw_find_adapter",
            }
            hw_find_adapter: HwFindAdapter = 1 {
                header: "storport",
                role_type: "HW_FIND_ADAPTER",
                about: "Finds the adapter of a physical miniport and builds its device extension.",
                arguments: "",
                signature: "fn find_adapter(cx: &mut FindAdapter<'_, Adapter>, config: &mut PortConfiguration<'_>) -> Result<Found<Adapter>, FindAdapterError>",
                argument: "",
                body: "Ok(Found::new(Adapter::new(config), const { Limits::new(1 << 20, 16) }))",
                answer: "`Ok`: the adapter was found, with its extension and its limits; `Err`: why it was not",
                irql: "PASSIVE_LEVEL",
                locks: "none",
                page: "nc-storport-hw_find_adapter",
            }
            hw_initialize: HwInitialize = 3 {
                header: "storport",
                role_type: "HW_INITIALIZE",
                about: "Initialises the adapter after it was found, and after each restart.",
                arguments: "",
                signature: "fn initialize(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool",
                argument: "",
                body: "adapter.reset()",
                answer: "`true`: the adapter works; `false`: it cannot be used",
                irql: "DIRQL (PASSIVE_LEVEL for a virtual miniport)",
                locks: "the interrupt lock (none for a virtual miniport)",
                page: "nc-storport-hw_initialize",
            }
            hw_passive_initialize: HwPassiveInitialize = 4 {
                header: "storport",
                role_type: "HW_PASSIVE_INITIALIZE_ROUTINE",
                about: "Goes on with the initialisation at `PASSIVE_LEVEL`.",
                arguments: "",
                signature: "fn passive_initialize(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool",
                argument: "",
                body: "adapter.identify()",
                answer: "`true`: the adapter works; `false`: it cannot be used",
                irql: "PASSIVE_LEVEL",
                locks: "none",
                page: "nc-storport-hw_passive_initialize_routine",
            }
            hw_buildio: HwBuildIo = 5 {
                header: "storport",
                role_type: "HW_BUILDIO",
                about: "Prepares a request before the StartIo lock is taken.",
                arguments: "",
                signature: "fn build_io(adapter: &Adapter, cx: &mut BuildIo<'_, Adapter>, srb: Srb<Adapter>) -> Option<Srb<Adapter>>",
                argument: "",
                body: "Some(srb)",
                answer: "`Some(srb)`: pass the request on to `HW_STARTIO`; `None`: it was completed here",
                irql: "DISPATCH_LEVEL",
                locks: "none",
                page: "nc-storport-hw_buildio",
            }
            hw_startio: HwStartIo = 6 {
                header: "storport",
                role_type: "HW_STARTIO",
                about: "Starts a request.",
                arguments: "",
                signature: "fn start_io(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) -> Result<(), Srb<Adapter>>",
                argument: "",
                body: "srb.complete(cx, SrbStatus::Success);
    Ok(())",
                answer: "`Ok(())`: the request is started or completed; `Err(srb)`: the adapter is busy, Storport tries again",
                irql: "DISPATCH_LEVEL (at most, for a virtual miniport)",
                locks: "the StartIo lock (none for a virtual miniport or with concurrent channels)",
                page: "nc-storport-hw_startio",
            }
            hw_interrupt: HwInterrupt = 7 {
                header: "storport",
                role_type: "HW_INTERRUPT",
                about: "Handles a line interrupt.",
                arguments: "",
                signature: "fn isr(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool",
                argument: "",
                body: "adapter.acknowledge()",
                answer: "`true`: the interrupt came from this adapter; `false`: from another one",
                irql: "DIRQL",
                locks: "the interrupt lock",
                page: "nc-storport-hw_interrupt",
            }
            hw_message_signaled_interrupt: HwMessageSignaledInterrupt = 8 {
                header: "storport",
                role_type: "HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE",
                about: "Handles a message-signaled interrupt (MSI, MSI-X).",
                arguments: "",
                signature: "fn message(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool",
                argument: "",
                body: "adapter.acknowledge_message(message.id())",
                answer: "`true`: the message was handled; `false`: it was not",
                irql: "DIRQL",
                locks: "the interrupt lock, or the lock of the message with `interrupts = per_message`",
                page: "nc-storport-hw_message_signaled_interrupt_routine",
            }
            hw_dpc: HwDpc = 9 {
                header: "storport",
                role_type: "HW_DPC_ROUTINE",
                about: "A deferred procedure call, queued by `Dpc::issue`.",
                arguments: "",
                signature: "fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, tag: u32)",
                argument: "DpcArgument",
                body: "adapter.finish(cx, tag);",
                answer: "",
                irql: "DISPATCH_LEVEL",
                locks: "none",
                page: "nc-storport-hw_dpc_routine",
            }
            hw_workitem: HwWorkItem = 10 {
                header: "storport",
                role_type: "HW_WORKITEM",
                about: "A work item, queued by `WorkItem::queue`.",
                arguments: "",
                signature: "fn rescan(adapter: &Adapter, cx: &mut Passive<'_, Adapter>, path_id: u8)",
                argument: "WorkItemArgument",
                body: "cx.bus_change_detected(path_id);",
                answer: "",
                irql: "PASSIVE_LEVEL",
                locks: "none",
                page: "nc-storport-hw_workitem",
            }
            hw_timer: HwTimer = 11 {
                header: "storport",
                role_type: "HW_TIMER",
                about: "The timer call that `cx.request_timer` asked for.",
                arguments: "",
                signature: "fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>)",
                argument: "",
                body: "adapter.poll(cx);",
                answer: "",
                irql: "DISPATCH_LEVEL",
                locks: "the StartIo lock",
                page: "nc-storport-hw_timer",
            }
            hw_timer_ex: HwTimerEx = 12 {
                header: "storport",
                role_type: "HW_TIMER_EX",
                about: "A timer object expired: `Timer::set`.",
                arguments: "",
                signature: "fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>)",
                argument: "",
                body: "adapter.poll(cx);",
                answer: "",
                irql: "DISPATCH_LEVEL",
                locks: "none",
                page: "nc-storport-hw_timer_ex",
            }
            hw_reset_bus: HwResetBus = 13 {
                header: "storport",
                role_type: "HW_RESET_BUS",
                about: "Resets a bus: every outstanding request of the path is completed.",
                arguments: "",
                signature: "fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) -> bool",
                argument: "",
                body: "adapter.reset_path(cx, path_id)",
                answer: "`true`: the bus was reset; `false`: it could not be reset",
                irql: "DISPATCH_LEVEL",
                locks: "the StartIo lock",
                page: "nc-storport-hw_reset_bus",
            }
            hw_adapter_control: HwAdapterControl = 14 {
                header: "storport",
                role_type: "HW_ADAPTER_CONTROL",
                about: "Stops, restarts and powers the adapter. The arguments are the control types that it supports: `#[hw_adapter_control(StopAdapter, RestartAdapter)]`.",
                arguments: "(StopAdapter, RestartAdapter)",
                signature: "fn control(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus",
                argument: "",
                body: "AdapterControlStatus::Success",
                answer: "whether the control operation succeeded",
                irql: "that of the control type",
                locks: "the interrupt lock for ScsiStopAdapter and ScsiRestartAdapter of a physical miniport, otherwise none",
                page: "nc-storport-hw_adapter_control",
            }
            hw_free_adapter_resources: HwFreeAdapterResources = 15 {
                header: "storport",
                role_type: "HW_FREE_ADAPTER_RESOURCES",
                about: "Frees what the miniport holds for the adapter, before it is removed.",
                arguments: "",
                signature: "fn free(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>)",
                argument: "",
                body: "adapter.power_off();",
                answer: "",
                irql: "PASSIVE_LEVEL",
                locks: "none",
                page: "nc-storport-hw_free_adapter_resources",
            }
            hw_tracing_enabled: HwTracingEnabled = 16 {
                header: "storport",
                role_type: "HW_TRACING_ENABLED",
                about: "Hears whether event tracing is on.",
                arguments: "",
                signature: "fn tracing(adapter: &Adapter, cx: &mut TracingEnabled<'_, Adapter>, enabled: bool)",
                argument: "",
                body: "adapter.trace(enabled);",
                answer: "",
                irql: "PASSIVE_LEVEL",
                locks: "none",
                page: "nc-storport-hw_tracing_enabled",
            }
        }
    };
}
