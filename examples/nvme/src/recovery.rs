//! `HW_RESET_BUS`: the last resort of Storport, when requests stay late.

use miniport::prelude::*;

use crate::adapter::{Adapter, Stage};
use crate::controller::Trouble;
use crate::halt::{During, halt, lose};
use crate::manage::Work;

/// How long the controller is waited for here, in milliseconds: the processor does nothing else meanwhile, and Driver Verifier allows
/// stalls of 0.1 s.
const LIMIT: u32 = 90;

/// Ends all requests, and has the controller initialised again.
#[hw_reset_bus]
pub fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, _path_id: u32) -> bool {
    match adapter.life.stage() {
        Stage::Running | Stage::Halting | Stage::Stuck => {}
        // Nothing runs.
        Stage::Starting | Stage::Stopped | Stage::Gone | Stage::Failed => return true,
    }
    adapter.life.advance(Stage::Running, Stage::Halting);
    adapter.life.advance(Stage::Stuck, Stage::Halting);
    let limit = adapter.hardware.capabilities.timeout().min(LIMIT);
    let turn = During {
        adapter,
        stage: Stage::Halting,
    };
    let halted = halt(cx, &turn, limit);
    match halted {
        // The work item was quicker: it has ended the requests.
        Err(Trouble::Closed) => return true,
        Err(Trouble::Gone) => {
            lose(adapter, cx);
            return true;
        }
        // If the controller takes longer, the work item waits for it, and ends the requests.
        Ok(()) | Err(_) => {}
    }
    adapter.request_work(cx, Work::RESET);
    halted.is_ok()
}
