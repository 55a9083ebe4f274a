//! How the machine's time and QEMU's work go together.

/// When the work of devices is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// Every write to a device waits, in real time, until all that follows from it is done; interrupts come `latency`
    /// nanoseconds of the machine's time later. Runs with the same seed are the same but for the order in which
    /// requests that are under way together complete.
    ///
    /// What a device does by a timer or a thread of its own is not waited for: it comes with the next write after it.
    Settled {
        /// Nanoseconds from a write to the interrupts that follow from it.
        latency: u64,
    },
    /// Nobody waits: requests are under way while the driver runs, and the machine's time passes no faster than the
    /// real one. Two runs are never quite the same.
    ///
    /// A device is looked at until two seconds after the last access to it. This is the timing for a device that works by
    /// timers or threads of its own, as `edu` does: they go on with the real time.
    Real,
}

impl Default for Timing {
    fn default() -> Self {
        Self::Settled { latency: 10_000 }
    }
}
