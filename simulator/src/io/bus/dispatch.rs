//! The dispatch routine of the bus driver: it answers at once or pends, as the seed decides.

use std::rc::Rc;

use miniport::ffi;

use super::super::irp::record::Irp;
use super::super::manager::IoManager;
use super::super::object::device::Device;
use crate::kernel::level::{DISPATCH_LEVEL, PASSIVE_LEVEL};

/// A status and an information, or nothing where the request is completed as it came.
pub(super) type Answer = Option<(ffi::NTSTATUS, usize)>;

pub(super) fn dispatch(
    manager: &IoManager<'_>,
    device: &Rc<Device>,
    irp: &Rc<Irp>,
) -> ffi::NTSTATUS {
    irp.reached_bus.set(Some(irp.status().Status));
    // SAFETY: the bus driver owns the IRP: the location is its.
    let place = unsafe { irp.location(irp.current.get()).read() };
    let answer = match place.MajorFunction {
        ffi::IRP_MJ_PNP => manager.answer_pnp(device, irp, &place),
        ffi::IRP_MJ_POWER => manager.answer_power(device, irp, &place),
        ffi::IRP_MJ_SYSTEM_CONTROL => None,
        ffi::IRP_MJ_CREATE | ffi::IRP_MJ_CLEANUP | ffi::IRP_MJ_CLOSE => {
            Some((ffi::STATUS_SUCCESS, 0))
        }
        _ => Some((ffi::STATUS_INVALID_DEVICE_REQUEST, 0)),
    };
    if let Some((status, information)) = answer {
        irp.set_status(status, information);
    }
    let status = irp.status().Status;
    if manager.kernel.chance(2) {
        manager.complete(irp);
        return status;
    }
    // SAFETY: as above.
    unsafe { (*irp.location(irp.current.get())).Control |= ffi::SL_PENDING_RETURNED };
    let later = Rc::clone(irp);
    let irql = if manager.kernel.chance(2) {
        PASSIVE_LEVEL
    } else {
        DISPATCH_LEVEL
    };
    manager.make_ready(irql, move |manager| manager.complete(&later));
    ffi::STATUS_PENDING
}
