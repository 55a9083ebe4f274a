//! Commands on their way: fetched in turns, then running for a time.

use std::collections::{BTreeMap, VecDeque};

use super::command::{Command, Completion};
use super::controller::Controller;
use super::fault::{Effect, io};
use super::mistake::Mistake;
use super::status::Status;
use crate::device::Bus;

/// A command that was fetched.
#[derive(Debug, Clone, Copy)]
pub(super) struct Running {
    pub command: Command,
    pub effect: Option<Effect>,
}

/// The commands that were fetched, and whose turn it is to be fetched.
#[derive(Debug, Default)]
pub(super) struct Work {
    /// By the time of their end, then in the order in which they came.
    running: BTreeMap<(u64, u64), Running>,
    /// Commands that do not end.
    hung: Vec<Command>,
    sequence: u64,
    turns: VecDeque<u16>,
}

impl Work {
    pub fn next(&self) -> Option<u64> {
        self.running.first_key_value().map(|((at, _), _)| *at)
    }

    /// Commands that were fetched and did not end.
    pub fn outstanding(&self) -> usize {
        self.running.len() + self.hung.len()
    }

    pub fn take_due(&mut self, now: u64) -> Option<Running> {
        self.next().filter(|at| *at <= now)?;
        self.running.pop_first().map(|(_, running)| running)
    }

    fn start(&mut self, at: u64, running: Running) {
        self.running.insert((at, self.sequence), running);
        self.sequence += 1;
    }

    /// Forgets every command.
    pub fn clear(&mut self) {
        self.running.clear();
        self.hung.clear();
        self.turns.clear();
    }

    /// Forgets every command but some of those that run.
    pub fn keep(&mut self, keep: impl Fn(&Command) -> bool) {
        self.running.retain(|_, running| keep(&running.command));
        self.hung.clear();
        self.turns.clear();
    }

    /// How many commands match.
    pub fn count(&self, matches: impl Fn(&Command) -> bool) -> usize {
        self.running
            .values()
            .filter(|running| matches(&running.command))
            .count()
    }

    /// Takes the commands that match, running or hung.
    pub fn take(&mut self, matches: impl Fn(&Command) -> bool) -> Vec<Command> {
        let found = self
            .running
            .iter()
            .filter(|(_, running)| matches(&running.command));
        let found: Vec<(u64, u64)> = found.map(|(key, _)| *key).collect();
        let mut taken: Vec<Command> = found
            .iter()
            .filter_map(|key| self.running.remove(key))
            .map(|running| running.command)
            .collect();
        taken.extend(self.hung.extract_if(.., |command| matches(command)));
        taken
    }
}

impl Controller {
    /// A submission queue has commands.
    pub fn take_turn(&mut self, id: u16) {
        if let Some(queue) = self.queues.submission(id)
            && queue.has_commands()
            && !std::mem::replace(&mut queue.in_turn, true)
        {
            self.work.turns.push_back(id);
        }
    }

    /// Fetches commands, round robin, while there is room for them; whether there were any.
    pub fn fetch(&mut self, bus: &mut dyn Bus) -> bool {
        let mut any = false;
        while self.is_processing() && self.work.running.len() < self.settings.concurrency {
            let Some(id) = self.work.turns.pop_front() else {
                break;
            };
            let Some(queue) = self.queues.submission(id) else {
                continue;
            };
            queue.in_turn = false;
            let completion = queue.completion;
            // While completions wait for room, the queue is left alone: its turn comes back with the room.
            if self
                .queues
                .completion(completion)
                .is_none_or(|queue| !queue.waiting.is_empty())
            {
                continue;
            }
            for _ in 0..self.features.burst() {
                if self.work.running.len() >= self.settings.concurrency || !self.fetch_one(bus, id)
                {
                    break;
                }
                any = true;
            }
            self.take_turn(id);
        }
        any
    }

    fn fetch_one(&mut self, bus: &mut dyn Bus, id: u16) -> bool {
        if !self.is_processing() {
            return false;
        }
        let Some(queue) = self
            .queues
            .submission(id)
            .filter(|queue| queue.has_commands())
        else {
            return false;
        };
        let Ok(bytes) = queue.fetch(bus) else {
            self.mistakes.note(Mistake::QueueMemory {
                queue: id,
                completion: false,
            });
            self.fail();
            return false;
        };
        let command = Command::parse(id, &bytes);
        if !queue.outstanding.insert(command.id()) {
            self.mistakes.note(Mistake::CommandIdInUse {
                queue: id,
                id: command.id(),
            });
            let status = Status::COMMAND_ID_CONFLICT.more();
            self.logs.note_command(&command, status);
            self.complete(
                bus,
                Completion {
                    freed: None,
                    ..Completion::new(&command, 0, status)
                },
            );
            return true;
        }
        let statistics = &mut self.logs.statistics;
        *if id == 0 {
            &mut statistics.admin_commands
        } else {
            &mut statistics.io_commands
        } += 1;
        match self.faults.meet(&command) {
            Some(Effect::Hang) => self.work.hung.push(command),
            effect => {
                let at = self.time.saturating_add(self.cost(&command, effect));
                self.work.start(at, Running { command, effect });
            }
        }
        let outstanding = self.work.outstanding();
        let statistics = &mut self.logs.statistics;
        statistics.most_outstanding = statistics.most_outstanding.max(outstanding);
        true
    }

    /// How long a command takes.
    fn cost(&mut self, command: &Command, effect: Option<Effect>) -> u64 {
        let latency = &self.settings.latency;
        let blocks = u64::from(command.low(12));
        let block = self
            .namespaces
            .find(command.namespace())
            .map_or(512, |namespace| namespace.store.block as u64);
        let pages = blocks * block / 4096;
        let base = match (command.queue, command.opcode()) {
            (0, _) => latency.admin,
            (_, io::FLUSH) => latency.flush,
            (_, io::WRITE) => latency
                .write
                .saturating_add(pages.saturating_mul(latency.page)),
            (_, io::DATASET_MANAGEMENT | io::WRITE_ZEROES | io::WRITE_UNCORRECTABLE) => {
                latency.deallocate
            }
            _ => latency
                .read
                .saturating_add(pages.saturating_mul(latency.page)),
        };
        let spread = if latency.spread == 0 {
            0
        } else {
            self.random.u64(0..=latency.spread)
        };
        let delay = if let Some(Effect::Delay(delay)) = effect {
            delay
        } else {
            0
        };
        base.saturating_add(spread).saturating_add(delay)
    }
}
