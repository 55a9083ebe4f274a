//! What a driver or a device leaves behind.

use crate::kernel::core::Kernel;
use crate::verifier::Rule;

impl Kernel {
    /// What is left of an owner, a device that is removed or a driver that is unloaded, besides memory from pool: the rules
    /// that it breaks, in words.
    pub fn left_of(&self, owner: usize) -> Vec<(Rule, String)> {
        let some = |count: usize, rule, what: &str| {
            (count != 0).then(|| (rule, format!("{count} {what}")))
        };
        let threads = self.threads_of(owner);
        [
            some(
                self.connections_of(owner),
                Rule::InterruptConnection,
                "interrupts are still connected",
            ),
            some(
                self.dma_adapters_of(owner),
                Rule::DmaOrder,
                "DMA adapters were not put back",
            ),
            some(
                self.mappings_of(owner),
                Rule::Leak,
                "ranges of registers are still mapped",
            ),
            some(
                self.timers_of(owner),
                Rule::BusyTimer,
                "timers are still set",
            ),
            some(
                self.ex_timers_of(owner),
                Rule::Leak,
                "timers of ExAllocateTimer were not deleted",
            ),
            some(
                threads.running,
                Rule::ThreadLeft,
                "system threads still run",
            ),
            some(
                threads.ended,
                Rule::Leak,
                "system threads have ended and have handles or references",
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
