//! The kernel debugger (wdm.h). In a simulated build the simulator defines its routine.

use super::super::super::*;

/// `DPFLTR_IHVDRIVER_ID` (dpfilter.h): a driver that is not Windows'.
pub const DPFLTR_IHVDRIVER_ID: ULONG = 77;

imports! { "ntoskrnl.exe":
    /// Prints to the kernel debugger. `arglist` is a `va_list`, which is a pointer to words on x64 and ARM64. IRQL `<= DIRQL`.
    pub fn vDbgPrintEx(
        ComponentId: ULONG,
        Level: ULONG,
        Format: *const CHAR,
        arglist: *mut CHAR,
    ) -> ULONG;
}
