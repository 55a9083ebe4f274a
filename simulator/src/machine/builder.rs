//! How a machine is to be.

use std::sync::Arc;
use std::time::Duration;

use crate::kernel::memory::physical::Ram;
use crate::kernel::settings::Settings;

/// How a machine is to be.
#[derive(Clone, Debug)]
#[must_use]
pub struct MachineBuilder {
    pub(super) settings: Settings,
    pub(super) ram: Option<Arc<dyn Ram>>,
}

impl MachineBuilder {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            settings: Settings::new(seed),
            ram: None,
        }
    }

    /// How many processors it has: 1 to 64.
    pub fn processors(mut self, processors: usize) -> Self {
        self.settings.processors = processors.clamp(1, 64);
        self
    }

    /// In how many of 100 calls of a routine something else runs first.
    pub fn preemption(mut self, percent: u8) -> Self {
        self.settings.preemption = percent.min(99);
        self
    }

    /// In how many of 100 preemptions a thread (below `DISPATCH_LEVEL`) does not go on for up to 10 ms, as one of low priority: so that
    /// much happens meanwhile (Driver Verifier has it as delay fuzzing).
    pub fn delays(mut self, percent: u8) -> Self {
        self.settings.delays = percent.min(99);
        self
    }

    /// Lets the seed interrupt the code of [images](crate::Machine::load_image) between any two instructions, where else something runs first only
    /// in calls of routines and accesses to registers: a race for a plain variable is found so. The processor traps before each instruction up to
    /// the one that is interrupted, which takes some microseconds of real time: this is through how many of them at most. 0, if nothing is said.
    ///
    /// On Linux the traps are signals (`SIGTRAP`), which a debugger takes for its own.
    pub fn single_steps(mut self, limit: u64) -> Self {
        self.settings.single_steps = limit;
        self
    }

    /// Loads [images](crate::Machine::load_image) that import routines which the simulator has not got. The log names them; one that is called names
    /// itself once more, and the machine stops, as in a bug check.
    pub fn incomplete_images(mut self) -> Self {
        self.settings.incomplete_images = true;
        self
    }

    /// How many threads run work items (system worker threads): as many as there are work items, without this.
    pub fn workers(mut self, threads: usize) -> Self {
        self.settings.workers = threads.max(1);
        self
    }

    /// Measures callbacks in real time too, which takes time itself.
    pub fn measure_host_time(mut self) -> Self {
        self.settings.measure_host_time = true;
        self
    }

    /// Writes to the log what happens: callbacks with their adapter and IRQL, the routines that they call, accesses to registers,
    /// and requests, in words, on their way to the driver and back.
    pub fn trace(mut self) -> Self {
        self.settings.trace = true;
        self
    }

    /// Late requests, and the resets and retries that follow, are no findings: see [`Machine::tolerate_resets`].
    ///
    /// [`Machine::tolerate_resets`]: crate::Machine::tolerate_resets
    pub fn tolerate_resets(mut self) -> Self {
        self.settings.tolerate_resets = true;
        self
    }

    /// How long a callback may run without a call of any routine, in real time: then a thread of the process prints what ran and
    /// aborts the process, because such a callback cannot be ended alone. 10 seconds if nothing is said, and zero is for ever, for
    /// instance under a debugger.
    pub fn watchdog(mut self, limit: Duration) -> Self {
        self.settings.watchdog = limit;
        self
    }

    /// After how many steps without a completed request, each shorter than 10 µs on average, the machine is taken to be in a
    /// livelock; 200,000 if nothing is said.
    pub fn patience(mut self, steps: u64) -> Self {
        self.settings.patience = steps.max(1);
        self
    }

    /// Puts codes of bug checks into words for the report: code and four parameters.
    pub fn decode_bug_checks(mut self, decode: fn(u32, [usize; 4]) -> Option<String>) -> Self {
        self.settings.decode_bug_check = Some(decode);
        self
    }

    /// The machine's memory, where a device outside of this process shares it, for instance [QEMU](crate::device::qemu)'s.
    ///
    /// Physical addresses follow from it, so that pages that lie together for the driver do for the device; in memory of
    /// this process they are scattered.
    pub fn memory(mut self, ram: Arc<dyn Ram>) -> Self {
        self.ram = Some(ram);
        self
    }
}
