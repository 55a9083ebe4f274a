//! What devices may do with a piece of memory.

use std::cell::{Cell, RefCell};

use super::page::Fault;

/// What memory of `StorPortAllocateDmaMemory` is while it is allocated.
pub(crate) const COMMON_BUFFER: &str = "a common buffer";
/// What the uncached extension is while its adapter lives.
pub(crate) const UNCACHED_EXTENSION: &str = "the uncached extension";

/// What devices may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nothing.
    Closed,
    /// Read.
    Read,
    /// Read and write.
    Write,
}

/// A part that the device of an owner may reach.
#[derive(Clone, Copy, Debug)]
struct Window {
    /// The adapter or device whose device it is open for.
    owner: usize,
    start: usize,
    end: usize,
    access: Access,
    /// What it is, for messages.
    what: &'static str,
}

/// A piece of memory with the parts of it that are open for devices.
#[derive(Debug)]
pub(crate) struct Region {
    windows: RefCell<Vec<Window>>,
    /// What it is while nothing is open.
    what: Cell<&'static str>,
}

impl Region {
    pub fn new() -> Self {
        Self {
            windows: RefCell::default(),
            what: Cell::new("memory that was freed"),
        }
    }

    /// Opens `length` bytes at `start` for the device of an adapter, and nothing else.
    pub fn open(
        &self,
        owner: usize,
        start: usize,
        length: usize,
        access: Access,
        what: &'static str,
    ) {
        self.close(what);
        self.lend(owner, start, length, access, what);
    }

    /// Opens `length` bytes at `start` as well.
    pub fn lend(
        &self,
        owner: usize,
        start: usize,
        length: usize,
        access: Access,
        what: &'static str,
    ) {
        if access != Access::Closed {
            self.windows.borrow_mut().push(Window {
                owner,
                start,
                end: start + length,
                access,
                what,
            });
        }
    }

    /// Ends what was lent so once; `what` it is now.
    pub fn take_back(&self, owner: usize, start: usize, length: usize, what: &'static str) {
        let mut windows = self.windows.borrow_mut();
        let lent = windows.iter().position(|window| {
            (window.owner, window.start, window.end) == (owner, start, start + length)
        });
        if let Some(lent) = lent {
            windows.remove(lent);
            self.what.set(what);
        }
    }

    /// Nothing may be done any more; `what` it is now.
    pub fn close(&self, what: &'static str) {
        self.windows.borrow_mut().clear();
        self.what.set(what);
    }

    /// Whether `length` bytes at `place` are memory that the driver of an adapter always shares with its device.
    pub fn is_shared(&self, owner: usize, place: usize, length: usize) -> bool {
        let shared = [COMMON_BUFFER, UNCACHED_EXTENSION].contains(&self.what.get());
        shared && self.check(owner, 0, place, length, true).is_ok()
    }

    /// Where it ends, if it is open and `place` lies inside.
    pub fn end_of(&self, place: usize) -> Option<usize> {
        let windows = self.windows.borrow();
        let inside = windows
            .iter()
            .filter(|window| (window.start..window.end).contains(&place));
        inside.map(|window| window.end).max()
    }

    pub fn check(
        &self,
        owner: usize,
        at: u64,
        place: usize,
        length: usize,
        write: bool,
    ) -> Result<(), Fault> {
        let windows = self.windows.borrow();
        let mut next = place;
        let mut read_only = None;
        while next < place + length {
            let mut reaching = windows
                .iter()
                .filter(|window| window.owner == owner)
                .filter(|window| (window.start..window.end).contains(&next));
            let Some(first) = reaching.next() else {
                let what = if windows.is_empty() {
                    self.what.get()
                } else if windows.iter().all(|window| window.owner != owner) {
                    "memory of another adapter"
                } else {
                    "memory beside what the driver asked for"
                };
                return Err(Fault::Closed(at, what));
            };
            let writable = |window: &&Window| window.access == Access::Write;
            if write && !writable(&first) && !reaching.any(|window| writable(&window)) {
                read_only = Some(first.what);
            }
            next = first.end;
        }
        match read_only {
            Some(what) => Err(Fault::ReadOnly(at, what)),
            None => Ok(()),
        }
    }
}
