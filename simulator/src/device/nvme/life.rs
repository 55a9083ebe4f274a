//! The life of a controller: enabling, disabling, shutting down, resets.

use super::command::Command;
use super::controller::Controller;
use super::fault::{Stuck, io};
use super::mistake::Mistake;
use super::phase::{Life, Phase, Shutdown};
use super::queue::{CompletionQueue, QueueMemory, SubmissionQueue};
use super::registers::{CC, Configuration, Registers};

impl Controller {
    /// `CC` is written.
    pub fn configure(&mut self, value: u32) {
        let old = self.registers.configuration;
        let mut new = Configuration(value & Configuration::KNOWN);
        if old.enable() && new.enable() {
            let changed = (old.0 ^ new.0) & !Configuration::CHANGEABLE;
            if changed != 0 {
                self.mistakes
                    .note(Mistake::ChangedWhileEnabled { offset: CC });
                new.0 ^= changed;
            }
        }
        self.registers.configuration = new;
        match (old.enable(), new.enable()) {
            (false, true) if self.life.phase == Phase::Disabling => {
                self.mistakes.note(Mistake::EnabledTooEarly);
            }
            (false, true) => self.enable(),
            (true, false) => self.disable(),
            _ => {}
        }
        if old.shutdown() == 0 && new.shutdown() != 0 && self.life.shutdown == Shutdown::Normal {
            let end = self.time.saturating_add(self.settings.latency.shutdown);
            self.life.shutdown = Shutdown::Processing(self.unless(Stuck::ShuttingDown, end));
        }
    }

    fn enable(&mut self) {
        self.life.phase = Phase::Enabling;
        self.life.due = None;
        let configuration = self.registers.configuration;
        let supported = configuration.command_set() == 0
            && configuration.arbitration() == 0
            && configuration.page_shift() <= u32::from(self.settings.capabilities.page);
        if !supported {
            self.mistakes.note(Mistake::Settings {
                configuration: configuration.0,
            });
            self.fail();
        } else if !self.create_admin_queues() {
            self.mistakes.note(Mistake::AdminQueue);
            self.fail();
        } else {
            let end = self.time.saturating_add(self.settings.latency.enable);
            self.life.due = self.unless(Stuck::Enabling, end);
        }
    }

    /// Makes the admin queues as the registers say; whether that is possible.
    fn create_admin_queues(&mut self) -> bool {
        let registers = &self.registers;
        let (submission, completion, page) = (
            registers.admin_submission,
            registers.admin_completion,
            self.page(),
        );
        let sizes = [
            registers.admin_attributes & 0xFFF,
            registers.admin_attributes >> 16 & 0xFFF,
        ];
        if !submission.is_multiple_of(page)
            || !completion.is_multiple_of(page)
            || sizes.contains(&0)
        {
            return false;
        }
        let [submission_size, completion_size] = sizes.map(|size| size + 1);
        let submission =
            SubmissionQueue::new(QueueMemory::Contiguous(submission), submission_size, 0);
        let completion = CompletionQueue::new(
            QueueMemory::Contiguous(completion),
            completion_size,
            Some(0),
        );
        self.queues.set_submission(0, Some(submission));
        self.queues.set_completion(0, Some(completion));
        true
    }

    fn disable(&mut self) {
        let waited_in_vain = self.life.due.is_none();
        if self.life.phase == Phase::Enabling && !self.life.fatal && !waited_in_vain {
            self.mistakes.note(Mistake::EnabledTooEarly);
        }
        self.forget_host();
        // Commands that move data go on until CSTS.RDY is 0: until then the host must not reuse its memory.
        self.work.keep(|command: &Command| {
            command.queue != 0 && matches!(command.opcode(), io::READ | io::WRITE)
        });
        self.logs.statistics.resets += 1;
        self.life.phase = Phase::Disabling;
        self.life.shutdown = Shutdown::Normal;
        let end = self.time.saturating_add(self.settings.latency.disable);
        self.life.due = self.unless(Stuck::Disabling, end);
    }

    /// Ends what is due.
    pub fn settle_life(&mut self) {
        if self.life.due.is_some_and(|due| due <= self.time) {
            self.life.due = None;
            match self.life.phase {
                Phase::Enabling => self.life.phase = Phase::Ready,
                Phase::Disabling => {
                    self.life = Life::default();
                    self.work.clear();
                    if self.registers.configuration.enable() {
                        self.enable();
                    }
                }
                Phase::Disabled | Phase::Ready => {}
            }
        }
        if let Shutdown::Processing(Some(due)) = self.life.shutdown
            && due <= self.time
        {
            if self.namespaces.flush_all().is_err() {
                self.fail();
            }
            self.life.shutdown = Shutdown::Complete;
        }
    }

    /// As after a reset of the function or the subsystem; configuration space has been seen to.
    pub fn reset(&mut self) {
        self.forget_host();
        self.work.clear();
        self.life = Life::default();
        self.registers = Registers::default();
        self.interrupts.msix.reset();
        self.logs.statistics.resets += 1;
    }

    /// Power is lost: the write cache is empty, and if the host gave no notice, that is counted.
    pub fn lose_power(&mut self) {
        if self.registers.configuration.enable() && !self.life.is_shut_down() {
            self.logs.health.unsafe_shutdowns += 1;
        }
        self.namespaces.lose_caches();
        self.reset();
        self.config.reset();
    }

    /// Power is lost and comes back.
    pub fn power_cycle(&mut self) {
        if !self.removed {
            self.lose_power();
            self.logs.health.power_cycles += 1;
        }
    }

    /// Forgets what the host set up by commands.
    fn forget_host(&mut self) {
        self.queues.clear();
        self.interrupts.reset();
        self.events.reset();
        self.features.reset(&self.settings, self.layout.vectors);
    }

    fn unless(&self, stuck: Stuck, at: u64) -> Option<u64> {
        (!self.stuck.contains(&stuck)).then_some(at)
    }
}
