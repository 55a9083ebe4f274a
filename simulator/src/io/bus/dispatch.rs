//! The dispatch routine of the bus driver: it answers at once or pends, as the seed decides.

use std::rc::Rc;

use miniport::ffi;

use crate::kernel::clock::Event;

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
    // SAFETY: the bus driver owns the IRP: the location is its.
    let place = unsafe { irp.location(irp.current.get()).read() };
    // Another request than was sent is none of it.
    if (place.MajorFunction, place.MinorFunction) == irp.function.get() {
        irp.reached_bus.set(Some(irp.status().Status));
    }
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
    if place.MajorFunction == ffi::IRP_MJ_POWER && manager.takes_time(device, irp, &place) {
        return ffi::STATUS_PENDING;
    }
    let status = irp.status().Status;
    if manager.kernel.chance(2) {
        manager.complete(irp);
        return status;
    }
    mark_pending(irp);
    manager.complete_later(irp);
    ffi::STATUS_PENDING
}

fn mark_pending(irp: &Irp) {
    // SAFETY: the bus driver owns the IRP: the location is its.
    unsafe { (*irp.location(irp.current.get())).Control |= ffi::SL_PENDING_RETURNED };
}

impl IoManager<'_> {
    /// Completes an IRP that is pending, from elsewhere and at any level.
    pub(super) fn complete_later(&self, irp: &Rc<Irp>) {
        let irp = Rc::clone(irp);
        let irql = if self.kernel.chance(2) {
            PASSIVE_LEVEL
        } else {
            DISPATCH_LEVEL
        };
        self.make_ready(irql, move |manager| manager.complete(&irp));
    }

    /// Whether the bus driver keeps a power request for a while, or until the device is removed.
    fn takes_time(&self, device: &Device, irp: &Rc<Irp>, place: &ffi::IO_STACK_LOCATION) -> bool {
        let Some(node) = self.node_of(device) else {
            return false;
        };
        // SAFETY: this member is that of both minor functions; all states are numbers.
        let power = unsafe { place.Parameters.Power };
        // SAFETY: as above.
        let is_up = unsafe { power.State.DeviceState } == ffi::PowerDeviceD0;
        let sets = place.MinorFunction == ffi::IRP_MN_SET_POWER;
        if sets && is_up && power.Type == ffi::DevicePowerState && node.keeps_power.get() {
            mark_pending(irp);
            node.kept_power.borrow_mut().push(Rc::clone(irp));
            return true;
        }
        let most = u64::try_from(node.options.power_time.as_nanos()).unwrap_or(u64::MAX);
        if most == 0 {
            return false;
        }
        mark_pending(irp);
        let irp = Rc::clone(irp);
        let complete = Box::new(move || IoManager::running().complete_later(&irp));
        self.kernel
            .clock
            .schedule(self.kernel.between(0, most), Event::Do(complete));
        true
    }
}
