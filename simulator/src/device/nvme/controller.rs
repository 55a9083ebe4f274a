//! The controller as a whole: what it is made of.

use super::events::{Event, Events};
use super::fault::{Faults, Stuck};
use super::features::Features;
use super::interrupt::Interrupts;
use super::layout::Layout;
use super::logs::Logs;
use super::mistake::Mistake;
use super::namespace::Namespace;
use super::namespaces::Namespaces;
use super::phase::{Life, Phase};
use super::queues::Queues;
use super::registers::Registers;
use super::settings::Settings;
use super::work::Work;
use crate::device::mistakes::Mistakes;
use crate::device::{Bus, ConfigSpace};

/// An NVM Express controller.
#[derive(Debug)]
pub(super) struct Controller {
    pub settings: Settings,
    pub layout: Layout,
    pub config: ConfigSpace,
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
            registers: Registers::default(),
            life: Life::default(),
            queues: Queues::new(settings.io_queues),
            work: Work::default(),
            interrupts: Interrupts::new(layout.vectors, settings.msix),
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

    /// Sends messages and drives the line.
    pub fn deliver_interrupts(&mut self, bus: &mut dyn Bus) {
        let reaches = self.may_access_memory();
        self.logs.statistics.interrupts += self.interrupts.deliver(&mut self.config, bus, reaches);
    }

    /// A submission queue has commands.
    pub fn take_turn(&mut self, id: u16) {
        if let Some(queue) = self.queues.submission(id)
            && queue.has_commands()
            && !std::mem::replace(&mut queue.in_turn, true)
        {
            self.work.turns.push_back(id);
        }
    }

    /// Lets the submission queues of a completion queue have their turns again.
    pub fn wake_users(&mut self, completion: u16) {
        let users: Vec<u16> = self.queues.users(completion).collect();
        for user in users {
            self.take_turn(user);
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
