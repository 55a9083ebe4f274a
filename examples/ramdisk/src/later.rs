//! Requests that `HW_STARTIO` does not finish: they wait in [`Waiting`] for the work item [`later`], which runs at
//! `PASSIVE_LEVEL`, may allocate, and takes the `StartIo` lock for one chunk at a time.

use miniport::prelude::*;
use miniport::scsi::Sense;

use crate::adapter::Adapter;
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

/// Leaves a request to the work item.
pub fn leave(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) {
    let queue = adapter
        .state
        .lock(cx, |state, cx| match state.waiting.push(srb) {
            Ok(()) => !core::mem::replace(&mut state.waiting.armed, true),
            Err(srb) => {
                srb.complete(cx, SrbStatus::Busy);
                false
            }
        });
    if queue && adapter.later.queue(cx, ()).is_err() {
        // The last run is just ending, or there is no worker: nobody would look at the queue.
        adapter.state.lock(cx, |state, cx| {
            state.waiting.armed = false;
            while let Some(srb) = state.waiting.pop() {
                srb.complete(cx, SrbStatus::Busy);
            }
        });
    }
}

#[hw_workitem]
pub fn later(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    loop {
        let next = adapter.state.lock(cx, |state, _| {
            let srb = state.waiting.pop();
            state.waiting.armed = srb.is_some();
            srb.map(|srb| {
                let unit = state.units.get_mut(srb.address().lun);
                (srb, unit.map(|unit| unit.resets))
            })
        });
        let Some((srb, resets)) = next else { return };
        let answer = match resets {
            Some(resets) => command::later::perform(adapter, cx, &srb, resets),
            None => Err(Sense::LOGICAL_UNIT_NOT_SUPPORTED.into()),
        };
        finish(cx, srb, answer);
    }
}

/// Completes a request with its answer.
pub fn finish<S: Scope>(cx: &mut Context<'_, Adapter, S>, mut srb: Srb<Adapter>, answer: Answer) {
    match answer {
        Ok(transferred) => {
            srb.set_transferred(transferred);
            srb.complete(cx, SrbStatus::Success);
        }
        Err(Refusal::Sense(sense)) => {
            srb.set_transferred(0);
            srb.complete_with_sense(cx, &sense);
        }
        Err(Refusal::Status(status)) => {
            srb.set_transferred(0);
            srb.complete(cx, status);
        }
        Err(Refusal::Later) => srb.complete(cx, SrbStatus::InternalError), // answered by the caller
    }
}
