//! A piece of memory with guard bytes before and behind it.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::ptr;
use std::rc::Rc;

use super::physical::{Access, PAGE, Pages, PhysicalMemory, Placement};
use super::{POISON, shadow};

const GUARD: u64 = 0x6D69_6E69_7061_6421;
const GUARD_SIZE: usize = 16;

/// Where the memory is from.
#[derive(Debug)]
enum Backing {
    /// This process.
    Heap(*mut u8, Layout),
    /// The machine's physical memory.
    Pages(Pages),
}

/// Memory for a driver. It is aligned to `alignment` and, where that is less than a page, deliberately to no more, so
/// that a driver that assumes more is found.
#[derive(Debug)]
pub(crate) struct Block {
    backing: Backing,
    data: *mut u8,
    length: usize,
}

impl Block {
    /// `length` bytes that hold `fill`, which no device reaches.
    pub fn new(length: usize, alignment: usize, fill: u8) -> Self {
        let alignment = alignment.max(GUARD_SIZE);
        // Twice the alignment, then one alignment behind it: a multiple of `alignment` that is no multiple of the double.
        let front = if alignment < 4096 {
            3 * alignment
        } else {
            alignment
        };
        let layout = Layout::from_size_align(
            front + length.next_multiple_of(8) + GUARD_SIZE,
            2 * alignment,
        )
        .expect("the size of a block is within the address space");
        // SAFETY: the layout has a size that is not zero.
        let base = unsafe { alloc(layout) };
        if base.is_null() {
            handle_alloc_error(layout);
        }
        // SAFETY: `front` is within the allocation, and so are `length` bytes behind it and a guard on both sides.
        unsafe { Self::within(Backing::Heap(base, layout), base.add(front), length, fill) }
    }

    /// `length` bytes of physical memory, which is opened for devices later; `None` if there is none.
    pub fn physical(
        memory: &Rc<PhysicalMemory>,
        length: usize,
        alignment: usize,
        fill: u8,
        placement: &Placement,
    ) -> Option<Self> {
        let alignment = alignment.max(GUARD_SIZE);
        // Where it may begin so that it ends in its first page, if it has to.
        let room = if placement.in_page && length <= PAGE {
            PAGE - length.max(alignment)
        } else {
            PAGE
        };
        let places = (room / alignment).div_ceil(2);
        let front = if alignment < PAGE && places != 0 {
            (2 * memory.below(places) + 1) * alignment
        } else {
            PAGE
        };
        let pages = (front + length + GUARD_SIZE).div_ceil(PAGE);
        let margins = if front == PAGE {
            (1, (pages - 1 - length.div_ceil(PAGE)) as u64)
        } else {
            (0, 0)
        };
        let placement = Placement {
            margins,
            ..*placement
        };
        let pages = Pages::new(memory, pages, &placement)?;
        // SAFETY: as in `new`, by the number of pages.
        Some(unsafe {
            let data = pages.as_ptr().add(front);
            Self::within(Backing::Pages(pages), data, length, fill)
        })
    }

    /// # Safety
    /// `length` bytes from `data` on, and a guard on both sides, are within the backing.
    unsafe fn within(backing: Backing, data: *mut u8, length: usize, fill: u8) -> Self {
        // SAFETY: the caller's word.
        unsafe { ptr::write_bytes(data, fill, length) };
        let block = Self {
            backing,
            data,
            length,
        };
        block.write_guards();
        block
    }

    /// What the device of an adapter may do with `length` bytes from `offset` on, if it is physical memory.
    pub fn open(
        &self,
        owner: usize,
        offset: usize,
        length: usize,
        access: Access,
        what: &'static str,
    ) {
        if let Backing::Pages(pages) = &self.backing {
            pages
                .region()
                .open(owner, self.data as usize + offset, length, access, what);
        }
    }

    /// What the device of an adapter may do with all of it.
    pub fn open_all(&self, owner: usize, access: Access, what: &'static str) {
        self.open(owner, 0, self.length, access, what);
    }

    /// Devices may do nothing with it any more.
    pub fn close(&self, what: &'static str) {
        if let Backing::Pages(pages) = &self.backing {
            pages.region().close(what);
        }
    }

    pub fn as_ptr(&self) -> *mut u8 {
        self.data
    }

    pub fn len(&self) -> usize {
        self.length
    }

    pub fn fill(&self, byte: u8) {
        // SAFETY: the data is within the allocation, which lives as long as `self`; no reference to it exists.
        unsafe { ptr::write_bytes(self.data, byte, self.length) };
    }

    /// The driver must not touch it any more, nor a device; `what` it is now.
    pub fn retire(&self, what: &'static str) {
        self.close(what);
        self.fill(POISON);
        shadow::close(self.data, self.length);
    }

    /// What was retired is used again.
    pub fn revive(&self) {
        shadow::open(self.data, self.length);
    }

    /// Whether nobody has written it since it was retired. Under AddressSanitizer nobody can have.
    pub fn is_untouched(&self) -> bool {
        cfg!(miniport_asan) || self.is_filled_with(POISON)
    }

    /// Whether every byte still holds `byte`.
    pub fn is_filled_with(&self, byte: u8) -> bool {
        // SAFETY: as in `fill`; the driver runs on this thread only, and not now.
        let data = unsafe { std::slice::from_raw_parts(self.data, self.length) };
        // The first byte is right, and each is like the one before it: one comparison of memory, not one for each byte.
        data.split_first()
            .is_none_or(|(&first, rest)| first == byte && *rest == data[..rest.len()])
    }

    fn write_guards(&self) {
        // SAFETY: 16 bytes before and behind the data are within the allocation; the writes are unaligned.
        unsafe {
            let front = self.data.sub(GUARD_SIZE).cast::<u64>();
            front.write_unaligned(GUARD);
            front.add(1).write_unaligned(GUARD);
            let back = self.data.add(self.length).cast::<u64>();
            back.write_unaligned(GUARD);
            back.byte_add(8).write_unaligned(GUARD);
        }
    }

    /// Where the driver wrote outside: `Err` with words for a message.
    pub fn check(&self) -> Result<(), &'static str> {
        // SAFETY: as in `write_guards`.
        let (front, back) = unsafe {
            let front = self.data.sub(GUARD_SIZE).cast::<u64>();
            let back = self.data.add(self.length).cast::<u64>();
            (
                front.read_unaligned() == GUARD && front.add(1).read_unaligned() == GUARD,
                back.read_unaligned() == GUARD && back.add(1).read_unaligned() == GUARD,
            )
        };
        if !back {
            self.write_guards();
            return Err("behind its end");
        }
        if !front {
            self.write_guards();
            return Err("before its beginning");
        }
        Ok(())
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        self.revive();
        if let Backing::Heap(base, layout) = self.backing {
            // SAFETY: allocated with this layout in `new`.
            unsafe { dealloc(base, layout) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_aligned_to_what_was_asked_and_no_more() {
        for alignment in [16, 64, 512] {
            let block = Block::new(100, alignment, 0);
            assert_eq!(block.as_ptr() as usize % alignment, 0);
            assert_ne!(block.as_ptr() as usize % (2 * alignment), 0);
        }
    }

    #[test]
    fn pool_memory_that_fits_into_a_page_lies_in_one() {
        let memory = PhysicalMemory::new(1, None);
        for length in [1, 16, 17, 100, 2048, 4000, 4080, 4081, 4096] {
            for _ in 0..50 {
                let pool = Placement::POOL;
                let block = Block::physical(&memory, length, 16, 0, &pool).unwrap();
                assert!(block.as_ptr() as usize % PAGE + length <= PAGE, "{length}");
            }
        }
    }

    #[test]
    fn a_byte_that_differs_is_seen_wherever_it_is() {
        assert!(Block::new(0, 16, 0).is_filled_with(0xDD));
        for length in [1, 2, 7, 8, 9, 100] {
            let block = Block::new(length, 16, 0xDD);
            assert!(block.is_filled_with(0xDD));
            assert!(!block.is_filled_with(0xDC));
            for place in 0..length {
                // SAFETY: within the block.
                unsafe { block.as_ptr().add(place).write(0) };
                assert!(!block.is_filled_with(0xDD), "byte {place} of {length}");
                block.fill(0xDD);
            }
        }
    }

    #[test]
    fn a_write_outside_is_seen_on_both_sides() {
        let block = Block::new(13, 16, 0);
        assert_eq!(block.check(), Ok(()));
        // SAFETY: the guard behind the data is within the allocation.
        unsafe { block.as_ptr().add(13).write(1) };
        assert_eq!(block.check(), Err("behind its end"));
        assert_eq!(block.check(), Ok(()));
        // SAFETY: the guard before the data is within the allocation.
        unsafe { block.as_ptr().sub(1).write(1) };
        assert_eq!(block.check(), Err("before its beginning"));
    }
}
