//! The table of roles: one row for each attribute. Facts are those of storport.h and of the page that the row names.

use super::{Returns, Role, Takes};

/// Hands the rows to the macro `$then`: [`rows`] here, and the one in `lib.rs` that writes the entry points.
macro_rules! role_table {
    ($then:ident) => {
        $then! {
            virtual_hw_find_adapter {
                about: "Finds the adapter of a virtual miniport and builds its device extension.",
                role_type: "VIRTUAL_HW_FIND_ADAPTER",
                role_trait: "VirtualHwFindAdapter",
                context: "FindAdapter",
                arguments: "",
                takes: [Takes::Context, Takes::Config],
                returns: Returns::Found,
                answer: "`Ok`: the adapter was found, with its extension and its limits; `Err`: why it was not",
                irql: "PASSIVE_LEVEL",
                locks: "none",
                page: "nc-storport-virtual_hw_find_adapter",
                example: "fn find_adapter(cx: &mut FindAdapter<'_, Adapter>, config: &mut PortConfiguration<'_>) -> Result<Found<Adapter>, FindAdapterError> {
    Ok(Found::new(Adapter::new(config), const { Limits::new(1 << 20, 16) }))
}",
            }
            hw_find_adapter {
                about: "Finds the adapter of a physical miniport and builds its device extension.",
                role_type: "HW_FIND_ADAPTER",
                role_trait: "HwFindAdapter",
                context: "FindAdapter",
                arguments: "",
                takes: [Takes::Context, Takes::Config],
                returns: Returns::Found,
                answer: "`Ok`: the adapter was found, with its extension and its limits; `Err`: why it was not",
                irql: "PASSIVE_LEVEL",
                locks: "none",
                page: "nc-storport-hw_find_adapter",
                example: "fn find_adapter(cx: &mut FindAdapter<'_, Adapter>, config: &mut PortConfiguration<'_>) -> Result<Found<Adapter>, FindAdapterError> {
    Ok(Found::new(Adapter::new(config), const { Limits::new(1 << 20, 16) }))
}",
            }
            hw_initialize {
                about: "Initialises the adapter after it was found, and after each restart.",
                role_type: "HW_INITIALIZE",
                role_trait: "HwInitialize",
                context: "Initialize",
                arguments: "",
                takes: [Takes::Extension, Takes::Context],
                returns: Returns::Bool,
                answer: "`true`: the adapter works; `false`: it cannot be used",
                irql: "DIRQL (PASSIVE_LEVEL for a virtual miniport)",
                locks: "the interrupt lock (none for a virtual miniport)",
                page: "nc-storport-hw_initialize",
                example: "fn initialize(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    adapter.reset()
}",
            }
            hw_passive_initialize {
                about: "Goes on with the initialisation at `PASSIVE_LEVEL`.",
                role_type: "HW_PASSIVE_INITIALIZE_ROUTINE",
                role_trait: "HwPassiveInitialize",
                context: "PassiveInitialize",
                arguments: "",
                takes: [Takes::Extension, Takes::Context],
                returns: Returns::Bool,
                answer: "`true`: the adapter works; `false`: it cannot be used",
                irql: "PASSIVE_LEVEL",
                locks: "none",
                page: "nc-storport-hw_passive_initialize_routine",
                example: "fn passive_initialize(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    adapter.identify()
}",
            }
            hw_buildio {
                about: "Prepares a request before the StartIo lock is taken.",
                role_type: "HW_BUILDIO",
                role_trait: "HwBuildIo",
                context: "BuildIo",
                arguments: "",
                takes: [Takes::Extension, Takes::Context, Takes::Request],
                returns: Returns::Request,
                answer: "`Some(srb)`: pass the request on to `HW_STARTIO`; `None`: it was completed here",
                irql: "DISPATCH_LEVEL",
                locks: "none",
                page: "nc-storport-hw_buildio",
                example: "fn build_io(adapter: &Adapter, cx: &mut BuildIo<'_, Adapter>, srb: Srb<Adapter>) -> Option<Srb<Adapter>> {
    Some(srb)
}",
            }
            hw_startio {
                about: "Starts a request.",
                role_type: "HW_STARTIO",
                role_trait: "HwStartIo",
                context: "StartIo",
                arguments: "",
                takes: [Takes::Extension, Takes::Context, Takes::Request],
                returns: Returns::Started,
                answer: "`Ok(())`: the request is started or completed; `Err(srb)`: the adapter is busy, Storport tries again",
                irql: "DISPATCH_LEVEL (at most, for a virtual miniport)",
                locks: "the StartIo lock (none for a virtual miniport or with concurrent channels)",
                page: "nc-storport-hw_startio",
                example: "fn start_io(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) -> Result<(), Srb<Adapter>> {
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}",
            }
            hw_interrupt {
                about: "Handles a line interrupt.",
                role_type: "HW_INTERRUPT",
                role_trait: "HwInterrupt",
                context: "Interrupt",
                arguments: "",
                takes: [Takes::Extension, Takes::Context],
                returns: Returns::Bool,
                answer: "`true`: the interrupt came from this adapter; `false`: from another one",
                irql: "DIRQL",
                locks: "the interrupt lock",
                page: "nc-storport-hw_interrupt",
                example: "fn isr(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    adapter.acknowledge()
}",
            }
            hw_message_signaled_interrupt {
                about: "Handles a message-signaled interrupt (MSI, MSI-X).",
                role_type: "HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE",
                role_trait: "HwMessageSignaledInterrupt",
                context: "MessageInterrupt",
                arguments: "",
                takes: [Takes::Extension, Takes::Context, Takes::Message],
                returns: Returns::Bool,
                answer: "`true`: the message was handled; `false`: it was not",
                irql: "DIRQL",
                locks: "the interrupt lock, or the lock of the message with `interrupts = per_message`",
                page: "nc-storport-hw_message_signaled_interrupt_routine",
                example: "fn message(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool {
    adapter.acknowledge_message(message.id())
}",
            }
            hw_dpc {
                about: "A deferred procedure call, queued by `Dpc::issue`.",
                role_type: "HW_DPC_ROUTINE",
                role_trait: "HwDpc",
                context: "Deferred",
                arguments: "",
                takes: [Takes::Extension, Takes::Context, Takes::Argument("DpcArgument")],
                returns: Returns::Nothing,
                answer: "",
                irql: "DISPATCH_LEVEL",
                locks: "none",
                page: "nc-storport-hw_dpc_routine",
                example: "fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, tag: u32) {
    adapter.finish(cx, tag);
}",
            }
            hw_workitem {
                about: "A work item, queued by `WorkItem::queue`.",
                role_type: "HW_WORKITEM",
                role_trait: "HwWorkItem",
                context: "Passive",
                arguments: "",
                takes: [Takes::Extension, Takes::Context, Takes::Argument("WorkItemArgument")],
                returns: Returns::Nothing,
                answer: "",
                irql: "PASSIVE_LEVEL",
                locks: "none",
                page: "nc-storport-hw_workitem",
                example: "fn rescan(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    cx.bus_change_detected(0);
}",
            }
            hw_timer {
                about: "The timer call that `cx.request_timer` asked for.",
                role_type: "HW_TIMER",
                role_trait: "HwTimer",
                context: "TimerTick",
                arguments: "",
                takes: [Takes::Extension, Takes::Context],
                returns: Returns::Nothing,
                answer: "",
                irql: "DISPATCH_LEVEL",
                locks: "the StartIo lock",
                page: "nc-storport-hw_timer",
                example: "fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {
    adapter.poll(cx);
}",
            }
            hw_timer_ex {
                about: "A timer object expired: `Timer::set`.",
                role_type: "HW_TIMER_EX",
                role_trait: "HwTimerEx",
                context: "TimerExpired",
                arguments: "",
                takes: [Takes::Extension, Takes::Context],
                returns: Returns::Nothing,
                answer: "",
                irql: "DISPATCH_LEVEL",
                locks: "none",
                page: "nc-storport-hw_timer_ex",
                example: "fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    adapter.poll(cx);
}",
            }
            hw_reset_bus {
                about: "Resets a bus: every outstanding request of the path is completed.",
                role_type: "HW_RESET_BUS",
                role_trait: "HwResetBus",
                context: "ResetBus",
                arguments: "",
                takes: [Takes::Extension, Takes::Context, Takes::Number("path_id", "PathId")],
                returns: Returns::Bool,
                answer: "`true`: the bus was reset; `false`: it could not be reset",
                irql: "DISPATCH_LEVEL",
                locks: "the StartIo lock",
                page: "nc-storport-hw_reset_bus",
                example: "fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) -> bool {
    adapter.reset_path(cx, path_id)
}",
            }
            hw_adapter_control {
                about: "Stops, restarts and powers the adapter. The arguments are the control types that it supports: `#[hw_adapter_control(StopAdapter, RestartAdapter)]`.",
                role_type: "HW_ADAPTER_CONTROL",
                role_trait: "HwAdapterControl",
                context: "AdapterControl",
                arguments: "(StopAdapter, RestartAdapter)",
                takes: [Takes::Extension, Takes::OwnedContext],
                returns: Returns::ControlStatus,
                answer: "whether the control operation succeeded",
                irql: "that of the control type",
                locks: "the interrupt lock for ScsiStopAdapter and ScsiRestartAdapter of a physical miniport, otherwise none",
                page: "nc-storport-hw_adapter_control",
                example: "fn control(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    AdapterControlStatus::Success
}",
            }
            hw_free_adapter_resources {
                about: "Frees what the miniport holds for the adapter, before it is removed.",
                role_type: "HW_FREE_ADAPTER_RESOURCES",
                role_trait: "HwFreeAdapterResources",
                context: "FreeAdapterResources",
                arguments: "",
                takes: [Takes::Extension, Takes::Context],
                returns: Returns::Nothing,
                answer: "",
                irql: "PASSIVE_LEVEL",
                locks: "none",
                page: "nc-storport-hw_free_adapter_resources",
                example: "fn free(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {
    adapter.power_off();
}",
            }
        }
    };
}
pub(crate) use role_table;

macro_rules! rows {
    ($($attribute:ident {
        about: $about:literal,
        role_type: $role_type:literal,
        role_trait: $role_trait:literal,
        context: $context:literal,
        arguments: $arguments:literal,
        takes: [$($takes:expr),*],
        returns: $returns:expr,
        answer: $answer:literal,
        irql: $irql:literal,
        locks: $locks:literal,
        page: $page:literal,
        example: $example:literal,
    })*) => {
        $(
            #[expect(non_upper_case_globals, reason = "a row has the name of its attribute")]
            pub(crate) static $attribute: Role = Role {
                attribute: stringify!($attribute),
                role_type: $role_type,
                role_trait: $role_trait,
                context: $context,
                arguments: $arguments,
                takes: &[$($takes),*],
                returns: $returns,
                answer: $answer,
                irql: $irql,
                locks: $locks,
                example: $example,
            };
        )*
        /// Every row.
        pub(crate) static ROLES: &[&Role] = &[$(&$attribute),*];
    };
}
role_table!(rows);
