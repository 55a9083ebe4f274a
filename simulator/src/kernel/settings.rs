//! How a machine is.

use std::fmt::Write as _;
use std::time::Duration;

/// Puts the code and the parameters of a bug check into words.
pub(crate) type Decode = fn(u32, [usize; 4]) -> Option<String>;

/// The settings of a machine, made by [`MachineBuilder`](crate::MachineBuilder).
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting")]
pub(crate) struct Settings {
    pub seed: u64,
    pub processors: usize,
    /// In how many of 100 calls of a routine something else runs first.
    pub preemption: u8,
    /// In how many of 100 of those the code, if it is a thread's, does not go on for a while.
    pub delays: u8,
    /// Through how many instructions images are stepped, to be interrupted between them.
    pub single_steps: u64,
    /// Images are loaded that import what is not simulated.
    pub incomplete_images: bool,
    /// How many work items run at a time.
    pub workers: usize,
    pub measure_host_time: bool,
    pub trace: bool,
    /// Resets are no findings.
    pub tolerate_resets: bool,
    /// How long driver code may run without a call of a routine, in real time; zero for ever.
    pub watchdog: Duration,
    /// How many steps without a completed request are a livelock.
    pub patience: u64,
    /// Decodes the codes of bug checks.
    pub decode_bug_check: Option<Decode>,
}

impl Settings {
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            processors: 1,
            preemption: 0,
            delays: 0,
            single_steps: 0,
            incomplete_images: false,
            workers: usize::MAX,
            measure_host_time: false,
            trace: false,
            tolerate_resets: false,
            watchdog: Duration::from_secs(10),
            patience: 200_000,
            decode_bug_check: None,
        }
    }

    /// How a machine is made on which the same happens, in Rust: of the settings that decide it those that were changed.
    pub fn again(&self) -> String {
        let plain = Self::new(self.seed);
        let changes = [
            (
                "processors",
                self.processors as u64,
                plain.processors as u64,
            ),
            (
                "preemption",
                self.preemption.into(),
                plain.preemption.into(),
            ),
            ("delays", self.delays.into(), plain.delays.into()),
            ("single_steps", self.single_steps, plain.single_steps),
            ("workers", self.workers as u64, plain.workers as u64),
        ];
        let mut changed = String::new();
        for (name, now, plain) in changes {
            if now != plain {
                let _ = write!(changed, ".{name}({now})");
            }
        }
        if changed.is_empty() {
            format!("Machine::new({})", self.seed)
        } else {
            format!("Machine::builder({}){changed}.build()", self.seed)
        }
    }
}
