//! The system queue of a device: one IRP at a time goes to `DRIVER_STARTIO`, the others wait in `DEVICE_OBJECT.DeviceQueue`.

use std::mem::offset_of;
use std::rc::Rc;

use miniport::ffi;

use super::irp::record::Irp;
use super::manager::IoManager;
use super::object::device::Device;
use crate::kernel::callback::Calling;
use crate::kernel::core::Kernel;
use crate::kernel::level::DISPATCH_LEVEL;
use crate::verifier::{Role, Rule};

/// Where the entry of a device queue lies in an IRP.
const ENTRY: usize = offset_of!(ffi::IRP, Tail) + offset_of!(ffi::IRP_Tail_Overlay, u);

/// Which IRP of the queue is next.
#[derive(Clone, Copy)]
pub(crate) struct Next {
    /// IRPs of the queue have cancel routines, so that the cancel spin lock is acquired.
    pub cancelable: bool,
    pub key: Option<u32>,
}

impl IoManager<'_> {
    /// `IoStartPacket`
    pub fn start_packet(
        &self,
        device: &Rc<Device>,
        irp: &Rc<Irp>,
        key: Option<u32>,
        cancel: ffi::PDRIVER_CANCEL,
    ) {
        let (object, raw) = (device.raw(), irp.raw());
        let fiber = self.kernel.fiber();
        let former = fiber.irql.get();
        // With a cancel function the lock raises the IRQL; without, it is raised all the same.
        let cancel_irql = cancel.map(|_| self.acquire_cancel_lock());
        fiber.irql.set(DISPATCH_LEVEL);
        // SAFETY: the driver owns the IRP, and both objects are there.
        let queued = unsafe {
            if cancel.is_some() {
                ffi::IoSetCancelRoutine(raw, cancel);
            }
            let queue = &raw mut (*object).DeviceQueue;
            let entry = raw.byte_add(ENTRY).cast::<ffi::KDEVICE_QUEUE_ENTRY>();
            match key {
                Some(key) => ffi::KeInsertByKeyDeviceQueue(queue, entry, key),
                None => ffi::KeInsertDeviceQueue(queue, entry),
            }
        };
        if queued == ffi::FALSE {
            self.make_current(device, irp, cancel.is_some());
            self.call_start_io(device, irp);
        } else if let Some(cancel_irql) = cancel_irql {
            if irp.is_cancelled() {
                self.call_cancel_routine(irp, cancel_irql);
            } else {
                self.release_cancel_lock();
            }
        }
        self.kernel.fiber().irql.set(former);
    }

    /// `IoStartNextPacket`
    pub fn start_next_packet(&self, device: &Rc<Device>, next: Next) {
        if !device.start_io.get().deferred {
            self.start_next(device, next);
            return;
        }
        // From within StartIo it is done when that has returned.
        device.next_packets.borrow_mut().push_back(next);
        if device.next_packets.borrow().len() == 1 {
            while let Some(next) = { device.next_packets.borrow().front().copied() } {
                self.start_next(device, next);
                device.next_packets.borrow_mut().pop_front();
            }
        }
    }

    fn start_next(&self, device: &Rc<Device>, Next { cancelable, key }: Next) {
        let object = device.raw();
        if cancelable {
            self.acquire_cancel_lock();
        }
        // SAFETY: the object is there.
        let entry = unsafe {
            (*object).CurrentIrp = std::ptr::null_mut();
            let queue = &raw mut (*object).DeviceQueue;
            match key {
                Some(key) => ffi::KeRemoveByKeyDeviceQueue(queue, key),
                None => ffi::KeRemoveDeviceQueue(queue),
            }
        };
        let raw = entry.wrapping_byte_sub(ENTRY).cast::<ffi::IRP>();
        let irp = (!entry.is_null()).then(|| self.irp(raw)).flatten();
        let Some(irp) = irp else {
            if cancelable {
                self.release_cancel_lock();
            }
            return;
        };
        self.make_current(device, &irp, cancelable);
        self.call_start_io(device, &irp);
    }

    /// The IRP is the current one, and the cancel spin lock, if it is held, is released.
    fn make_current(&self, device: &Device, irp: &Irp, cancelable: bool) {
        // SAFETY: the object is there, and so is the IRP: it was in the queue, or is the caller's.
        unsafe {
            (*device.raw()).CurrentIrp = irp.raw();
            if cancelable && device.start_io.get().non_cancelable {
                ffi::IoSetCancelRoutine(irp.raw(), None);
            }
        }
        if cancelable {
            self.release_cancel_lock();
        }
    }

    fn call_start_io(&self, device: &Rc<Device>, irp: &Rc<Irp>) {
        let Some(routine) = device.driver.object().DriverStartIo else {
            self.broke(
                device.owner,
                Rule::StartIo,
                "an IRP is started by the system queue, and the driver has no StartIo routine",
            );
            return;
        };
        let routine = self.kernel.callable(routine);
        irp.last.set(("DRIVER_STARTIO", device.owner));
        let calling = Calling {
            owner: Some(device.owner),
            role: Role::DriverStartIo,
            request: Some(irp.name()),
            releases_to: None,
        };
        let fiber = self.kernel.fiber();
        let former = fiber.irql.replace(DISPATCH_LEVEL);
        let (object, raw) = (device.raw(), irp.raw());
        Kernel::running()
            // SAFETY: the driver registered the routine, and owns the IRP.
            .call_back(calling, || unsafe { routine(object, raw) });
        self.kernel.fiber().irql.set(former);
    }
}
