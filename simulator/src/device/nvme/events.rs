//! Asynchronous events: what the controller tells without being asked, once the host has left requests for it.

use std::collections::VecDeque;

use super::command::Command;
use super::controller::Controller;
use super::logs::page;
use super::status::Status;
use crate::device::Bus;

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

    fn result(self) -> u32 {
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

    fn take(&mut self) -> Option<(Command, Event)> {
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

impl Controller {
    /// Completes requests with events.
    pub fn report_events(&mut self, bus: &mut dyn Bus) {
        while self.is_processing() {
            let Some((request, event)) = self.events.take() else {
                return;
            };
            self.logs.statistics.events += 1;
            self.finish(bus, &request, Ok(event.result()), None);
        }
    }

    /// The critical warning may have changed: tells of bits that are new and wanted.
    pub fn review_health(&mut self) {
        let warning = self.critical_warning();
        let new = warning & !self.logs.health.told_warning & self.features.health_events();
        self.logs.health.told_warning = (self.logs.health.told_warning & warning) | new;
        for (bits, information) in [(0b1_1100, 0), (0b10, 1), (0b1, 2)] {
            if new & bits != 0 {
                self.events.push(Event::health(information));
            }
        }
    }

    /// The critical warning of the health log.
    pub fn critical_warning(&self) -> u8 {
        let health = &self.logs.health;
        health.warning | u8::from(!self.features.temperatures().contains(&health.temperature)) << 1
    }
}
