//! What devices may do with a piece of memory.

use std::cell::Cell;

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

/// A piece of memory that is opened and closed for devices as a whole.
#[derive(Debug)]
pub(crate) struct Region {
    access: Cell<Access>,
    start: Cell<usize>,
    end: Cell<usize>,
    /// The adapter whose device it is open for.
    owner: Cell<usize>,
    /// What it is, for messages.
    what: Cell<&'static str>,
}

impl Region {
    pub fn new() -> Self {
        Self {
            access: Cell::new(Access::Closed),
            start: Cell::new(0),
            end: Cell::new(0),
            owner: Cell::new(0),
            what: Cell::new("memory that was freed"),
        }
    }

    /// Opens `length` bytes at `start` for the device of an adapter.
    pub fn open(
        &self,
        owner: usize,
        start: usize,
        length: usize,
        access: Access,
        what: &'static str,
    ) {
        self.owner.set(owner);
        self.access.set(access);
        self.start.set(start);
        self.end.set(start + length);
        self.what.set(what);
    }

    /// Nothing may be done any more; `what` it is now.
    pub fn close(&self, what: &'static str) {
        self.access.set(Access::Closed);
        self.what.set(what);
    }

    /// Whether `length` bytes at `place` are memory that the driver of an adapter always shares with its device.
    pub fn is_shared(&self, owner: usize, place: usize, length: usize) -> bool {
        let shared = [COMMON_BUFFER, UNCACHED_EXTENSION].contains(&self.what.get());
        shared && self.check(owner, 0, place, length, true).is_ok()
    }

    /// Where it ends, if it is open and `place` lies inside.
    pub fn end_of(&self, place: usize) -> Option<usize> {
        let inside = (self.start.get()..self.end.get()).contains(&place);
        (inside && self.access.get() != Access::Closed).then(|| self.end.get())
    }

    pub fn check(
        &self,
        owner: usize,
        at: u64,
        place: usize,
        length: usize,
        write: bool,
    ) -> Result<(), Fault> {
        match self.access.get() {
            Access::Closed => return Err(Fault::Closed(at, self.what.get())),
            _ if owner != self.owner.get() => {
                return Err(Fault::Closed(at, "memory of another adapter"));
            }
            Access::Read if write => return Err(Fault::ReadOnly(at, self.what.get())),
            Access::Read | Access::Write => {}
        }
        if place < self.start.get() || place + length > self.end.get() {
            return Err(Fault::Closed(at, "memory beside what the driver asked for"));
        }
        Ok(())
    }
}
