//! `StorPortExtendedFunction`.
#![expect(
    clippy::many_single_char_names,
    reason = "the words of a variadic call have no names"
)]

use miniport::ffi;

use super::routine::{ANY, Call, Routine};
use super::table::EXTENDED;
use super::{
    Words, deferred, dma, lists, locks, log, memory, messages, performance, processor, registry,
    requests, system, timers,
};

static UNKNOWN: Routine = Routine::new("StorPortExtendedFunction", ANY);

/// Does what the function code says; the words depend on it.
#[unsafe(no_mangle)]
extern "C" fn StorPortExtendedFunction(
    code: ffi::STORPORT_FUNCTION_CODE,
    extension: ffi::PVOID,
    a: usize,
    b: usize,
    c: usize,
    d: usize,
    e: usize,
    f: usize,
    g: usize,
    h: usize,
    i: usize,
    j: usize,
    k: usize,
    l: usize,
    m: usize,
    n: usize,
    o: usize,
    p: usize,
    q: usize,
    r: usize,
    s: usize,
    t: usize,
    u: usize,
    v: usize,
    w: usize,
    x: usize,
) -> ffi::ULONG {
    let words = Words([
        a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x,
    ]);
    let routine = usize::try_from(code)
        .ok()
        .and_then(|code| EXTENDED.get(code))
        .unwrap_or(&UNKNOWN);
    let Some(call) = Call::enter(routine, extension) else {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    perform(&call, code, &words)
}

fn perform(call: &Call<'_>, code: ffi::STORPORT_FUNCTION_CODE, words: &Words) -> u32 {
    match code {
        ffi::ExtFunctionAllocatePool => memory::allocate_pool(call, words),
        ffi::ExtFunctionFreePool => memory::free_pool(call, words),
        ffi::ExtFunctionAllocateMdl => memory::allocate_mdl(call, words),
        ffi::ExtFunctionFreeMdl => memory::free_mdl(call, words),
        ffi::ExtFunctionBuildMdlForNonPagedPool => memory::build_mdl(call, words),
        ffi::ExtFunctionBuildScatterGatherList => memory::build_scatter_gather(call, words),
        ffi::ExtFunctionPutScatterGatherList => memory::put_scatter_gather(call, words),
        ffi::ExtFunctionAllocateContiguousMemorySpecifyCacheNode => {
            memory::allocate_contiguous(call, words)
        }
        ffi::ExtFunctionFreeContiguousMemorySpecifyCache => memory::free_contiguous(call, words),

        ffi::ExtFunctionGetSystemAddress | ffi::ExtFunctionGetDataInBufferSystemAddress => {
            requests::system_address(call, words)
        }
        ffi::ExtFunctionGetOriginalMdl | ffi::ExtFunctionGetDataInBufferMdl => {
            requests::original_mdl(call, words)
        }
        ffi::ExtFunctionGetDataInBufferScatterGatherList => {
            requests::data_in_scatter_gather(call, words)
        }
        ffi::ExtFunctionGetPfns => requests::page_frames(call, words),
        ffi::ExtFunctionGetRequestInfo => requests::request_info(call, words),
        ffi::ExtFunctionFlushDataBufferMdl => ffi::STOR_STATUS_SUCCESS,

        ffi::ExtFunctionInitializeWorker => deferred::initialize_worker(call, words),
        ffi::ExtFunctionQueueWorkItem => deferred::queue_work_item(call, words),
        ffi::ExtFunctionFreeWorker => deferred::free_worker(call, words),
        ffi::ExtFunctionInitializeTimer => timers::initialize_timer(call, words),
        ffi::ExtFunctionRequestTimer => timers::request_timer(call, words),
        ffi::ExtFunctionFreeTimer | ffi::ExtFunctionFreeHighResolutionTimer => {
            timers::free_timer(call, words)
        }
        ffi::ExtFunctionInitializeHighResolutionTimer => {
            timers::initialize_high_resolution_timer(call, words)
        }
        ffi::ExtFunctionRequestHighResolutionTimer => {
            timers::request_high_resolution_timer(call, words)
        }
        ffi::ExtFunctionCancelHighResolutionTimer => {
            timers::cancel_high_resolution_timer(call, words)
        }
        ffi::ExtFunctionCancelDpc => deferred::cancel_dpc(call, words),

        ffi::ExtFunctionAcquireSpinLock => {
            let lock = words.long(0).cast_signed();
            if locks::acquire(call, lock, words.word(1), words.word(2)) {
                ffi::STOR_STATUS_SUCCESS
            } else {
                ffi::STOR_STATUS_UNSUCCESSFUL
            }
        }
        ffi::ExtFunctionInitializeSpinlock => super::routine::put(call, words.word(0), 0usize),
        ffi::ExtFunctionInitializeSListHead..=ffi::ExtFunctionQueryDepthSList
        | ffi::ExtFunctionInterlockedInsertHeadList..=ffi::ExtFunctionInterlockedRemoveHeadList => {
            lists::perform(call, code, words)
        }

        ffi::ExtFunctionGetCurrentProcessorNumber
            ..=ffi::ExtFunctionGetLogicalProcessorRelationship
        | ffi::ExtFunctionGetProcessorIndexFromNumber
        | ffi::ExtFunctionGetCurrentProcessorIndex
        | ffi::ExtFunctionGetProcessorCount => processor::perform(call, code, words),

        ffi::ExtFunctionRegistryReadAdapterKey => registry::read_adapter_key(call, words),
        ffi::ExtFunctionRegistryWriteAdapterKey => registry::write_adapter_key(call, words),

        ffi::ExtFunctionLogSystemEvent
        | ffi::ExtFunctionLogHardwareError
        | ffi::ExtFunctionMiniportEtwEvent2..=ffi::ExtFunctionMiniportEtwEvent8
        | ffi::ExtFunctionMiniportChannelEtwEvent2..=ffi::ExtFunctionMiniportChannelEtwEvent8
        | ffi::ExtFunctionMiniportTelemetry
        | ffi::ExtFunctionMiniportTelemetryEx => log::perform(call, code, words),

        ffi::ExtFunctionQueryPerformanceCounter => system::performance_counter(call, words),
        ffi::ExtFunctionDelayExecution => system::delay_execution(call, words),
        ffi::ExtFunctionCurrentOsInstallationUpgrade
        | ffi::ExtFunctionQueryConfiguration
        | ffi::ExtFunctionSetAdapterBusType
        | ffi::ExtFunctionGetSystemPortNumber
        | ffi::ExtFunctionSetUnitAttributes
        | ffi::ExtFunctionUpdateAdapterMaxIO
        | ffi::ExtFunctionUpdateAdapterMaxIOInfo
        | ffi::ExtFunctionMarkDumpMemory => system::perform(call, code, words),

        ffi::ExtFunctionAcquireMSISpinLock => messages::acquire(call, words),
        ffi::ExtFunctionReleaseMSISpinLock => messages::release(call, words),
        ffi::ExtFunctionGetMessageInterruptInformation => messages::information(call, words),
        ffi::ExtFunctionInitializePerformanceOptimizations => performance::initialize(call, words),
        ffi::ExtFunctionGetStartIoPerformanceParameters => performance::parameters(call, words),
        ffi::ExtFunctionAllocateDmaMemory => dma::allocate_dma(call, words),
        ffi::ExtFunctionFreeDmaMemory => dma::free_dma(call, words),

        _ => call.unsupported(),
    }
}
