//! What storport.h leaves to the variadic routines, one function each; hence the names of our own.

use super::variadic::{debug_print, notification};
use super::*;

/// Gives a request back to Storport: it is complete.
#[inline(always)]
pub unsafe fn notify_request_complete(HwDeviceExtension: PVOID, Srb: PSCSI_REQUEST_BLOCK) {
    // SAFETY: the caller keeps the contract of the notification, and the arguments are those of its type.
    unsafe {
        notification!(RequestComplete, HwDeviceExtension, Srb);
    }
}

/// Tells that a bus was reset, not by the miniport.
#[inline(always)]
pub unsafe fn notify_reset_detected(HwDeviceExtension: PVOID, PathId: UCHAR) {
    // SAFETY: the caller keeps the contract of the notification, and the arguments are those of its type.
    unsafe {
        notification!(ResetDetected, HwDeviceExtension, PathId);
    }
}

/// Asks for one call of `HwTimerRoutine` after `MiniportTimerValue` microseconds; 0 takes it back.
#[inline(always)]
pub unsafe fn notify_request_timer_call(
    HwDeviceExtension: PVOID,
    HwTimerRoutine: PHW_TIMER,
    MiniportTimerValue: ULONG,
) {
    // SAFETY: the caller keeps the contract of the notification, and the arguments are those of its type.
    unsafe {
        notification!(
            RequestTimerCall,
            HwDeviceExtension,
            HwTimerRoutine,
            MiniportTimerValue
        );
    }
}

/// Tells that units may have come or gone: the bus is scanned again.
#[inline(always)]
pub unsafe fn notify_bus_change_detected(HwDeviceExtension: PVOID, PathId: UCHAR) {
    // SAFETY: the caller keeps the contract of the notification, and the arguments are those of its type.
    unsafe {
        notification!(BusChangeDetected, HwDeviceExtension, PathId);
    }
}

/// Tells that the link is back: Storport resumes the adapter.
#[inline(always)]
pub unsafe fn notify_link_up(HwDeviceExtension: PVOID) {
    // SAFETY: the caller keeps the contract of the notification, and the arguments are those of its type.
    unsafe {
        notification!(LinkUp, HwDeviceExtension);
    }
}

/// Tells that the link is lost for some time: Storport pauses the adapter.
#[inline(always)]
pub unsafe fn notify_link_down(HwDeviceExtension: PVOID) {
    // SAFETY: the caller keeps the contract of the notification, and the arguments are those of its type.
    unsafe {
        notification!(LinkDown, HwDeviceExtension);
    }
}

/// Tells that memory is corrupt, which lets Storport stop the machine.
#[inline(always)]
pub unsafe fn notify_buffer_overrun_detected(HwDeviceExtension: PVOID) {
    // SAFETY: the caller keeps the contract of the notification, and the arguments are those of its type.
    unsafe {
        notification!(BufferOverrunDetected, HwDeviceExtension);
    }
}

/// Reads the tick count of the system.
#[inline(always)]
pub unsafe fn notify_query_tick_count(HwDeviceExtension: PVOID, TickCount: PLARGE_INTEGER) {
    // SAFETY: the caller keeps the contract of the notification, and the arguments are those of its type.
    unsafe {
        notification!(QueryTickCount, HwDeviceExtension, TickCount);
    }
}

/// Tells how long a request took, in units of 100 ns.
#[inline(always)]
pub unsafe fn notify_io_target_request_service_time(
    HwDeviceExtension: PVOID,
    Duration: ULONGLONG,
    Srb: PSCSI_REQUEST_BLOCK,
) {
    // SAFETY: the caller keeps the contract of the notification, and the arguments are those of its type.
    unsafe {
        notification!(IoTargetRequestServiceTime, HwDeviceExtension, Duration, Srb);
    }
}

/// Tells of an event; a path of 0xFF is the adapter's. At most at `DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn notify_wmi_event(
    HwDeviceExtension: PVOID,
    Event: PWNODE_EVENT_ITEM,
    PathId: UCHAR,
    TargetId: UCHAR,
    Lun: UCHAR,
) {
    // SAFETY: the caller keeps the contract of the notification, and the arguments are those of its type.
    unsafe {
        notification!(WMIEvent, HwDeviceExtension, Event, PathId, TargetId, Lun);
    }
}

/// Tells that blocks or their instances have changed; a path of 0xFF is the adapter's.
#[inline(always)]
pub unsafe fn notify_wmi_reregister(
    HwDeviceExtension: PVOID,
    PathId: UCHAR,
    TargetId: UCHAR,
    Lun: UCHAR,
) {
    // SAFETY: the caller keeps the contract of the notification, and the arguments are those of its type.
    unsafe {
        notification!(WMIReregister, HwDeviceExtension, PathId, TargetId, Lun);
    }
}

/// Prints a message to the kernel debugger. At any IRQL.
#[inline(always)]
pub unsafe fn debug_print(DebugPrintLevel: ULONG, DebugMessage: PSTR) {
    let format = c"%s".as_ptr().cast_mut().cast();
    // SAFETY: the format asks for one string, and the caller gives one that ends with 0.
    unsafe {
        debug_print!(DebugPrintLevel, format, DebugMessage);
    }
}
