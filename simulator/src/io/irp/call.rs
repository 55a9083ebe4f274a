//! An IRP goes down: `IoCallDriver`.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi;

use super::name;
use super::record::{Irp, Origin, Phase, Visit};
use crate::io::manager::IoManager;
use crate::io::object::device::Device;
use crate::kernel::callback::Calling;
use crate::kernel::core::Kernel;
use crate::kernel::level::DISPATCH_LEVEL;
use crate::verifier::{Role, Rule};

/// All of `InvokeOnSuccess`, `InvokeOnError` and `InvokeOnCancel`.
const ALWAYS: u8 = ffi::SL_INVOKE_ON_SUCCESS | ffi::SL_INVOKE_ON_ERROR | ffi::SL_INVOKE_ON_CANCEL;

/// How often another device on a shared line interrupts while a driver does what it is asked for.
const DISTURBANCES: u32 = 20;

impl IoManager<'_> {
    /// Sends an IRP to a device: what its dispatch routine returned.
    pub fn call_driver(&self, device: &Rc<Device>, irp: &Rc<Irp>) -> ffi::NTSTATUS {
        self.check_cancelable(irp);
        let (number, skipped) = self.next_location(irp);
        let place = irp.location(number);
        if skipped {
            self.check_skipped(irp, number);
        } else {
            self.check_prepared(irp, number);
        }
        irp.set_current(number);
        // SAFETY: the location is one of the IRP's, which is not over.
        let (major, minor) = unsafe {
            (*place).DeviceObject = device.raw();
            ((*place).MajorFunction, (*place).MinorFunction)
        };
        if irp.phase.get() == Phase::Made {
            irp.function.set((major, minor));
        }
        let request = name::of(major, minor);
        self.check_call(irp, device, major, request);
        let visit = Rc::new(Visit {
            device: Rc::clone(device),
            above: irp.routine_in(number),
            request,
            counted: Cell::new(false),
            returned: Cell::new(None),
            forwarded: Cell::new(None),
            done: Cell::new(None),
        });
        let caller = {
            let mut visits = irp.visits.borrow_mut();
            let above = if skipped { number } else { number + 1 };
            let caller = visits.get(above).and_then(|above| above.last().cloned());
            if !skipped {
                visits[number].clear();
            }
            visits[number].push(Rc::clone(&visit));
            caller
        };
        // A power request may come while its device is removed: who sends it keeps the device object until the dispatch routine has returned,
        // so that the routine can refuse it, as pages have it of a remove lock that is not acquired. What stays then is a mistake.
        let late = major == ffi::IRP_MJ_POWER;
        if late {
            device.kept.set(device.kept.get() + 1);
        } else if (major, minor) != (ffi::IRP_MJ_PNP, ffi::IRP_MN_REMOVE_DEVICE) {
            visit.count();
        }
        self.disturb(device, major);
        irp.phase.set(Phase::Owned);
        irp.last.set((request, device.owner));
        let status = self.dispatch(irp, &visit, major, number);
        if let Some(caller) = caller {
            caller.forwarded.set(Some(status));
        }
        if late {
            self.end_late(irp, &visit, number);
        }
        status
    }

    /// Other devices on a shared line interrupt, and go on while the driver starts or ends something.
    fn disturb(&self, device: &Device, major: u8) {
        let node = self.node_of(device);
        let Some(function) = node.as_ref().and_then(|node| node.function.as_ref()) else {
            return;
        };
        if matches!(major, ffi::IRP_MJ_PNP | ffi::IRP_MJ_POWER) {
            self.kernel.disturb_on(function, DISTURBANCES);
        } else {
            self.kernel.disturb(function);
        }
    }

    /// The dispatch routine of a power request has returned: a request that the driver has, or gets back, keeps its device from here on.
    fn end_late(&self, irp: &Irp, visit: &Rc<Visit>, number: usize) {
        let device = &visit.device;
        if visit.done.get().is_none() && irp.comes_back(visit, number) {
            if device.deleted.get() && device.driver.inside.is_none() {
                let message = format!("{} stays with a device that is deleted", visit.request);
                self.broke(device.owner, Rule::DeviceDeleted, message);
            }
            visit.count();
        }
        device.kept.set(device.kept.get() - 1);
        self.let_go(device);
    }

    /// The location that the driver below gets, and whether it is the caller's own, which skipped it.
    fn next_location(&self, irp: &Irp) -> (usize, bool) {
        // SAFETY: the IRP is not over.
        let actual = usize::try_from(unsafe { (*irp.raw()).CurrentLocation }).unwrap_or(0);
        let expected = irp.current.get();
        let skipped = actual == expected + 1 && expected <= irp.locations;
        // Its maker may have given itself a location.
        let own = irp.phase.get() == Phase::Made && actual + 1 == expected;
        let mut next = actual.wrapping_sub(1);
        if actual != expected && !skipped && !own {
            let message = format!(
                "{} is sent from stack location {actual}, and its owner's is {expected}",
                irp.name()
            );
            self.broke(irp.owner, Rule::IrpStackLocation, message);
            next = expected.wrapping_sub(1);
        }
        if next == 0 || next > irp.locations {
            let message = format!(
                "{} is sent on, and has no stack location left (NO_MORE_IRP_STACK_LOCATIONS)",
                irp.name()
            );
            self.broke(irp.owner, Rule::IrpStackLocation, message);
            self.kernel.die();
        }
        (next, skipped)
    }

    /// "Any higher-level driver that holds an IRP in a cancelable state must reset its Cancel entry point to NULL before it passes the IRP on"
    /// (page "Points to Consider When Canceling IRPs").
    fn check_cancelable(&self, irp: &Irp) {
        // SAFETY: the IRP is not over.
        if unsafe { (*irp.raw()).CancelRoutine }.is_some() {
            let message = format!("{} is sent on while its cancel routine is set", irp.name());
            let owner = irp.visit().map_or(irp.owner, |visit| visit.device.owner);
            self.broke(owner, Rule::IrpCancelRoutine, message);
        }
    }

    /// Whether the location that the driver below gets is as it came (page of `IoSkipCurrentIrpStackLocation`): not marked pending, because
    /// it is that driver's now, who may clear the mark; and with no completion routine of who skips it, which would be that of the driver
    /// above, or is lost if it was set before.
    fn check_skipped(&self, irp: &Irp, number: usize) {
        let control = |number: usize| {
            // SAFETY: the location is one of the IRP's, which is not over.
            unsafe { (*irp.location(number)).Control }
        };
        let visit = irp.visit();
        let came = visit
            .as_ref()
            .is_none_or(|visit| visit.above == irp.routine_in(number));
        // What came back from below has no flags any more.
        let lost =
            number > 1 && control(number - 1) & ALWAYS != 0 && irp.routine_in(number - 1).0 != 0;
        let wrong = if control(number) & ffi::SL_PENDING_RETURNED != 0 {
            "is marked pending and sent on by IoSkipCurrentIrpStackLocation"
        } else if !came || lost {
            "has got a completion routine and is sent on by IoSkipCurrentIrpStackLocation"
        } else {
            return;
        };
        let owner = visit.map_or(irp.owner, |visit| visit.device.owner);
        let message = format!("{} {wrong}", irp.name());
        self.broke(owner, Rule::IrpStackLocation, message);
    }

    /// Whether the location for the driver below was set up: by a copy, or field by field. A completion routine alone, and its flags, are not
    /// what it is asked for.
    fn check_prepared(&self, irp: &Irp, number: usize) {
        let length = std::mem::offset_of!(ffi::IO_STACK_LOCATION, DeviceObject);
        let flags = std::mem::offset_of!(ffi::IO_STACK_LOCATION, Control);
        // SAFETY: the location is one of the IRP's, zeroed when it was made.
        let bytes =
            unsafe { std::slice::from_raw_parts(irp.location(number).cast::<u8>(), length) };
        let is_create = irp.function.get().0 == ffi::IRP_MJ_CREATE;
        let is_clear = |(at, &byte): (usize, &u8)| byte == 0 || at == flags;
        if bytes.iter().enumerate().all(is_clear) && (!is_create || irp.phase.get() == Phase::Made)
        {
            let message = format!(
                "{} is sent on, and the next stack location was not set up (IoCopyCurrentIrpStackLocationToNext, or \
                 IoSkipCurrentIrpStackLocation)",
                irp.name()
            );
            self.broke(irp.owner, Rule::IrpStackLocation, message);
        }
    }

    fn check_call(&self, irp: &Irp, device: &Device, major: u8, request: &'static str) {
        let irql = self.kernel.fiber().irql.get();
        let anywhere = [
            ffi::IRP_MJ_POWER,
            ffi::IRP_MJ_READ,
            ffi::IRP_MJ_WRITE,
            ffi::IRP_MJ_DEVICE_CONTROL,
            ffi::IRP_MJ_INTERNAL_DEVICE_CONTROL,
        ];
        if irql >= DISPATCH_LEVEL && !anywhere.contains(&major) {
            let message = format!("{request} is sent at IRQL {irql}, and has to be sent below");
            self.broke(device.owner, Rule::WrongIrql, message);
        }
        let by_driver = matches!(irp.origin, Origin::Allocated | Origin::Asynchronous);
        if by_driver && irp.phase.get() == Phase::Made {
            // SAFETY: the current location is the receiver's.
            let (routine, control) = unsafe {
                let place = irp.location(irp.current.get());
                ((*place).CompletionRoutine, (*place).Control)
            };
            // With a location of its own it may have the routine there: then that of the receiver may be any.
            let own = irp.current.get() < irp.locations;
            if !own && (routine.is_none() || control & ALWAYS != ALWAYS) {
                let message = format!(
                    "{request} of IoAllocateIrp is sent without a completion routine for success, error and cancellation"
                );
                self.broke(irp.owner, Rule::IrpAllocated, message);
            }
        }
    }

    fn dispatch(
        &self,
        irp: &Rc<Irp>,
        visit: &Rc<Visit>,
        major: u8,
        number: usize,
    ) -> ffi::NTSTATUS {
        let device = &visit.device;
        let returned = |status| {
            visit.returned.set(Some(status));
            status
        };
        if let Some(inside) = device.driver.inside {
            return returned(inside(self, device, irp));
        }
        let Some(routine) = device.driver.dispatch(major) else {
            irp.set_status(ffi::STATUS_INVALID_DEVICE_REQUEST, 0);
            self.complete(irp);
            return returned(ffi::STATUS_INVALID_DEVICE_REQUEST);
        };
        let calling = Calling {
            owner: Some(device.owner),
            role: Role::DriverDispatch,
            request: Some(visit.request),
            releases_to: None,
        };
        let routine = self.kernel.callable(routine);
        let (object, raw) = (device.raw(), irp.raw());
        let no_pool = self.why_no_pool(irp);
        Kernel::running().call_back_without_pool(no_pool, calling, || {
            // SAFETY: the driver registered the routine; both objects are there while it owns the IRP.
            let status = returned(unsafe { routine(object, raw) });
            self.check_returned(irp, visit, number, status);
            status
        })
    }
}
