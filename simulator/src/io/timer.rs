//! The timers of device objects: their routines are called once a second while they are started.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use miniport::ffi;

use super::manager::IoManager;
use super::object::device::Device;
use crate::kernel::clock::Event;
use crate::kernel::job::Job;
use crate::kernel::time::SECOND;
use crate::verifier::Role;

/// The timer of a device object.
struct Timer {
    device: Rc<Device>,
    routine: ffi::IO_TIMER_ROUTINE,
    context: usize,
    started: Cell<bool>,
}

/// All timers of device objects, in the order of their making.
#[derive(Default)]
pub(crate) struct Timers {
    timers: RefCell<Vec<Rc<Timer>>>,
    /// The second that all of them have together runs.
    ticking: Cell<bool>,
}

impl Timers {
    fn of(&self, device: &Device) -> Option<Rc<Timer>> {
        let timers = self.timers.borrow();
        timers
            .iter()
            .find(|timer| std::ptr::eq(&raw const *timer.device, device))
            .cloned()
    }

    pub fn is_started(&self, device: &Device) -> bool {
        self.of(device).is_some_and(|timer| timer.started.get())
    }

    fn any_started(&self) -> bool {
        self.timers.borrow().iter().any(|timer| timer.started.get())
    }

    /// The device object is gone.
    pub fn forget(&self, device: &Device) {
        let mut timers = self.timers.borrow_mut();
        for timer in timers.iter() {
            if std::ptr::eq(&raw const *timer.device, device) {
                timer.started.set(false);
            }
        }
        timers.retain(|timer| !std::ptr::eq(&raw const *timer.device, device));
    }
}

impl IoManager<'_> {
    /// Gives a device its timer: `false` if it has one.
    pub fn add_timer(
        &self,
        device: &Rc<Device>,
        routine: ffi::IO_TIMER_ROUTINE,
        context: usize,
    ) -> bool {
        if self.io.timers.of(device).is_some() {
            return false;
        }
        self.io.timers.timers.borrow_mut().push(Rc::new(Timer {
            device: Rc::clone(device),
            routine,
            context,
            started: Cell::new(false),
        }));
        true
    }

    /// Starts or stops the timer of a device: `false` if it has none.
    pub fn start_timer(&self, device: &Device, started: bool) -> bool {
        let Some(timer) = self.io.timers.of(device) else {
            return false;
        };
        timer.started.set(started);
        if started && !self.io.timers.ticking.replace(true) {
            // Where in the second of the system the first call falls is open.
            self.schedule_tick(self.kernel.between(SECOND / 10, SECOND));
        }
        true
    }

    fn schedule_tick(&self, delay: u64) {
        let tick = Box::new(|| IoManager::running().tick());
        self.kernel.clock.schedule(delay, Event::Do(tick));
    }

    /// A second is over.
    fn tick(&self) {
        if !self.io.timers.any_started() {
            self.io.timers.ticking.set(false);
            return;
        }
        self.schedule_tick(SECOND);
        let timers = self.io.timers.timers.borrow().clone();
        for timer in timers.into_iter().filter(|timer| timer.started.get()) {
            self.kernel.make_ready(Job::dpc(move || {
                let manager = IoManager::running();
                if !timer.started.get() {
                    return;
                }
                let (device, context) = (timer.device.raw(), timer.context as ffi::PVOID);
                // SAFETY: the driver registered the routine; the device is there while its timer is started.
                let call = || unsafe { (timer.routine)(device, context) };
                let owner = Some(timer.device.owner);
                manager.kernel.callback(owner, Role::IoTimer, call);
            }));
        }
    }
}
