//! What the work item is to do, and who does it.

use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// What is to be done, as bits.
#[derive(Debug, Default)]
pub struct Work {
    bits: AtomicU32,
    queued: AtomicBool,
    busy: AtomicBool,
}

impl Work {
    /// Nothing.
    pub const NONE: u32 = 0;
    /// Initialise the controller, which resets it.
    pub const RESET: u32 = 1;
    /// An asynchronous event has come.
    pub const EVENT: u32 = 1 << 1;
    /// Requests are late.
    pub const ABORT: u32 = 1 << 2;
    /// The error log tells more of a command that failed.
    pub const ERRORS: u32 = 1 << 3;

    /// Adds something.
    pub fn add(&self, work: u32) {
        self.bits.fetch_or(work, Ordering::SeqCst);
    }

    /// Takes all.
    pub fn take(&self) -> u32 {
        self.bits.swap(Self::NONE, Ordering::SeqCst)
    }

    /// There is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.bits.load(Ordering::SeqCst) == Self::NONE
    }

    /// Whether the work item has to be queued: it does not wait already.
    pub fn claim_queue(&self) -> bool {
        !self.queued.swap(true, Ordering::SeqCst)
    }

    /// The work item does not wait any more: it runs, or was not queued.
    pub fn release_queue(&self) {
        self.queued.store(false, Ordering::SeqCst);
    }

    /// Runs `work` with all that is to be done, until nothing is. Storport lets a work item be queued again while it runs, and
    /// on another processor: if it does run there, it sees to what is to be done here too.
    pub fn run(&self, mut work: impl FnMut(u32)) {
        while !self.is_empty() && !self.busy.swap(true, Ordering::SeqCst) {
            loop {
                match self.take() {
                    Self::NONE => break,
                    bits => work(bits),
                }
            }
            self.busy.store(false, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    #[test]
    fn what_is_added_meanwhile_is_done_too() {
        let work = Work::default();
        work.add(Work::EVENT);
        work.add(Work::ABORT);
        let mut done = Vec::new();
        work.run(|bits| {
            if done.is_empty() {
                work.add(Work::RESET);
                work.run(|_| panic!("one at a time"));
            }
            done.push(bits);
        });
        assert_eq!(done, [Work::EVENT | Work::ABORT, Work::RESET]);
        assert!(work.is_empty());
    }

    #[test]
    fn it_is_queued_once() {
        let work = Work::default();
        assert!(work.claim_queue() && !work.claim_queue());
        work.release_queue();
        assert!(work.claim_queue());
    }
}
