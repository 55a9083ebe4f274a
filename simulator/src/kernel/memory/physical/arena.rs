//! Memory that a device outside of this process shares: physical addresses follow from where it is.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use super::frames::Placement;
use super::page::{PAGE, PAGE_BYTES};

/// Memory of a machine that a device outside of this process reaches by itself, for instance QEMU's.
///
/// # Safety
///
/// `len` bytes from `as_ptr` on, which is aligned to a page, are readable and writable memory as long as the value lives,
/// and nobody else makes references to them.
pub unsafe trait Ram: fmt::Debug {
    /// The physical address of the first byte, a multiple of the page.
    fn base(&self) -> u64;
    /// How many bytes there are.
    fn len(&self) -> usize;
    /// The first byte.
    fn as_ptr(&self) -> *mut u8;
    /// There are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(feature = "qemu")]
// SAFETY: a mapping of a file that lives as long as the value; its documentation allows only raw pointers to it.
unsafe impl Ram for crate::device::qemu::SharedMemory {
    fn base(&self) -> u64 {
        self.base()
    }
    fn len(&self) -> usize {
        self.len()
    }
    fn as_ptr(&self) -> *mut u8 {
        self.as_ptr()
    }
}

/// The pages of shared memory.
#[derive(Debug)]
pub(super) struct Arena {
    ram: Arc<dyn Ram>,
    /// Free runs by their first page: first, how many.
    free: RefCell<Vec<(usize, usize)>>,
}

impl Arena {
    pub fn new(ram: Arc<dyn Ram>) -> Self {
        let pages = ram.len() / PAGE;
        Self {
            ram,
            free: RefCell::new(vec![(0, pages)]),
        }
    }

    /// Memory of so many pages: its first byte and its first frame.
    pub fn take(&self, pages: usize, placement: &Placement) -> Option<(*mut u8, u64)> {
        let first_frame = self.ram.base() / PAGE_BYTES;
        let mut free = self.free.borrow_mut();
        let fits = |start: usize| {
            let first = (first_frame + start as u64) * PAGE_BYTES;
            let last = first + (pages * PAGE) as u64 - 1;
            first >= placement.lowest
                && last <= placement.highest
                && !placement.crosses(first_frame + start as u64, pages as u64)
        };
        let found = free
            .iter()
            .enumerate()
            .find_map(|(index, &(start, count))| {
                (start..(start + count + 1).saturating_sub(pages))
                    .take(1 << 16)
                    .find(|&start| fits(start))
                    .map(|start| (index, start))
            });
        let (index, start) = found?;
        let (run, count) = free.remove(index);
        if start + pages < run + count {
            free.insert(index, (start + pages, run + count - start - pages));
        }
        if start > run {
            free.insert(index, (run, start - run));
        }
        // SAFETY: the pages are within the memory.
        let base = unsafe { self.ram.as_ptr().add(start * PAGE) };
        Some((base, first_frame + start as u64))
    }

    pub fn give_back(&self, base: *mut u8, pages: usize) {
        let start = (base as usize - self.ram.as_ptr() as usize) / PAGE;
        let mut free = self.free.borrow_mut();
        let index = free.partition_point(|&(first, _)| first < start);
        free.insert(index, (start, pages));
        if let Some(&(next, count)) = free.get(index + 1)
            && start + pages == next
        {
            free[index].1 += count;
            free.remove(index + 1);
        }
        if index > 0 && free[index - 1].0 + free[index - 1].1 == start {
            free[index - 1].1 += free[index].1;
            free.remove(index);
        }
    }
}
