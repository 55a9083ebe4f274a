//! What a test does to the controller while a machine owns it.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use super::controller::Controller;
use super::events::Event;
use super::fault::{Fault, Stuck};
use super::logs::Statistics;
use super::mistake::Mistake;
use super::namespace::Namespace;
use super::phase::Phase;
use super::status::Status;

/// A controller that a machine owns.
///
/// What is done here shows to the driver when the machine runs the next time.
#[derive(Debug, Clone)]
pub struct NvmeHandle(Rc<RefCell<Controller>>);

/// Looking at it.
impl NvmeHandle {
    pub(super) fn new(controller: Rc<RefCell<Controller>>) -> Self {
        Self(controller)
    }

    /// What the controller has counted.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        self.0.borrow().logs.statistics
    }

    /// What the driver did that the specification forbids; the first 256.
    #[must_use]
    pub fn mistakes(&self) -> Vec<Mistake> {
        self.0.borrow().mistakes.kept.clone()
    }

    /// How many mistakes there were.
    #[must_use]
    pub fn mistake_count(&self) -> u64 {
        self.0.borrow().mistakes.count
    }

    /// Whether `CSTS.RDY` is 1 and the controller has not failed.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        let controller = self.0.borrow();
        controller.life.phase == Phase::Ready && !controller.life.fatal
    }

    /// Whether the driver has shut the controller down.
    #[must_use]
    pub fn is_shut_down(&self) -> bool {
        self.0.borrow().life.is_shut_down()
    }

    /// Pairs of I/O queues that the driver has made.
    #[must_use]
    pub fn io_queues(&self) -> usize {
        self.0.borrow().queues.io_count()
    }

    /// Commands that were fetched and are not done.
    #[must_use]
    pub fn outstanding(&self) -> usize {
        self.0.borrow().work.outstanding()
    }
}

/// Breaking it.
impl NvmeHandle {
    /// Sets a fault.
    pub fn inject(&self, fault: Fault) {
        self.0.borrow_mut().faults.add(fault);
    }

    /// Takes every fault back that has not happened.
    pub fn clear_faults(&self) {
        self.0.borrow_mut().faults.clear();
    }

    /// Makes a transition that begins later never end.
    pub fn stick(&self, transition: Stuck) {
        self.0.borrow_mut().stuck.push(transition);
    }

    /// Lets transitions end again that begin later.
    pub fn unstick(&self) {
        self.0.borrow_mut().stuck.clear();
    }

    /// The controller fails: `CSTS.CFS` is 1 until the driver resets it.
    pub fn fail(&self) {
        self.0.borrow_mut().fail();
    }

    /// Pulls the device out: every read gives all ones, and what was in the write cache is lost.
    pub fn remove(&self) {
        let mut controller = self.0.borrow_mut();
        if !std::mem::replace(&mut controller.removed, true) {
            controller.lose_power();
        }
    }

    /// Puts the device back, as after power-on.
    pub fn insert(&self) {
        let mut controller = self.0.borrow_mut();
        if std::mem::take(&mut controller.removed) {
            controller.logs.health.power_cycles += 1;
        }
    }

    /// Whether the device is pulled out.
    #[must_use]
    pub fn is_removed(&self) -> bool {
        self.0.borrow().removed
    }

    /// Sends the message of a vector without a reason.
    pub fn interrupt(&self, vector: u16) {
        self.0.borrow_mut().interrupts.raise(vector);
    }

    /// Sets the composite temperature in kelvin; beyond the thresholds the controller warns.
    pub fn set_temperature(&self, kelvin: u16) {
        let mut controller = self.0.borrow_mut();
        controller.logs.health.temperature = kelvin;
        controller.review_health();
    }

    /// Sets bits of the critical warning of the health log.
    pub fn set_critical_warning(&self, bits: u8) {
        let mut controller = self.0.borrow_mut();
        controller.logs.health.warning = bits;
        controller.review_health();
    }
}

/// Its namespaces.
impl NvmeHandle {
    /// Identifiers of the attached namespaces.
    #[must_use]
    pub fn namespaces(&self) -> Vec<u32> {
        self.0.borrow().namespaces.active().collect()
    }

    /// Attaches a namespace at the lowest free identifier, which is returned.
    ///
    /// # Panics
    /// If no identifier is free.
    pub fn attach(&self, namespace: Namespace) -> u32 {
        let free = self.0.borrow().namespaces.free();
        let id = free.expect("every identifier has a namespace");
        self.attach_at(id, namespace);
        id
    }

    /// Attaches a namespace at an identifier.
    ///
    /// # Panics
    /// If the identifier is above the maximum or has a namespace.
    pub fn attach_at(&self, id: u32, namespace: Namespace) {
        let mut controller = self.0.borrow_mut();
        let place = controller
            .namespaces
            .place(id)
            .expect("an identifier up to the maximum");
        assert!(place.is_none(), "namespace {id} is attached");
        *place = Some(namespace);
        controller.namespace_changed(id);
    }

    /// Detaches a namespace; it can be attached again.
    #[must_use]
    pub fn detach(&self, id: u32) -> Option<Namespace> {
        let mut controller = self.0.borrow_mut();
        let namespace = controller.namespaces.place(id)?.take()?;
        controller.namespace_changed(id);
        Some(namespace)
    }

    /// Changes the number of blocks of a namespace.
    ///
    /// # Panics
    /// If the namespace is not attached; so do the following.
    pub fn resize(&self, id: u32, blocks: u64) {
        self.change(id, |namespace| namespace.resize(blocks));
    }

    /// Changes the block size of a namespace to 512 or 4096 bytes.
    pub fn reformat(&self, id: u32, block_size: usize) {
        self.change(id, |namespace| namespace.set_block_size(block_size));
    }

    /// Makes a namespace refuse writes, or take them again.
    pub fn set_read_only(&self, id: u32, read_only: bool) {
        self.change(id, |namespace| namespace.read_only = read_only);
    }

    /// Makes blocks unreadable until they are written.
    pub fn spoil(&self, id: u32, blocks: Range<u64>) {
        self.with(id, |namespace| namespace.spoil(blocks));
    }

    /// Reads blocks as the host would.
    ///
    /// # Errors
    /// The status that the host would get.
    pub fn read(&self, id: u32, lba: u64, into: &mut [u8]) -> Result<(), Status> {
        self.with(id, |namespace| {
            namespace.check(lba, (into.len() / namespace.store.block) as u64)?;
            namespace.read(lba, into)
        })
    }

    /// Writes blocks, past the cache.
    ///
    /// # Errors
    /// The status that the host would get.
    pub fn write(&self, id: u32, lba: u64, bytes: &[u8]) -> Result<(), Status> {
        self.with(id, |namespace| {
            namespace.check(lba, (bytes.len() / namespace.store.block) as u64)?;
            namespace.write(lba, bytes, false)
        })
    }

    /// Reads what a loss of power would leave.
    ///
    /// # Errors
    /// Those of the backing.
    pub fn read_durable(&self, id: u32, lba: u64, into: &mut [u8]) -> std::io::Result<()> {
        self.with(id, |namespace| {
            let offset = lba.saturating_mul(namespace.store.block as u64);
            namespace.store.backing.read(offset, into)
        })
    }

    fn change(&self, id: u32, change: impl FnOnce(&mut Namespace)) {
        self.with(id, change);
        self.0.borrow_mut().namespace_changed(id);
    }

    fn with<T>(&self, id: u32, act: impl FnOnce(&mut Namespace) -> T) -> T {
        let mut controller = self.0.borrow_mut();
        let namespace = controller
            .namespaces
            .find(id)
            .unwrap_or_else(|_| panic!("namespace {id} is not attached"));
        act(namespace)
    }
}

impl Controller {
    fn namespace_changed(&mut self, id: u32) {
        self.namespaces.note_change(id);
        if self.features.namespace_events() {
            self.events.push(Event::NAMESPACES_CHANGED);
        }
    }
}
