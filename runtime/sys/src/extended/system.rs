//! The system around the adapter: registry, firmware, settings, event log. Inline over `StorPortExtendedFunction` (storport.h).

use super::super::variadic::extended;
use super::super::*;

/// Reads a value of the adapter's registry key. IRQL `PASSIVE_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortRegistryReadAdapterKey(
    HwDeviceExtension: PVOID,
    SubKeyName: PUCHAR,
    ValueName: PUCHAR,
    ValueType: ULONG,
    ValueData: *mut PVOID,
    ValueDataLength: PULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionRegistryReadAdapterKey,
            HwDeviceExtension,
            SubKeyName,
            ValueName,
            ValueType,
            ValueData,
            ValueDataLength
        )
    }
}

/// Writes a value of the adapter's registry key. IRQL `PASSIVE_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortRegistryWriteAdapterKey(
    HwDeviceExtension: PVOID,
    SubKeyName: PUCHAR,
    ValueName: PUCHAR,
    ValueType: ULONG,
    ValueData: PVOID,
    ValueDataLength: ULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionRegistryWriteAdapterKey,
            HwDeviceExtension,
            SubKeyName,
            ValueName,
            ValueType,
            ValueData,
            ValueDataLength
        )
    }
}

/// Evaluates an ACPI method. IRQL `PASSIVE_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortInvokeAcpiMethod(
    HwDeviceExtension: PVOID,
    Address: PSTOR_ADDRESS,
    MethodName: ULONG,
    InputBuffer: PVOID,
    InputBufferLength: ULONG,
    OutputBuffer: PVOID,
    OutputBufferLength: ULONG,
    BytesReturned: PULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionInvokeAcpiMethod,
            HwDeviceExtension,
            Address,
            MethodName,
            InputBuffer,
            InputBufferLength,
            OutputBuffer,
            OutputBufferLength,
            BytesReturned
        )
    }
}

/// Asks whether an operation is allowed on a device. IRQL `PASSIVE_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortIsDeviceOperationAllowed(
    HwDeviceExtension: PVOID,
    Address: PSTOR_ADDRESS,
    DeviceOperation: LPCGUID,
    AllowedFlag: *mut ULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionDeviceOperationAllowed,
            HwDeviceExtension,
            Address,
            DeviceOperation,
            AllowedFlag
        )
    }
}

/// Asks whether the system was installed as an upgrade. IRQL `PASSIVE_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortIsCurrentOsInstallationUpgrade(
    HwDeviceExtension: PVOID,
    Upgraded: *mut BOOLEAN,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionCurrentOsInstallationUpgrade,
            HwDeviceExtension,
            Upgraded
        )
    }
}

/// Asks for a setting of the system.
#[inline(always)]
pub unsafe fn StorPortQueryConfiguration(
    HwDeviceExtension: PVOID,
    Type: STORPORT_QUERY_CONFIGURATION_TYPE,
    Enabled: PBOOLEAN,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionQueryConfiguration,
            HwDeviceExtension,
            Type,
            Enabled
        )
    }
}

/// Writes an event to the system's log.
#[inline(always)]
pub unsafe fn StorPortLogSystemEvent(
    HwDeviceExtension: PVOID,
    LogDetails: PSTOR_LOG_EVENT_DETAILS,
    MaximumSize: PULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionLogSystemEvent,
            HwDeviceExtension,
            LogDetails,
            MaximumSize
        )
    }
}

/// The current IRQL. Any IRQL; Windows Server 2022.
#[inline(always)]
pub unsafe fn StorPortGetCurrentIrql(HwDeviceExtension: PVOID, Irql: *mut KIRQL) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionGetCurrentIrql, HwDeviceExtension, Irql) }
}

/// Has a routine called when a value below the driver's `Parameters\Device` key changes. Windows 11, version 22H2.
#[inline(always)]
pub unsafe fn StorPortEnableRegistryKeyNotification(
    HwDeviceExtension: PVOID,
    NotificationCallback: PHW_REGISTRY_NOTIFICATION_ROUTINE,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionEnableRegistryKeyNotification,
            HwDeviceExtension,
            NotificationCallback
        )
    }
}
