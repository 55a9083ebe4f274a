//! [`SrbFunction`]: what a request asks for (`SRB_FUNCTION_*`, srb.h).

use crate::ffi;

macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident = $code:ident;)+) => {
        /// What a request asks for. Functions that only SCSI port knows are [`SrbFunction::Other`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum SrbFunction {
            $($(#[$doc])* $name,)+
            /// Another `SRB_FUNCTION_*` code.
            Other(u32),
        }

        impl SrbFunction {
            /// The function of a `SRB_FUNCTION_*` code.
            #[inline(always)]
            pub const fn from_code(code: u32) -> Self {
                match code {
                    $(code if code == ffi::$code as u32 => Self::$name,)+
                    code => Self::Other(code),
                }
            }
        }
    };
}

functions! {
    /// A SCSI command: see [`Srb::cdb`](super::Srb::cdb).
    ExecuteScsi = SRB_FUNCTION_EXECUTE_SCSI;
    /// A private control request (`IOCTL_SCSI_MINIPORT`).
    IoControl = SRB_FUNCTION_IO_CONTROL;
    /// The system shuts down: write back what is cached.
    Shutdown = SRB_FUNCTION_SHUTDOWN;
    /// Write back what is cached.
    Flush = SRB_FUNCTION_FLUSH;
    /// Abort the request named by `NextSrb`.
    AbortCommand = SRB_FUNCTION_ABORT_COMMAND;
    /// Reset a bus.
    ResetBus = SRB_FUNCTION_RESET_BUS;
    /// Reset a target.
    ResetDevice = SRB_FUNCTION_RESET_DEVICE;
    /// Reset a logical unit.
    ResetLogicalUnit = SRB_FUNCTION_RESET_LOGICAL_UNIT;
    /// A request of WMI: see [`Srb::answer_wmi`](super::Srb::answer_wmi).
    Wmi = SRB_FUNCTION_WMI;
    /// A change of power.
    Power = SRB_FUNCTION_POWER;
    /// A plug and play request.
    Pnp = SRB_FUNCTION_PNP;
    /// Data for a crash dump.
    DumpPointers = SRB_FUNCTION_DUMP_POINTERS;
    /// Crash dump data may be freed.
    FreeDumpPointers = SRB_FUNCTION_FREE_DUMP_POINTERS;
}
