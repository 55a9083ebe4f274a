//! Late requests. The driver acts before Storport does: after half of a request's time the command is aborted, after three
//! quarters the controller is reset.

use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use core::time::Duration;

use miniport::prelude::*;

use crate::adapter::{Adapter, Stage};
use crate::controller::registers::CSTS;
use crate::halt::{NUMBERS, lose};
use crate::manage::Work;
use crate::queue::{self, Request};

/// A tick of the clock.
const TICK: Duration = Duration::from_secs(1);

/// The time of requests that have no limit, in seconds.
const NO_LIMIT: u32 = 60;

/// Counts seconds while requests run.
#[derive(Debug, Default)]
pub struct Clock {
    now: AtomicU32,
    runs: AtomicBool,
}

impl Clock {
    /// When a request with a limit of so many seconds, which starts now, is late.
    pub fn deadline(&self, limit: u32) -> u32 {
        self.after(limited(limit) / 2)
    }

    /// When the controller has had enough time to abort it.
    pub fn last_deadline(&self, limit: u32) -> u32 {
        self.after(limited(limit) / 4)
    }

    /// At least so many seconds from now: the next tick may come at once.
    fn after(&self, seconds: u32) -> u32 {
        self.now
            .load(Ordering::Relaxed)
            .wrapping_add(seconds.max(1) + 1)
    }

    /// The clock runs as long as there is something to watch. Called after that is there: a tick that comes later sees it, and
    /// one that came earlier has left `runs` false.
    pub fn keep_running<S: UpTo<irql::Dispatch> + CanDefer>(
        &self,
        adapter: &Adapter,
        cx: &mut Context<'_, Adapter, S>,
    ) {
        if !self.runs.load(Ordering::Acquire) && !self.runs.swap(true, Ordering::AcqRel) {
            // One that is set already ticks.
            adapter.tick.set(cx, TICK).ok();
        }
    }
}

fn limited(limit: u32) -> u32 {
    if limit == 0 { NO_LIMIT } else { limit }
}

/// The tick `deadline` has come.
fn is_due(deadline: u32, now: u32) -> bool {
    now.wrapping_sub(deadline).cast_signed() >= 0
}

/// What a queue needs.
#[derive(Clone, Copy, Default)]
struct Found {
    running: bool,
    late: bool,
    lost: bool,
}

#[hw_timer_ex]
pub fn tick(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    let clock = &adapter.clock;
    let now = clock.now.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
    clock.runs.store(false, Ordering::Release);
    if adapter.life.stage() == Stage::Running {
        let status = adapter.hardware.registers.read(CSTS);
        if status.is_gone() {
            return lose(adapter, cx);
        }
        let found = look(adapter, cx, now);
        if found.lost || status.has_failed() {
            adapter.work.add(Work::RESET);
        } else if found.late {
            adapter.work.add(Work::ABORT);
        }
        if found.running {
            clock.keep_running(adapter, cx);
        }
    }
    if adapter.life.stage() == Stage::Stuck {
        adapter.work.add(Work::RESET);
    }
    if !adapter.work.is_empty() {
        adapter.request_work(cx, Work::NONE);
    }
}

/// Looks at all requests.
fn look(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>, now: u32) -> Found {
    let mut found = Found::default();
    for number in NUMBERS.skip(1) {
        adapter.queues.lock(cx, number, |queue, _| {
            found.running |= queue.running() > 0;
            for (_, request) in queue.requests() {
                judge(request, now, &mut found);
            }
        });
    }
    found
}

fn judge(request: &mut Request, now: u32, found: &mut Found) {
    if !is_due(request.deadline, now) {
        return;
    }
    match request.stage {
        queue::Stage::Running | queue::Stage::Late => {
            request.stage = queue::Stage::Late;
            found.late = true;
        }
        queue::Stage::Aborted => found.lost = true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deadlines_come_after_half_and_after_three_quarters() {
        let clock = Clock::default();
        assert_eq!((clock.deadline(60), clock.last_deadline(60)), (31, 16));
        assert_eq!((clock.deadline(0), clock.deadline(1)), (31, 2));
        clock.now.store(u32::MAX, Ordering::Relaxed);
        assert_eq!(clock.deadline(10), 5);
        assert!(!is_due(5, u32::MAX) && is_due(5, 5) && is_due(5, 6));
    }
}
