//! The routines behind `StorPortExtendedFunction`: a row for each function code, with the IRQL that the documentation says.

use miniport::ffi;

use super::routine::{Call, FINDING, INITIALIZING, exports, put};
use super::words::Words;
use super::{
    adapter, build, deferred, dma, features, host_memory, lists, locks, log, memory, messages,
    performance, power, processor, registry, requests, system, timers, trace,
};
use crate::kernel::routine::{ANY, DISPATCH, PASSIVE, Routine, UP_TO_DISPATCH};
use crate::verifier::Role;

/// An adapter is registered for power management in passive initialisation, a unit when `ScsiUnitPoFxPowerInfo` asks for it.
const POWERING: u64 = Role::HwPassiveInitialize.bit() | Role::HwUnitControl.bit();

type Body = fn(&Call<'_>, &Words) -> u32;

/// `Code "name", LEVELS { rules } => function;`
macro_rules! functions {
    ($($code:ident $name:literal, $levels:ident $({ $($rules:tt)* })? => $body:expr;)*) => {
        /// What a function code stands for.
        fn function(code: ffi::STORPORT_FUNCTION_CODE) -> (&'static Routine, Body) {
            match code {
                $(ffi::$code => {
                    static ROUTINE: Routine = Routine::new($name, $levels) $($($rules)*)?;
                    (&ROUTINE, $body)
                })*
                _ => {
                    static UNKNOWN: Routine = Routine::new("StorPortExtendedFunction", ANY);
                    (&UNKNOWN, unsupported)
                }
            }
        }
    };
}

functions! {
    ExtFunctionAllocatePool "StorPortAllocatePool", UP_TO_DISPATCH => memory::allocate_pool;
    ExtFunctionFreePool "StorPortFreePool", UP_TO_DISPATCH => memory::free_pool;
    ExtFunctionAllocateMdl "StorPortAllocateMdl", UP_TO_DISPATCH => memory::allocate_mdl;
    ExtFunctionFreeMdl "StorPortFreeMdl", UP_TO_DISPATCH => memory::free_mdl;
    ExtFunctionBuildMdlForNonPagedPool "StorPortBuildMdlForNonPagedPool", UP_TO_DISPATCH => memory::build_mdl;
    ExtFunctionGetSystemAddress "StorPortGetSystemAddress", UP_TO_DISPATCH => requests::system_address;
    ExtFunctionGetOriginalMdl "StorPortGetOriginalMdl", ANY => requests::original_mdl;
    // The page has no IRQL; that of IoCompleteRequest has.
    ExtFunctionCompleteServiceIrp "StorPortCompleteServiceIrp", UP_TO_DISPATCH
        => |call, words| call.storport.complete_service_irp(call.adapter(), words.word(0));
    ExtFunctionGetDeviceObjects "StorPortGetDeviceObjects", ANY => unsupported;
    ExtFunctionBuildScatterGatherList "StorPortBuildScatterGatherList", DISPATCH => build::build;
    ExtFunctionPutScatterGatherList "StorPortPutScatterGatherList", DISPATCH => build::put_back;
    ExtFunctionAcquireMSISpinLock "StorPortAcquireMSISpinLock", ANY => messages::acquire;
    ExtFunctionReleaseMSISpinLock "StorPortReleaseMSISpinLock", ANY => messages::release;
    ExtFunctionGetMessageInterruptInformation "StorPortGetMSIInfo", ANY => messages::information;
    ExtFunctionInitializePerformanceOptimizations "StorPortInitializePerfOpts", ANY { .only_from(INITIALIZING) }
        => performance::initialize;
    ExtFunctionGetStartIoPerformanceParameters "StorPortGetStartIoPerfParams", ANY { .only_from(Role::HwStartIo.bit()) }
        => performance::parameters;
    ExtFunctionLogSystemEvent "StorPortLogSystemEvent", UP_TO_DISPATCH => log::system_event;
    ExtFunctionGetCurrentProcessorNumber "StorPortGetCurrentProcessorNumber", UP_TO_DISPATCH
        => processor::current_number;
    ExtFunctionGetActiveGroupCount "StorPortGetActiveGroupCount", UP_TO_DISPATCH
        => |call, words| put(call, words.word(0), 1u16);
    ExtFunctionGetGroupAffinity "StorPortGetGroupAffinity", UP_TO_DISPATCH => processor::group_affinity;
    ExtFunctionGetActiveNodeCount "StorPortGetActiveNodeCount", UP_TO_DISPATCH
        => |call, words| put(call, words.word(0), 1u32);
    ExtFunctionGetNodeAffinity "StorPortGetNodeAffinity", UP_TO_DISPATCH => processor::node_affinity;
    ExtFunctionGetHighestNodeNumber "StorPortGetHighestNodeNumber", UP_TO_DISPATCH
        => |call, words| put(call, words.word(0), 0u32);
    ExtFunctionGetLogicalProcessorRelationship "StorPortGetLogicalProcessorRelationship", UP_TO_DISPATCH
        => processor::relations;
    ExtFunctionAllocateContiguousMemorySpecifyCacheNode "StorPortAllocateContiguousMemorySpecifyCacheNode", UP_TO_DISPATCH { .waiting() }
        => dma::allocate_contiguous;
    ExtFunctionFreeContiguousMemorySpecifyCache "StorPortFreeContiguousMemorySpecifyCache", UP_TO_DISPATCH
        => dma::free_contiguous;
    ExtFunctionSetPowerSettingNotificationGuids "StorPortSetPowerSettingNotificationGuids", ANY { .only_from(FINDING) }
        => power::settings;
    ExtFunctionInvokeAcpiMethod "StorPortInvokeAcpiMethod", PASSIVE => power::acpi;
    ExtFunctionGetRequestInfo "StorPortGetRequestInfo", ANY => requests::request_info;
    ExtFunctionInitializeWorker "StorPortInitializeWorker", UP_TO_DISPATCH => deferred::initialize_worker;
    ExtFunctionQueueWorkItem "StorPortQueueWorkItem", UP_TO_DISPATCH => deferred::queue_work_item;
    ExtFunctionFreeWorker "StorPortFreeWorker", UP_TO_DISPATCH => deferred::free_worker;
    ExtFunctionInitializeTimer "StorPortInitializeTimer", UP_TO_DISPATCH => timers::initialize_timer;
    ExtFunctionRequestTimer "StorPortRequestTimer", ANY => timers::request_timer;
    ExtFunctionFreeTimer "StorPortFreeTimer", UP_TO_DISPATCH => timers::free_timer;
    ExtFunctionInitializeSListHead "StorPortInitializeSListHead", UP_TO_DISPATCH => lists::initialize;
    ExtFunctionInterlockedFlushSList "StorPortInterlockedFlushSList", UP_TO_DISPATCH => lists::flush;
    ExtFunctionInterlockedPopEntrySList "StorPortInterlockedPopEntrySList", UP_TO_DISPATCH => lists::pop;
    ExtFunctionInterlockedPushEntrySList "StorPortInterlockedPushEntrySList", UP_TO_DISPATCH => lists::push;
    ExtFunctionQueryDepthSList "StorPortQueryDepthSList", UP_TO_DISPATCH => lists::depth;
    ExtFunctionGetActivityId "StorPortGetActivityIdSrb", ANY => requests::activity_id;
    ExtFunctionGetSystemPortNumber "StorPortGetSystemPortNumber", ANY => adapter::port_number;
    ExtFunctionGetDataInBufferMdl "StorPortGetDataInBufferMdl", ANY => requests::data_in_mdl;
    ExtFunctionGetDataInBufferSystemAddress "StorPortGetDataInBufferSystemAddress", UP_TO_DISPATCH
        => requests::data_in_system_address;
    ExtFunctionGetDataInBufferScatterGatherList "StorPortGetDataInBufferScatterGatherList", ANY
        => requests::data_in_scatter_gather;
    ExtFunctionMarkDumpMemory "StorPortMarkDumpMemory", ANY { .only_from(MARKING).in_dump_mode() } => accepted;
    ExtFunctionSetUnitAttributes "StorPortSetUnitAttributes", ANY => adapter::set_unit_attributes;
    ExtFunctionQueryPerformanceCounter "StorPortQueryPerformanceCounter", ANY => system::performance_counter;
    ExtFunctionInitializePoFxPower "StorPortInitializePoFxPower", PASSIVE { .only_from(POWERING) }
        => power::initialize;
    ExtFunctionPoFxActivateComponent "StorPortPoFxActivateComponent", UP_TO_DISPATCH => power::activate;
    ExtFunctionPoFxIdleComponent "StorPortPoFxIdleComponent", UP_TO_DISPATCH => power::idle;
    ExtFunctionPoFxSetComponentLatency "StorPortPoFxSetComponentLatency", UP_TO_DISPATCH => power::hint;
    ExtFunctionPoFxSetComponentResidency "StorPortPoFxSetComponentResidency", UP_TO_DISPATCH => power::hint;
    ExtFunctionPoFxPowerControl "StorPortPoFxPowerControl", UP_TO_DISPATCH => power::control;
    ExtFunctionFlushDataBufferMdl "StorPortFlushDataBufferMdl", ANY => accepted;
    ExtFunctionDeviceOperationAllowed "StorPortIsDeviceOperationAllowed", PASSIVE
        => adapter::is_operation_allowed;
    ExtFunctionGetProcessorIndexFromNumber "StorPortGetProcessorIndexFromNumber", ANY => processor::index_from_number;
    ExtFunctionPoFxSetIdleTimeout "StorPortPoFxSetIdleTimeout", UP_TO_DISPATCH => power::idle_timeout;
    ExtFunctionMiniportEtwEvent2 "StorPortEtwEvent2", UP_TO_DISPATCH
        => |call, words| trace::named(call, words, false, 2);
    ExtFunctionMiniportEtwEvent4 "StorPortEtwEvent4", UP_TO_DISPATCH
        => |call, words| trace::named(call, words, false, 4);
    ExtFunctionMiniportEtwEvent8 "StorPortEtwEvent8", UP_TO_DISPATCH
        => |call, words| trace::named(call, words, false, 8);
    ExtFunctionCurrentOsInstallationUpgrade "StorPortIsCurrentOsInstallationUpgrade", PASSIVE
        => adapter::is_upgrade;
    ExtFunctionRegistryReadAdapterKey "StorPortRegistryReadAdapterKey", PASSIVE => registry::read_adapter_key;
    ExtFunctionRegistryWriteAdapterKey "StorPortRegistryWriteAdapterKey", PASSIVE => registry::write_adapter_key;
    ExtFunctionSetAdapterBusType "StorPortSetAdapterBusType", ANY { .only_from(FINDING) } => adapter::set_bus_type;
    ExtFunctionPoFxRegisterPerfStates "StorPortPoFxRegisterPerfStates", UP_TO_DISPATCH => unsupported;
    ExtFunctionPoFxSetPerfState "StorPortPoFxSetPerfState", UP_TO_DISPATCH => unsupported;
    ExtFunctionGetD3ColdSupport "StorPortGetD3ColdSupport", ANY => unsupported;
    ExtFunctionInitializeRpmb "StorPortInitializeRpmb", ANY => unsupported;
    ExtFunctionAllocateHmb "StorPortAllocateHostMemoryBuffer", UP_TO_DISPATCH => host_memory::allocate;
    ExtFunctionFreeHmb "StorPortFreeHostMemoryBuffer", ANY => host_memory::free;
    ExtFunctionPropagateIrpExtension "StorPortPropagateIrpExtension", ANY => unsupported;
    ExtFunctionInterlockedInsertHeadList "StorPortInterlockedInsertHeadList", ANY
        => |call, words| lists::insert(call, words, true);
    ExtFunctionInterlockedInsertTailList "StorPortInterlockedInsertTailList", ANY
        => |call, words| lists::insert(call, words, false);
    ExtFunctionInterlockedRemoveHeadList "StorPortInterlockedRemoveHeadList", ANY => lists::remove;
    ExtFunctionInitializeSpinlock "StorPortInitializeSpinlock", ANY => |call, words| put(call, words.word(0), 0usize);
    ExtFunctionGetPfns "StorPortGetPfns", ANY => requests::page_frames;
    ExtFunctionInitializeCryptoEngine "StorPortInitializeCryptoEngine", ANY => unsupported;
    ExtFunctionGetRequestCryptoInfo "StorPortGetRequestCryptoInfo", ANY => unsupported;
    ExtFunctionMiniportTelemetry "StorPortLogTelemetry", ANY => trace::telemetry;
    ExtFunctionUpdateAdapterMaxIO "StorPortUpdateAdapterMaxIO", ANY { .only_from(INITIALIZING) } => adapter::update_max_io;
    ExtFunctionDelayExecution "StorPortDelayExecution", ANY { .waiting() } => system::delay_execution;
    ExtFunctionAllocateDmaMemory "StorPortAllocateDmaMemory", UP_TO_DISPATCH { .waiting() } => dma::allocate_dma;
    ExtFunctionFreeDmaMemory "StorPortFreeDmaMemory", ANY => dma::free_dma;
    ExtFunctionUpdateAdapterMaxIOInfo "StorPortUpdatePortConfigMaxIOInfo", ANY => accepted;
    ExtFunctionMiniportChannelEtwEvent2 "StorPortEtwChannelEvent2", UP_TO_DISPATCH
        => |call, words| trace::named(call, words, true, 2);
    ExtFunctionMiniportChannelEtwEvent4 "StorPortEtwChannelEvent4", UP_TO_DISPATCH
        => |call, words| trace::named(call, words, true, 4);
    ExtFunctionMiniportChannelEtwEvent8 "StorPortEtwChannelEvent8", UP_TO_DISPATCH
        => |call, words| trace::named(call, words, true, 8);
    ExtFunctionInitializeHighResolutionTimer "StorPortInitializeHighResolutionTimer", UP_TO_DISPATCH
        => timers::initialize_high_resolution_timer;
    ExtFunctionRequestHighResolutionTimer "StorPortRequestHighResolutionTimer", ANY
        => timers::request_high_resolution_timer;
    ExtFunctionCancelHighResolutionTimer "StorPortCancelHighResolutionTimer", ANY
        => timers::cancel_high_resolution_timer;
    ExtFunctionFreeHighResolutionTimer "StorPortFreeHighResolutionTimer", UP_TO_DISPATCH => timers::free_timer;
    ExtFunctionGetCurrentProcessorIndex "StorPortGetCurrentProcessorIndex", ANY => processor::current_index;
    ExtFunctionAcquireSpinLock "StorPortAcquireSpinLockEx", ANY => locks::acquire_ex;
    ExtFunctionGetProcessorCount "StorPortGetProcessorCount", ANY => processor::count;
    ExtFunctionCancelDpc "StorPortCancelDpc", ANY => deferred::cancel_dpc;
    ExtFunctionMiniportTelemetryEx "StorPortLogTelemetryEx", ANY => trace::telemetry;
    ExtFunctionQueryConfiguration "StorPortQueryConfiguration", ANY
        => adapter::query_configuration;
    ExtFunctionCaptureLiveDump "StorPortCaptureLiveDump", PASSIVE => log::live_dump;
    ExtFunctionMaskPciMsixEntry "StorPortMaskMsixInterrupt", ANY => messages::mask;
    ExtFunctionMiniportLogByteStream "StorPortEtwLogByteStream", ANY => trace::byte_stream;
    ExtFunctionDeviceReset "StorPortHardwareReset", PASSIVE { .waiting() } => messages::reset;
    ExtFunctionQueryDpcWatchdogInformation "StorPortQueryDpcWatchdogInformation", ANY => system::dpc_watchdog;
    ExtFunctionQueryTimerMinInterval "StorPortQueryTimerMinInterval", ANY => system::timer_min_interval;
    ExtFunctionGetMessageInterruptIDFromProcessorIndex "StorPortGetMessageInterruptIDFromProcessorIndex", ANY
        => processor::message;
    ExtFunctionGetNodeAffinity2 "StorPortGetNodeAffinity2", ANY => processor::node_affinities;
    ExtFunctionGetCurrentIrql "StorPortGetCurrentIrql", ANY
        => |call, words| put(call, words.word(0), call.kernel.fiber().irql.get());
    ExtFunctionSetFeatureList "StorPortSetFeatureList", UP_TO_DISPATCH { .only_from(FINDING) } => features::set_list;
    ExtFunctionEnableRegistryKeyNotification "StorPortEnableRegistryKeyNotification", ANY
        => registry::enable_notification;
    ExtFunctionLogHardwareError "StorPortEtwLogError", ANY => trace::hardware_error;
}

/// The page of `StorPortMarkDumpMemory`: DriverEntry and find-adapter.
const MARKING: u64 = FINDING | Role::DriverEntry.bit();

fn unsupported(call: &Call<'_>, _: &Words) -> u32 {
    call.unsupported()
}

/// Limits of I/O that no page describes, which memory a hibernation keeps, and caches are not simulated.
fn accepted(_: &Call<'_>, _: &Words) -> u32 {
    ffi::STOR_STATUS_SUCCESS
}

exports! {
    /// Does what the function code says; the words depend on it.
    StorPortExtendedFunction(
        code: ffi::STORPORT_FUNCTION_CODE, extension: ffi::PVOID,
        a: usize, b: usize, c: usize, d: usize, e: usize, f: usize, g: usize, h: usize,
        i: usize, j: usize, k: usize, l: usize, m: usize, n: usize, o: usize, p: usize,
        q: usize, r: usize, s: usize, t: usize, u: usize, v: usize, w: usize, x: usize,
    ) -> ffi::ULONG = extended(
        code, extension,
        &Words([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x]),
    );
}

fn extended(code: ffi::STORPORT_FUNCTION_CODE, extension: ffi::PVOID, words: &Words) -> u32 {
    let (routine, body) = function(code);
    match Call::enter_for(routine, extension) {
        Some(call) => body(&call, words),
        None => ffi::STOR_STATUS_INVALID_PARAMETER,
    }
}
