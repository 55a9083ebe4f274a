//! Admin commands.

mod abort;
mod features;
mod identify;
mod logs;
mod queues;

use super::command::{Command, Outcome};
use super::controller::Controller;
use super::fault::admin;
use super::status::Status;
use crate::device::Bus;

/// The admin commands that the controller knows.
const KNOWN: [u8; 10] = [
    admin::DELETE_SUBMISSION_QUEUE,
    admin::CREATE_SUBMISSION_QUEUE,
    admin::GET_LOG_PAGE,
    admin::DELETE_COMPLETION_QUEUE,
    admin::CREATE_COMPLETION_QUEUE,
    admin::IDENTIFY,
    admin::ABORT,
    admin::SET_FEATURES,
    admin::GET_FEATURES,
    admin::ASYNC_EVENT_REQUEST,
];

impl Controller {
    /// Does an admin command; `None` if it completes later.
    pub fn execute_admin(&mut self, bus: &mut dyn Bus, command: &Command) -> Option<Outcome> {
        let opcode = command.opcode();
        if KNOWN.contains(&opcode) && !command.is_plain() {
            return Some(Err(Status::INVALID_FIELD));
        }
        let outcome = match opcode {
            admin::DELETE_SUBMISSION_QUEUE => self.delete_submission_queue(bus, command),
            admin::CREATE_SUBMISSION_QUEUE => self.create_submission_queue(bus, command),
            admin::GET_LOG_PAGE => self.get_log_page(bus, command),
            admin::DELETE_COMPLETION_QUEUE => self.delete_completion_queue(command),
            admin::CREATE_COMPLETION_QUEUE => self.create_completion_queue(bus, command),
            admin::IDENTIFY => self.identify(bus, command),
            admin::ABORT => self.abort(bus, command),
            admin::SET_FEATURES => self.set_features(command),
            admin::GET_FEATURES => self.get_features(command),
            admin::ASYNC_EVENT_REQUEST => match self.events.request(*command) {
                Ok(()) => return None,
                Err(status) => Err(status),
            },
            _ => Err(Status::INVALID_OPCODE),
        };
        Some(outcome)
    }
}
