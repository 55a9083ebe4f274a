//! Runtime power management. Inline over `StorPortExtendedFunction` (storport.h).

use super::super::variadic::extended;
use super::super::*;

/// Registers the adapter or a unit for runtime power management. IRQL `PASSIVE_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortInitializePoFxPower(
    HwDeviceExtension: PVOID,
    Address: PSTOR_ADDRESS,
    Device: PSTOR_POFX_DEVICE,
    D3ColdEnabled: PBOOLEAN,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionInitializePoFxPower,
            HwDeviceExtension,
            Address,
            Device,
            D3ColdEnabled
        )
    }
}

/// Says that a component is needed. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortPoFxActivateComponent(
    HwDeviceExtension: PVOID,
    Address: PSTOR_ADDRESS,
    Srb: PSCSI_REQUEST_BLOCK,
    Component: ULONG,
    Flags: ULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionPoFxActivateComponent,
            HwDeviceExtension,
            Address,
            Srb,
            Component,
            Flags
        )
    }
}

/// Says that a component is no longer needed. At any IRQL.
#[inline(always)]
pub unsafe fn StorPortPoFxIdleComponent(
    HwDeviceExtension: PVOID,
    Address: PSTOR_ADDRESS,
    Srb: PSCSI_REQUEST_BLOCK,
    Component: ULONG,
    Flags: ULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionPoFxIdleComponent,
            HwDeviceExtension,
            Address,
            Srb,
            Component,
            Flags
        )
    }
}

/// Sets the latency that a component tolerates. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortPoFxSetComponentLatency(
    HwDeviceExtension: PVOID,
    Address: PSTOR_ADDRESS,
    Component: ULONG,
    Latency: ULONGLONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionPoFxSetComponentLatency,
            HwDeviceExtension,
            Address,
            Component,
            Latency
        )
    }
}

/// Sets the time that a component will be idle. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortPoFxSetComponentResidency(
    HwDeviceExtension: PVOID,
    Address: PSTOR_ADDRESS,
    Component: ULONG,
    Residency: ULONGLONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionPoFxSetComponentResidency,
            HwDeviceExtension,
            Address,
            Component,
            Residency
        )
    }
}

/// Sends a request of a private power interface. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortPoFxPowerControl(
    HwDeviceExtension: PVOID,
    Address: PSTOR_ADDRESS,
    PowerControlCode: LPCGUID,
    InBuffer: PVOID,
    InBufferSize: SIZE_T,
    OutBuffer: PVOID,
    OutBufferSize: SIZE_T,
    BytesReturned: PSIZE_T,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionPoFxPowerControl,
            HwDeviceExtension,
            Address,
            PowerControlCode,
            InBuffer,
            InBufferSize,
            OutBuffer,
            OutBufferSize,
            BytesReturned
        )
    }
}

/// Sets the idle timeout. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortPoFxSetIdleTimeout(
    HwDeviceExtension: PVOID,
    Address: PSTOR_ADDRESS,
    IdleTimeoutInMS: ULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionPoFxSetIdleTimeout,
            HwDeviceExtension,
            Address,
            IdleTimeoutInMS
        )
    }
}

/// Registers performance states of a component. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortPoFxRegisterPerfStates(
    HwDeviceExtension: PVOID,
    Address: PSTOR_ADDRESS,
    Component: ULONG,
    Flags: ULONGLONG,
    PerfSetCount: ULONG,
    PerfSets: PSTOR_POFX_COMPONENT_PERF_SET,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionPoFxRegisterPerfStates,
            HwDeviceExtension,
            Address,
            Component,
            Flags,
            PerfSetCount,
            PerfSets
        )
    }
}

/// Changes the performance state of a component. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortPoFxSetPerfState(
    HwDeviceExtension: PVOID,
    Address: PSTOR_ADDRESS,
    Component: ULONG,
    Flags: ULONG,
    SetIndex: ULONG,
    State: ULONG,
    Context: PVOID,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionPoFxSetPerfState,
            HwDeviceExtension,
            Address,
            Component,
            Flags,
            SetIndex,
            State,
            Context
        )
    }
}

/// Registers for changes of power settings. At any IRQL.
#[inline(always)]
pub unsafe fn StorPortSetPowerSettingNotificationGuids(
    HwDeviceExtension: PVOID,
    GuidCount: ULONG,
    Guid: LPGUID,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionSetPowerSettingNotificationGuids,
            HwDeviceExtension,
            GuidCount,
            Guid
        )
    }
}

/// Asks whether D3cold is supported.
#[inline(always)]
pub unsafe fn StorPortGetD3ColdSupport(
    HwDeviceExtension: PVOID,
    Address: PVOID,
    Supported: PBOOLEAN,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetD3ColdSupport,
            HwDeviceExtension,
            Address,
            Supported
        )
    }
}
