//! Asynchronous events: what the controller tells without being asked, once the host has left requests for it.

use std::collections::VecDeque;

use super::command::Command;
use super::logs::page;
use super::status::Status;

/// Requests that may wait (the AERL field is one less).
pub(super) const REQUEST_LIMIT: usize = 4;
/// Events that wait for requests at most: each type and information once.
const PENDING_LIMIT: usize = 64;

/// An asynchronous event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Event {
    /// Type.
    kind: u8,
    information: u8,
    /// The log page that tells more, and whose reading allows the next event of the type.
    log: u8,
}

impl Event {
    /// A doorbell of a queue that does not exist was written.
    pub const INVALID_DOORBELL: Self = Self {
        kind: 0,
        information: 0,
        log: page::ERRORS,
    };
    /// An invalid value was written to a doorbell.
    pub const INVALID_DOORBELL_VALUE: Self = Self {
        kind: 0,
        information: 1,
        log: page::ERRORS,
    };
    /// A bit of the critical warning was set: reliability, temperature, spare.
    pub const fn health(information: u8) -> Self {
        Self {
            kind: 1,
            information,
            log: page::HEALTH,
        }
    }
    /// Namespaces were attached, detached or changed.
    pub const NAMESPACES_CHANGED: Self = Self {
        kind: 2,
        information: 0,
        log: page::CHANGED_NAMESPACES,
    };

    /// Dword 0 of the completion that tells of it.
    pub fn result(self) -> u32 {
        u32::from(self.kind) | u32::from(self.information) << 8 | u32::from(self.log) << 16
    }
}

/// Events and requests that wait for each other.
#[derive(Debug, Default)]
pub(super) struct Events {
    requests: VecDeque<Command>,
    pending: VecDeque<Event>,
    /// Types of which one was told, and whose log page was not read since.
    masked: [bool; 3],
}

impl Events {
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Something happened.
    pub fn push(&mut self, event: Event) {
        if self.pending.len() < PENDING_LIMIT && !self.pending.contains(&event) {
            self.pending.push_back(event);
        }
    }

    /// The host left a request.
    pub fn request(&mut self, command: Command) -> Result<(), Status> {
        if self.requests.len() >= REQUEST_LIMIT {
            return Err(Status::EVENT_REQUEST_LIMIT_EXCEEDED);
        }
        self.requests.push_back(command);
        Ok(())
    }

    /// Takes a request back.
    pub fn withdraw(&mut self, id: u16) -> Option<Command> {
        let index = self
            .requests
            .iter()
            .position(|request| request.id() == id)?;
        self.requests.remove(index)
    }

    /// The host read a log page.
    pub fn read(&mut self, log: u8) {
        self.pending.retain(|event| event.log != log);
        match log {
            page::ERRORS => self.masked[0] = false,
            page::HEALTH => self.masked[1] = false,
            page::CHANGED_NAMESPACES => self.masked[2] = false,
            _ => {}
        }
    }

    /// An event that may be told, and the request for it.
    pub fn take(&mut self) -> Option<(Command, Event)> {
        let index = self
            .pending
            .iter()
            .position(|event| !self.masked[usize::from(event.kind)])?;
        let request = self.requests.pop_front()?;
        let event = self.pending.remove(index)?;
        self.masked[usize::from(event.kind)] = true;
        Some((request, event))
    }
}
