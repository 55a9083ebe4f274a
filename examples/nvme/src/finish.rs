//! The end of requests.

use miniport::prelude::*;

use crate::adapter::Adapter;
use crate::command::{Ending, Status};
use crate::manage::Work;
use crate::queue::Request;
use crate::scsi::Refusal;

/// Ends a request whose command has ended with `status`.
pub fn finish(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, request: Request, status: Status) {
    let Request { mut srb, .. } = request;
    match status.ending() {
        Ending::Status(SrbStatus::Success) => {
            let transferred = srb.extension().transferred();
            srb.set_transferred(transferred);
            srb.complete(cx, SrbStatus::Success);
        }
        Ending::Status(status) => fail(cx, srb, status),
        Ending::Scsi(status) => {
            srb.set_transferred(0);
            srb.complete_with_scsi_status(cx, status);
        }
        Ending::Sense(sense) => {
            if status.has_log_entry() {
                adapter.request_work(cx, Work::ERRORS);
            }
            srb.set_transferred(0);
            srb.complete_with_sense(cx, &sense);
        }
    }
}

/// Ends a request that never became a command.
pub fn refuse<S: Scope>(cx: &mut Context<'_, Adapter, S>, mut srb: Srb<Adapter>, refusal: Refusal) {
    srb.set_transferred(refusal.transferred());
    match refusal {
        Refusal::Sense(sense) => srb.complete_with_sense(cx, &sense),
        Refusal::Status(status) => srb.complete(cx, status),
        Refusal::Overrun(_) => srb.complete(cx, SrbStatus::DataOverrun),
    }
}

/// Ends a request of which nothing was done, or nobody knows what. One that is sent again keeps its length (page of `HW_STARTIO`).
pub fn fail<S: Scope>(cx: &mut Context<'_, Adapter, S>, mut srb: Srb<Adapter>, status: SrbStatus) {
    if status != SrbStatus::Busy {
        srb.set_transferred(0);
    }
    srb.complete(cx, status);
}
