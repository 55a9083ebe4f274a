//! The kernel debugger (wdm.h). In a simulated build the simulator defines its routine.

use super::super::super::*;

/// `DPFLTR_IHVDRIVER_ID` (dpfilter.h): a driver that is not Windows'.
pub const DPFLTR_IHVDRIVER_ID: ULONG = 77;

#[cfg_attr(
    all(windows, not(feature = "simulated")),
    link(name = "ntoskrnl.exe", kind = "raw-dylib", modifiers = "+verbatim")
)]
unsafe extern "C" {
    /// Prints to the kernel debugger. `arglist` is a `va_list`, which is a pointer to words on x64 and ARM64. IRQL `<= DIRQL`.
    pub fn vDbgPrintEx(
        ComponentId: ULONG,
        Level: ULONG,
        Format: *const CHAR,
        arglist: *mut CHAR,
    ) -> ULONG;
}
