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

    /// How much of the real time has to pass until it is as late as in the machine. What the real time is ahead does not
    /// count later: a device's own timers began in it.
    pub fn left(&mut self, now: u64) -> Duration {
        let real = Instant::now();
        let (start, origin) = *self.anchor.get_or_insert((real, now));
        let until = start + Duration::from_nanos(now.saturating_sub(origin));
        if until < real {
            self.anchor = Some((real, now));
        }
        until.saturating_duration_since(real)
    }

    /// The times are free of each other until the device is looked at again.
    pub fn rest(&mut self) {
        self.anchor = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_real_time_is_ahead_is_not_caught_up() {
        let long_ago = Instant::now().checked_sub(Duration::from_secs(10));
        let mut pace = Pace {
            anchor: long_ago.map(|start| (start, 0)),
            attentive_until: 0,
        };
        assert_eq!(pace.left(1_000_000), Duration::ZERO);
        let left = pace.left(5_001_000_000);
        assert!(left > Duration::from_secs(4), "{left:?}");
        assert!(pace.left(5_001_000_000) < left, "it goes by");
    }
}
