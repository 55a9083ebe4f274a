//! A machine with one adapter, and commands by name.

use miniport::scsi::cdb::{self, Cdb};
use miniport::scsi::{UnmapDescriptor, UnmapList};

use crate::{Adapter, Address, Completion, Direction, Disk, Machine};

/// A machine with one adapter. Its methods panic where the simulator returns an error; what the device answers is no error.
#[derive(Debug)]
pub struct Bench {
    /// The machine.
    pub machine: Machine,
    /// The adapter.
    pub adapter: Adapter,
}

impl Bench {
    /// Unit 0.
    #[track_caller]
    #[must_use]
    pub fn disk(&self) -> Disk {
        let disks = self.adapter.disks();
        assert!(!disks.is_empty(), "no disk: {}", self.machine.report());
        disks[0].clone()
    }

    /// Bytes of a block of unit 0.
    #[track_caller]
    #[must_use]
    pub fn block(&self) -> usize {
        self.disk().block_size() as usize
    }

    /// Sends a command to a unit of bus 0, target 0.
    #[track_caller]
    pub fn send(&self, lun: u8, cdb: &[u8], direction: Direction, data: &mut [u8]) -> Completion {
        self.adapter
            .execute(Address::new(0, 0, lun), cdb, direction, data)
            .unwrap()
    }

    /// A command of unit 0 that transfers nothing.
    #[track_caller]
    pub fn command(&self, cdb: &[u8]) -> Completion {
        self.send(0, cdb, Direction::None, &mut [])
    }

    /// What a command of unit 0 answers, with room for `length` bytes. It has to succeed.
    #[track_caller]
    #[must_use]
    pub fn ask(&self, cdb: &[u8], length: usize) -> Vec<u8> {
        let mut data = vec![0xee; length];
        let completion = self.send(0, cdb, Direction::In, &mut data);
        assert!(completion.is_success(), "{cdb:02x?}: {completion}");
        data.truncate(completion.transferred as usize);
        data
    }

    /// Sends data to unit 0.
    #[track_caller]
    pub fn give(&self, cdb: &[u8], data: &[u8]) -> Completion {
        self.send(0, cdb, Direction::Out, &mut data.to_vec())
    }

    /// Reads blocks of unit 0.
    #[track_caller]
    #[must_use]
    pub fn read(&self, lba: u64, blocks: u32) -> Vec<u8> {
        let mut data = vec![0xee; blocks as usize * self.block()];
        self.disk().read(lba, &mut data).unwrap();
        data
    }

    /// Writes blocks of unit 0.
    #[track_caller]
    pub fn write(&self, lba: u64, data: &[u8]) {
        self.disk().write(lba, data).unwrap();
    }

    /// Ends the machine; no rule may have been broken.
    #[track_caller]
    pub fn finish(self) {
        let Self { machine, adapter } = self;
        drop(adapter);
        machine.shutdown().assert_clean();
    }
}

/// UNMAP of ranges, each a first block and a number of blocks, and its parameter list.
#[must_use]
pub fn unmap(ranges: &[(u64, u32)]) -> (Cdb, Vec<u8>) {
    let ranges: Vec<_> = ranges
        .iter()
        .map(|&(lba, blocks)| UnmapDescriptor { lba, blocks })
        .collect();
    let list: Vec<u8> = UnmapList::encode(&ranges).collect();
    (cdb::unmap(u16::try_from(list.len()).unwrap()), list)
}
