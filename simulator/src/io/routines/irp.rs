//! IRPs: sending, completing, making.

use std::rc::Rc;

use miniport::ffi;

use super::call::{Call, routines};
use crate::io::irp::record::{Irp, Origin, Phase};
use crate::io::manager::IoManager;
use crate::io::signal::Signal;
use crate::kernel::routine::exports;
use crate::verifier::Rule;

routines! {
    /// Sends an IRP to the driver of a device.
    IofCallDriver(device: ffi::PDEVICE_OBJECT, irp: ffi::PIRP) -> ffi::NTSTATUS, UP_TO_DISPATCH
        => |call| call_driver(call, device, irp), else ffi::STATUS_UNSUCCESSFUL;
    /// Completes an IRP.
    IofCompleteRequest(irp: ffi::PIRP, _boost: ffi::CCHAR) -> (), UP_TO_DISPATCH
        => |call| complete(call, irp), else ();
    /// Sets a completion routine that keeps the driver loaded.
    IoSetCompletionRoutineEx(
        device: ffi::PDEVICE_OBJECT, irp: ffi::PIRP, routine: ffi::PIO_COMPLETION_ROUTINE, context: ffi::PVOID,
        success: ffi::BOOLEAN, error: ffi::BOOLEAN, cancel: ffi::BOOLEAN
    ) -> ffi::NTSTATUS, UP_TO_DISPATCH
        => |call| set_completion_routine(call, (device, irp), (routine, context), [success, error, cancel]),
        else ffi::STATUS_INSUFFICIENT_RESOURCES;
    /// Sends an IRP down and waits; it is the caller's again.
    IoForwardIrpSynchronously(device: ffi::PDEVICE_OBJECT, irp: ffi::PIRP) -> ffi::BOOLEAN, UP_TO_APC
        => |call| forward(call, device, irp), else ffi::FALSE;
    /// Makes an IRP.
    IoAllocateIrp(locations: ffi::CCHAR, _quota: ffi::BOOLEAN) -> ffi::PIRP, UP_TO_DISPATCH
        => |call| allocate(call, locations), else std::ptr::null_mut();
    /// Frees it.
    IoFreeIrp(irp: ffi::PIRP) -> (), UP_TO_DISPATCH => |call| free(call, irp), else ();
    /// Prepares it to be sent again.
    IoReuseIrp(irp: ffi::PIRP, status: ffi::NTSTATUS) -> (), UP_TO_DISPATCH => |call| reuse(call, irp, status), else ();
}

exports! { table DROPPED;
    /// The runtime of a driver says that the driver drops an IRP, which the runtime then completes. No time passes.
    MiniportSimDroppedIrp(irp: ffi::PIRP) -> () = {
        // Elsewhere the completion that follows is reported.
        if let Some(manager) = IoManager::current() {
            manager.dropped(irp);
        }
    };
    /// The runtime of a driver says that the driver completes an IRP with more bytes than there are. No time passes.
    MiniportSimClaimedBytes(irp: ffi::PIRP, claimed: usize, there: usize) -> () = {
        if let Some(manager) = IoManager::current() {
            manager.claimed(irp, claimed, there);
        }
    };
}

fn complete(call: &Call<'_>, irp: ffi::PIRP) {
    if !call.manager.kernel.complete_port_irp(irp as usize) {
        call.manager.complete_from(irp, call.owner);
    }
}

fn call_driver(call: &Call<'_>, object: ffi::PDEVICE_OBJECT, irp: ffi::PIRP) -> ffi::NTSTATUS {
    let Some(irp) = call.manager.owned_irp(irp, call.owner, "sent on") else {
        return ffi::STATUS_INVALID_PARAMETER;
    };
    let Some(device) = call.device(object) else {
        return ffi::STATUS_NO_SUCH_DEVICE;
    };
    check_pool(call, &irp);
    call.manager.call_driver(&device, &irp)
}

/// A driver that does its part of a power-down elsewhere than in its dispatch routine, in a DPC for instance, does it in the callback that
/// sends the request on.
fn check_pool(call: &Call<'_>, irp: &Irp) {
    let fiber = call.manager.kernel.fiber();
    // In the dispatch routine it was seen when it was allocated.
    if fiber.no_pool.get().is_none()
        && let Some((routine, length)) = fiber.allocated.get()
        && let Some(reason) = call.manager.why_no_pool(irp)
    {
        let message = format!("{routine} of {length} bytes while {reason}");
        call.broke(Rule::PowerDownAllocate, message);
    }
}

/// Whether there is a location for the driver below.
fn has_next(irp: &Irp) -> bool {
    irp.current.get() > 1
}

fn set_completion_routine(
    call: &Call<'_>,
    (device, raw): (ffi::PDEVICE_OBJECT, ffi::PIRP),
    (routine, context): (ffi::PIO_COMPLETION_ROUTINE, ffi::PVOID),
    [success, error, cancel]: [u8; 3],
) -> ffi::NTSTATUS {
    let manager = call.manager;
    let Some(irp) = manager.owned_irp(raw, call.owner, "given a completion routine") else {
        return ffi::STATUS_INVALID_PARAMETER;
    };
    let Some(device) = call.device(device) else {
        return ffi::STATUS_INVALID_PARAMETER;
    };
    if device.driver.inside.is_some() {
        return call.bad("the device object is the lower one, not the caller's own");
    }
    if !has_next(&irp) {
        return call.bad("the IRP has no location for the driver below");
    }
    // SAFETY: the driver owns the IRP, which has a location for the driver below.
    unsafe { ffi::IoSetCompletionRoutine(raw, routine, context, success, error, cancel) };
    device.kept.set(device.kept.get() + 1);
    let number = irp.current.get() - 1;
    irp.keeps.borrow_mut().push((number, device));
    ffi::STATUS_SUCCESS
}

fn forward(call: &Call<'_>, object: ffi::PDEVICE_OBJECT, raw: ffi::PIRP) -> u8 {
    let manager = call.manager;
    let Some(irp) = manager.owned_irp(raw, call.owner, "sent on") else {
        return ffi::FALSE;
    };
    let Some(device) = call.device(object) else {
        return ffi::FALSE;
    };
    if !has_next(&irp) {
        return ffi::FALSE;
    }
    let number = irp.current.get() - 1;
    // SAFETY: the driver owns the IRP, which has a location for the driver below.
    unsafe { ffi::IoCopyCurrentIrpStackLocationToNext(raw) };
    let signal = Rc::new(Signal::default());
    irp.waits.borrow_mut().push((number, Rc::clone(&signal)));
    manager.call_driver(&device, &irp);
    signal.wait(manager.kernel);
    ffi::TRUE
}

fn allocate(call: &Call<'_>, locations: i8) -> ffi::PIRP {
    let Ok(locations @ 1..) = usize::try_from(locations) else {
        call.bad(format_args!("{locations} stack locations"));
        return std::ptr::null_mut();
    };
    call.manager
        .make_irp(locations, Origin::Allocated, call.owner)
        .raw()
}

/// An IRP that its maker frees or uses again.
fn allocated(call: &Call<'_>, raw: ffi::PIRP, what: &str) -> Option<Rc<Irp>> {
    let broke = |message: String| {
        call.broke(Rule::IrpFree, message);
        None
    };
    let Some(irp) = call.manager.irp(raw) else {
        return broke(format!(
            "{raw:p} is {what}, and is no IRP, or was freed or completed"
        ));
    };
    if !matches!(irp.origin, Origin::Allocated | Origin::Asynchronous) {
        return broke(format!(
            "{} is {what}, and is not IoAllocateIrp's",
            irp.name()
        ));
    }
    if irp.phase.get() != Phase::Made {
        return broke(format!(
            "{} is {what} while it is in the drivers below",
            irp.name()
        ));
    }
    Some(irp)
}

fn free(call: &Call<'_>, raw: ffi::PIRP) {
    if let Some(irp) = allocated(call, raw, "freed") {
        call.manager.free_irp(&irp);
    }
}

fn reuse(call: &Call<'_>, raw: ffi::PIRP, status: ffi::NTSTATUS) {
    if let Some(irp) = allocated(call, raw, "used again") {
        if irp.origin == Origin::Asynchronous {
            call.broke(
                Rule::IrpFree,
                "IoReuseIrp of an IRP that IoAllocateIrp did not allocate",
            );
            return;
        }
        irp.reset(status);
    }
}
