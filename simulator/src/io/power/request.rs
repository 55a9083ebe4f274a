//! `PoRequestPowerIrp`: a device power request, one at a time for each device.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi;

use crate::io::irp::record::{Irp, Origin};
use crate::io::manager::IoManager;
use crate::io::object::device::Device;
use crate::io::pnp::node::{Node, State};
use crate::kernel::level::{DISPATCH_LEVEL, PASSIVE_LEVEL};
use crate::verifier::{Role, Rule};

use super::Requests;

/// A power request that is to be sent.
pub(crate) struct PowerAsk {
    pub device: Rc<Device>,
    pub minor: u8,
    /// A device state, or for `IRP_MN_WAIT_WAKE` one of the system.
    pub state: i32,
    /// What is called at the end, with its context.
    pub completion: Option<(ffi::REQUEST_POWER_COMPLETE, usize)>,
    /// Where a test waits for the status.
    pub outcome: Option<Outcome>,
}

/// The status of a request when it is over.
pub(crate) type Outcome = Rc<Cell<Option<ffi::NTSTATUS>>>;

impl IoManager<'_> {
    /// Makes a power request and sends it, now or when the one before is over.
    ///
    /// The device object of a driver is not kept by it: no page says so, and that it stays is what the driver has to see to.
    pub fn request_power(&self, ask: PowerAsk) -> Rc<Irp> {
        let kept = self.kept_for_power(&ask.device);
        kept.kept.set(kept.kept.get() + 1);
        let irp = self.make_power_irp(&ask);
        let requests = self.io.power.of(ask.device.owner);
        let sets = ask.minor == ffi::IRP_MN_SET_POWER;
        if sets && requests.busy.get() {
            requests
                .waiting
                .borrow_mut()
                .push_back((ask, Rc::clone(&irp)));
        } else {
            if sets {
                requests.busy.set(true);
            }
            self.send_power(ask, &irp);
        }
        irp
    }

    /// The physical device object of a device.
    fn kept_for_power(&self, device: &Rc<Device>) -> Rc<Device> {
        self.node_of(device)
            .map_or_else(|| Rc::clone(device), |node| Rc::clone(&node.physical))
    }

    fn make_power_irp(&self, ask: &PowerAsk) -> Rc<Irp> {
        let top = ask.device.top();
        let irp = self.make_irp(top.stack_size(), Origin::Manager, top.owner);
        irp.set_status(ffi::STATUS_NOT_SUPPORTED, 0);
        irp.function.set((ffi::IRP_MJ_POWER, ask.minor));
        // SAFETY: the location is the IRP's highest.
        let place = unsafe { &mut *irp.location(irp.locations) };
        place.MajorFunction = ffi::IRP_MJ_POWER;
        place.MinorFunction = ask.minor;
        if ask.minor == ffi::IRP_MN_WAIT_WAKE {
            place.Parameters.WaitWake = ffi::IO_STACK_LOCATION_Parameters_WaitWake {
                PowerState: ask.state,
            };
        } else {
            let action = self.io.power.action.get();
            place.Parameters.Power =
                super::system::parameters(ffi::DevicePowerState, ask.state, action);
        }
        irp
    }

    /// Sends it: in the context of who asks, where that may be, or of a thread of the system.
    fn send_power(&self, ask: PowerAsk, irp: &Rc<Irp>) {
        if ask.minor == ffi::IRP_MN_SET_POWER {
            self.io.power.of(ask.device.owner).started.set(false);
        }
        let top = self.kept_for_power(&ask.device).top();
        let done = Rc::clone(irp);
        *irp.finish.borrow_mut() = Some(Box::new(move |manager, status, information| {
            manager.finish_power(&ask, &done, (status, information));
        }));
        let pageable = top.flags() & ffi::DO_POWER_PAGABLE != 0;
        let here = crate::kernel::core::Kernel::current().is_some()
            && (!pageable || self.kernel.fiber().irql.get() == PASSIVE_LEVEL);
        if here && self.kernel.chance(2) {
            self.call_driver(&top, irp);
            return;
        }
        let irql = if pageable || self.kernel.chance(2) {
            PASSIVE_LEVEL
        } else {
            DISPATCH_LEVEL
        };
        let irp = Rc::clone(irp);
        self.make_ready(irql, move |manager| {
            if !top.deleted.get() {
                manager.call_driver(&top, &irp);
                return;
            }
            // There is no stack any more that it could be sent to.
            irp.set_status(ffi::STATUS_DELETE_PENDING, 0);
            let finish = irp.finish.borrow_mut().take();
            if let Some(finish) = finish {
                finish(&manager, ffi::STATUS_DELETE_PENDING, 0);
            }
            manager.free_irp(&irp);
        });
    }

    /// It is completed, and all completion routines have run.
    fn finish_power(
        &self,
        ask: &PowerAsk,
        irp: &Irp,
        (status, information): (ffi::NTSTATUS, usize),
    ) {
        self.check_outcome(irp, status);
        if ask.minor == ffi::IRP_MN_SET_POWER {
            let node = self.node_of(&ask.device);
            let is_there = node.is_some_and(|node| node.state.get() != State::Removed);
            let requests = self.io.power.of(ask.device.owner);
            if status >= 0 && is_there && !requests.is_started() {
                self.check_told(ask);
            }
            self.next_power(ask.device.owner);
        }
        if let Some((routine, context)) = ask.completion {
            let mut block = ffi::IO_STATUS_BLOCK {
                Status: status,
                Information: information,
            };
            let state = ffi::POWER_STATE {
                DeviceState: ask.state,
            };
            let object = ask.device.raw();
            let call = || {
                // SAFETY: the driver gave the routine for this request; the device object is kept.
                unsafe {
                    routine(
                        object,
                        ask.minor,
                        state,
                        context as ffi::PVOID,
                        &raw mut block,
                    );
                }
            };
            let owner = Some(ask.device.owner);
            self.kernel
                .callback(owner, Role::RequestPowerComplete, call);
        }
        if let Some(outcome) = &ask.outcome {
            outcome.set(Some(status));
        }
        let kept = self.kept_for_power(&ask.device);
        kept.kept.set(kept.kept.get() - 1);
        self.let_go(&kept);
    }

    /// The next request of a device that waits, if one does.
    fn next_power(&self, owner: usize) {
        let requests = self.io.power.of(owner);
        let next = requests.waiting.borrow_mut().pop_front();
        match next {
            Some((ask, irp)) => self.make_ready(PASSIVE_LEVEL, move |manager| {
                manager.send_power(ask, &irp);
            }),
            None => requests.busy.set(false),
        }
    }

    /// Whether a device's state is being set.
    pub fn sets_power(&self, owner: usize) -> bool {
        self.io.power.of(owner).busy.get()
    }

    /// Whether the driver of a device has told the state that it was set to. One that contains the hibernation file keeps its power for a
    /// while, and does not tell.
    fn check_told(&self, ask: &PowerAsk) {
        let node = self.node_of(&ask.device);
        let keeps = node.is_some_and(|node| self.keeps_power(&node));
        let expected = if keeps { ffi::PowerDeviceD0 } else { ask.state };
        self.check_power_state(ask.device.owner, expected, "IRP_MN_SET_POWER");
    }

    fn keeps_power(&self, node: &Node) -> bool {
        let hibernates = self.io.power.action.get() == ffi::PowerActionHibernate;
        hibernates && node.files.hibernates()
    }

    /// A device is about to get another state from its bus driver: its driver has told before the device leaves D0 (page of `PoSetPowerState`).
    pub fn check_told_before(&self, node: &Node, state: i32) {
        let requests = self.io.power.of(node.owner);
        let leaves = node.power.get() == ffi::PowerDeviceD0 && state != ffi::PowerDeviceD0;
        let told = requests.reported.get() != ffi::PowerDeviceD0;
        let is_there = node.state.get() != State::Removed;
        if leaves && !told && is_there && !requests.is_started() && !self.keeps_power(node) {
            let message =
                "the device leaves D0, and its driver has not told of it before (PoSetPowerState)";
            self.broke(node.owner, Rule::PowerState, message);
        }
    }

    /// A driver tells of D0: "after the device is successfully put into the D0 state" (same page).
    fn check_told_after(&self, owner: usize, requests: &Requests) {
        let nodes = self.io.nodes.borrow();
        let node = nodes.iter().find(|node| node.owner == owner);
        let has_power = node.is_none_or(|node| node.power.get() == ffi::PowerDeviceD0);
        if requests.busy.get() && !requests.is_started() && !has_power {
            let message = "the driver tells of D0 (PoSetPowerState) before its device has power";
            self.broke(owner, Rule::PowerState, message);
        }
    }

    /// Whether the driver of a device has told its state.
    pub fn check_power_state(&self, owner: usize, expected: i32, request: &str) {
        let told = self.io.power.of(owner).reported.get();
        if told != expected {
            let message = format!(
                "{request} is over, and the driver told state {told} of its device (PoSetPowerState), not {expected}"
            );
            self.broke(owner, Rule::PowerState, message);
        }
    }

    /// A device is being started, or has been: what its driver tells of its power is not what a request that is under way asks for.
    pub fn starts_with_power(&self, owner: usize, begins: bool) {
        let requests = self.io.power.of(owner);
        requests.starting.set(begins);
        requests.started.set(true);
        if begins {
            self.set_power_state(owner, ffi::PowerDeviceUnspecified);
        }
    }

    /// `PoSetPowerState`: the former state.
    pub fn set_power_state(&self, owner: usize, state: i32) -> i32 {
        let requests = self.io.power.of(owner);
        let before = requests.reported.replace(state);
        if state == ffi::PowerDeviceD0 && before != state {
            self.check_told_after(owner, &requests);
        }
        before
    }
}
