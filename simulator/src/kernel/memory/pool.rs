//! What a driver allocates: pool, registry buffers, MDLs; each with its owner, so that nothing is freed twice or leaked.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::rc::Rc;

use super::GARBAGE;
use super::block::Block;
use super::physical::{Access, COMMON_BUFFER, PhysicalMemory, Placement};
use super::shortage::Shortages;
use crate::verifier::Rule;

/// Freed blocks that are kept poisoned, so that a second free and a late write are seen.
const QUARANTINE: usize = 64;

/// What kind of allocation it is: it is freed by the routine of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Pool,
    /// Pool memory that may be paged out.
    Paged,
    Mdl,
    Registry,
    Contiguous,
    /// `StorPortAllocateDmaMemory`
    Dma,
    /// A range of a host memory buffer, which only the device uses.
    HostMemory,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pool => "pool block",
            Self::Paged => "block of paged pool",
            Self::Mdl => "MDL",
            Self::Registry => "registry buffer",
            Self::Contiguous => "contiguous block",
            Self::Dma => "block of DMA memory",
            Self::HostMemory => "range of a host memory buffer",
        })
    }
}

#[derive(Debug)]
struct Allocation {
    block: Block,
    kind: Kind,
    adapter: usize,
    tag: u32,
}

/// Why a block could not be freed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FreeError {
    /// It was freed before.
    Twice,
    /// It never was allocated like this.
    Foreign,
    /// It was of another kind: that one's name.
    OtherKind(Kind),
    /// Freed, but the driver had written outside.
    Overrun(&'static str),
}

impl FreeError {
    /// The rule that was broken by freeing a block as one of a kind, in words.
    pub fn describe(self, kind: Kind) -> (Rule, String) {
        match self {
            Self::Twice => (Rule::DoubleFree, format!("a {kind} is freed twice")),
            Self::Foreign => (
                Rule::ForeignFree,
                format!("a {kind} is freed that was not allocated"),
            ),
            Self::OtherKind(other) => {
                let message = format!("a {other} is freed as a {kind}");
                (Rule::ForeignFree, message)
            }
            Self::Overrun(place) => (Rule::Overrun, format!("a {kind} was written {place}")),
        }
    }
}

/// All allocations of a machine.
#[derive(Debug)]
pub(crate) struct Pool {
    memory: Rc<PhysicalMemory>,
    pub shortages: Shortages,
    live: RefCell<HashMap<usize, Allocation>>,
    freed: RefCell<VecDeque<Block>>,
    /// What devices and drivers shared, and was freed: kept as long as the machine, as nothing forces a driver to forget it.
    retired: RefCell<Vec<Block>>,
}

impl Pool {
    pub fn new(memory: &Rc<PhysicalMemory>, seed: u64) -> Self {
        Self {
            memory: Rc::clone(memory),
            shortages: Shortages::new(seed),
            live: RefCell::default(),
            freed: RefCell::default(),
            retired: RefCell::default(),
        }
    }

    /// Memory for a driver; with a placement it is physical memory. NULL if there is none.
    pub fn allocate(
        &self,
        kind: Kind,
        adapter: usize,
        length: usize,
        tag: u32,
        placement: Option<&Placement>,
    ) -> *mut u8 {
        if self.shortages.fails(length) {
            return std::ptr::null_mut();
        }
        let shared = matches!(kind, Kind::Contiguous | Kind::Dma);
        let alignment = if shared || length >= super::physical::PAGE {
            4096
        } else {
            16
        };
        let block = match placement {
            Some(placement) => Block::physical(&self.memory, length, alignment, GARBAGE, placement),
            None => Some(Block::new(length, alignment, GARBAGE)),
        };
        let Some(block) = block else {
            return std::ptr::null_mut();
        };
        if shared {
            block.open_all(adapter, Access::Write, COMMON_BUFFER);
        }
        self.keep(kind, adapter, tag, block)
    }

    /// Opens the block that `address` lies in for devices, or closes it.
    pub fn open(&self, address: usize, access: Access) {
        for allocation in self.live.borrow().values() {
            let start = allocation.block.as_ptr() as usize;
            if (start..start + allocation.block.len()).contains(&address) {
                allocation
                    .block
                    .open_all(allocation.adapter, access, "a pool block");
            }
        }
    }

    /// Takes over a block that was made elsewhere.
    pub fn keep(&self, kind: Kind, adapter: usize, tag: u32, block: Block) -> *mut u8 {
        let address = block.as_ptr();
        self.live.borrow_mut().insert(
            address as usize,
            Allocation {
                block,
                kind,
                adapter,
                tag,
            },
        );
        address
    }

    /// The length of the live block at `address`.
    pub fn length_of(&self, kind: Kind, address: usize) -> Option<usize> {
        self.live
            .borrow()
            .get(&address)
            .filter(|found| found.kind == kind)
            .map(|found| found.block.len())
    }

    /// The tag of the live block at `address`.
    pub fn tag_of(&self, address: usize) -> Option<u32> {
        self.live.borrow().get(&address).map(|found| found.tag)
    }

    /// The kind of the live block that an address lies in.
    pub fn kind_at(&self, address: usize) -> Option<Kind> {
        let within = |found: &&Allocation| {
            let start = found.block.as_ptr() as usize;
            (start..start + found.block.len()).contains(&address)
        };
        self.live
            .borrow()
            .values()
            .find(within)
            .map(|found| found.kind)
    }

    pub fn free(&self, kind: Kind, address: usize) -> Result<(), FreeError> {
        let mut live = self.live.borrow_mut();
        match live.get(&address) {
            Some(found) if found.kind != kind => return Err(FreeError::OtherKind(found.kind)),
            Some(_) => {}
            None => {
                let (freed, retired) = (self.freed.borrow(), self.retired.borrow());
                let twice = freed
                    .iter()
                    .chain(retired.iter())
                    .any(|block| block.as_ptr() as usize == address);
                return Err(if twice {
                    FreeError::Twice
                } else {
                    FreeError::Foreign
                });
            }
        }
        let Some(allocation) = live.remove(&address) else {
            return Err(FreeError::Foreign);
        };
        let checked = allocation.block.check();
        if matches!(kind, Kind::Contiguous | Kind::Dma | Kind::HostMemory) {
            self.retire(allocation.block);
            return checked.map_err(FreeError::Overrun);
        }
        self.rest(allocation.block);
        checked.map_err(FreeError::Overrun)
    }

    /// Keeps a block that must not be touched any more, for a while.
    pub fn rest(&self, block: Block) {
        block.retire("memory that was freed");
        let mut freed = self.freed.borrow_mut();
        freed.push_back(block);
        if freed.len() > QUARANTINE {
            freed.pop_front();
        }
    }

    /// Keeps a block that must not be touched any more, as long as the machine lives.
    pub fn retire(&self, block: Block) {
        block.retire("memory that was freed");
        self.retired.borrow_mut().push(block);
    }

    /// What an adapter did not free, in words. It stays allocated for ever: somebody may still use it.
    pub fn leaks_of(&self, adapter: usize) -> Vec<String> {
        let mut live = self.live.borrow_mut();
        let mut leaked: Vec<_> = live
            .values()
            .filter(|found| found.adapter == adapter)
            .map(|found| {
                let tag = found.tag.to_le_bytes().map(|byte| {
                    if byte.is_ascii_graphic() {
                        char::from(byte)
                    } else {
                        '.'
                    }
                });
                let tag = String::from_iter(tag);
                (
                    found.block.as_ptr() as usize,
                    format!(
                        "a {} of {} bytes, tag '{tag}'",
                        found.kind,
                        found.block.len()
                    ),
                )
            })
            .collect();
        leaked.sort_by(|a, b| a.1.cmp(&b.1));
        for (address, _) in &leaked {
            if let Some(leaked) = live.remove(address) {
                leaked.block.close("memory of an adapter that was removed");
                std::mem::forget(leaked);
            }
        }
        leaked.into_iter().map(|(_, words)| words).collect()
    }

    /// Blocks that were written after they were freed, since the last time; words for each.
    pub fn written_late(&self) -> Vec<String> {
        let (freed, retired) = (self.freed.borrow(), self.retired.borrow());
        let blocks = freed.iter().chain(retired.iter());
        blocks
            .filter(|block| !block.is_untouched())
            .map(|block| {
                block.retire("memory that was freed");
                let length = block.len();
                format!("a block of {length} bytes was written after it was freed")
            })
            .collect()
    }

    /// Blocks of an adapter that were written outside, and any that were written after they were freed; words for each.
    pub fn overruns_of(&self, adapter: usize) -> Vec<String> {
        let mut found: Vec<_> = self
            .live
            .borrow()
            .values()
            .filter(|allocation| allocation.adapter == adapter)
            .filter_map(|allocation| {
                let place = allocation.block.check().err()?;
                Some(format!(
                    "a {} of {} bytes was written {place}",
                    allocation.kind,
                    allocation.block.len()
                ))
            })
            .collect();
        found.extend(self.written_late());
        found.sort();
        found
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        // The machine ends before its adapters did, or stopped: somebody may still use what they have.
        for (_, allocation) in self.live.get_mut().drain() {
            std::mem::forget(allocation.block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(not(miniport_asan))]
    fn shared_memory_that_was_freed_is_kept_and_looked_at() {
        let pool = Pool::new(&PhysicalMemory::new(1, None), 1);
        let placement = Placement::ANYWHERE.contiguous();
        let shared = pool.allocate(Kind::Dma, 0, 5000, 0, Some(&placement));
        assert_eq!(pool.free(Kind::Dma, shared as usize), Ok(()));
        for _ in 0..2 * QUARANTINE {
            let other = pool.allocate(Kind::Dma, 0, 5000, 0, Some(&placement));
            assert_ne!(shared, other);
            assert_eq!(pool.free(Kind::Dma, other as usize), Ok(()));
        }
        assert!(pool.written_late().is_empty());
        // SAFETY: the block stays allocated as long as the pool.
        unsafe { shared.add(4999).write(0) };
        let words = ["a block of 5000 bytes was written after it was freed"];
        assert_eq!(pool.written_late(), words);
        assert!(pool.written_late().is_empty());
        assert_eq!(pool.free(Kind::Dma, shared as usize), Err(FreeError::Twice));
    }

    #[test]
    fn what_leaked_is_never_used_again() {
        let pool = Pool::new(&PhysicalMemory::new(1, None), 1);
        let tag = u32::from_le_bytes(*b"Leak");
        let leaked = pool.allocate(Kind::Pool, 0, 100, tag, Some(&Placement::ANYWHERE));
        let words = pool.leaks_of(0);
        assert_eq!(words, ["a pool block of 100 bytes, tag 'Leak'"]);
        assert_eq!(pool.leaks_of(0).len(), 0);
        for _ in 0..100 {
            let other = pool.allocate(Kind::Pool, 0, 100, tag, Some(&Placement::ANYWHERE));
            assert_ne!(leaked, other);
        }
        drop(pool);
        // SAFETY: the block stays allocated for ever.
        assert_eq!(unsafe { leaked.read() }, GARBAGE);
    }
}
