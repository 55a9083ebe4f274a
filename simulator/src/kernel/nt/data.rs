//! Variables that ntoskrnl.exe exports. They are the same for all machines of the process, and hold what no machine changes.

use std::sync::atomic::AtomicUsize;

/// Types of objects: what drivers compare and pass on, and nothing lies there.
const TYPE: usize = 0xFFFF_9000_0000_0000;

macro_rules! variables {
    ($($(#[$doc:meta])* $name:ident = $value:expr;)*) => {
        /// The address of a variable.
        pub(crate) fn address_of(name: &str) -> Option<usize> {
            $(
                if name == stringify!($name) {
                    static VARIABLE: AtomicUsize = AtomicUsize::new($value);
                    return Some(VARIABLE.as_ptr().expose_provenance());
                }
            )*
            None
        }
    };
}

variables! {
    PsThreadType = TYPE;
    PsProcessType = TYPE + 0x1000;
    IoFileObjectType = TYPE + 0x2000;
    IoDeviceObjectType = TYPE + 0x3000;
    IoDriverObjectType = TYPE + 0x4000;
    ExEventObjectType = TYPE + 0x5000;
    ExSemaphoreObjectType = TYPE + 0x6000;
    CmKeyObjectType = TYPE + 0x7000;
    SeTokenObjectType = TYPE + 0x8000;
    /// The system does not run in safe mode.
    InitSafeBootMode = 0;
    /// No debugger is there.
    KdDebuggerEnabled = 0;
    KdDebuggerNotPresent = 1;
}
