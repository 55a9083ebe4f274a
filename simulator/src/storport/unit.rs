//! Logical units: their address, their queue, what the driver said about them.

use std::collections::VecDeque;
use std::fmt;

use crate::kernel::map::FastMap;
use crate::kernel::memory::block::Block;
use crate::storport::request::written::Written;

/// The address of a logical unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    /// The bus.
    pub path_id: u8,
    /// The target on the bus.
    pub target_id: u8,
    /// The logical unit of the target.
    pub lun: u8,
}

impl Address {
    /// The unit at these numbers.
    #[must_use]
    pub fn new(path_id: u8, target_id: u8, lun: u8) -> Self {
        Self {
            path_id,
            target_id,
            lun,
        }
    }

    fn key(self) -> u32 {
        u32::from(self.path_id) << 16 | u32::from(self.target_id) << 8 | u32::from(self.lun)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path_id, self.target_id, self.lun)
    }
}

/// A logical unit that requests were sent to.
#[derive(Debug, Default)]
pub(crate) struct Unit {
    pub address: Address,
    pub queue: VecDeque<u32>,
    pub outstanding: u32,
    pub depth: u32,
    pub paused: bool,
    pub pause_generation: u64,
    /// How many requests must complete before the next is given to the driver.
    pub busy: u32,
    /// A reset is under way: nothing is sent.
    pub frozen: bool,
    /// It waits for a place among the adapter's requests.
    pub waiting: bool,
    /// The reset request that is under way (`SRB_FUNCTION_RESET_*`).
    pub reset: Option<u8>,
    pub extension: Option<Block>,
    /// Bytes of a block, if the last scan found a disk; otherwise 0.
    pub block_size: u32,
    /// What it was given to keep.
    pub written: Written,
    /// What `StorPortSetUnitAttributes` said.
    pub attributes: u32,
}

impl Unit {
    pub fn is_open(&self) -> bool {
        !self.paused && self.busy == 0 && !self.frozen && self.outstanding < self.depth
    }
}

/// The logical units of an adapter.
#[derive(Debug, Default)]
pub(crate) struct Units {
    all: Vec<Unit>,
    by_address: FastMap<u32, u32>,
    /// Units that wait for a place among the adapter's requests.
    pub waiting: VecDeque<u32>,
}

impl Units {
    pub fn find(&self, address: Address) -> Option<u32> {
        self.by_address.get(&address.key()).copied()
    }

    /// The unit at an address, made if there is none.
    pub fn find_or_add(&mut self, address: Address, depth: u32) -> u32 {
        if let Some(found) = self.find(address) {
            return found;
        }
        let index = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(Unit {
            address,
            depth,
            ..Unit::default()
        });
        self.by_address.insert(address.key(), index);
        index
    }

    pub fn at(&mut self, index: u32) -> &mut Unit {
        &mut self.all[index as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.all.iter()
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Unit> {
        self.all.iter_mut()
    }

    pub fn len(&self) -> u32 {
        u32::try_from(self.all.len()).unwrap_or(u32::MAX)
    }
}
