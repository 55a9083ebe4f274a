//! Namespaces: how large they are, how large their blocks are, and what happens to blocks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::ops::Range;
use std::path::Path;

use super::backing::{Backing, Memory, open};
use super::cache::Cached;
use super::status::Status;

/// The block sizes of the LBA formats, in their order.
pub(super) const FORMATS: [usize; 2] = [512, 4096];

/// The metadata of a namespace: some bytes for each block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metadata {
    /// None.
    None,
    /// In memory of its own, which the metadata pointer of a command names.
    Separate(u16),
    /// Behind the data of each block.
    Interleaved(u16),
}

impl Metadata {
    /// MS: how many bytes.
    pub(super) fn bytes(self) -> u16 {
        match self {
            Self::None => 0,
            Self::Separate(bytes) | Self::Interleaved(bytes) => bytes,
        }
    }

    /// MC: where it may be.
    pub(super) fn capabilities(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Interleaved(_) => 0b01,
            Self::Separate(_) => 0b10,
        }
    }
}

/// A namespace: blocks with a backing.
///
/// ```
/// # use miniport_sim::device::nvme::Namespace;
/// let namespace = Namespace::memory(1 << 20).block_size(4096);
/// assert_eq!(namespace.blocks(), 1 << 17);
/// ```
pub struct Namespace {
    pub(super) store: Cached,
    pub(super) blocks: u64,
    pub(super) read_only: bool,
    pub(super) uuid: Option<[u8; 16]>,
    pub(super) metadata: Metadata,
    /// The metadata of blocks that were written, where it is separate.
    written_metadata: BTreeMap<u64, Vec<u8>>,
    /// Blocks that cannot be read.
    unreadable: BTreeSet<u64>,
}

impl fmt::Debug for Namespace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Namespace")
            .field("blocks", &self.blocks)
            .field("block_size", &self.store.block)
            .field("read_only", &self.read_only)
            .finish_non_exhaustive()
    }
}

impl Namespace {
    /// `blocks` blocks of 512 bytes of zeroes in memory.
    #[must_use]
    pub fn memory(blocks: u64) -> Self {
        Self::on(Memory::new(), blocks)
    }

    /// `blocks` blocks of 512 bytes on a backing.
    #[must_use]
    pub fn on(backing: impl Backing + 'static, blocks: u64) -> Self {
        Self {
            store: Cached::new(Box::new(backing), FORMATS[0]),
            blocks,
            read_only: false,
            uuid: None,
            metadata: Metadata::None,
            written_metadata: BTreeMap::new(),
            unreadable: BTreeSet::new(),
        }
    }

    /// As many blocks of 512 bytes as a file holds.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn file(path: impl AsRef<Path>) -> io::Result<Self> {
        let (stream, length) = open(path.as_ref())?;
        Ok(Self::on(stream, length / FORMATS[0] as u64))
    }

    /// Makes the blocks 512 or 4096 bytes large; the size in bytes stays, rounded down to whole blocks.
    ///
    /// # Panics
    /// If no LBA format has the size.
    #[must_use]
    pub fn block_size(mut self, bytes: usize) -> Self {
        self.set_block_size(bytes);
        self
    }

    /// Refuses writes.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Gives it a UUID, which its identification descriptors tell.
    #[must_use]
    pub fn uuid(mut self, uuid: [u8; 16]) -> Self {
        self.uuid = Some(uuid);
        self
    }

    /// Formats it with metadata, or not. Reads and writes transfer what is separate by their metadata pointer (MPTR): a host that does not
    /// know of it has the controller write where its pointer happens to point, which is reported. Data with interleaved metadata is not
    /// moved: the model only says that it is there.
    #[must_use]
    pub fn metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = metadata;
        self
    }

    /// Number of blocks.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        self.blocks
    }

    pub(super) fn set_block_size(&mut self, bytes: usize) {
        assert!(
            FORMATS.contains(&bytes),
            "no LBA format has blocks of {bytes} bytes"
        );
        // A cache that cannot be written is lost here; the next read shows it.
        if self.store.flush().is_err() {
            self.store.lose();
        }
        self.blocks = self.blocks * self.store.block as u64 / bytes as u64;
        self.store.block = bytes;
        self.unreadable.clear();
    }

    pub(super) fn resize(&mut self, blocks: u64) {
        self.blocks = blocks;
    }

    /// FLBAS: the index of its LBA format, and where its metadata is.
    pub(super) fn format(&self) -> u8 {
        let index = u8::from(self.store.block != FORMATS[0]);
        match self.metadata {
            Metadata::Interleaved(_) => index | 1 << 4,
            Metadata::None | Metadata::Separate(_) => index,
        }
    }

    /// Whether the model moves its data.
    pub(super) fn check_plain(&self) -> Result<(), Status> {
        match self.metadata {
            Metadata::None | Metadata::Separate(_) => Ok(()),
            Metadata::Interleaved(_) => Err(Status::INVALID_FIELD),
        }
    }

    /// Bytes of metadata of a block, in a buffer of their own.
    pub(super) fn separate_metadata(&self) -> usize {
        match self.metadata {
            Metadata::Separate(bytes) => bytes.into(),
            Metadata::None | Metadata::Interleaved(_) => 0,
        }
    }

    /// Whether the namespace has these blocks.
    pub(super) fn check(&self, lba: u64, blocks: u64) -> Result<(), Status> {
        match lba.checked_add(blocks) {
            Some(end) if end <= self.blocks => Ok(()),
            _ => Err(Status::LBA_OUT_OF_RANGE),
        }
    }

    /// Whether it may be written.
    pub(super) fn check_writable(&self) -> Result<(), Status> {
        if self.read_only {
            Err(Status::WRITE_PROTECTED)
        } else {
            Ok(())
        }
    }

    /// Whether every block of a range can be read.
    pub(super) fn check_readable(&self, range: Range<u64>) -> Result<(), Status> {
        match self.unreadable.range(range).next() {
            None => Ok(()),
            Some(_) => Err(Status::UNRECOVERED_READ_ERROR),
        }
    }

    pub(super) fn read(&mut self, lba: u64, into: &mut [u8]) -> Result<(), Status> {
        let end = lba + (into.len() / self.store.block) as u64;
        self.check_readable(lba..end)?;
        self.store
            .read(lba, into)
            .map_err(|_| Status::UNRECOVERED_READ_ERROR)
    }

    pub(super) fn write(&mut self, lba: u64, bytes: &[u8], volatile: bool) -> Result<(), Status> {
        self.repair(lba, (bytes.len() / self.store.block) as u64);
        self.store
            .write(lba, bytes, volatile)
            .map_err(|_| Status::WRITE_FAULT)
    }

    /// The metadata of blocks; ones where none was written.
    pub(super) fn read_metadata(&self, lba: u64, blocks: u64) -> Vec<u8> {
        let of_block = |lba| match self.written_metadata.get(&lba) {
            Some(bytes) => bytes.clone(),
            None => vec![0xFF; self.separate_metadata()],
        };
        (lba..lba + blocks).flat_map(of_block).collect()
    }

    pub(super) fn write_metadata(&mut self, lba: u64, bytes: &[u8]) {
        let pieces = bytes.chunks_exact(self.separate_metadata().max(1));
        self.written_metadata
            .extend((lba..).zip(pieces.map(<[u8]>::to_vec)));
    }

    pub(super) fn discard(&mut self, lba: u64, blocks: u64) -> Result<(), Status> {
        self.repair(lba, blocks);
        self.store
            .discard(lba, blocks)
            .map_err(|_| Status::WRITE_FAULT)
    }

    pub(super) fn flush(&mut self) -> Result<(), Status> {
        self.store.flush().map_err(|_| Status::WRITE_FAULT)
    }

    /// Makes blocks unreadable until they are written.
    pub(super) fn spoil(&mut self, range: Range<u64>) {
        self.unreadable.extend(range);
    }

    fn repair(&mut self, lba: u64, blocks: u64) {
        let repaired: Vec<u64> = self
            .unreadable
            .range(lba..lba.saturating_add(blocks))
            .copied()
            .collect();
        for block in repaired {
            self.unreadable.remove(&block);
        }
    }
}
