//! Events for Event Tracing for Windows, and telemetry. Inline over `StorPortExtendedFunction` (storport.h).

use super::super::variadic::extended;
use super::super::*;

/// The routines that trace an event with parameters: names and values, each a row, with the channel where it is one of the arguments.
macro_rules! events {
    ($(
        $(#[$doc:meta])*
        fn $name:ident = $code:ident: [$($channel:ident)?], [$($parameter:ident $value:ident),+];
    )+) => {$(
        $(#[$doc])*
        #[inline(always)]
        pub unsafe fn $name(
            HwDeviceExtension: PVOID,
            Address: PSTOR_ADDRESS,
            $($channel: STORPORT_ETW_EVENT_CHANNEL,)?
            EventId: ULONG,
            EventDescription: PWSTR,
            EventKeywords: ULONGLONG,
            EventLevel: STORPORT_ETW_LEVEL,
            EventOpcode: STORPORT_ETW_EVENT_OPCODE,
            Srb: PSCSI_REQUEST_BLOCK,
            $($parameter: PWSTR, $value: ULONGLONG),+
        ) -> ULONG {
            // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
            unsafe {
                extended!(
                    $code, HwDeviceExtension, Address, $($channel,)? EventId, EventDescription, EventKeywords,
                    EventLevel, EventOpcode, Srb, $($parameter, $value),+
                )
            }
        }
    )+};
}
events! {
    /// Traces an event with two parameters to the diagnostic channel. IRQL `<= DISPATCH_LEVEL`; Windows 8.1.
    fn StorPortEtwEvent2 = ExtFunctionMiniportEtwEvent2: [],
        [Parameter1Name Parameter1Value, Parameter2Name Parameter2Value];
    /// Traces an event with four parameters to the diagnostic channel. IRQL `<= DISPATCH_LEVEL`; Windows 8.1.
    fn StorPortEtwEvent4 = ExtFunctionMiniportEtwEvent4: [],
        [Parameter1Name Parameter1Value, Parameter2Name Parameter2Value, Parameter3Name Parameter3Value, Parameter4Name Parameter4Value];
    /// Traces an event with eight parameters to the diagnostic channel. IRQL `<= DISPATCH_LEVEL`; Windows 8.1.
    fn StorPortEtwEvent8 = ExtFunctionMiniportEtwEvent8: [],
        [
            Parameter1Name Parameter1Value, Parameter2Name Parameter2Value, Parameter3Name Parameter3Value, Parameter4Name Parameter4Value,
            Parameter5Name Parameter5Value, Parameter6Name Parameter6Value, Parameter7Name Parameter7Value, Parameter8Name Parameter8Value
        ];
    /// Traces an event with two parameters to a channel. Windows 10, version 1809.
    fn StorPortEtwChannelEvent2 = ExtFunctionMiniportChannelEtwEvent2: [EventChannel],
        [Parameter1Name Parameter1Value, Parameter2Name Parameter2Value];
    /// Traces an event with four parameters to a channel. Windows 10, version 1809.
    fn StorPortEtwChannelEvent4 = ExtFunctionMiniportChannelEtwEvent4: [EventChannel],
        [Parameter1Name Parameter1Value, Parameter2Name Parameter2Value, Parameter3Name Parameter3Value, Parameter4Name Parameter4Value];
    /// Traces an event with eight parameters to a channel. Windows 10, version 1809.
    fn StorPortEtwChannelEvent8 = ExtFunctionMiniportChannelEtwEvent8: [EventChannel],
        [
            Parameter1Name Parameter1Value, Parameter2Name Parameter2Value, Parameter3Name Parameter3Value, Parameter4Name Parameter4Value,
            Parameter5Name Parameter5Value, Parameter6Name Parameter6Value, Parameter7Name Parameter7Value, Parameter8Name Parameter8Value
        ];
}

/// Traces an event with bytes to a channel. Windows Server 2022.
#[inline(always)]
pub unsafe fn StorPortEtwLogByteStream(
    HwDeviceExtension: PVOID,
    Address: PSTOR_ADDRESS,
    EventChannel: STORPORT_ETW_EVENT_CHANNEL,
    EventId: ULONG,
    EventDescription: PWSTR,
    EventKeywords: ULONGLONG,
    EventLevel: STORPORT_ETW_LEVEL,
    EventOpcode: STORPORT_ETW_EVENT_OPCODE,
    DataLength: USHORT,
    Data: PUCHAR,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionMiniportLogByteStream,
            HwDeviceExtension,
            Address,
            EventChannel,
            EventId,
            EventDescription,
            EventKeywords,
            EventLevel,
            EventOpcode,
            DataLength,
            Data
        )
    }
}

/// Traces an error of the hardware to the operational channel. Windows 10, version 1903.
#[inline(always)]
pub unsafe fn StorPortEtwLogError(
    HwDeviceExtension: PVOID,
    Address: PSTOR_ADDRESS,
    Id: ULONG,
    Description: PWSTR,
    DataBufferLength: ULONG,
    DataBuffer: PVOID,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionLogHardwareError,
            HwDeviceExtension,
            Address,
            Id,
            Description,
            DataBufferLength,
            DataBuffer
        )
    }
}

/// Sends an event of telemetry. At any IRQL; Windows 10, version 1703.
#[inline(always)]
pub unsafe fn StorPortLogTelemetry(
    HwDeviceExtension: PVOID,
    StorAddress: PSTOR_ADDRESS,
    Event: PSTORPORT_TELEMETRY_EVENT,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionMiniportTelemetry,
            HwDeviceExtension,
            StorAddress,
            Event
        )
    }
}

/// Sends an event of telemetry or of measures.
#[inline(always)]
pub unsafe fn StorPortLogTelemetryEx(
    HwDeviceExtension: PVOID,
    StorAddress: PSTOR_ADDRESS,
    Event: PSTORPORT_TELEMETRY_EVENT,
    Category: STOR_TELEMETRY_CATEGORY,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionMiniportTelemetryEx,
            HwDeviceExtension,
            StorAddress,
            Event,
            Category
        )
    }
}
