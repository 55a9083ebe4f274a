//! Requests that `HW_STARTIO` does not finish: they wait in [`Waiting`] for the work item [`later`], which runs at
//! `PASSIVE_LEVEL`, may allocate, and takes the `StartIo` lock for one chunk at a time.
//!
//! The one that it runs stays under the lock too: whoever resets the unit or takes it away ends that as well, and the work item, which
//! looks for it in each step, goes no further.

use miniport::prelude::*;
use miniport::scsi::Command;

use crate::adapter::{Adapter, State};
use crate::command::{self, Answer, Refusal};

/// How many requests can wait. Further ones are answered as busy, and Storport sends them again.
const ROOM: usize = 64;

/// The requests that the work item has not begun, first in, first out.
#[derive(Default)]
pub struct Waiting {
    requests: Requests,
    first: usize,
    count: usize,
    /// The work item is queued, or runs and will look again.
    armed: bool,
}

/// An array of this length has no `Default` of its own.
struct Requests([Option<Srb<Adapter>>; ROOM]);

impl Default for Requests {
    fn default() -> Self {
        Self([const { None }; ROOM])
    }
}

impl Waiting {
    /// Adds a request at the end.
    ///
    /// # Errors
    /// The request, if there is no room.
    fn push(&mut self, srb: Srb<Adapter>) -> Result<(), Srb<Adapter>> {
        match self.requests.0.get_mut((self.first + self.count) % ROOM) {
            Some(place) if self.count < ROOM => {
                *place = Some(srb);
                self.count += 1;
                Ok(())
            }
            _ => Err(srb),
        }
    }

    /// Takes the first request.
    pub fn pop(&mut self) -> Option<Srb<Adapter>> {
        let srb = self
            .requests
            .0
            .get_mut(self.first)
            .filter(|_| self.count > 0)?
            .take();
        self.first = (self.first + 1) % ROOM;
        self.count -= 1;
        srb
    }

    /// Takes the first request of unit `lun`; the order of the others stays.
    pub fn pop_of(&mut self, lun: u8) -> Option<Srb<Adapter>> {
        let mut found = None;
        for _ in 0..self.count {
            let Some(srb) = self.pop() else { break };
            if found.is_none() && srb.address().lun == lun {
                found = Some(srb);
            } else if let Err(srb) = self.push(srb) {
                found = Some(srb); // cannot be: there was room for it
            }
        }
        found
    }
}

/// Queues the work item.
pub fn queue_later(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>) {
    if adapter.later.queue(cx, ()).is_err() {
        // The last run is just ending, or there is no worker: nobody would look at the queue.
        adapter.state.lock(cx, |state, cx| {
            state.waiting.armed = false;
            while let Some(srb) = state.waiting.pop() {
                fail(cx, srb, SrbStatus::Busy);
            }
        });
    }
}

#[hw_workitem]
pub fn later(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    loop {
        let next = adapter.state.lock(cx, |state, _| {
            state.running = state.waiting.pop();
            state.waiting.armed = state.running.is_some();
            let srb = state.running.as_ref()?;
            Some((srb.address().lun, Command::parse(srb.cdb())))
        });
        let Some((lun, command)) = next else { return };
        let answer = match command {
            Ok(command) => command::later::perform(adapter, cx, lun, command),
            Err(sense) => Err(sense.into()),
        };
        // It may have ended meanwhile.
        adapter.state.lock(cx, |state, cx| {
            if let Some(srb) = state.running.take() {
                finish(cx, srb, answer);
            }
        });
    }
}

impl State {
    /// Leaves a request to the work item; whether that has to be queued.
    pub fn leave<S: Scope>(&mut self, cx: &mut Context<'_, Adapter, S>, srb: Srb<Adapter>) -> bool {
        match self.waiting.push(srb) {
            Ok(()) => !core::mem::replace(&mut self.waiting.armed, true),
            Err(srb) => {
                fail(cx, srb, SrbStatus::Busy);
                false
            }
        }
    }

    /// Takes a request of unit `lun`, or of any, that runs or waits in the work item.
    pub fn take(&mut self, lun: Option<u8>) -> Option<Srb<Adapter>> {
        let is_meant = |srb: &mut Srb<Adapter>| lun.is_none_or(|lun| srb.address().lun == lun);
        self.running.take_if(is_meant).or_else(|| match lun {
            Some(lun) => self.waiting.pop_of(lun),
            None => self.waiting.pop(),
        })
    }
}

/// Completes a request of which nothing was done, or nobody knows what.
pub fn fail<S: Scope>(cx: &mut Context<'_, Adapter, S>, mut srb: Srb<Adapter>, status: SrbStatus) {
    if status != SrbStatus::Busy {
        srb.set_transferred(0);
    }
    srb.complete(cx, status);
}

/// Completes a request with its answer.
pub fn finish<S: Scope>(cx: &mut Context<'_, Adapter, S>, mut srb: Srb<Adapter>, answer: Answer) {
    srb.set_transferred(answer.unwrap_or_else(Refusal::transferred));
    match answer {
        Ok(_) => srb.complete(cx, SrbStatus::Success),
        Err(Refusal::Sense(sense)) => srb.complete_with_sense(cx, &sense),
        Err(refusal) => srb.complete(cx, refusal.status()),
    }
}
