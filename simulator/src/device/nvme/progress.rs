//! How a controller works through time: commands are fetched in turns, run for a time, and are done.

use super::command::{Command, Completion};
use super::controller::Controller;
use super::fault::{Effect, io};
use super::mistake::Mistake;
use super::phase::Phase;
use super::status::Status;
use super::work::Running;
use crate::device::Bus;

impl Controller {
    /// Works until `now`; when there is something to do next.
    pub fn advance(&mut self, bus: &mut dyn Bus, now: u64) -> Option<u64> {
        if !self.removed {
            if self.config.take_reset() {
                self.reset();
            }
            loop {
                while let Some(at) = self.next_event().filter(|at| *at <= now) {
                    self.time = self.time.max(at);
                    self.settle(bus);
                    self.fetch(bus);
                }
                self.time = self.time.max(now);
                self.report_events(bus);
                if !self.fetch(bus) {
                    break;
                }
            }
        }
        self.deliver_interrupts(bus);
        self.next_event()
    }

    /// When the next thing happens that is certain now.
    fn next_event(&self) -> Option<u64> {
        let reached = [self.work.next(), self.interrupts.next()];
        let reached = reached.into_iter().filter(|_| self.may_access_memory());
        reached.chain([self.life.next()]).flatten().min()
    }

    /// Does everything whose time has come.
    fn settle(&mut self, bus: &mut dyn Bus) {
        self.settle_life();
        if self.may_access_memory() {
            while let Some(running) = self.work.take_due(self.time) {
                self.execute(bus, &running);
            }
            self.interrupts.settle(self.time);
        }
        self.report_events(bus);
    }

    /// Does a command whose time has come.
    fn execute(&mut self, bus: &mut dyn Bus, running: &Running) {
        if self.removed || (self.life.fatal && self.life.phase == Phase::Ready) {
            return;
        }
        let command = &running.command;
        let outcome = match running.effect {
            Some(Effect::Fail(status)) => Some(Err(status)),
            Some(Effect::Fatal) => return self.fail(),
            Some(Effect::Remove) => {
                self.removed = true;
                return self.lose_power();
            }
            _ if command.queue == 0 => self.execute_admin(bus, command),
            _ => Some(self.execute_io(bus, command)),
        };
        if let Some(outcome) = outcome {
            self.finish(bus, command, outcome, running.effect);
        }
    }

    /// Fetches commands, round robin, while there is room for them; whether there were any.
    fn fetch(&mut self, bus: &mut dyn Bus) -> bool {
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
            let completion = Completion {
                freed: None,
                ..Completion::new(&command, 0, status)
            };
            self.complete(bus, completion);
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
        let pages = (blocks * block / 4096).saturating_mul(latency.page);
        let base = match (command.queue, command.opcode()) {
            (0, _) => latency.admin,
            (_, io::FLUSH) => latency.flush,
            (_, io::WRITE) => latency.write.saturating_add(pages),
            (_, io::DATASET_MANAGEMENT | io::WRITE_ZEROES | io::WRITE_UNCORRECTABLE) => {
                latency.deallocate
            }
            _ => latency.read.saturating_add(pages),
        };
        let spread = self.random.u64(0..=latency.spread);
        let delay = match effect {
            Some(Effect::Delay(delay)) => delay,
            _ => 0,
        };
        base.saturating_add(spread).saturating_add(delay)
    }
}
