//! What a unit was given to keep: a read brings back what was written last, where that is known.
//!
//! Known is a block that a write has put there alone, with no other command since that could have changed it. Steps of plug and play and
//! power, resets and what nobody here understands make all of it unknown: only what no disk may do is reported.

use miniport::scsi::opcode;

use super::completion::Completion;
use super::table::{Direction, Function, Request};
use super::words::extent;
use crate::kernel::map::FastMap;
use crate::storport::adapter::AdapterState;
use crate::storport::port::Storport;
use crate::verifier::Rule;

/// How many blocks of a unit are looked after at most. A write of more, which may be one that its driver refuses, makes all of them unknown.
const MOST: usize = 1 << 16;
/// Later than every request.
const UNKNOWN: u64 = u64::MAX;

/// A block that was written.
#[derive(Debug)]
struct Block {
    /// A sum of its bytes.
    sum: u64,
    /// Since when it is known, in the order of requests.
    since: u64,
    /// How many writes of it the driver has, and whether there were several at a time.
    writes: u32,
    mixed: bool,
}

/// The blocks of a unit.
#[derive(Debug, Default)]
pub(crate) struct Written {
    blocks: FastMap<u64, Block>,
    /// Counts what happens.
    now: u64,
}

impl Written {
    /// Nothing is known any more.
    pub fn forget(&mut self) {
        self.blocks.retain(|_, block| block.writes != 0);
        for block in self.blocks.values_mut() {
            (block.since, block.mixed) = (UNKNOWN, true);
        }
    }

    fn begin_write(&mut self, first: u64, blocks: u64) {
        for lba in first..first.saturating_add(blocks) {
            if self.blocks.len() >= MOST && !self.blocks.contains_key(&lba) {
                continue;
            }
            let block = self.blocks.entry(lba).or_insert(Block {
                sum: 0,
                since: UNKNOWN,
                writes: 0,
                mixed: false,
            });
            block.since = UNKNOWN;
            block.mixed |= block.writes != 0;
            block.writes += 1;
        }
    }

    /// A write is over: the sums of its blocks if it succeeded.
    fn end_write(&mut self, first: u64, blocks: u64, sums: Option<&[u64]>) {
        self.now += 1;
        for (index, lba) in (0..).zip(first..first.saturating_add(blocks)) {
            let Some(block) = self.blocks.get_mut(&lba) else {
                continue;
            };
            block.writes = block.writes.saturating_sub(1);
            if block.writes != 0 {
                continue;
            }
            let mixed = std::mem::take(&mut block.mixed);
            match sums.and_then(|sums| sums.get(index)) {
                Some(&sum) if !mixed => (block.sum, block.since) = (sum, self.now),
                _ => {
                    self.blocks.remove(&lba);
                }
            }
        }
    }

    /// The first block that a read, which the driver got `then`, has brought with other data than are known to be there.
    fn wrong(&self, then: u64, first: u64, sums: &[u64]) -> Option<u64> {
        let mut read = (first..).zip(sums);
        let wrong = read.find(|(lba, sum)| {
            self.blocks
                .get(lba)
                .is_some_and(|block| block.since <= then && block.sum != **sum)
        });
        wrong.map(|(lba, _)| lba)
    }
}

/// What a request does with blocks.
enum Access {
    Read(u64, u64),
    Write(u64, u64),
    /// It changes none.
    Nothing,
    /// It may change any.
    Anything,
}

fn access(request: &Request) -> Access {
    /// Commands that change no block.
    const HARMLESS: [u8; 14] = [
        opcode::TEST_UNIT_READY,
        opcode::REQUEST_SENSE,
        opcode::INQUIRY,
        opcode::MODE_SENSE_6,
        opcode::MODE_SENSE_10,
        opcode::READ_CAPACITY_10,
        opcode::SERVICE_ACTION_IN_16,
        opcode::REPORT_LUNS,
        opcode::SYNCHRONIZE_CACHE_10,
        opcode::SYNCHRONIZE_CACHE_16,
        opcode::VERIFY_10,
        opcode::VERIFY_12,
        opcode::VERIFY_16,
        opcode::START_STOP_UNIT,
    ];
    let Function::Scsi(cdb, _) = &request.function else {
        return match request.function.code() {
            miniport::ffi::SRB_FUNCTION_FLUSH => Access::Nothing,
            _ => Access::Anything,
        };
    };
    match (extent(cdb), request.direction) {
        (Some((lba, blocks)), Direction::In) if request.function.is_read_or_write() => {
            Access::Read(lba, blocks)
        }
        (Some((lba, blocks)), Direction::Out)
            if request.function.is_read_or_write() && blocks <= MOST as u64 =>
        {
            Access::Write(lba, blocks)
        }
        _ if HARMLESS.contains(&cdb[0]) => Access::Nothing,
        _ => Access::Anything,
    }
}

impl Storport<'_> {
    /// Nothing that any unit keeps is known any more.
    pub fn forget_data(adapter: &AdapterState) {
        for unit in adapter.units.borrow_mut().iter_mut() {
            unit.written.forget();
        }
    }

    /// The driver gets a request.
    pub(super) fn data_begins(&self, adapter: &AdapterState, request: &mut Request) {
        if adapter.dump_mode.is_some() {
            // It goes to the disk of a running adapter, past that one's units.
            self.adapters()
                .iter()
                .for_each(|running| Self::forget_data(running));
            return;
        }
        match access(request) {
            Access::Read(..) => {
                request.then = adapter.units.borrow_mut().at(request.unit).written.now;
            }
            Access::Write(lba, blocks) => {
                let mut units = adapter.units.borrow_mut();
                units.at(request.unit).written.begin_write(lba, blocks);
            }
            Access::Nothing => {}
            Access::Anything => Self::forget_data(adapter),
        }
    }

    /// The driver has a request no more; `completion` is how it was answered, if it was.
    pub(super) fn data_ends(
        &self,
        adapter: &AdapterState,
        request: &Request,
        completion: Option<&Completion>,
    ) {
        let success = completion.is_some_and(Completion::is_success);
        let sums = |wanted: u64| {
            let block = adapter.units.borrow_mut().at(request.unit).block_size as usize;
            let data = request.data.as_ref().filter(|_| success && block != 0)?;
            let sums = data.sums(block);
            (sums.len() as u64 >= wanted).then_some(sums)
        };
        match access(request) {
            Access::Read(lba, blocks) => {
                let Some(sums) = sums(blocks) else { return };
                let read = &sums[..usize::try_from(blocks).unwrap_or(0)];
                let wrong = {
                    let mut units = adapter.units.borrow_mut();
                    units
                        .at(request.unit)
                        .written
                        .wrong(request.then, lba, read)
                };
                if let Some(lba) = wrong {
                    let message = format!("{request}: block {lba} is not as it was written before");
                    self.broke(adapter, Rule::WrongData, message);
                }
            }
            Access::Write(lba, blocks) => {
                let sums = sums(blocks);
                let mut units = adapter.units.borrow_mut();
                let written = &mut units.at(request.unit).written;
                written.end_write(lba, blocks, sums.as_deref());
            }
            Access::Nothing => {}
            Access::Anything => Self::forget_data(adapter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Written;

    #[test]
    fn what_was_written_alone_is_known_for_later_reads() {
        let mut written = Written::default();
        written.begin_write(5, 2);
        // A read of the same time may bring either.
        let early = written.now;
        written.end_write(5, 2, Some(&[1, 2]));
        assert_eq!(written.wrong(early, 5, &[9, 9]), None);
        let now = written.now;
        assert_eq!(written.wrong(now, 5, &[1, 2]), None);
        assert_eq!(written.wrong(now, 5, &[1, 9]), Some(6));
        assert_eq!(written.wrong(now, 4, &[9, 1, 2, 9]), None);
    }

    #[test]
    fn what_may_be_either_is_not_known() {
        let mut written = Written::default();
        // Two writes at a time, one that fails, and one that nobody ended.
        written.begin_write(1, 1);
        written.begin_write(1, 1);
        written.end_write(1, 1, Some(&[1]));
        written.end_write(1, 1, Some(&[2]));
        written.begin_write(2, 1);
        written.end_write(2, 1, None);
        written.begin_write(3, 1);
        written.begin_write(4, 1);
        written.forget();
        written.end_write(4, 1, Some(&[1]));
        assert_eq!(written.wrong(written.now, 1, &[9, 9, 9, 9]), None);
        // The next write is.
        written.begin_write(1, 1);
        written.end_write(1, 1, Some(&[1]));
        assert_eq!(written.wrong(written.now, 1, &[9]), Some(1));
        written.forget();
        assert_eq!(written.wrong(written.now, 1, &[9]), None);
    }
}
