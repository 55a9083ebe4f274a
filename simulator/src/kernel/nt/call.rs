//! What a call of a routine of the kernel has, and the rows that its routines are written as.

use miniport::ffi;

use super::wait::until;
use crate::kernel::core::Kernel;
use crate::kernel::routine::{Levels, Routine, UP_TO_APC};
use crate::verifier::Rule;

/// A table of routines of the kernel, each a function of the [`Call`]: the rows of `kernel::routine::routines`.
macro_rules! routines {
    ($($rows:tt)*) => {
        $crate::kernel::routine::routines! { $crate::kernel::nt::call::Call<'_>; $($rows)* }
    };
}
pub(crate) use routines;

/// A call of a routine. Its end is the return of the routine.
pub(crate) struct Call<'a> {
    pub kernel: &'a Kernel,
    pub routine: &'static Routine,
    /// The device that the calling callback was called for.
    pub adapter: Option<usize>,
}

impl Call<'_> {
    /// `None` where no machine runs.
    pub fn enter(routine: &'static Routine) -> Option<Self> {
        let kernel = Kernel::current()?;
        let caller = kernel.enter(routine)?;
        Some(Self {
            kernel,
            routine,
            adapter: caller.adapter,
        })
    }

    /// Does what the routine does, and returns from it.
    pub fn run<R>(self, body: impl FnOnce(&Self) -> R) -> R {
        body(&self)
    }

    /// The device of an object: the one whose memory it lies in, or that of the caller.
    pub fn device_of(&self, object: usize) -> Option<usize> {
        self.kernel.device_at(object).or(self.adapter)
    }

    pub fn violation(&self, rule: Rule, message: impl Into<String>) {
        self.kernel.violation(rule, self.adapter, message);
    }

    /// A parameter that the routine cannot work with.
    pub fn bad(&self, what: &str) {
        let message = format!("{}: {what}", self.routine.name);
        self.violation(Rule::BadParameter, message);
    }

    /// The routine is called with `Wait`: a wait follows at once, and the IRQL is raised until then.
    pub fn waits_next(&self, levels: Levels) {
        self.check_irql("with Wait", levels);
    }

    /// How long a wait until a time that a driver names is, as [`until`] has it: where nobody may wait, it is reported and is 0.
    pub fn patience(&self, time: ffi::PLARGE_INTEGER) -> Option<u64> {
        let timeout = until(self, time);
        if timeout != Some(0) && !self.check_irql("that may wait", UP_TO_APC) {
            return Some(0);
        }
        timeout
    }

    /// Whether the IRQL is one of those that the routine may be called at, as it is called.
    fn check_irql(&self, how: &str, (lowest, highest): Levels) -> bool {
        let right = (lowest..=highest).contains(&self.kernel.fiber().irql.get());
        if !right {
            let name = format!("{} {how}", self.routine.name);
            self.kernel
                .wrong_irql(&name, self.adapter, (lowest, highest));
        }
        right
    }

    /// Whether an object is where it can be: not at NULL, and aligned as its type.
    pub fn is_place<T>(&self, place: *const T) -> bool {
        let right = !place.is_null() && place.is_aligned();
        if !right {
            self.bad(&format!("{place:p} is no place for the object"));
        }
        right
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.kernel.leave_routine();
    }
}
