//! Whole pages of physical memory, as the driver sees them: one after the other.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::rc::Rc;

use super::frames::Placement;
use super::memory::{Page, PhysicalMemory};
use super::page::PAGE;
use super::region::Region;

/// Pages that are given back when dropped.
#[derive(Debug)]
pub(crate) struct Pages {
    memory: Rc<PhysicalMemory>,
    base: *mut u8,
    count: usize,
    region: Rc<Region>,
}

impl Pages {
    /// So many pages; `None` if there are none left where they may lie. They hold anything.
    pub fn new(memory: &Rc<PhysicalMemory>, count: usize, placement: &Placement) -> Option<Self> {
        let (base, frames) = if let Some(arena) = &memory.arena {
            let (base, first) = arena.take(count, placement)?;
            (base, (first..first + count as u64).collect())
        } else {
            let frames = memory.frames.borrow_mut().take(count, placement)?;
            let layout = layout(count);
            // SAFETY: the layout has a size that is not zero: at least one page.
            let base = unsafe { alloc(layout) };
            if base.is_null() {
                handle_alloc_error(layout);
            }
            (base, frames)
        };
        let region = Rc::new(Region::new());
        let first = base as usize / PAGE;
        let mut by_page = memory.by_page.borrow_mut();
        let mut by_frame = memory.by_frame.borrow_mut();
        for (virtual_page, frame) in (first..).zip(frames) {
            by_page.insert(virtual_page, frame);
            let region = Rc::clone(&region);
            by_frame.insert(
                frame,
                Page {
                    virtual_page,
                    region,
                },
            );
        }
        Some(Self {
            memory: Rc::clone(memory),
            base,
            count,
            region,
        })
    }

    pub fn as_ptr(&self) -> *mut u8 {
        self.base
    }

    /// What devices may do with them.
    pub fn region(&self) -> &Rc<Region> {
        &self.region
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        let first = self.base as usize / PAGE;
        let mut by_page = self.memory.by_page.borrow_mut();
        let mut by_frame = self.memory.by_frame.borrow_mut();
        let frames: Vec<u64> = (first..first + self.count)
            .filter_map(|page| by_page.remove(&page))
            .collect();
        for frame in &frames {
            by_frame.remove(frame);
        }
        if let Some(arena) = &self.memory.arena {
            arena.give_back(self.base, self.count);
        } else {
            self.memory.frames.borrow_mut().give_back(&frames);
            // SAFETY: allocated with this layout in `new`.
            unsafe { dealloc(self.base, layout(self.count)) };
        }
    }
}

fn layout(pages: usize) -> Layout {
    Layout::from_size_align(pages.max(1) * PAGE, PAGE)
        .expect("the size of memory is within the address space")
}

#[cfg(test)]
mod tests {
    use super::super::{Access, Fault};
    use super::*;

    #[test]
    fn addresses_lead_back_and_end_with_the_pages() {
        let memory = PhysicalMemory::new(1, None);
        let pages = Pages::new(&memory, 3, &Placement::ANYWHERE).unwrap();
        let byte = pages.as_ptr() as usize + 5000;
        let address = memory.address_of(byte).unwrap();
        assert_eq!(memory.virtual_of(address.cast_signed()), byte);
        assert_eq!(address % 4096, 5000 % 4096);
        drop(pages);
        assert_eq!(memory.address_of(byte), None);
        assert_eq!(
            memory.transfer(0, address, 1, false, |_, _, _| ()),
            Err(Fault::Nothing(address))
        );
    }

    #[test]
    fn a_device_reaches_what_is_open() {
        let memory = PhysicalMemory::new(1, None);
        let pages = Pages::new(&memory, 2, &Placement::LOW.contiguous()).unwrap();
        let start = pages.as_ptr() as usize;
        let address = memory.address_of(start).unwrap();
        let reach_as = |owner, offset: u64, length, write| {
            let mut bytes = 0;
            memory
                .transfer(owner, address + offset, length, write, |_, _, part| {
                    bytes += part;
                })
                .map(|()| bytes)
        };
        let reach = |offset, length, write| reach_as(7, offset, length, write);
        assert!(matches!(reach(0, 1, false), Err(Fault::Closed(..))));
        pages
            .region()
            .open(7, start + 16, 8000, Access::Read, "data");
        assert_eq!(reach(16, 8000, false), Ok(8000));
        assert!(matches!(reach(16, 1, true), Err(Fault::ReadOnly(..))));
        assert!(matches!(reach(15, 2, false), Err(Fault::Closed(..))));
        assert!(matches!(reach_as(8, 16, 1, false), Err(Fault::Closed(..))));
        assert_eq!(memory.contiguous(start + 16, start + 8192), 8176);
        memory.lend(7, start, 16, Access::Write);
        assert_eq!(reach(0, 16, true), Ok(16));
        assert_eq!(reach(8, 16, false), Ok(16));
        assert!(matches!(reach(8, 16, true), Err(Fault::ReadOnly(..))));
        memory.take_back(7, start, 16);
        assert!(matches!(reach(8, 16, false), Err(Fault::Closed(..))));
        assert_eq!(reach(16, 16, false), Ok(16));
    }
}
