//! Commands on their way: fetched in turns, then running for a time.

use std::collections::{BTreeMap, VecDeque};

use super::command::Command;
use super::fault::Effect;

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
    pub running: BTreeMap<(u64, u64), Running>,
    /// Commands that do not end.
    pub hung: Vec<Command>,
    sequence: u64,
    pub turns: VecDeque<u16>,
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

    pub fn start(&mut self, at: u64, running: Running) {
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
