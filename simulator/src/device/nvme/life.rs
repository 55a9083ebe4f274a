//! The life of a controller: enabling, disabling, shutting down, resets.

use super::command::Command;
use super::controller::{Controller, Registers};
use super::fault::{Stuck, io};
use super::mistake::Mistake;
use super::registers::{CC, Configuration, status};

/// Where a controller stands between `CC.EN` and `CSTS.RDY`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Phase {
    #[default]
    Disabled,
    Enabling,
    Ready,
    Disabling,
}

/// `CSTS.SHST`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Shutdown {
    #[default]
    Normal,
    /// Until then; nobody knows when if it is stuck.
    Processing(Option<u64>),
    Complete,
}

/// The state of a controller.
#[derive(Debug, Default)]
pub(super) struct Life {
    pub phase: Phase,
    /// When the phase ends.
    due: Option<u64>,
    pub fatal: bool,
    shutdown: Shutdown,
}

impl Life {
    pub fn next(&self) -> Option<u64> {
        let shutdown = if let Shutdown::Processing(due) = self.shutdown {
            due
        } else {
            None
        };
        self.due.into_iter().chain(shutdown).min()
    }

    pub fn is_shutting_down(&self) -> bool {
        self.shutdown != Shutdown::Normal
    }

    pub fn is_shut_down(&self) -> bool {
        self.shutdown == Shutdown::Complete
    }
}

impl Controller {
    /// `CSTS`.
    pub fn status_register(&self) -> u32 {
        let ready = matches!(self.life.phase, Phase::Ready | Phase::Disabling);
        let shutdown = match self.life.shutdown {
            Shutdown::Normal => 0,
            Shutdown::Processing(_) => 1,
            Shutdown::Complete => 2,
        };
        (if ready { status::READY } else { 0 })
            | (if self.life.fatal { status::FATAL } else { 0 })
            | status::shutdown(shutdown)
            | (if self.registers.subsystem_was_reset {
                status::SUBSYSTEM_RESET
            } else {
                0
            })
    }

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
        self.msix.reset();
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
        for vector in 0..self.layout.vectors {
            self.msix.withdraw(vector);
        }
        self.interrupts.reset();
        self.events.reset();
        self.features.reset(&self.settings, self.layout.vectors);
    }

    fn unless(&self, stuck: Stuck, at: u64) -> Option<u64> {
        (!self.stuck.contains(&stuck)).then_some(at)
    }
}
