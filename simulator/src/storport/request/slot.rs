//! The memory of one SRB: request block, sense buffer, extension, each guarded. Slots are used again, the oldest first.

use std::collections::VecDeque;

use std::rc::Rc;

use super::scatter_gather::List;
use super::seen::Seen;
use crate::kernel::map::FastMap;
use crate::kernel::memory::block::Block;
use crate::kernel::memory::physical::{Access, PhysicalMemory, Placement};
use crate::kernel::memory::{GARBAGE, POISON};

/// Room for the largest request block, `STORAGE_REQUEST_BLOCK` with its address and a CDB of 32 bytes.
pub(crate) const SRB_SIZE: usize = 256;
/// `SENSE_BUFFER_SIZE_EX`
pub(crate) const SENSE_LENGTH: u8 = 255;
/// The same as a size.
pub(crate) const SENSE_SIZE: usize = SENSE_LENGTH as usize;
/// Slots that rest before they are used again, so that late accesses are seen.
const RESTING: usize = 16;

/// Who has a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    Nobody,
    /// The driver, for this request.
    Driver(u32),
    /// The driver completed it; the sender does not know yet.
    Completed(u32),
    /// The driver never completed it: not used again.
    Lost,
}

/// The memory of one SRB.
#[derive(Debug)]
pub(crate) struct Slot {
    pub srb: Block,
    pub sense: Block,
    pub extension: Option<Block>,
    /// How much of the sense buffer the request has, the rest is nobody's.
    pub sense_length: u8,
    pub seen: Seen,
    pub holder: Holder,
    /// Past this virtual time the request is late.
    pub deadline: u64,
    /// Built when the driver asks for them.
    pub scatter_gather: Option<List>,
    pub mdl: Option<Block>,
    /// The same of the second buffer of a bidirectional request.
    pub scatter_gather_in: Option<List>,
    pub mdl_in: Option<Block>,
}

/// All slots of an adapter.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    all: Vec<Slot>,
    free: VecDeque<u32>,
    by_srb: FastMap<usize, u32>,
}

impl Slots {
    /// A slot for a request, and what is wrong with its memory if the driver wrote to it meanwhile.
    pub fn take(
        &mut self,
        extension: usize,
        physical: Option<(&Rc<PhysicalMemory>, Placement)>,
    ) -> (u32, Option<&'static str>) {
        if self.free.len() > RESTING
            && let Some(index) = self.free.pop_front()
        {
            let slot = &self.all[index as usize];
            let wrong = if !slot.srb.is_untouched() {
                Some("the request block")
            } else if slot
                .extension
                .as_ref()
                .is_some_and(|extension| !extension.is_untouched())
            {
                Some("the SRB extension")
            } else {
                None
            };
            slot.srb.revive();
            if let Some(extension) = &slot.extension {
                extension.revive();
            }
            return (index, wrong);
        }
        let index = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let slot = Slot {
            srb: make(SRB_SIZE, physical),
            sense: make(SENSE_SIZE, physical),
            extension: (extension != 0).then(|| make(extension, physical)),
            sense_length: SENSE_LENGTH,
            seen: Seen::default(),
            holder: Holder::Nobody,
            deadline: u64::MAX,
            scatter_gather: None,
            mdl: None,
            scatter_gather_in: None,
            mdl_in: None,
        };
        self.by_srb.insert(slot.srb.as_ptr() as usize, index);
        self.all.push(slot);
        (index, None)
    }

    pub fn at(&mut self, index: u32) -> &mut Slot {
        &mut self.all[index as usize]
    }

    /// The slot of an SRB that the driver names.
    pub fn find(&self, srb: usize) -> Option<u32> {
        self.by_srb.get(&srb).copied()
    }

    /// Takes a slot back: its memory is poisoned. What the driver wrote outside is returned in words.
    pub fn give_back(&mut self, index: u32) -> Option<(&'static str, &'static str)> {
        let slot = self.at(index);
        let wrong = slot.check();
        slot.holder = Holder::Nobody;
        slot.deadline = u64::MAX;
        slot.scatter_gather = None;
        slot.mdl = None;
        slot.scatter_gather_in = None;
        slot.mdl_in = None;
        slot.close();
        slot.srb.retire("the block of a request that was completed");
        if let Some(extension) = &slot.extension {
            extension.retire("the SRB extension of a request that was completed");
        }
        self.free.push_back(index);
        wrong
    }

    /// Slots whose memory was written after it was taken back.
    pub fn written_late(&self) -> usize {
        self.free
            .iter()
            .map(|&index| &self.all[index as usize])
            .filter(|slot| {
                !slot.srb.is_untouched()
                    || slot
                        .extension
                        .as_ref()
                        .is_some_and(|extension| !extension.is_untouched())
            })
            .count()
    }

    /// The slots whose requests the driver still has, taken out, and who has them.
    pub fn take_kept(&mut self) -> Vec<(Slot, Holder)> {
        let all = std::mem::take(&mut self.all).into_iter();
        all.map(|slot| {
            let holder = slot.holder;
            (slot, holder)
        })
        .filter(|(_, holder)| matches!(holder, Holder::Driver(_) | Holder::Lost))
        .collect()
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Slot> {
        self.all.iter_mut()
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, &Slot)> {
        self.all
            .iter()
            .enumerate()
            .filter_map(|(index, slot)| Some((u32::try_from(index).ok()?, slot)))
    }
}

/// Memory of a slot: physical memory if a device may reach it.
fn make(length: usize, physical: Option<(&Rc<PhysicalMemory>, Placement)>) -> Block {
    match physical {
        Some((memory, placement)) => Block::physical(memory, length, 16, POISON, &placement)
            .expect("the machine has memory for requests"),
        None => Block::new(length, 16, POISON),
    }
}

impl Slot {
    /// The sense buffer as its request gets it: `length` bytes of zero.
    pub fn clear_sense(&mut self, length: u8) {
        self.sense_length = length;
        self.sense.fill(GARBAGE);
        // SAFETY: within the block, of which nobody has a reference.
        unsafe { self.sense.as_ptr().write_bytes(0, usize::from(length)) };
    }

    /// The adapter's device may use it while the driver has the request.
    pub fn open(&self, owner: usize) {
        self.srb.open_all(owner, Access::Read, "a request block");
        self.sense.open_all(owner, Access::Write, "a sense buffer");
        if let Some(extension) = &self.extension {
            extension.open_all(owner, Access::Write, "an SRB extension");
        }
    }

    /// Devices may use it no more.
    pub fn close(&self) {
        self.srb.close("the block of a request that was completed");
        self.sense
            .close("the sense buffer of a request that was completed");
        if let Some(extension) = &self.extension {
            extension.close("the SRB extension of a request that was completed");
        }
    }

    /// Which memory was written outside, and where.
    fn check(&self) -> Option<(&'static str, &'static str)> {
        if let Err(place) = self.srb.check() {
            return Some(("the request block", place));
        }
        if let Err(place) = self.sense.check() {
            return Some(("the sense buffer", place));
        }
        // SAFETY: within the block; the driver does not run now.
        let sense = unsafe { std::slice::from_raw_parts(self.sense.as_ptr(), SENSE_SIZE) };
        if sense[usize::from(self.sense_length)..]
            .iter()
            .any(|&byte| byte != GARBAGE)
        {
            return Some(("the sense buffer", "behind its end (SenseInfoBufferLength)"));
        }
        let mut lists = self.scatter_gather.iter().chain(&self.scatter_gather_in);
        if lists.any(List::is_written) {
            return Some((
                "a scatter/gather list",
                "which is Storport's, and for reading",
            ));
        }
        let place = self.extension.as_ref()?.check().err()?;
        Some(("the SRB extension", place))
    }

    /// Where the memory of the slot ends that an address lies in.
    pub fn end_of(&self, address: usize) -> Option<usize> {
        [Some(&self.srb), Some(&self.sense), self.extension.as_ref()]
            .into_iter()
            .flatten()
            .find_map(|block| {
                let start = block.as_ptr() as usize;
                let end = start + block.len();
                (start..end).contains(&address).then_some(end)
            })
    }
}
