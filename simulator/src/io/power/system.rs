//! The system sleeps and resumes: every device is asked, then told.

use std::rc::Rc;

use miniport::ffi;

use crate::io::error::NtError;
use crate::io::irp::record::Irp;
use crate::io::manager::IoManager;
use crate::io::pnp::node::{Node, State};
use crate::io::pnp::send::Outcome;
use crate::verifier::Rule;

/// `Parameters.Power` for a state.
pub(super) fn parameters(
    kind: i32,
    state: i32,
    action: i32,
) -> ffi::IO_STACK_LOCATION_Parameters_Power {
    ffi::IO_STACK_LOCATION_Parameters_Power {
        SystemContext: 0,
        Padding0: [0; 4],
        Type: kind,
        Padding1: [0; 4],
        State: ffi::POWER_STATE { SystemState: state },
        Padding2: [0; 4],
        ShutdownType: action,
        Padding3: [0; 4],
    }
}

impl IoManager<'_> {
    pub(super) fn ask_system(&self, node: &Node, minor: u8, state: i32) -> Outcome {
        let function = (ffi::IRP_MJ_POWER, minor);
        self.ask(&node.physical, function, 0, |place| {
            let action = self.io.power.action.get();
            place.Parameters.Power = parameters(ffi::SystemPowerState, state, action);
        })
    }

    /// Why a driver that gets this IRP may allocate no pool meanwhile: by it the system goes to sleep, or the device with it.
    pub fn why_no_pool(&self, irp: &Irp) -> Option<&'static str> {
        if irp.function.get() != (ffi::IRP_MJ_POWER, ffi::IRP_MN_SET_POWER) {
            return None;
        }
        // SAFETY: the current location is the receiver's, and the IRP is a power request.
        let power = unsafe { (*irp.location(irp.current.get())).Parameters.Power };
        let loses = match power.Type {
            // SAFETY: what the type says.
            ffi::SystemPowerState => unsafe { power.State.SystemState != ffi::PowerSystemWorking },
            // SAFETY: as above.
            _ => unsafe {
                power.State.DeviceState != ffi::PowerDeviceD0 && self.io.power.falls_asleep.get()
            },
        };
        loses.then_some("the system goes to sleep")
    }

    /// The devices that get system power requests, in an order that is open: they are beside each other.
    fn powered(&self) -> Vec<Rc<Node>> {
        let mut nodes = self.io.nodes.borrow().clone();
        nodes.retain(|node| matches!(node.state.get(), State::Started | State::Stopped));
        if !nodes.is_empty() {
            let first = self.kernel.below(nodes.len());
            nodes.rotate_left(first);
        }
        nodes
    }

    /// Lets the system go to a state (S3 or S4): the status of a driver that refuses, which the power manager may not heed.
    pub fn sleep(&self, state: i32) -> Result<(), NtError> {
        if self.io.power.asleep.get() {
            return Err(NtError::WrongState);
        }
        let action = if state == ffi::PowerSystemHibernate {
            ffi::PowerActionHibernate
        } else {
            ffi::PowerActionSleep
        };
        self.io.power.action.set(action);
        let refused = self.perform(move |manager| {
            let nodes = manager.powered();
            // When the battery is about to be empty, nobody is asked; and who refuses is not always heard.
            let asks = !manager.kernel.chance(8);
            let heeds = !manager.kernel.chance(4);
            if asks {
                for (index, node) in nodes.iter().enumerate() {
                    let (status, _) = manager.ask_system(node, ffi::IRP_MN_QUERY_POWER, state);
                    if status < 0 && heeds {
                        // The current state is reaffirmed to those that were asked.
                        for node in &nodes[..=index] {
                            let working = ffi::PowerSystemWorking;
                            manager.ask_system(node, ffi::IRP_MN_SET_POWER, working);
                        }
                        return status;
                    }
                }
            }
            manager.io.power.falls_asleep.set(true);
            for node in &nodes {
                manager.ask_system(node, ffi::IRP_MN_SET_POWER, state);
                if manager.sets_power(node.owner) {
                    manager.broke(
                        node.owner,
                        Rule::PowerRequest,
                        "the system request to sleep was completed before the device request that it was the reason of",
                    );
                }
            }
            manager.io.power.falls_asleep.set(false);
            manager.io.power.asleep.set(true);
            ffi::STATUS_SUCCESS
        })?;
        self.io.power.action.set(ffi::PowerActionNone);
        NtError::check(refused)
    }

    /// Lets the system resume (S0), and applications with it.
    pub fn resume(&self) -> Result<(), NtError> {
        if !self.io.power.asleep.get() {
            return Err(NtError::WrongState);
        }
        self.perform(|manager| {
            for node in manager.powered() {
                let working = ffi::PowerSystemWorking;
                manager.ask_system(&node, ffi::IRP_MN_SET_POWER, working);
            }
        })?;
        self.io.power.asleep.set(false);
        for work in self.io.power.frozen.take() {
            self.kernel
                .make_ready(crate::kernel::job::Job::new(0, work));
        }
        Ok(())
    }
}
