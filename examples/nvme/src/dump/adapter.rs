//! The extension of the dump path.

use miniport::prelude::*;

use super::memory::Memory;
use super::queue::Pair;
use crate::adapter::Information;
use crate::identify::Namespace;

/// The controller in dump mode.
#[derive(DeviceExtension)]
#[device_extension(dump)]
pub struct DumpAdapter {
    /// Registers and shared memory.
    pub memory: Memory,
    /// What changes.
    pub state: Locked<DumpLock, State>,
}

/// What changes.
#[derive(Debug)]
pub struct State {
    /// The admin queue pair.
    pub admin: Pair,
    /// The I/O queue pair.
    pub io: Pair,
    /// What the controller said of itself, from initialisation on.
    pub information: Option<Information>,
    /// The unit that was asked last: the dump lies on one.
    pub unit: Option<(u8, Namespace)>,
    /// The request that runs, and how many bytes it transfers.
    pub running: Option<(DumpSrb<DumpAdapter>, u32)>,
}

impl State {
    /// Before initialisation.
    pub const fn new() -> Self {
        Self {
            admin: Pair::new(0),
            io: Pair::new(1),
            information: None,
            unit: None,
            running: None,
        }
    }
}
