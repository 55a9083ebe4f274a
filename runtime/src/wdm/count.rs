//! [`Count`]: who holds a device, and how its end waits until nobody does.
//!
//! It is what rundown protection is for a C driver (`ExAcquireRundownProtection`), inline and with two doors: nobody is counted who comes
//! when it is closed. So the word comes to zero once for each time that it is closed, if there is somebody to wait for, and who takes it
//! there tells who waits: a wait has one signal, none is left over that a later wait would take for its own, or that would come when the
//! device is gone.

use core::cell::UnsafeCell;
use core::fmt;
use core::mem::MaybeUninit;
use core::ptr;
use core::sync::atomic::{AtomicU64, Ordering};

use crate::ffi;

/// Beside the number of holders: whoever comes may hold the device. The sign.
const OPEN: u64 = 1 << 63;
/// Whoever takes something that waits may hold the device.
const TAKES: u64 = 1 << 62;
/// It is closed, and nobody waits for the holders.
const IDLE: u64 = 1 << 61;
/// It is closed, who waited for the holders is told, and somebody has [come anyway](Count::hold_anyway) before that one knew.
const TOLD: u64 = 1 << 60;

/// How long who waits does not ask again: 10 ms from now, in units of 100 ns.
pub(crate) const MEANWHILE: ffi::LARGE_INTEGER = ffi::LARGE_INTEGER { QuadPart: -100_000 };

/// The number of holders.
const fn holders(word: u64) -> u64 {
    word & (TOLD - 1)
}

/// Open for all, or for who takes something that waits.
const fn opened(word: u64, for_all: bool) -> u64 {
    holders(word) | if for_all { OPEN | TAKES } else { TAKES }
}

/// Closed. Without a mark where there are holders: the last one comes to zero.
const fn closed(word: u64) -> u64 {
    match holders(word) {
        0 => IDLE,
        holders => holders,
    }
}

/// One holder more, open or not. Zero must not come again where the last one has just gone, and who waits does not know yet.
const fn with_one(word: u64) -> u64 {
    if word == 0 { TOLD + 1 } else { word + 1 }
}

/// Who holds the device: what is open, who waits, and how many. Initialised when the device is added.
pub(crate) struct Count {
    word: AtomicU64,
    idle: UnsafeCell<MaybeUninit<ffi::KEVENT>>,
}

impl fmt::Debug for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Count({:#x})", self.word.load(Ordering::Relaxed))
    }
}

impl Count {
    /// # Safety
    /// The device is being added: nothing else uses this, which does not move from here on.
    pub(super) unsafe fn initialise(&self) {
        // SAFETY: the caller's word.
        unsafe { ffi::KeInitializeEvent(self.event(), ffi::NotificationEvent, ffi::FALSE) };
        self.word.store(IDLE, Ordering::Relaxed);
    }

    fn event(&self) -> ffi::PKEVENT {
        self.idle.get().cast()
    }

    fn update(&self, to: impl Fn(u64) -> u64) {
        let _ = self
            .word
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |now| Some(to(now)));
    }

    /// Holds the device if `is_open`: counted in the step in which that is seen.
    #[inline(always)]
    fn pass(&self, is_open: impl Fn(u64) -> bool) -> bool {
        let mut now = self.word.load(Ordering::Relaxed);
        loop {
            if !is_open(now) {
                return false;
            }
            match self
                .word
                .compare_exchange_weak(now, now + 1, Ordering::SeqCst, Ordering::Relaxed)
            {
                Ok(_) => return true,
                Err(changed) => now = changed,
            }
        }
    }

    /// Holds the device if it is open; false if not.
    #[inline(always)]
    pub(crate) fn enter(&self) -> bool {
        self.pass(|word| word.cast_signed() < 0)
    }

    /// Holds the device if what waits may be taken; false if not.
    #[inline]
    pub(crate) fn enter_to_take(&self) -> bool {
        self.pass(|word| word & TAKES != 0)
    }

    /// Holds the device once more: who calls this holds it.
    #[inline(always)]
    pub(crate) fn hold(&self) {
        self.word.fetch_add(1, Ordering::SeqCst);
    }

    /// Holds the device, open or not: who calls this knows that it is there until then.
    pub(crate) fn hold_anyway(&self) {
        self.update(with_one);
    }

    /// Lets go. The device may be gone when this returns, unless it is true: then who waits must be [told](Count::tell).
    #[inline(always)]
    #[must_use]
    pub(super) fn take_one(&self) -> bool {
        self.word.fetch_sub(1, Ordering::SeqCst) == 1
    }

    /// Tells who waits that nobody holds the device. Up to `DISPATCH_LEVEL`.
    pub(super) fn tell(&self) {
        // SAFETY: the event was initialised when the device was added. Whoever has closed this waits for the event before the device
        // goes, and `KeSetEvent` does not touch it after that, as it does not touch that of a remove lock.
        unsafe { ffi::KeSetEvent(self.event(), 0, ffi::FALSE) };
    }

    /// Lets go, and tells who waits. Up to `DISPATCH_LEVEL`; the device may be gone when this returns.
    pub(super) fn leave(&self) {
        if self.take_one() {
            self.tell();
        }
    }

    /// Opens for whoever comes, or only for who takes what waits. Whoever has closed this has waited.
    pub(crate) fn open(&self, for_all: bool) {
        self.update(|word| opened(word, for_all));
    }

    /// Closes: who comes from here on is not counted. [`Count::wait`] comes next. Plug and play and power requests of a device come one
    /// after the other, so that one closes at a time; what is closed stays as it is.
    pub(crate) fn close(&self) {
        if self.word.load(Ordering::SeqCst) & (OPEN | TAKES) != 0 {
            // SAFETY: the event was initialised when the device was added. Nobody sets it while this is open.
            unsafe { ffi::KeClearEvent(self.event()) };
            self.update(closed);
        }
    }

    /// Waits until nobody holds the device who came before it was closed.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`; it was [closed](Count::close).
    pub(crate) unsafe fn wait(&self) {
        // SAFETY: the caller's word.
        unsafe { self.is_over(ptr::null_mut()) };
    }

    /// As [`Count::wait`]; calls `meanwhile` every 10 ms until then.
    ///
    /// # Safety
    /// As [`Count::wait`].
    pub(crate) unsafe fn wait_with(&self, mut meanwhile: impl FnMut()) {
        let mut timeout = MEANWHILE;
        // SAFETY: the caller's word.
        while !unsafe { self.is_over(&raw mut timeout) } {
            meanwhile();
        }
    }

    /// Whether nobody holds the device who came before it was closed, now.
    ///
    /// # Safety
    /// Up to `DISPATCH_LEVEL`; it was [closed](Count::close), and nobody else waits.
    pub(crate) unsafe fn is_over_now(&self) -> bool {
        let mut timeout = ffi::LARGE_INTEGER { QuadPart: 0 };
        // SAFETY: the caller's word: nothing waits without time.
        unsafe { self.is_over(&raw mut timeout) }
    }

    /// Whether it is over within this time. Who has taken the count to zero has told then: nothing of his is left that a later wait, or the
    /// memory of a device that is gone, would meet.
    ///
    /// # Safety
    /// As [`Count::wait`].
    unsafe fn is_over(&self, timeout: ffi::PLARGE_INTEGER) -> bool {
        let word = self.word.load(Ordering::SeqCst);
        debug_assert!(word & (OPEN | TAKES) == 0);
        if word & IDLE != 0 {
            return true;
        }
        // SAFETY: the event was initialised when the device was added, and cleared before this was closed; the caller's word.
        let status = unsafe {
            ffi::KeWaitForSingleObject(
                self.event().cast(),
                ffi::Executive,
                ffi::KernelMode,
                ffi::FALSE,
                timeout,
            )
        };
        let over = status != ffi::STATUS_TIMEOUT;
        if over {
            self.word.fetch_or(IDLE, Ordering::SeqCst);
        }
        over
    }
}

#[cfg(test)]
mod tests {
    //! Every interleaving of who comes, who comes anyway, and who closes.

    use std::collections::HashSet;
    use std::vec::Vec;

    use super::{IDLE, OPEN, closed, holders, opened, with_one};

    /// How far somebody has come who holds the device for a while.
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    enum Guest {
        /// Comes, if it is open.
        Comes,
        /// Comes, open or not.
        ComesAnyway,
        Holds,
        HoldsAnyway,
        /// Has taken the count to zero, and tells.
        Tells,
        Gone,
    }

    /// What is done with the device, one after the other.
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    enum Step {
        Open,
        Clear,
        Close,
        /// Looks whether there is somebody to wait for.
        Look,
        Wait,
        Rest,
    }

    const LIFE: [Step; 12] = [
        Step::Open,
        Step::Clear,
        Step::Close,
        Step::Look,
        Step::Wait,
        Step::Rest,
        Step::Open,
        Step::Clear,
        Step::Close,
        Step::Look,
        Step::Wait,
        Step::Rest,
    ];

    #[derive(Clone, PartialEq, Eq, Hash)]
    struct World {
        word: u64,
        event: bool,
        next: usize,
        guests: Vec<Guest>,
    }

    impl World {
        /// One step of a guest; none if he is gone. Nobody tells when nobody waits.
        fn guest(&self, index: usize) -> Option<Self> {
            let mut after = self.clone();
            let guest = &mut after.guests[index];
            *guest = match *guest {
                Guest::Comes if self.word & OPEN == 0 => Guest::Gone,
                Guest::Comes => {
                    after.word += 1;
                    Guest::Holds
                }
                Guest::ComesAnyway => {
                    after.word = with_one(self.word);
                    Guest::HoldsAnyway
                }
                Guest::Holds | Guest::HoldsAnyway => {
                    after.word -= 1;
                    if after.word == 0 {
                        Guest::Tells
                    } else {
                        Guest::Gone
                    }
                }
                Guest::Tells => {
                    assert!(!self.event);
                    assert!(matches!(LIFE[self.next], Step::Look | Step::Wait));
                    after.event = true;
                    Guest::Gone
                }
                Guest::Gone => return None,
            };
            Some(after)
        }

        /// One step of who opens and closes; none if he waits or has come to the end.
        fn owner(&self) -> Option<Self> {
            let mut after = self.clone();
            after.next += 1;
            match LIFE.get(self.next)? {
                Step::Open => after.word = opened(self.word, true),
                Step::Clear => after.event = false,
                Step::Close => after.word = closed(self.word),
                Step::Look if self.word & IDLE != 0 => after.next += 2,
                Step::Wait if !self.event => return None,
                Step::Look | Step::Wait => {}
                Step::Rest => after.word |= IDLE,
            }
            Some(after)
        }

        /// Nothing that came by an open door is left after a wait.
        fn check(&self) {
            let waited = self.next == LIFE.len() || LIFE[self.next] == Step::Open;
            if waited {
                let left = |guest| matches!(guest, &Guest::Holds | &Guest::Tells);
                assert!(!self.guests.iter().any(left));
            }
            let hold = |guest: &&Guest| matches!(guest, Guest::Holds | Guest::HoldsAnyway);
            let holding = self.guests.iter().filter(hold).count();
            assert_eq!(holders(self.word), holding as u64);
        }
    }

    #[test]
    fn each_wait_has_one_signal_and_ends_when_nobody_is_left() {
        let guests = [
            Guest::Comes,
            Guest::Comes,
            Guest::Comes,
            Guest::ComesAnyway,
            Guest::ComesAnyway,
        ];
        let first = World {
            word: IDLE,
            event: false,
            next: 0,
            guests: guests.to_vec(),
        };
        let (mut seen, mut todo) = (HashSet::new(), std::vec![first]);
        let mut ends = 0;
        while let Some(world) = todo.pop() {
            if !seen.insert(world.clone()) {
                continue;
            }
            world.check();
            let guests = (0..world.guests.len()).filter_map(|index| world.guest(index));
            let next: Vec<_> = guests.chain(world.owner()).collect();
            if next.is_empty() {
                // Nobody waits for ever.
                assert_eq!(world.next, LIFE.len());
                ends += 1;
            }
            todo.extend(next);
        }
        assert!(ends > 0);
    }
}
