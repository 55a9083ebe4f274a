//! The scopes of dump mode: `HIGH_LEVEL`, nothing deferred, and stalls as long as they have to be.

use crate::shared::irql;
use crate::shared::lock::state;
use crate::shared::scope::{Allowed, Built, NotYet, Unbuilt, scopes};

scopes! {
    /// `HW_FIND_ADAPTER` in dump mode.
    DumpFindAdapter: irql::High, dump state::Refused, second state::Refused, interrupt state::Refused, NotYet, Unbuilt, Allowed;
    /// Every other callback in dump mode. Nothing else runs, which is what [`DumpLock`](super::DumpLock) stands for.
    Dumping: irql::High, dump state::Held, second state::Refused, interrupt state::Refused, NotYet, Built, Allowed;
}
