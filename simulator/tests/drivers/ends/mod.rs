//! How adapters end, and stop, and fail to start: what Storport calls in which order, and what it finds left behind.

mod late;
mod notices;
mod objects;
mod order;

use std::cell::RefCell;
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::Role;

use crate::raw::pnp;

/// What was called, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Pnp(STOR_PNP_ACTION),
    UnitPnp(STOR_PNP_ACTION),
    /// The state, and whether it is the adapter's.
    Power(i32, bool),
    /// Another function of a request.
    Srb(u8),
    Control(i32),
    Role(Role),
}

/// Plug and play as a driver hears of it.
pub const REMOVE: Call = Call::Pnp(StorRemoveDevice);
pub const STOP: Call = Call::Control(ScsiStopAdapter);

pub type Calls = Rc<RefCell<Vec<Call>>>;

/// Keeps the requests of plug and play, which the driver answers as ever.
pub fn note_pnp() -> Calls {
    let calls = Calls::default();
    let kept = Rc::clone(&calls);
    pnp::HOOK.set(Some(Rc::new(move |_, _, action| {
        kept.borrow_mut().push(Call::Pnp(action));
        None
    })));
    calls
}

/// The first two requests are those of a start, in either order.
#[track_caller]
pub fn take_start(calls: &Calls) {
    let mut calls = calls.borrow_mut();
    let start: Vec<Call> = calls.drain(..2).collect();
    assert!(
        [StorQueryCapabilities, StorStartDevice]
            .iter()
            .all(|&action| start.contains(&Call::Pnp(action))),
        "{start:?}"
    );
}
