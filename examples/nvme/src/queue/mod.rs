//! A queue pair: the commands that run in it, and how they get there and back.

mod batch;
mod ring;
mod slots;

use miniport::prelude::*;

use self::slots::{SLOTS, Slot, Slots};
use crate::adapter::Adapter;
use crate::command::admin::Event;
use crate::command::{Command, CommandId, Completion, Status};
use crate::hardware::QueueHardware;

pub use self::batch::Batch;
pub use self::ring::Ring;

/// A queue pair, under its message's lock.
pub struct Queue {
    ring: Ring,
    slots: Slots<PoolBox<[Slot<Running>]>>,
    open: bool,
}

/// What is kept with a command while it runs.
pub enum Running {
    /// A request.
    Request(Request),
    /// An admin command that somebody waits for, and its completion when it is there.
    Awaited(Option<Completion>),
    /// An asynchronous event request.
    Event,
}

/// A request that runs.
pub struct Request {
    /// The request.
    pub srb: Srb<Adapter>,
    /// The tick of the adapter's clock at which something is done about it.
    pub deadline: u32,
    /// What was done.
    pub stage: Stage,
}

/// What was done about a request that takes too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing: it has time.
    Running,
    /// It is late: it will be aborted.
    Late,
    /// The controller was asked to abort it; next comes a reset.
    Aborted,
}

/// What came out of a queue.
pub enum Finished {
    /// A request's command has ended.
    Request(Request, Status),
    /// Something has happened.
    Event(Event),
    /// An asynchronous event request was refused.
    NoEvents,
}

/// A command was not submitted; gives back what was to be kept with it.
pub enum Refused {
    /// As many commands run as can.
    Full(Running),
    /// The controller is not ready, or gone.
    Closed(Running),
}

impl Queue {
    /// A queue that is closed.
    ///
    /// # Errors
    /// [`PoolError`].
    pub fn new<S: CanWait + UpTo<irql::Dispatch>>(
        cx: &mut Context<'_, Adapter, S>,
    ) -> Result<Self, PoolError> {
        Ok(Self {
            ring: Ring::new(2),
            slots: Slots::new(cx.allocate_slice_with(SLOTS, Slot::free)?),
            open: false,
        })
    }

    /// Takes commands from now on, in queues of `entries` entries that have just been created.
    pub fn open(&mut self, entries: u16) {
        self.ring = Ring::new(entries);
        self.open = true;
    }

    /// Takes no commands any more, and no completions.
    pub fn close(&mut self) {
        self.open = false;
    }

    /// How many commands run.
    pub fn running(&self) -> u16 {
        self.slots.used()
    }

    /// Gives a command to the controller, and keeps `running` with it.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn submit(
        &mut self,
        hardware: QueueHardware<'_>,
        command: Command,
        running: Running,
    ) -> Result<CommandId, Refused> {
        if !self.open {
            return Err(Refused::Closed(running));
        }
        if self.ring.is_full() {
            return Err(Refused::Full(running));
        }
        let id = self.slots.insert(running).map_err(Refused::Full)?;
        hardware.write(self.ring.tail(), command.identified(id));
        hardware.ring_submissions(self.ring.submitted());
        Ok(id)
    }

    /// The queues are empty: the controller is disabled and has forgotten them.
    pub fn forget(&mut self) {
        self.ring = Ring::new(2);
    }

    /// Whether commands and completions are taken.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Whether there are completions, even if they are not taken any more. Reads memory only.
    pub fn has_completions(&self, hardware: QueueHardware<'_>) -> bool {
        let is_new = |phase| self.ring.is_new(phase);
        hardware.read(self.ring.head(), is_new).is_some()
    }

    /// Takes completions, as many as there are and `batch` has room for.
    pub fn reap(&mut self, hardware: QueueHardware<'_>, batch: &mut Batch) {
        let mut head = None;
        while self.open && !batch.is_full() {
            let ring = self.ring;
            let Some(completion) = hardware.read(ring.head(), |phase| ring.is_new(phase)) else {
                break;
            };
            head = Some(self.ring.completed(completion.submission_head()));
            if let Some(finished) = self.finish(completion) {
                batch.push(finished);
            }
        }
        if let Some(head) = head {
            hardware.ring_completions(head);
        }
    }

    /// What ends with a completion; `None` for one that somebody waits for, or that no command is known for.
    fn finish(&mut self, completion: Completion) -> Option<Finished> {
        let id = completion.id();
        if let Some(Running::Awaited(place)) = self.slots.get_mut(id) {
            *place = Some(completion);
            return None;
        }
        match self.slots.remove(id)? {
            Running::Request(request) => Some(Finished::Request(request, completion.status())),
            Running::Event if completion.status().is_success() => {
                Some(Finished::Event(Event(completion.result())))
            }
            Running::Event => Some(Finished::NoEvents),
            Running::Awaited(_) => None,
        }
    }

    /// The completion of an [`Awaited`](Running::Awaited) command, if it is there: then the command is over.
    pub fn take_completion(&mut self, id: CommandId) -> Option<Completion> {
        let Some(Running::Awaited(Some(completion))) = self.slots.get_mut(id) else {
            return None;
        };
        let completion = *completion;
        self.slots.remove(id);
        Some(completion)
    }

    /// The requests that run.
    pub fn requests(&mut self) -> impl Iterator<Item = (CommandId, &mut Request)> {
        self.slots
            .iter_mut()
            .filter_map(|(id, running)| match running {
                Running::Request(request) => Some((id, request)),
                Running::Awaited(_) | Running::Event => None,
            })
    }

    /// Takes a request that the controller has forgotten, because it was reset or is gone. The other commands are dropped.
    /// `None` from an open queue: its requests run.
    pub fn take_request(&mut self) -> Option<Srb<Adapter>> {
        loop {
            if self.open {
                return None;
            }
            if let Running::Request(request) = self.slots.pop()? {
                return Some(request.srb);
            }
        }
    }
}
