//! [`Microseconds`]: a stall that is not longer than the system allows.

use core::fmt;

use crate::shared::context::Context;
use crate::shared::extension::Extension;
use crate::shared::family::Family;
use crate::shared::scope::{MayWait, Scope};

/// A time to stall: less than a millisecond (the page of `StorPortStallExecution`; Driver Verifier stops the machine at 0.1
/// seconds).
///
/// ```
/// # use miniport::hardware::Microseconds;
/// const STEP: Microseconds = Microseconds::new(100);
/// ```
///
/// ```compile_fail
/// # use miniport::hardware::Microseconds;
/// const STEP: Microseconds = Microseconds::new(1000); // too long: does not compile
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Microseconds(u32);

impl Microseconds {
    /// The longest stall.
    pub const MAX: Self = Self(999);

    /// `microseconds` of a stall that is known before: `const { Microseconds::new(50) }`, or a constant of the driver's, is checked when it is
    /// compiled. For another there is [`Microseconds::checked`].
    ///
    /// # Panics
    /// If that is a millisecond or more: in a `const` that is a compile error.
    #[track_caller]
    pub const fn new(microseconds: u32) -> Self {
        match Self::checked(microseconds) {
            Some(time) => time,
            None => panic!(
                "a stall is shorter than a millisecond: stall several times, or let a `Timer` call back"
            ),
        }
    }

    /// The same for a time that is not known before; `None` if it is too long.
    pub const fn checked(microseconds: u32) -> Option<Self> {
        if microseconds <= Self::MAX.0 {
            Some(Self(microseconds))
        } else {
            None
        }
    }

    /// The number of microseconds.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Microseconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} µs", self.0)
    }
}

impl<E: Extension, S: Scope> Context<'_, E, S> {
    /// Lets the processor spin (`StorPortStallExecution`, `KeStallExecutionProcessor`). Any IRQL, but not in `HW_STARTIO`.
    ///
    /// Nothing else runs on this processor meanwhile: an interrupt handler has 50 microseconds in all.
    pub fn stall(&mut self, time: Microseconds)
    where
        S::Waiting: MayWait,
    {
        // SAFETY: the time is below the limit.
        unsafe { E::Kind::stall(time.0) };
    }

    /// Asks `done` again and again, with a stall of `step` between, at most `steps` times; whether it was.
    pub fn poll(
        &mut self,
        step: Microseconds,
        steps: u32,
        mut done: impl FnMut(&mut Self) -> bool,
    ) -> bool
    where
        S::Waiting: MayWait,
    {
        for _ in 0..steps {
            if done(self) {
                return true;
            }
            self.stall(step);
        }
        done(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Microseconds;

    #[test]
    fn a_millisecond_is_too_long() {
        assert_eq!(Microseconds::checked(999), Some(Microseconds::MAX));
        assert_eq!(Microseconds::checked(1000), None);
    }
}
