//! What a driver said of its adapter and its units beside its configuration, and what a test said of the system around them.

use std::cell::{Cell, RefCell};

use miniport::ffi;

use super::unit::Address;

/// A device that the driver marked as failed (`StorPortMarkDeviceFailed`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The unit; `None` is the adapter.
    pub unit: Option<Address>,
    /// The plug and play manager removes it.
    pub removed: bool,
    /// What the driver said.
    pub reason: String,
}

/// What the sender of requests says of their I/O (`STOR_REQUEST_INFO`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IoHints {
    /// `STOR_IO_PRIORITY_HINT`
    pub priority: i32,
    /// `REQUEST_INFO_*`
    pub flags: u32,
    /// The key of the read or write.
    pub key: u32,
    /// The identifier of the activity that event tracing has, if there is one.
    pub activity: Option<ffi::GUID>,
}

impl Default for IoHints {
    /// Of normal priority, and nothing else is said.
    fn default() -> Self {
        Self {
            priority: ffi::StorIoPriorityNormal,
            flags: 0,
            key: 0,
            activity: None,
        }
    }
}

/// What was said of an adapter.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// `StorPortSetAdapterBusType`
    pub bus_type: Cell<Option<u32>>,
    /// `StorPortUpdateAdapterMaxIO`, `StorPortUpdatePortConfigMaxIOInfo`.
    pub max_io: Cell<Option<u32>>,
    pub failures: RefCell<Vec<Failure>>,
    /// Where scatter/gather lists of `StorPortBuildScatterGatherList` are that were not put back.
    pub lists: RefCell<Vec<usize>>,
    /// An asynchronous notification is being passed on.
    pub notifying: Cell<bool>,
    /// What requests carry that are sent from now on.
    pub hints: Cell<IoHints>,
    /// `SRB_FLAGS_*` that they have beside those that follow from the request.
    pub srb_flags: Cell<u32>,
}
