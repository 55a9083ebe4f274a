//! Power requests that nobody waits for: what a device gets meanwhile overlaps them.
//!
//! That plug and play and power requests of a device overlap is what the pages of the remove lock are about ("Handling Device Power-Up
//! IRPs", SDV's rule `RemoveLockMnRemove`).

use std::rc::Rc;

use miniport::ffi;

use super::{Outcome, PowerAsk};
use crate::io::manager::IoManager;
use crate::io::pnp::node::{Node, State};
use crate::kernel::level::PASSIVE_LEVEL;

/// A power request of one device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PowerRequest {
    /// Whether it may lose its power (D3).
    Query,
    /// It loses its power (D3).
    Down,
    /// It gets its power (D0).
    Up,
    /// Whether the system may sleep (S3).
    SystemQuery,
    /// The system sleeps (S3).
    SystemDown,
    /// The system works (S0).
    SystemUp,
}

impl PowerRequest {
    /// The minor function, and the state of the device or of the system.
    fn parts(self) -> (u8, Result<i32, i32>) {
        let (query, set) = (ffi::IRP_MN_QUERY_POWER, ffi::IRP_MN_SET_POWER);
        match self {
            Self::Query => (query, Ok(ffi::PowerDeviceD3)),
            Self::Down => (set, Ok(ffi::PowerDeviceD3)),
            Self::Up => (set, Ok(ffi::PowerDeviceD0)),
            Self::SystemQuery => (query, Err(ffi::PowerSystemSleeping3)),
            Self::SystemDown => (set, Err(ffi::PowerSystemSleeping3)),
            Self::SystemUp => (set, Err(ffi::PowerSystemWorking)),
        }
    }
}

impl IoManager<'_> {
    /// Sends a power request, when the machine runs, and does not wait for it.
    pub fn submit_power(&self, node: &Rc<Node>, request: PowerRequest) -> Outcome {
        let outcome = Outcome::default();
        let (node, slot) = (Rc::clone(node), Rc::clone(&outcome));
        self.make_ready(PASSIVE_LEVEL, move |manager| {
            if node.state.get() == State::Removed {
                slot.set(Some(ffi::STATUS_DELETE_PENDING));
                return;
            }
            match request.parts() {
                (minor, Ok(state)) => {
                    manager.request_power(PowerAsk {
                        device: Rc::clone(&node.physical),
                        minor,
                        state,
                        completion: None,
                        outcome: Some(slot),
                    });
                }
                (minor, Err(state)) => {
                    let (status, _) = manager.ask_system(&node, minor, state);
                    slot.set(Some(status));
                }
            }
        });
        outcome
    }
}
