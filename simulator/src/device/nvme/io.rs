//! The NVM command set: reads, writes and what else is done to blocks.

use super::command::{Command, Outcome};
use super::controller::Controller;
use super::fault::io;
use super::namespaces::ALL;
use super::prp;
use super::settings::Optional;
use super::status::Status;
use crate::device::Bus;

/// Bytes of a range of Dataset Management.
const RANGE: usize = 16;

impl Controller {
    /// Does an I/O command.
    pub fn execute_io(&mut self, bus: &mut dyn Bus, command: &Command) -> Outcome {
        let opcode = command.opcode();
        if !self.knows_io(opcode) {
            return Err(Status::INVALID_OPCODE);
        }
        if !command.is_plain() {
            return Err(Status::INVALID_FIELD);
        }
        match opcode {
            io::FLUSH => self.flush(command)?,
            io::DATASET_MANAGEMENT => self.manage_dataset(bus, command)?,
            io::WRITE_ZEROES | io::WRITE_UNCORRECTABLE | io::VERIFY => {
                self.without_data(command)?;
            }
            _ => {
                let mut buffer = std::mem::take(&mut self.buffer);
                let outcome = self.with_data(bus, command, &mut buffer);
                self.buffer = buffer;
                outcome?;
            }
        }
        Ok(0)
    }

    /// Whether an I/O command is supported.
    pub fn knows_io(&self, opcode: u8) -> bool {
        let missing = &self.settings.missing;
        matches!(opcode, io::FLUSH | io::READ | io::WRITE)
            || Optional::ALL
                .iter()
                .any(|command| command.codes().0 == opcode && !missing.contains(command))
    }

    fn flush(&mut self, command: &Command) -> Result<(), Status> {
        if command.namespace() == ALL {
            self.namespaces.flush_all()?;
        } else {
            self.namespaces.find(command.namespace())?.flush()?;
        }
        self.logs.statistics.flushes += 1;
        Ok(())
    }

    /// Read, Write and Compare.
    fn with_data(
        &mut self,
        bus: &mut dyn Bus,
        command: &Command,
        buffer: &mut Vec<u8>,
    ) -> Result<(), Status> {
        let (page, limit) = (self.page(), self.settings.transfer_limit());
        let force = command.dword(12) & 1 << 30 != 0;
        let volatile = self.features.write_cache && !force;
        let namespace = self.namespaces.find(command.namespace())?;
        namespace.check_plain()?;
        let (lba, blocks) = extent(command);
        let length = usize::from(command.low(12))
            .saturating_add(1)
            .saturating_mul(namespace.store.block);
        if length > limit {
            return Err(Status::INVALID_FIELD);
        }
        namespace.check(lba, blocks)?;
        buffer.resize(length, 0);
        let statistics = &mut self.logs.statistics;
        match command.opcode() {
            io::READ => {
                namespace.read(lba, buffer)?;
                prp::store(bus, command, buffer, page)?;
                if namespace.separate_metadata() != 0 {
                    let metadata = namespace.read_metadata(lba, blocks);
                    bus.dma_write(command.metadata(), &metadata)
                        .map_err(|_| Status::DATA_TRANSFER_ERROR)?;
                }
                statistics.reads += 1;
                statistics.bytes_read += length as u64;
            }
            io::WRITE => {
                namespace.check_writable()?;
                prp::fetch(bus, command, buffer, page)?;
                if namespace.separate_metadata() != 0 {
                    let blocks = length / namespace.store.block;
                    let mut metadata = vec![0; blocks * namespace.separate_metadata()];
                    bus.dma_read(command.metadata(), &mut metadata)
                        .map_err(|_| Status::DATA_TRANSFER_ERROR)?;
                    namespace.write_metadata(lba, &metadata);
                }
                namespace.write(lba, buffer, volatile)?;
                statistics.writes += 1;
                statistics.bytes_written += length as u64;
            }
            _ => {
                let mut expected = vec![0; length];
                prp::fetch(bus, command, &mut expected, page)?;
                namespace.read(lba, buffer)?;
                if *buffer != expected {
                    return Err(Status::COMPARE_FAILURE);
                }
            }
        }
        Ok(())
    }

    /// Write Zeroes, Write Uncorrectable and Verify.
    fn without_data(&mut self, command: &Command) -> Result<(), Status> {
        let limit = self.settings.transfer_limit();
        let limits = self.settings.limits.unwrap_or_default();
        let namespace = self.namespaces.find(command.namespace())?;
        let (lba, blocks) = extent(command);
        let most = match command.opcode() {
            io::VERIFY => limits.verify_shift,
            io::WRITE_ZEROES => limits.write_zeroes_shift,
            _ => 0,
        };
        if most != 0 && blocks * namespace.store.block as u64 > 4096 << most {
            return Err(Status::INVALID_FIELD);
        }
        namespace.check(lba, blocks)?;
        match command.opcode() {
            io::WRITE_ZEROES => {
                namespace.check_writable()?;
                namespace.discard(lba, blocks)?;
                self.logs.statistics.blocks_deallocated += blocks;
            }
            io::WRITE_UNCORRECTABLE => {
                namespace.check_writable()?;
                namespace.spoil(lba..lba + blocks);
            }
            _ => {
                let mut piece = vec![0; limit / namespace.store.block * namespace.store.block];
                let step = (piece.len() / namespace.store.block) as u64;
                let mut done = 0;
                while done < blocks {
                    let count = step.min(blocks - done);
                    let bytes = usize::try_from(count).unwrap_or(0) * namespace.store.block;
                    namespace.read(lba + done, &mut piece[..bytes])?;
                    done += count;
                }
            }
        }
        Ok(())
    }

    /// Dataset Management: hints are taken note of by nobody, deallocation is done.
    fn manage_dataset(&mut self, bus: &mut dyn Bus, command: &Command) -> Result<(), Status> {
        const DEALLOCATE: u32 = 1 << 2;
        let page = self.page();
        let namespace = self.namespaces.find(command.namespace())?;
        let count = usize::from(command.low(10) & 0xFF) + 1;
        let mut bytes = vec![0; count * RANGE];
        prp::fetch(bus, command, &mut bytes, page)?;
        let ranges: Vec<(u64, u64)> = bytes
            .as_chunks::<RANGE>()
            .0
            .iter()
            .map(|range| parse_range(*range))
            .collect();
        let limits = self.settings.limits.unwrap_or_default();
        let all: u64 = ranges.iter().map(|&(_, blocks)| blocks).sum();
        let exceeds = |limit: u64, value: u64| limit != 0 && value > limit;
        if exceeds(limits.ranges.into(), count as u64)
            || exceeds(limits.all_blocks, all)
            || ranges
                .iter()
                .any(|&(_, blocks)| exceeds(limits.range_blocks.into(), blocks))
        {
            return Err(Status::INVALID_FIELD);
        }
        for &(lba, blocks) in &ranges {
            namespace.check(lba, blocks)?;
        }
        if command.dword(11) & DEALLOCATE != 0 {
            namespace.check_writable()?;
            for (lba, blocks) in ranges {
                namespace.discard(lba, blocks)?;
                self.logs.statistics.blocks_deallocated += blocks;
            }
        }
        Ok(())
    }
}

/// First block and number of blocks.
fn extent(command: &Command) -> (u64, u64) {
    (command.quad(10), u64::from(command.low(12)) + 1)
}

/// First block and number of blocks of a range: attributes, length, start.
fn parse_range(range: [u8; RANGE]) -> (u64, u64) {
    let value = u128::from_le_bytes(range);
    let word = |shift: u32| (value >> shift & 0xFFFF_FFFF_FFFF_FFFF) as u64;
    (word(64), word(32) & 0xFFFF_FFFF)
}
