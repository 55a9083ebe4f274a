//! The factorial: an operand is written, the result is in its place some time later.

/// What a computation takes, in nanoseconds: to begin, and for each multiplication. QEMU's takes what its host takes.
const BEGIN: u64 = 10_000;
const MULTIPLICATION: u64 = 1;

/// The unit that computes.
#[derive(Debug, Default)]
pub(super) struct Factorial {
    /// The operand, or the result.
    pub value: u32,
    /// When the computation under way ends.
    pub due: Option<u64>,
    /// Whether its end raises an interrupt.
    pub raise: bool,
}

impl Factorial {
    /// Begins to compute; whether the unit is free to.
    pub fn start(&mut self, operand: u32, now: u64) -> bool {
        let free = self.due.is_none();
        if free {
            self.value = operand;
            self.due = Some(now + BEGIN + MULTIPLICATION * u64::from(operand));
        }
        free
    }

    /// Ends the computation.
    pub fn end(&mut self) {
        self.due = None;
        // 34! is the first that 2 to the power of 32 divides.
        self.value = if self.value < 34 {
            (1..=self.value).fold(1, u32::wrapping_mul)
        } else {
            0
        };
    }
}
