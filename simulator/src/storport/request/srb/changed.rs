//! What a driver must leave as it is in a request block: what says which request it is, for whom, and where its memory lies.
//!
//! The pages of `SCSI_REQUEST_BLOCK` and `STORAGE_REQUEST_BLOCK` call `SrbFlags` read-only, and say of other members which of them a driver
//! writes: statuses, lengths of data and sense data. Of the CDB, the sense buffer, the driver's own context and `NextSrb` they say neither,
//! and drivers write those.

use miniport::ffi;

use super::common::{Common, short};
use super::storage::Extended;
use crate::storport::configuration::Configuration;
use crate::storport::options::SrbForm;
use crate::storport::request::slot::Slot;
use crate::storport::request::table::{Direction, Request};

/// A member, what it has, and what it was sent with.
type Member = (&'static str, u64, u64);

/// The first member that the driver has changed, in words.
pub(in crate::storport::request) fn changed(
    request: &Request,
    slot: &Slot,
    configuration: &Configuration,
) -> Option<String> {
    let sent = Common::of(request, slot, configuration);
    let wrong = match configuration.form {
        SrbForm::Scsi => first(&in_scsi(request, slot, &sent)),
        SrbForm::Storage => first(&in_storage(request, slot, &sent)),
    };
    wrong.map(|(name, now, then)| {
        format!("{name} is not the driver's to write: it was {then:#x}, and is {now:#x}")
    })
}

fn first(members: &[Member]) -> Option<Member> {
    members.iter().copied().find(|(_, now, then)| now != then)
}

/// The flags that the driver must leave. Where both directions are set, a driver may clear the wrong one; and a sense buffer may be of the
/// driver's own, which a flag says.
fn fixed(request: &Request, flags: u32) -> u64 {
    let own = match request.direction {
        Direction::Both => ffi::SRB_FLAGS_UNSPECIFIED_DIRECTION,
        Direction::None | Direction::In | Direction::Out => 0,
    };
    u64::from(flags & !(own | ffi::SRB_FLAGS_FREE_SENSE_BUFFER))
}

fn in_scsi(request: &Request, slot: &Slot, sent: &Common) -> [Member; 9] {
    // SAFETY: the block holds this form; the driver runs on this thread only, and not now.
    let now = unsafe { slot.srb.as_ptr().cast::<ffi::SCSI_REQUEST_BLOCK>().read() };
    let length = short(size_of::<ffi::SCSI_REQUEST_BLOCK>());
    [
        member("Length", now.Length, length),
        member("Function", now.Function, request.function.code()),
        member("PathId", now.PathId, request.address.path_id),
        member("TargetId", now.TargetId, request.address.target_id),
        member("Lun", now.Lun, request.address.lun),
        flags(request, now.SrbFlags, sent),
        pointer("DataBuffer", now.DataBuffer, sent.buffer),
        pointer("OriginalRequest", now.OriginalRequest, sent.original),
        pointer("SrbExtension", now.SrbExtension, sent.extension),
    ]
}

fn in_storage(request: &Request, slot: &Slot, sent: &Common) -> [Member; 11] {
    let place = slot.srb.as_ptr().cast::<Extended<[u8; 0]>>();
    // SAFETY: as above; what every block of this form begins with.
    let (now, address) = unsafe {
        (
            (&raw const (*place).srb).read(),
            (&raw const (*place).address).read(),
        )
    };
    let length = short(size_of::<ffi::STORAGE_REQUEST_BLOCK>());
    let function = u32::from(request.function.code());
    [
        member("Length", now.Length, length),
        member(
            "Function",
            now.Function,
            ffi::SRB_FUNCTION_STORAGE_REQUEST_BLOCK,
        ),
        member("Signature", now.Signature, ffi::SRB_SIGNATURE),
        member("Version", now.Version, ffi::STORAGE_REQUEST_BLOCK_VERSION_1),
        member("SrbFunction", now.SrbFunction, function),
        member("Path", address.Path, request.address.path_id),
        member("Target", address.Target, request.address.target_id),
        member("Lun", address.Lun, request.address.lun),
        flags(request, now.SrbFlags, sent),
        pointer("DataBuffer", now.DataBuffer, sent.buffer),
        pointer("OriginalRequest", now.OriginalRequest, sent.original),
    ]
}

fn member<T: Into<u64>>(name: &'static str, now: T, then: T) -> Member {
    (name, now.into(), then.into())
}

fn pointer(name: &'static str, now: ffi::PVOID, then: ffi::PVOID) -> Member {
    (name, now.addr() as u64, then.addr() as u64)
}

fn flags(request: &Request, now: u32, sent: &Common) -> Member {
    ("SrbFlags", fixed(request, now), fixed(request, sent.flags))
}
