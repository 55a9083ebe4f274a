//! The physical memory of a machine: from virtual to physical addresses and back, and the transfers of devices.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use fastrand::Rng;

use super::arena::{Arena, Ram};
use super::frames::Frames;
use super::page::{Fault, PAGE, PAGE_BYTES};
use super::region::{Access, Region};
use crate::kernel::map::FastMap;

/// What an address of other memory is moved by: a driver that takes one for the other is found.
const ELSEWHERE: u64 = 0x0100_0000_0000_0000;

/// A page that has a frame.
#[derive(Debug)]
pub(super) struct Page {
    pub virtual_page: usize,
    pub region: Rc<Region>,
}

/// The physical memory of a machine.
#[derive(Debug)]
pub(crate) struct PhysicalMemory {
    pub(super) frames: RefCell<Frames>,
    pub(super) arena: Option<Arena>,
    pub(super) by_page: RefCell<FastMap<usize, u64>>,
    pub(super) by_frame: RefCell<FastMap<u64, Page>>,
}

impl PhysicalMemory {
    /// Memory of this process, or `ram` that a device outside shares.
    pub fn new(seed: u64, ram: Option<Arc<dyn Ram>>) -> Rc<Self> {
        Rc::new(Self {
            // Its own dice, so that it does not matter for the order of things how much memory is used.
            frames: RefCell::new(Frames::new(Rng::with_seed(seed ^ 0x7061_6765_7321))),
            arena: ram.map(Arena::new),
            by_page: RefCell::new(FastMap::default()),
            by_frame: RefCell::new(FastMap::default()),
        })
    }

    /// A number that decides where in its first page memory begins.
    pub fn below(&self, limit: usize) -> usize {
        self.frames.borrow_mut().below(limit)
    }

    /// The physical address of a byte, if it is in memory that devices can reach.
    pub fn address_of(&self, address: usize) -> Option<u64> {
        let frame = *self.by_page.borrow().get(&(address / PAGE))?;
        Some(frame * PAGE_BYTES + (address % PAGE) as u64)
    }

    /// The physical address of any byte: of one that no device reaches it is an address where nothing is.
    pub fn address_of_any(&self, address: usize) -> i64 {
        self.address_of(address)
            .unwrap_or((address as u64).wrapping_add(ELSEWHERE))
            .cast_signed()
    }

    /// The byte at a physical address.
    pub fn virtual_of(&self, address: i64) -> usize {
        let address = address.cast_unsigned();
        let offset = usize::try_from(address % PAGE_BYTES).unwrap_or(0);
        self.by_frame
            .borrow()
            .get(&(address / PAGE_BYTES))
            .map_or_else(
                || usize::try_from(address.wrapping_sub(ELSEWHERE)).unwrap_or(0),
                |page| page.virtual_page * PAGE + offset,
            )
    }

    /// Where the memory ends that `address` lies in, if it is open for devices.
    pub fn end_of(&self, address: usize) -> Option<usize> {
        let frame = *self.by_page.borrow().get(&(address / PAGE))?;
        self.by_frame.borrow().get(&frame)?.region.end_of(address)
    }

    /// Whether these bytes are memory that the driver of an adapter always shares with its device.
    pub fn is_shared(&self, owner: usize, address: usize, length: usize) -> bool {
        let by_page = self.by_page.borrow();
        let Some(frame) = by_page.get(&(address / PAGE)) else {
            return false;
        };
        let frames = self.by_frame.borrow();
        let page = frames.get(frame);
        page.is_some_and(|page| page.region.is_shared(owner, address, length))
    }

    /// How many bytes from `address` on lie together for a device, up to `end`.
    pub fn contiguous(&self, address: usize, end: usize) -> usize {
        let Some(start) = self.address_of(address) else {
            return PAGE - address % PAGE;
        };
        let mut at = (address / PAGE + 1) * PAGE;
        while at < end && self.address_of(at) == Some(start + (at - address) as u64) {
            at += PAGE;
        }
        at.min(end.max(address + 1)) - address
    }

    fn region_of(&self, address: usize) -> Option<Rc<Region>> {
        let frame = *self.by_page.borrow().get(&(address / PAGE))?;
        let frames = self.by_frame.borrow();
        frames.get(&frame).map(|page| Rc::clone(&page.region))
    }

    /// Lends memory to a device for a transfer.
    pub fn lend(&self, owner: usize, address: usize, length: usize, access: Access) {
        if let Some(region) = self.region_of(address) {
            region.lend(owner, address, length, access, "the data of a transfer");
        }
    }

    /// The transfer is over.
    pub fn take_back(&self, owner: usize, address: usize, length: usize) {
        if let Some(region) = self.region_of(address) {
            let what = "the data of a transfer that is over";
            region.take_back(owner, address, length, what);
        }
    }

    /// Checks a transfer of an adapter's device and gives its pieces to `each`: address in this process, offset, length.
    pub fn transfer(
        &self,
        owner: usize,
        address: u64,
        length: usize,
        write: bool,
        mut each: impl FnMut(*mut u8, usize, usize),
    ) -> Result<(), Fault> {
        let frames = self.by_frame.borrow();
        for check in [true, false] {
            let mut done = 0;
            while done < length {
                let at = address.wrapping_add(done as u64);
                let offset = usize::try_from(at % PAGE_BYTES).unwrap_or(0);
                let part = (PAGE - offset).min(length - done);
                let page = frames.get(&(at / PAGE_BYTES)).ok_or(Fault::Nothing(at))?;
                let place = page.virtual_page * PAGE + offset;
                if check {
                    page.region.check(owner, at, place, part, write)?;
                } else {
                    each(place as *mut u8, done, part);
                }
                done += part;
            }
        }
        Ok(())
    }
}
