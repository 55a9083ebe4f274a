//! The power manager: device power requests that drivers ask for, sleep and resume of the system, devices that are idle.

mod idle;
pub(crate) mod overlap;
mod request;
mod system;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use super::irp::record::Irp;
use super::object::device::Device;
use crate::kernel::job::Work;
use crate::kernel::map::FastMap;
use crate::kernel::memory::block::Block;

pub(crate) use request::{Outcome, PowerAsk};

/// The power requests of one device.
#[derive(Default)]
struct Requests {
    /// One that sets the state of the device is under way.
    busy: Cell<bool>,
    /// The device is being started, by which it gets power, or was started since the last request.
    starting: Cell<bool>,
    started: Cell<bool>,
    /// Those that wait for it.
    waiting: RefCell<VecDeque<(PowerAsk, Rc<Irp>)>>,
    /// What `PoSetPowerState` said last.
    reported: Cell<i32>,
}

impl Requests {
    /// A start gives, or has given, the device power meanwhile.
    fn is_started(&self) -> bool {
        self.starting.get() || self.started.get()
    }
}

/// A device whose idleness is watched.
struct Idle {
    device: Rc<Device>,
    /// The counter that `PoSetDeviceBusy` resets.
    counter: Block,
    /// After so many seconds.
    limit: Cell<u32>,
    /// It gets this state.
    state: Cell<i32>,
}

/// What the power manager keeps.
#[derive(Default)]
pub(crate) struct Power {
    /// By the numbers of their devices.
    requests: RefCell<FastMap<usize, Rc<Requests>>>,
    idle: RefCell<Vec<Rc<Idle>>>,
    ticking: Cell<bool>,
    pub asleep: Cell<bool>,
    /// The devices are told to go to sleep.
    falls_asleep: Cell<bool>,
    /// What the system does: a `POWER_ACTION`.
    action: Cell<i32>,
    /// What applications wanted to do while the system was asleep.
    pub frozen: RefCell<Vec<Work>>,
}

impl Power {
    /// A device object is gone: nobody watches it any more.
    pub fn forget(&self, device: &Device) {
        self.idle
            .borrow_mut()
            .retain(|idle| !std::ptr::eq(&raw const *idle.device, device));
    }

    fn of(&self, owner: usize) -> Rc<Requests> {
        let mut requests = self.requests.borrow_mut();
        Rc::clone(requests.entry(owner).or_default())
    }
}
