//! The volatile write cache of a namespace: what the host wrote and a loss of power forgets.

use std::collections::BTreeMap;
use std::io;

use super::backing::Backing;

/// Blocks that the cache holds at most.
const CAPACITY: usize = 1024;

/// A backing with a cache before it.
pub(super) struct Cached {
    pub backing: Box<dyn Backing>,
    pub block: usize,
    blocks: BTreeMap<u64, Box<[u8]>>,
}

impl Cached {
    pub fn new(backing: Box<dyn Backing>, block: usize) -> Self {
        Self {
            backing,
            block,
            blocks: BTreeMap::new(),
        }
    }

    /// Reads whole blocks.
    pub fn read(&mut self, lba: u64, into: &mut [u8]) -> io::Result<()> {
        self.backing.read(self.offset(lba), into)?;
        let end = lba + (into.len() / self.block) as u64;
        for (&cached, bytes) in self.blocks.range(lba..end) {
            let at = usize::try_from(cached - lba).map_err(io::Error::other)? * self.block;
            into[at..at + self.block].copy_from_slice(bytes);
        }
        Ok(())
    }

    /// Writes whole blocks: into the cache, or past it.
    pub fn write(&mut self, lba: u64, bytes: &[u8], volatile: bool) -> io::Result<()> {
        if !volatile {
            self.forget(lba, (bytes.len() / self.block) as u64);
            return self.backing.write(self.offset(lba), bytes);
        }
        for (lba, block) in (lba..).zip(bytes.chunks_exact(self.block)) {
            self.blocks.insert(lba, block.into());
        }
        while self.blocks.len() > CAPACITY {
            let Some((lba, block)) = self.blocks.pop_first() else {
                break;
            };
            self.backing.write(self.offset(lba), &block)?;
        }
        Ok(())
    }

    /// Makes a range zero.
    pub fn discard(&mut self, lba: u64, blocks: u64) -> io::Result<()> {
        self.forget(lba, blocks);
        self.backing
            .discard(self.offset(lba), blocks.saturating_mul(self.block as u64))
    }

    /// Writes the cache to the backing.
    pub fn flush(&mut self) -> io::Result<()> {
        while let Some((lba, block)) = self.blocks.pop_first() {
            self.backing.write(self.offset(lba), &block)?;
        }
        self.backing.flush()
    }

    /// Power is lost.
    pub fn lose(&mut self) {
        self.blocks.clear();
    }

    fn forget(&mut self, lba: u64, blocks: u64) {
        if !self.blocks.is_empty() {
            let cached: Vec<u64> = self
                .blocks
                .range(lba..lba.saturating_add(blocks))
                .map(|(lba, _)| *lba)
                .collect();
            for lba in cached {
                self.blocks.remove(&lba);
            }
        }
    }

    fn offset(&self, lba: u64) -> u64 {
        lba.saturating_mul(self.block as u64)
    }
}
