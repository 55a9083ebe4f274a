//! Which instructions of images something else may run before, where a machine interrupts them between any two.
//!
//! Whenever control goes to an image, the seed may choose an instruction, so many ahead, and the processor is told to trap before each until that is
//! reached (the trap flag). What handles the traps is the room of images'. Code of the simulator is not stepped through.

use std::arch::asm;
use std::cell::Cell;

use crate::kernel::core::Kernel;

/// The trap flag of the processor.
pub(crate) const TRAP: u64 = 0x100;
/// The instruction is up to two to the power of this ahead: near ones are chosen most.
const FURTHEST: u64 = 9;

/// What is chosen.
#[derive(Default)]
pub(crate) struct Steps {
    /// How many instructions of images it is to the one that is chosen; 0 if none is.
    ahead: Cell<u64>,
    /// How many instructions may still be stepped through.
    left: Cell<u64>,
    /// Control is on its way to an image.
    entering: Cell<bool>,
}

/// What is to be done before an instruction of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// The processor runs it, and traps before the next one.
    Step,
    /// Something else may run.
    Interrupt,
    /// None is chosen.
    Nothing,
}

impl Steps {
    pub fn new(limit: u64) -> Self {
        Self {
            left: Cell::new(limit),
            ..Self::default()
        }
    }

    /// An instruction of an image is next.
    pub fn in_image(&self) -> Before {
        self.entering.set(false);
        match self.ahead.get() {
            0 => Before::Nothing,
            1 => {
                self.ahead.set(0);
                Before::Interrupt
            }
            ahead => {
                self.ahead.set(ahead - 1);
                Before::Step
            }
        }
    }

    /// Code of the simulator was trapped: whether it is on its way to an image.
    pub fn is_entering(&self) -> bool {
        self.entering.get()
    }
}

impl Kernel {
    /// Control goes to an image: the trap flag if its instructions are to be stepped through, or 0.
    pub fn step_image(&self) -> u64 {
        let steps = &self.steps;
        if steps.ahead.get() == 0 {
            let left = steps.left.get();
            if left == 0 || self.frozen.get() || self.chance(2) {
                return 0;
            }
            let furthest = 1 << self.between(0, FURTHEST);
            let ahead = self.between(1, furthest).min(left);
            steps.ahead.set(ahead);
            steps.left.set(left - ahead);
        }
        steps.entering.set(true);
        TRAP
    }
}

/// A routine of an image is called: as [`Kernel::step_image`].
pub(super) extern "C" fn on_call() -> u64 {
    Kernel::current().map_or(0, Kernel::step_image)
}

/// A routine that an image called returns, and this is the last that it does.
#[inline]
pub(crate) fn on_return() {
    if on_call() != 0 {
        // SAFETY: sets the trap flag; the handler of the trap was set when the image was loaded. The stack is as it was.
        unsafe { asm!("pushfq", "or qword ptr [rsp], 0x100", "popfq") };
    }
}

#[cfg(test)]
mod tests {
    use super::{Before, TRAP};
    use crate::kernel::core::Kernel;
    use crate::kernel::settings::Settings;

    /// How often an image of so many instructions is interrupted, and how many of them are stepped through.
    fn run(settings: Settings, instructions: usize) -> (usize, usize) {
        let kernel = Kernel::new(settings, None);
        let (mut interrupted, mut stepped) = (0, 0);
        let mut traps = kernel.step_image();
        for _ in 0..instructions {
            if traps != 0 {
                assert_eq!(traps, TRAP);
                match kernel.steps.in_image() {
                    Before::Step => stepped += 1,
                    Before::Interrupt => interrupted += 1,
                    Before::Nothing => traps = 0,
                }
            } else {
                traps = kernel.step_image();
            }
        }
        (interrupted, stepped)
    }

    #[test]
    fn an_image_is_interrupted_until_so_many_instructions_were_stepped_through() {
        let settings = Settings::new(3);
        assert_eq!(run(settings, 10_000), (0, 0));
        let settings = Settings {
            single_steps: 1000,
            ..settings
        };
        let (interrupted, stepped) = run(settings, 10_000);
        assert_eq!(interrupted + stepped, 1000);
        assert!(interrupted > 5, "{interrupted}");
        assert_eq!(run(settings, 10_000), (interrupted, stepped));
    }
}
