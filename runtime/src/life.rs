//! [`Life`]: how far an adapter has come, in one byte that every callback which can come late looks at.

use core::sync::atomic::{AtomicU8, Ordering};

/// The extension's value exists: find-adapter has returned it.
const ALIVE: u8 = 1;
/// Deferred objects exist and may be used: the gate of `issue`, `queue` and `set`.
const OPEN: u8 = 2;
/// The gate is closed for good, and what was deferred runs down.
const CLOSING: u8 = 4;
/// `HW_INITIALIZE` has been called: interrupts are connected.
const CONNECTED: u8 = 8;

/// Zero is an adapter without a value: before find-adapter, or after its end.
#[derive(Debug, Default)]
pub(crate) struct Life(AtomicU8);

impl Life {
    /// Find-adapter has written the value.
    pub(crate) fn begin(&self) {
        self.0.store(ALIVE, Ordering::Release);
    }

    /// Interrupts can come.
    pub(crate) fn connect(&self) {
        self.0.fetch_or(CONNECTED, Ordering::Relaxed);
    }

    /// Interrupts cannot come any more.
    pub(crate) fn disconnect(&self) {
        self.0.fetch_and(!CONNECTED, Ordering::Relaxed);
    }

    /// Deferred objects have been made.
    pub(crate) fn open(&self) {
        self.0.fetch_or(OPEN, Ordering::SeqCst);
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

    /// Deferred objects may be used. Sequentially consistent, as counting work items needs it: a plain load on x64 and ARM64.
    #[inline(always)]
    pub(crate) fn is_open(&self) -> bool {
        self.0.load(Ordering::SeqCst) & OPEN != 0
    }

    /// What was deferred runs down.
    #[inline(always)]
    pub(crate) fn is_closing(&self) -> bool {
        self.0.load(Ordering::Acquire) & CLOSING != 0
    }

    /// The adapter's own timer may be requested: from `HW_INITIALIZE` until the gate closes.
    pub(crate) fn may_request_timer(&self) -> bool {
        self.0.load(Ordering::SeqCst) & (ALIVE | CLOSING) == ALIVE
    }

    /// Interrupts can come, or could.
    pub(crate) fn is_connected(&self) -> bool {
        self.0.load(Ordering::Acquire) & CONNECTED != 0
    }
}

#[cfg(test)]
mod tests {
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
        assert_eq!(seen(&life), [true, false, false, true]);
        life.connect();
        life.open();
        assert_eq!(seen(&life), [true, true, false, true]);
        life.close();
        assert_eq!(seen(&life), [true, false, true, false]);
        assert!(life.is_connected());
        assert!(life.end());
        assert_eq!(seen(&life), [false; 4]);
        assert!(!life.end());
    }
}
