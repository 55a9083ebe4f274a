//! What can go wrong between a test and a driver.

use std::error::Error;
use std::fmt;

use super::request::completion::Completion;

/// Why a driver or an adapter could not be started.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoadError {
    /// DriverEntry succeeded without a call of `StorPortInitialize`.
    NotInitialized,
    /// DriverEntry returned an error.
    DriverEntryFailed {
        /// The NTSTATUS.
        status: u32,
    },
    /// `HwInitializationDataSize` is not the size of the structure.
    BadInitializationDataSize {
        /// What the driver said.
        found: u32,
        /// What it is.
        expected: u32,
    },
    /// An argument of `StorPortInitialize` was NULL or not the one that DriverEntry got.
    BadInitializeArgument {
        /// Which one.
        argument: &'static str,
    },
    /// A callback that every miniport of its kind must have is missing.
    MissingCallback {
        /// The field of `HW_INITIALIZATION_DATA`.
        callback: &'static str,
    },
    /// A field of `HW_INITIALIZATION_DATA` has a value that Storport does not accept.
    BadInitializationData {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// `HwStorFindAdapter` did not return `SP_RETURN_FOUND`.
    AdapterNotFound {
        /// What it returned.
        returned: u32,
    },
    /// `HwStorFindAdapter` left a field of `PORT_CONFIGURATION_INFORMATION` unset or set it to what is not allowed.
    BadConfiguration {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// `HwStorInitialize` returned FALSE.
    InitializeFailed,
    /// The passive initialisation routine returned FALSE.
    PassiveInitializeFailed,
    /// The lower stack failed the start ([`AdapterOptions::lower_stack_fails`](crate::AdapterOptions::lower_stack_fails)).
    LowerStack,
    /// The scan of the buses failed.
    Scan(IoError),
    /// The driver's own dispatch routine failed the start (`IRP_MN_START_DEVICE`).
    StartFailed {
        /// The NTSTATUS.
        status: i32,
    },
    /// The adapter is not in the state that the operation needs: stopped for a restart, started for a stop.
    WrongState,
    /// The driver of the adapter is not loaded on this machine.
    NotLoaded,
    /// The machine stopped: a bug check, a deadlock, a livelock. The report says why.
    Halted,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInitialized => {
                f.write_str("DriverEntry returned without a call of StorPortInitialize")
            }
            Self::DriverEntryFailed { status } => {
                write!(f, "DriverEntry returned status {status:#010x}")
            }
            Self::BadInitializationDataSize { found, expected } => {
                write!(
                    f,
                    "HwInitializationDataSize is {found}, but HW_INITIALIZATION_DATA has {expected} bytes"
                )
            }
            Self::BadInitializeArgument { argument } => {
                write!(
                    f,
                    "StorPortInitialize: {argument} must be what DriverEntry was given, and not NULL"
                )
            }
            Self::MissingCallback { callback } => write!(
                f,
                "HW_INITIALIZATION_DATA: the callback {callback} is missing"
            ),
            Self::BadInitializationData { field, reason } => {
                write!(f, "HW_INITIALIZATION_DATA: {field} {reason}")
            }
            Self::AdapterNotFound { returned } => {
                let name = match returned {
                    0 => "SP_RETURN_NOT_FOUND",
                    2 => "SP_RETURN_ERROR",
                    3 => "SP_RETURN_BAD_CONFIG",
                    _ => {
                        return write!(
                            f,
                            "HwStorFindAdapter returned {returned}, which is none of its four values"
                        );
                    }
                };
                write!(f, "HwStorFindAdapter returned {name}")
            }
            Self::BadConfiguration { field, reason } => {
                write!(f, "PORT_CONFIGURATION_INFORMATION: {field} {reason}")
            }
            Self::InitializeFailed => f.write_str("HwStorInitialize returned FALSE"),
            Self::PassiveInitializeFailed => {
                f.write_str("HwStorPassiveInitializeRoutine returned FALSE")
            }
            Self::LowerStack => f.write_str("the lower stack failed the start"),
            Self::Scan(error) => write!(f, "the scan of the buses failed: {error}"),
            Self::StartFailed { status } => {
                write!(
                    f,
                    "the driver failed IRP_MN_START_DEVICE with {status:#010x}"
                )
            }
            Self::WrongState => f.write_str("the adapter is not in the state that this needs"),
            Self::NotLoaded => f.write_str("the driver is not loaded on this machine"),
            Self::Halted => f.write_str("the machine stopped; see its report"),
        }
    }
}

impl Error for LoadError {}

/// Why a request did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IoError {
    /// The driver answered with an error.
    Failed(Completion),
    /// Fewer bytes were transferred than asked for.
    Short {
        /// How many were asked for.
        expected: u32,
        /// How many were transferred.
        transferred: u32,
    },
    /// The length is no multiple of the block size.
    Unaligned {
        /// The length in bytes.
        length: usize,
        /// The block size in bytes.
        block_size: u32,
    },
    /// What the driver answered to a command of the class driver cannot be used.
    BadAnswer {
        /// The command.
        command: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// A command of the scan failed as no disk may fail it, or was lost; [`AdapterOptions::tolerant_scan`] takes it for a remark.
    ///
    /// [`AdapterOptions::tolerant_scan`]: crate::AdapterOptions::tolerant_scan
    Scan {
        /// The command, and the unit that it was sent to.
        command: String,
        /// How it ended.
        completion: Completion,
    },
    /// The request waits for something that will never happen, for instance a paused adapter that is not resumed.
    Stuck,
    /// The adapter's requests have the form of SCSI port, in which no command goes both ways.
    NotExtended,
    /// The adapter is stopped or removed.
    NotStarted,
    /// The machine stopped: a bug check, a deadlock, a livelock. The report says why.
    Halted,
}

impl fmt::Display for IoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(completion) => write!(f, "the request failed: {completion}"),
            Self::Short {
                expected,
                transferred,
            } => write!(f, "{transferred} of {expected} bytes were transferred"),
            Self::Unaligned { length, block_size } => write!(
                f,
                "{length} bytes are no multiple of the block size {block_size}"
            ),
            Self::BadAnswer { command, reason } => write!(f, "{command}: {reason}"),
            Self::Scan {
                command,
                completion,
            } => write!(f, "{command} failed: {completion}"),
            Self::Stuck => f.write_str("the request waits for what will never happen"),
            Self::NotExtended => {
                f.write_str("only an extended request (STORAGE_REQUEST_BLOCK) goes both ways")
            }
            Self::NotStarted => f.write_str("the adapter is not started"),
            Self::Halted => f.write_str("the machine stopped; see its report"),
        }
    }
}

impl Error for IoError {}

/// Why a dump was not written or read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DumpError {
    /// The driver does not support dump mode: `DriverEntry` without a driver object returned this status.
    NotSupported {
        /// The `NTSTATUS`.
        status: u32,
    },
    /// The dump path could not be loaded or found.
    Load(LoadError),
    /// The driver was not asked for dump pointers for this disk, or not since its adapter was found anew: `Adapter::use_for_dumps`.
    NotPrepared,
    /// The request for dump pointers was not answered.
    Io(IoError),
    /// A request failed.
    Failed {
        /// What was asked for.
        command: &'static str,
        /// The answer.
        completion: Completion,
    },
    /// A request was not completed in time, however often `HW_INTERRUPT` was polled.
    TimedOut {
        /// What was asked for.
        command: &'static str,
    },
    /// There is no such disk, or the data is not a number of its blocks.
    NoDisk,
    /// The adapter is not in the state that this needs.
    WrongState,
    /// The machine stopped: a bug check, or the driver never returned. The report says why.
    Halted,
}

impl fmt::Display for DumpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSupported { status } => {
                write!(
                    f,
                    "the driver does not support dump mode: DriverEntry returned {status:#010x}"
                )
            }
            Self::Load(error) => write!(f, "the dump path cannot be used: {error}"),
            Self::NotPrepared => f.write_str(
                "the driver was not asked for dump pointers: call `use_for_dumps` first",
            ),
            Self::Io(error) => write!(f, "the request for dump pointers failed: {error}"),
            Self::Failed {
                command,
                completion,
            } => write!(f, "{command} failed: {completion}"),
            Self::TimedOut { command } => write!(f, "{command} was not completed in dump mode"),
            Self::NoDisk => {
                f.write_str("there is no such disk, or the data is not a number of its blocks")
            }
            Self::WrongState => f.write_str("the adapter is not in the state that this needs"),
            Self::Halted => f.write_str("the machine stopped; see its report"),
        }
    }
}

impl Error for DumpError {}
