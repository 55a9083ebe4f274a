//! What the plug and play manager does because a driver said that something has changed: it scans a bus, or removes what has failed.
//!
//! It does one thing at a time, and none while a test does something of plug and play or power.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::adapter::{AdapterState, Phase};
use super::port::Storport;
use super::unit::Address;
use crate::kernel::time::MILLISECOND;
use crate::verifier::Rule;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Scan,
    /// A unit has failed, or with `None` the adapter.
    Remove(Option<Address>),
    /// WMI asks which blocks there are, of a unit or with `None` the adapter.
    Register(Option<Address>),
}

/// What it has to do.
#[derive(Default)]
pub(crate) struct Manager {
    busy: Cell<u32>,
    /// What came while it was busy.
    waiting: RefCell<Vec<(Rc<AdapterState>, Task)>>,
}

/// The manager is busy as long as this lives.
pub(crate) struct Busy<'a>(Storport<'a>);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        let manager = &self.0.port.manager;
        manager.busy.set(manager.busy.get() - 1);
        if manager.busy.get() == 0 {
            for (adapter, task) in manager.waiting.take() {
                self.0.plan(adapter, task);
            }
        }
    }
}

impl<'a> Storport<'a> {
    /// Something of plug and play or power begins that nothing else of it overtakes.
    pub fn busy(self) -> Busy<'a> {
        let busy = &self.port.manager.busy;
        busy.set(busy.get() + 1);
        Busy(self)
    }
}

impl Storport<'_> {
    /// Has something done some time later.
    pub fn ask_manager(&self, adapter: &Rc<AdapterState>, task: Task) {
        if task == Task::Scan && adapter.scan_due.replace(true) {
            return;
        }
        let open = &self.port.open_requests;
        open.set(open.get() + 1);
        self.plan(Rc::clone(adapter), task);
    }

    fn plan(&self, adapter: Rc<AdapterState>, task: Task) {
        let delay = self.kernel.between(0, 20 * MILLISECOND);
        self.schedule(delay, move |core| core.manage(adapter, task));
    }

    /// Runs outside of coroutines, while whoever runs the machine waits for something else.
    fn manage(&self, adapter: Rc<AdapterState>, task: Task) {
        let manager = &self.port.manager;
        if manager.busy.get() != 0 || self.kernel.frozen.get() {
            manager.waiting.borrow_mut().push((adapter, task));
            return;
        }
        let _busy = self.busy();
        let open = &self.port.open_requests;
        open.set(open.get() - 1);
        if task == Task::Scan {
            adapter.scan_due.set(false);
        }
        if adapter.phase.get() != Phase::Started || self.kernel.halted.get() {
            return;
        }
        match task {
            Task::Scan => {
                let scanned = self.scan(&adapter);
                // An adapter that went meanwhile has nothing to be found any more.
                let is_there = adapter.phase.get() == Phase::Started && !self.kernel.halted.get();
                if let Err(error) = scanned
                    && is_there
                {
                    let message = format!("the driver asked for a scan, and it failed: {error}");
                    self.broke(&adapter, Rule::ScanFailed, message);
                }
            }
            Task::Register(target) => {
                // What is wrong with the answer was said; a driver may refuse.
                self.register_wmi(&adapter, target).ok();
            }
            Task::Remove(None) => self.remove_adapter(&adapter),
            Task::Remove(Some(unit)) => {
                let is_unit = |disk: &Rc<super::initiator::info::DiskInfo>| disk.address == unit;
                let was_there = adapter.disks.borrow().iter().any(is_unit);
                if was_there {
                    adapter.disks.borrow_mut().retain(|disk| !is_unit(disk));
                    // Whether it is removed as a device that is gone is not said.
                    self.tell_of_end(&adapter, unit, self.kernel.chance(2));
                }
            }
        }
    }
}
