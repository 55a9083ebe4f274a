//! [`Life`]: how far an adapter has come, in one byte that every callback which can come late looks at.

use core::sync::atomic::{AtomicU8, AtomicU32, Ordering};

/// The extension's value exists: find-adapter has returned it.
const ALIVE: u8 = 1;
/// Deferred objects exist and may be used: the gate of `issue`, `queue` and `set`.
const OPEN: u8 = 2;
/// The gate is closed for good, and what was deferred runs down.
const CLOSING: u8 = 4;
/// `HW_INITIALIZE` has been called: interrupts are connected.
const CONNECTED: u8 = 8;
/// `HW_INITIALIZE` has succeeded: the adapter's own timer may be requested.
const INITIALIZED: u8 = 16;
/// `HW_INITIALIZE` runs for the first time.
const INITIALIZING: u8 = 32;

/// Zero is an adapter without a value: before find-adapter, or after its end.
#[derive(Debug, Default)]
pub(crate) struct Life(AtomicU8);

impl Life {
    /// Find-adapter has written the value.
    pub(crate) fn begin(&self) {
        self.0.store(ALIVE, Ordering::Release);
    }

    /// `HW_INITIALIZE` begins: interrupts can come.
    pub(crate) fn connect(&self) {
        let first = self.0.load(Ordering::Relaxed) & INITIALIZED == 0;
        let initializing = if first { INITIALIZING } else { 0 };
        self.0.fetch_or(CONNECTED | initializing, Ordering::Relaxed);
    }

    /// `HW_INITIALIZE` ends, and has succeeded or not.
    pub(crate) fn initialized(&self, succeeded: bool) {
        self.0.fetch_and(!INITIALIZING, Ordering::SeqCst);
        if succeeded {
            self.0.fetch_or(INITIALIZED, Ordering::SeqCst);
        }
    }

    /// `HW_INITIALIZE` runs for the first time. What is tied to no point of the adapter's life, such as `HW_TRACING_ENABLED`, may too.
    pub(crate) fn is_initializing(&self) -> bool {
        self.0.load(Ordering::Relaxed) & INITIALIZING != 0
    }

    /// Interrupts cannot come any more.
    pub(crate) fn disconnect(&self) {
        self.0.fetch_and(!CONNECTED, Ordering::Relaxed);
    }

    /// Deferred objects have been made.
    pub(crate) fn open(&self) {
        self.0.fetch_or(OPEN, Ordering::SeqCst);
    }

    /// Deferred objects may be used, whether they could be before or not.
    pub(crate) fn reopen(&self) {
        self.0.fetch_and(!CLOSING, Ordering::SeqCst);
        self.open();
    }

    /// Closes the gate, whether it was open or not.
    pub(crate) fn close(&self) {
        self.0.fetch_or(CLOSING, Ordering::SeqCst);
        self.0.fetch_and(!OPEN, Ordering::SeqCst);
    }

    /// The value is about to be dropped; true for the one who drops it.
    pub(crate) fn end(&self) -> bool {
        self.0.swap(0, Ordering::SeqCst) & ALIVE != 0
    }

    /// The value exists.
    #[inline(always)]
    pub(crate) fn is_alive(&self) -> bool {
        self.0.load(Ordering::Acquire) & ALIVE != 0
    }

    /// Deferred objects may be used, and `count` has one more; false, and as many as before, if not. Counted before the gate is
    /// looked at: whoever closes it sees either the count, or that nothing came of it.
    #[inline]
    pub(crate) fn enter(&self, count: &AtomicU32) -> bool {
        count.fetch_add(1, Ordering::SeqCst);
        let open = self.is_open();
        if !open {
            count.fetch_sub(1, Ordering::SeqCst);
        }
        open
    }

    /// The value stays until `count` has one less; false, and as many as before, if its end has begun or there is none. As
    /// [`enter`](Self::enter), for a handler that comes whether deferred objects exist or not.
    pub(crate) fn hold(&self, count: &AtomicU32) -> bool {
        count.fetch_add(1, Ordering::SeqCst);
        let held = self.0.load(Ordering::SeqCst) & (ALIVE | CLOSING) == ALIVE;
        if !held {
            count.fetch_sub(1, Ordering::SeqCst);
        }
        held
    }

    /// Deferred objects may be used. Sequentially consistent, as [`enter`](Self::enter) needs it: a plain load on x64 and ARM64.
    #[inline(always)]
    pub(crate) fn is_open(&self) -> bool {
        self.0.load(Ordering::SeqCst) & OPEN != 0
    }

    /// What was deferred runs down.
    #[inline(always)]
    pub(crate) fn is_closing(&self) -> bool {
        self.0.load(Ordering::Acquire) & CLOSING != 0
    }

    /// The adapter's own timer may be requested: from when `HW_INITIALIZE` has succeeded until the gate closes.
    pub(crate) fn may_request_timer(&self) -> bool {
        let now = self.0.load(Ordering::SeqCst);
        now & (ALIVE | INITIALIZED | CLOSING) == ALIVE | INITIALIZED
    }

    /// Interrupts can come, or could.
    pub(crate) fn is_connected(&self) -> bool {
        self.0.load(Ordering::Acquire) & CONNECTED != 0
    }
}

#[cfg(test)]
mod tests {
    use core::sync::atomic::AtomicU32;

    use super::Life;

    fn seen(life: &Life) -> [bool; 4] {
        [
            life.is_alive(),
            life.is_open(),
            life.is_closing(),
            life.may_request_timer(),
        ]
    }

    #[test]
    fn the_gate_opens_once_and_closes_for_good() {
        let life = Life::default();
        assert_eq!(seen(&life), [false, false, false, false]);
        life.begin();
        assert_eq!(seen(&life), [true, false, false, false]);
        life.connect();
        assert!(life.is_initializing());
        assert_eq!(seen(&life), [true, false, false, false]);
        life.initialized(true);
        assert!(!life.is_initializing());
        assert_eq!(seen(&life), [true, false, false, true]);
        life.open();
        assert_eq!(seen(&life), [true, true, false, true]);
        life.close();
        assert_eq!(seen(&life), [true, false, true, false]);
        assert!(life.is_connected());
        assert!(life.end());
        assert_eq!(seen(&life), [false; 4]);
        assert!(!life.end());
    }

    #[test]
    fn who_comes_through_the_gate_is_counted() {
        let (life, count) = (Life::default(), AtomicU32::new(0));
        life.begin();
        assert!(!life.enter(&count));
        life.open();
        assert!(life.enter(&count) && life.enter(&count));
        life.close();
        assert!(!life.enter(&count));
        assert!(!life.hold(&count));
        assert_eq!(count.into_inner(), 2);
    }

    #[test]
    fn a_value_is_held_until_its_end_begins() {
        let (life, count) = (Life::default(), AtomicU32::new(0));
        assert!(!life.hold(&count));
        life.begin();
        assert!(life.hold(&count));
        life.close();
        assert!(!life.hold(&count));
        assert!(life.end());
        assert!(!life.hold(&count));
        assert_eq!(count.into_inner(), 1);
    }
}
