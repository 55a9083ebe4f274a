//! Ending what runs: because the controller is reset, or because it is gone.

use miniport::prelude::*;

use crate::adapter::{Adapter, Stage};
use crate::controller::{self, Trouble, Turn};
use crate::finish::fail;
use crate::hardware::IO_QUEUES;

/// The numbers of all queues.
pub const NUMBERS: core::ops::RangeInclusive<u32> = 0..=IO_QUEUES;

/// The turn of whoever stops or starts the controller, while the adapter is at one stage.
///
/// The stage changes first, and what writes the registers looks at it under the admin queue's lock: so a processor that comes
/// late does not stop a controller that another one has started again.
pub struct During<'a> {
    /// The adapter.
    pub adapter: &'a Adapter,
    /// The stage.
    pub stage: Stage,
}

impl<S: MayAcquire<MessageLock>> Turn<Adapter, S> for During<'_> {
    fn lasts(&self) -> bool {
        self.adapter.life.stage() == self.stage
    }

    fn take(&self, cx: &mut Context<'_, Adapter, S>, f: &mut dyn FnMut()) -> bool {
        self.adapter.queues.lock(cx, 0, |_, _| {
            let lasts = self.adapter.life.stage() == self.stage;
            if lasts {
                f();
            }
            lasts
        })
    }
}

/// Takes no more commands, disables the controller, and ends the requests that ran with [`SrbStatus::BusReset`], so that
/// Storport sends them again. At [`Stage::Halting`], two processors may do it at the same time.
///
/// # Errors
/// [`Trouble`] if the controller could not be disabled within `limit` milliseconds. It may still touch the requests' memory, so
/// they have not been ended then, unless the controller is gone.
pub fn halt<S: MayAcquire<MessageLock> + CanWait>(
    cx: &mut Context<'_, Adapter, S>,
    turn: &During<'_>,
    limit: u32,
) -> Result<(), Trouble> {
    let adapter = turn.adapter;
    for number in NUMBERS {
        adapter.queues.lock(cx, number, |queue, _| {
            if adapter.life.stage() == turn.stage {
                queue.close();
            }
        });
    }
    let disabled = controller::disable(&adapter.hardware.registers, cx, turn, limit);
    match disabled {
        Ok(()) => end_requests(adapter, cx, SrbStatus::BusReset),
        Err(Trouble::Gone) => end_requests(adapter, cx, SrbStatus::NoDevice),
        Err(_) => {}
    }
    disabled
}

/// The controller is gone: all requests end, and Storport hears of it.
pub fn lose<S: MayAcquire<MessageLock> + Scope<Extension: IsBuilt>>(
    adapter: &Adapter,
    cx: &mut Context<'_, Adapter, S>,
) {
    adapter.life.set(Stage::Gone);
    for number in NUMBERS {
        adapter.queues.lock(cx, number, |queue, _| queue.close());
    }
    end_requests(adapter, cx, SrbStatus::NoDevice);
    cx.resume();
    cx.bus_change_detected(0);
}

/// Ends the requests of a controller that does not know them any more: those of queues that are closed.
pub fn end_requests<S: MayAcquire<MessageLock>>(
    adapter: &Adapter,
    cx: &mut Context<'_, Adapter, S>,
    status: SrbStatus,
) {
    for number in NUMBERS {
        while let Some(srb) = adapter
            .queues
            .lock(cx, number, |queue, _| queue.take_request())
        {
            fail(cx, srb, status);
        }
    }
}
