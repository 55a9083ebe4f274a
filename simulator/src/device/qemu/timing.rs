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
    /// threads of its own, or together with something outside.
    Real,
    /// QEMU's time is the machine's: it stands still, and goes on by as much as the machine's has before a register is written, and
    /// every `step` nanoseconds until two seconds after the last access. This is the timing for a device that works by timers, as
    /// `edu` does: they run at their time, and their interrupts come at most a `step` later. What a thread of the device's does is
    /// seen at the next step after it.
    ///
    /// A step is about a millisecond of the real time, however long it is: a device that works for a second is waited for in 100
    /// milliseconds by steps of 10. More than about a second is several steps for QEMU, and so is what it is behind when a register is
    /// written.
    Stepped {
        /// Nanoseconds of the machine's time.
        step: u64,
    },
}

impl Default for Timing {
    fn default() -> Self {
        Self::Settled { latency: 10_000 }
    }
}
