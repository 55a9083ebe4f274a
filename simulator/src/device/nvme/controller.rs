//! The controller as a whole: what it is made of, and how it works through time.

use super::events::Events;
use super::fault::{Faults, Stuck};
use super::features::Features;
use super::interrupt::Interrupts;
use super::layout::Layout;
use super::life::{Life, Phase};
use super::logs::Logs;
use super::mistake::Mistake;
use super::namespace::Namespace;
use super::namespaces::Namespaces;
use super::queues::Queues;
use super::registers::Configuration;
use super::settings::Settings;
use super::work::Work;
use crate::device::mistakes::Mistakes;
use crate::device::{Bus, ConfigSpace, MsiX};

/// The registers that keep what was written.
#[derive(Debug, Default)]
pub(super) struct Registers {
    pub configuration: Configuration,
    pub admin_attributes: u32,
    pub admin_submission: u64,
    pub admin_completion: u64,
    /// `CSTS.NSSRO`.
    pub subsystem_was_reset: bool,
}

/// An NVM Express controller.
#[derive(Debug)]
pub(super) struct Controller {
    pub settings: Settings,
    pub layout: Layout,
    pub config: ConfigSpace,
    pub msix: MsiX,
    pub registers: Registers,
    pub life: Life,
    pub queues: Queues,
    pub work: Work,
    pub interrupts: Interrupts,
    pub events: Events,
    pub features: Features,
    pub logs: Logs,
    pub namespaces: Namespaces,
    pub faults: Faults,
    pub stuck: Vec<Stuck>,
    pub mistakes: Mistakes<Mistake>,
    pub random: fastrand::Rng,
    /// What the controller takes for the present time.
    pub time: u64,
    pub removed: bool,
    /// Data on its way; kept so that it is not allocated for each command.
    pub buffer: Vec<u8>,
}

impl Controller {
    pub fn new(settings: Settings, namespaces: Vec<Namespace>) -> Self {
        let layout = Layout::new(&settings);
        Self {
            config: layout.config_space(&settings),
            msix: MsiX::new(settings.msix.unwrap_or(0)),
            registers: Registers::default(),
            life: Life::default(),
            queues: Queues::new(settings.io_queues),
            work: Work::default(),
            interrupts: Interrupts::new(layout.vectors),
            events: Events::default(),
            features: Features::new(&settings, layout.vectors),
            logs: Logs::default(),
            namespaces: Namespaces::new(settings.namespaces, namespaces),
            faults: Faults::default(),
            stuck: Vec::new(),
            mistakes: Mistakes::default(),
            random: fastrand::Rng::with_seed(settings.seed),
            time: 0,
            removed: false,
            buffer: Vec::new(),
            layout,
            settings,
        }
    }

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
        if self.removed {
            return None;
        }
        let work = self.may_access_memory().then(|| self.work.next()).flatten();
        let interrupt = self
            .may_access_memory()
            .then(|| self.interrupts.next())
            .flatten();
        [work, interrupt, self.life.next()]
            .into_iter()
            .flatten()
            .min()
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

    /// Whether the machine lets the controller access its memory.
    pub fn may_access_memory(&self) -> bool {
        !self.removed && self.config.is_bus_master()
    }

    /// Whether commands are fetched.
    pub fn is_processing(&self) -> bool {
        self.life.phase == Phase::Ready
            && !self.life.fatal
            && !self.life.is_shutting_down()
            && self.may_access_memory()
    }

    /// Bytes of a page, as the host chose.
    pub fn page(&self) -> u64 {
        self.registers.configuration.page()
    }

    /// Fails: nothing works until the host resets the controller.
    pub fn fail(&mut self) {
        self.life.fatal = true;
    }
}
