//! What takes time: the work item that initialises and resets the controller, aborts commands and looks after events.
//!
//! Nothing of this happens twice at a time.

mod abort;
mod bring_up;
mod events;
mod namespaces;
mod work;

use miniport::prelude::*;

use crate::adapter::{Adapter, Stage};

pub use self::work::Work;

/// Does what is to be done, until there is no more.
#[hw_workitem]
pub fn manage(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    adapter.work.release_queue();
    adapter.work.run(|work| match adapter.life.stage() {
        Stage::Stopped | Stage::Gone | Stage::Failed => bring_up::end_resets(adapter, cx),
        _ if work & Work::RESET != 0 => bring_up::reset(adapter, cx),
        _ => {
            if work & Work::EVENT != 0 {
                events::attend(adapter, cx);
            }
            if work & Work::ERRORS != 0 {
                events::print_errors(adapter, cx);
            }
            if work & Work::ABORT != 0 {
                abort::abort_late(adapter, cx);
            }
        }
    });
}

/// Queues the work item, for callbacks at DIRQL.
#[hw_dpc]
pub fn wake(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    adapter.request_work(cx, Work::NONE);
}

impl Adapter {
    /// Gives the work item something to do.
    pub fn request_work<S: UpTo<irql::Dispatch> + CanDefer>(
        &self,
        cx: &mut Context<'_, Self, S>,
        work: u32,
    ) {
        self.work.add(work);
        if self.work.claim_queue() && self.manage.queue(cx, ()).is_err() {
            // It cannot be queued now: the next tick tries again.
            self.work.release_queue();
            self.clock.keep_running(self, cx);
        }
    }
}
