//! [`Timing::Real`]: the machine's time passes no faster than the real one while a device may have something to do.

use std::time::{Duration, Instant};

#[cfg(doc)]
use super::timing::Timing;

/// How long after the last access a device is still looked at.
const ATTENTION: u64 = 2_000_000_000;

/// How often it is looked at then.
pub(super) const INTERVAL: u64 = 50_000;

/// When the two times were last the same, and until when to look.
#[derive(Debug, Default)]
pub(super) struct Pace {
    anchor: Option<(Instant, u64)>,
    attentive_until: u64,
}

impl Pace {
    /// The device was accessed.
    pub fn touched(&mut self, now: u64) {
        self.attentive_until = now + ATTENTION;
    }

    /// Whether it may have something to do.
    pub fn is_attentive(&self, now: u64) -> bool {
        now < self.attentive_until
    }

    /// How much of the real time has to pass until it is as late as in the machine.
    pub fn left(&mut self, now: u64) -> Duration {
        let (start, origin) = *self.anchor.get_or_insert_with(|| (Instant::now(), now));
        let until = start + Duration::from_nanos(now.saturating_sub(origin));
        until.saturating_duration_since(Instant::now())
    }

    /// The times are free of each other until the device is looked at again.
    pub fn rest(&mut self) {
        self.anchor = None;
    }
}
