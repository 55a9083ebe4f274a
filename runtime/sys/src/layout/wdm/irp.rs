//! Layouts of I/O request packets (wdm.h).

use super::super::super::*;
use super::super::layout;

layout! { IO_STATUS_BLOCK: 16, 8;
    #[cfg(not(wdk_sys))]
    Status @ 0..4,
    Information @ 8..16,
}

layout! { IRP: 208, 16;
    Type @ 0..2,
    Size @ 2..4,
    MdlAddress @ 8..16,
    Flags @ 16..20,
    AssociatedIrp.MasterIrp @ 24..32,
    AssociatedIrp.IrpCount @ 24..28,
    AssociatedIrp.SystemBuffer @ 24..32,
    ThreadListEntry @ 32..48,
    IoStatus @ 48..64,
    RequestorMode @ 64..65,
    PendingReturned @ 65..66,
    StackCount @ 66..67,
    CurrentLocation @ 67..68,
    Cancel @ 68..69,
    CancelIrql @ 69..70,
    ApcEnvironment @ 70..71,
    AllocationFlags @ 71..72,
    #[cfg(not(wdk_sys))]
    UserIosb @ 72..80,
    UserEvent @ 80..88,
    #[cfg(not(wdk_sys))]
    Overlay.AsynchronousParameters.UserApcRoutine @ 88..96,
    #[cfg(not(wdk_sys))]
    Overlay.AsynchronousParameters.UserApcContext @ 96..104,
    Overlay.AllocationSize @ 88..96,
    CancelRoutine @ 104..112,
    UserBuffer @ 112..120,
    #[cfg(not(wdk_sys))]
    Tail.Overlay.u.DeviceQueueEntry @ 120..144,
    #[cfg(not(wdk_sys))]
    Tail.Overlay.u.DriverContext @ 120..152,
    Tail.Overlay.Thread @ 152..160,
    Tail.Overlay.AuxiliaryBuffer @ 160..168,
    #[cfg(not(wdk_sys))]
    Tail.Overlay.ListEntry @ 168..184,
    #[cfg(not(wdk_sys))]
    Tail.Overlay.CurrentStackLocation @ 184..192,
    Tail.Overlay.OriginalFileObject @ 192..200,
    Tail.Apc @ 120..208,
    Tail.CompletionKey @ 120..128,
}
