//! The scopes of dump mode: `HIGH_LEVEL`, nothing deferred, and stalls as long as they have to be.

use crate::shared::irql;
use crate::shared::lock::state;
use crate::shared::scope::{Allowed, Built, NotYet, Unbuilt, scopes};

scopes! {
    /// `HW_FIND_ADAPTER` in dump mode.
    DumpFindAdapter: irql::High, dump state::NotAllowed, second state::NotAllowed, interrupt state::NotAllowed, NotYet, Unbuilt, Allowed;
    /// Every other callback in dump mode. Nothing else runs, which is what [`DumpLock`](super::DumpLock) stands for.
    Dumping: irql::High, dump state::HeldAlready, second state::NotAllowed, interrupt state::NotAllowed, NotYet, Built, Allowed;
}
