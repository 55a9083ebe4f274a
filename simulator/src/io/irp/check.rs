//! What is wrong with how a dispatch routine returned, and with who does something to an IRP.

use std::rc::Rc;

use miniport::ffi;

use super::record::{Irp, Phase, Visit};
use crate::io::manager::IoManager;
use crate::verifier::Rule;

impl IoManager<'_> {
    /// A dispatch routine returned: `STATUS_PENDING` if and only if the IRP is marked, else the status that it was completed with.
    pub(super) fn check_returned(
        &self,
        irp: &Irp,
        visit: &Rc<Visit>,
        number: usize,
        status: ffi::NTSTATUS,
    ) {
        let pending = status == ffi::STATUS_PENDING;
        let request = visit.request;
        let broke = |rule, message: String| self.broke(visit.device.owner, rule, message);
        if let Some((marked, completed)) = visit.done.get() {
            if pending && !marked {
                self.not_marked(visit);
            } else if !pending && marked {
                broke(
                    Rule::IrpPending,
                    format!(
                        "the dispatch routine of {request} marked it pending and returned {status:#010x}"
                    ),
                );
            } else if !pending && status != completed {
                broke(
                    Rule::IrpStatus,
                    format!(
                        "the dispatch routine of {request} returned {status:#010x}, and it was completed with {completed:#010x}"
                    ),
                );
            }
            return;
        }
        if irp.phase.get() == Phase::Over {
            return;
        }
        // SAFETY: the IRP is not over.
        let marked = unsafe { (*irp.location(number)).Control & ffi::SL_PENDING_RETURNED != 0 };
        let below = visit.forwarded.get() == Some(ffi::STATUS_PENDING);
        match (pending, marked, below) {
            (true, false, false) => self.not_marked(visit),
            (false, true, _) => broke(
                Rule::IrpPending,
                format!(
                    "the dispatch routine of {request} marked it pending and returned {status:#010x}"
                ),
            ),
            (false, false, true) => broke(
                Rule::IrpPending,
                format!(
                    "the dispatch routine of {request} returned {status:#010x}, and it is pending in the driver below"
                ),
            ),
            (false, false, false) => broke(
                Rule::IrpDropped,
                format!(
                    "the dispatch routine of {request} returned {status:#010x}, and the request is neither completed, nor passed on, nor \
                     pending"
                ),
            ),
            (true, ..) => {}
        }
    }

    pub(super) fn not_marked(&self, visit: &Visit) {
        let message = format!(
            "STATUS_PENDING was returned for {}, which is not marked pending (IoMarkIrpPending in the dispatch routine, or in the \
             completion routine where PendingReturned is set)",
            visit.request
        );
        self.broke(visit.device.owner, Rule::IrpPending, message);
    }

    /// An IRP that a driver does something to, if it owns it; `what` it does to it.
    pub fn owned_irp(&self, irp: ffi::PIRP, owner: usize, what: &str) -> Option<Rc<Irp>> {
        let broke = |rule, message: String| {
            self.broke(owner, rule, message);
            None
        };
        let Some(found) = self.irp(irp) else {
            return if self.io.retired.find(irp as usize).is_some() {
                broke(
                    Rule::DoubleCompletion,
                    format!("an IRP is {what} that was completed or freed before"),
                )
            } else {
                broke(
                    Rule::BadParameter,
                    format!("{irp:p} is {what}, and is no IRP"),
                )
            };
        };
        let visit = found.visit();
        let inside = visit.is_some_and(|visit| visit.device.driver.inside.is_some());
        match found.phase.get() {
            Phase::Completing => broke(
                Rule::DoubleCompletion,
                format!("{} is {what} while it is being completed", found.name()),
            ),
            Phase::Owned if inside => broke(
                Rule::IrpNotOwned,
                format!("{} is {what}, and the driver below has it", found.name()),
            ),
            _ => Some(found),
        }
    }
}
