//! Disks: reading and writing blocks as the disk class driver does.

use std::fmt;
use std::rc::Rc;

use miniport::scsi::{UnmapDescriptor, UnmapList, cdb};

use super::info::DiskInfo;
use super::pending::Pending;
use crate::kernel::core::Kernel;
use crate::storport::adapter::AdapterState;
use crate::storport::error::IoError;
use crate::storport::port::Storport;
use crate::storport::request::completion::Completion;
use crate::storport::request::table::{Direction, Function};
use crate::storport::unit::Address;

/// A disk of an adapter. The handle may be copied. Reads, writes and the other commands that have a method are those of Windows' disk class
/// driver, which sends them again when a unit answers with UNIT ATTENTION.
#[derive(Clone)]
pub struct Disk {
    kernel: Rc<Kernel>,
    adapter: Rc<AdapterState>,
    info: Rc<DiskInfo>,
}

impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Disk").field(&self.info).finish()
    }
}

impl Disk {
    pub(crate) fn new(
        kernel: &Rc<Kernel>,
        adapter: &Rc<AdapterState>,
        info: &Rc<DiskInfo>,
    ) -> Self {
        Self {
            kernel: Rc::clone(kernel),
            adapter: Rc::clone(adapter),
            info: Rc::clone(info),
        }
    }

    fn storport(&self) -> Storport<'_> {
        Storport::of(&self.kernel)
    }

    /// Where it is.
    #[must_use]
    pub fn address(&self) -> Address {
        self.info.address
    }

    /// What the scan learned of it.
    #[must_use]
    pub fn info(&self) -> &DiskInfo {
        &self.info
    }

    /// How many blocks it has.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        self.info.blocks
    }

    /// Bytes of a block.
    #[must_use]
    pub fn block_size(&self) -> u32 {
        self.info.block_size
    }

    /// Bytes of the disk.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.info.blocks * u64::from(self.info.block_size)
    }

    /// The longest transfer of one request, in bytes.
    #[must_use]
    pub fn longest_transfer(&self) -> usize {
        let block = self.info.block_size as usize;
        (self.adapter.configuration().longest_transfer() / block).max(1) * block
    }

    fn check_length(&self, length: usize) -> Result<(), IoError> {
        if length.is_multiple_of(self.info.block_size as usize) {
            Ok(())
        } else {
            Err(IoError::Unaligned {
                length,
                block_size: self.info.block_size,
            })
        }
    }

    /// Reads blocks from `lba` on. What is longer than a request may be is split, and its parts run at the same time.
    pub fn read(&self, lba: u64, data: &mut [u8]) -> Result<(), IoError> {
        self.check_length(data.len())?;
        let part = self.longest_transfer();
        if data.len() <= part {
            let request = self.begin_transfer(Direction::In, lba, &[], data.len())?;
            return self.finish(request, data);
        }
        let mut error = Ok(());
        let mut requests = Vec::new();
        for (index, chunk) in data.chunks(part).enumerate() {
            requests.push(self.begin_transfer(
                Direction::In,
                self.part_lba(lba, index),
                &[],
                chunk.len(),
            )?);
        }
        for (request, chunk) in requests.into_iter().zip(data.chunks_mut(part)) {
            error = error.and(self.finish(request, chunk));
        }
        error
    }

    /// Writes blocks from `lba` on. What is longer than a request may be is split, and its parts run at the same time.
    pub fn write(&self, lba: u64, data: &[u8]) -> Result<(), IoError> {
        self.check_length(data.len())?;
        let mut requests = Vec::new();
        for (index, chunk) in data.chunks(self.longest_transfer()).enumerate() {
            let request = self.begin_transfer(
                Direction::Out,
                self.part_lba(lba, index),
                chunk,
                chunk.len(),
            )?;
            requests.push((request, chunk.len()));
        }
        let mut error = Ok(());
        for (request, length) in requests {
            error = error.and(self.finish_expecting(request, &mut [], length));
        }
        error
    }

    fn part_lba(&self, lba: u64, index: usize) -> u64 {
        lba + (index * self.longest_transfer()) as u64 / u64::from(self.info.block_size)
    }

    fn begin_transfer(
        &self,
        direction: Direction,
        lba: u64,
        data: &[u8],
        length: usize,
    ) -> Result<u32, IoError> {
        let blocks = u32::try_from(length / self.info.block_size as usize).unwrap_or(u32::MAX);
        let cdb = match direction {
            Direction::Out => cdb::write(lba, blocks),
            _ => cdb::read(lba, blocks),
        };
        self.storport().begin_of_class(
            &self.adapter,
            self.info.address,
            Function::scsi(&cdb),
            direction,
            data,
            length,
        )
    }

    fn finish(&self, request: u32, data: &mut [u8]) -> Result<(), IoError> {
        let length = data.len();
        self.finish_expecting(request, data, length)
    }

    fn finish_expecting(
        &self,
        request: u32,
        data: &mut [u8],
        length: usize,
    ) -> Result<(), IoError> {
        if let Err(error) = self.storport().wait_for(&self.adapter, request) {
            self.storport().abandon(&self.adapter, request);
            return Err(error);
        }
        let completion = self
            .storport()
            .take_answer(&self.adapter, request, data)
            .ok_or(IoError::Halted)?;
        if !completion.is_success() {
            return Err(IoError::Failed(completion));
        }
        let expected = u32::try_from(length).unwrap_or(u32::MAX);
        if completion.transferred < expected {
            return Err(IoError::Short {
                expected,
                transferred: completion.transferred,
            });
        }
        Ok(())
    }

    /// Submits a read and does not wait for it. The length may be no more than [`Disk::longest_transfer`].
    pub fn submit_read(&self, lba: u64, length: usize) -> Result<Pending, IoError> {
        self.check_length(length)?;
        let request = self.begin_transfer(Direction::In, lba, &[], length)?;
        Ok(self.pending(request, length))
    }

    /// Submits a write and does not wait for it. The length may be no more than [`Disk::longest_transfer`].
    pub fn submit_write(&self, lba: u64, data: &[u8]) -> Result<Pending, IoError> {
        self.check_length(data.len())?;
        let request = self.begin_transfer(Direction::Out, lba, data, data.len())?;
        Ok(self.pending(request, 0))
    }

    /// Submits any SCSI command and does not wait for it. UNIT ATTENTION is an answer, as to a pass-through request.
    pub fn submit(
        &self,
        cdb: &[u8],
        direction: Direction,
        data: &[u8],
    ) -> Result<Pending, IoError> {
        let request = self.storport().begin(
            &self.adapter,
            self.info.address,
            Function::scsi(cdb),
            direction,
            data,
            data.len(),
        )?;
        Ok(self.pending(request, data.len()))
    }

    fn pending(&self, request: u32, length: usize) -> Pending {
        Pending::new(&self.kernel, &self.adapter, request, length)
    }

    /// Sends any SCSI command and waits, as a pass-through request: UNIT ATTENTION is an answer. `data` is sent or filled, by `direction`. Errors of the device are no error here.
    pub fn execute(
        &self,
        cdb: &[u8],
        direction: Direction,
        data: &mut [u8],
    ) -> Result<Completion, IoError> {
        self.storport().execute(
            &self.adapter,
            self.info.address,
            Function::scsi(cdb),
            direction,
            data,
        )
    }

    fn command(
        &self,
        cdb: &[u8],
        direction: Direction,
        data: &mut [u8],
    ) -> Result<Completion, IoError> {
        let function = Function::scsi(cdb);
        let address = self.info.address;
        let completion =
            self.storport()
                .execute_of_class(&self.adapter, address, function, direction, data)?;
        if completion.is_success() {
            Ok(completion)
        } else {
            Err(IoError::Failed(completion))
        }
    }

    /// SYNCHRONIZE CACHE: what was written is on the medium after.
    pub fn flush(&self) -> Result<(), IoError> {
        self.command(&cdb::synchronize_cache_10(0, 0), Direction::None, &mut [])
            .map(drop)
    }

    /// UNMAP: the blocks hold nothing any more.
    pub fn unmap(&self, lba: u64, blocks: u32) -> Result<(), IoError> {
        let mut list: Vec<u8> = UnmapList::encode(&[UnmapDescriptor { lba, blocks }]).collect();
        self.command(&cdb::unmap(24), Direction::Out, &mut list)
            .map(drop)
    }

    /// TEST UNIT READY.
    pub fn test_unit_ready(&self) -> Result<(), IoError> {
        self.command(&cdb::test_unit_ready(), Direction::None, &mut [])
            .map(drop)
    }
}
