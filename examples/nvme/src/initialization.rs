//! The two halves of initialisation. The controller itself is initialised by the work item, as after every reset: only there
//! may it be waited for with the queues' locks at hand. Requests wait meanwhile.

use core::time::Duration;

use miniport::prelude::*;

use crate::adapter::Adapter;
use crate::hardware::IO_QUEUES;
use crate::manage::Work;

/// How long requests wait at most for a controller that is being initialised.
pub const PATIENCE: Duration = Duration::from_secs(60);

#[hw_initialize]
pub fn initialize(_adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    // Storport starts requests on as many processors as there are I/O queues, and on two at least.
    let queues = io_queues(cx.message_count());
    let channels = queues.max(2);
    let redirected = PerfOptions::new().dpc_redirection();
    let routed = if queues > 1 {
        redirected.interrupt_messages(1..=queues)
    } else {
        redirected
    };
    [&routed.completion_during_startio(), &PerfOptions::new()]
        .into_iter()
        .any(|options| cx.initialize_concurrent_channels(channels, options).is_ok())
        && cx.enable_passive_initialization::<passive_initialize>()
}

#[hw_passive_initialize]
pub fn passive_initialize(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    cx.pause(PATIENCE);
    adapter.request_work(cx, Work::RESET);
    true
}

/// How many I/O queues there can be with so many messages: one for each but the first, which is that of the admin queue.
pub fn io_queues(messages: u32) -> u32 {
    messages.saturating_sub(1).clamp(1, IO_QUEUES)
}

/// The interrupt vector of queue pair `queue`: the message of its number, or the only one there is.
pub fn vector_of(queue: u16, messages: u32) -> u16 {
    if u32::from(queue) < messages {
        queue
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_queue_has_a_vector() {
        assert_eq!([0, 1, 2, 3, 99].map(io_queues), [1, 1, 1, 2, 16]);
        assert_eq!((vector_of(0, 0), vector_of(1, 0)), (0, 0));
        assert_eq!(
            (vector_of(1, 1), vector_of(1, 2), vector_of(16, 17)),
            (0, 1, 16)
        );
    }
}
