//! The system queue.

use miniport::ffi;

use super::call::{Call, routines};
use crate::io::object::device::StartIo;
use crate::io::start_io::Next;
use crate::verifier::{Role, Rule};

routines! {
    /// Calls StartIo with an IRP, or queues it.
    IoStartPacket(device: ffi::PDEVICE_OBJECT, irp: ffi::PIRP, key: ffi::PULONG, cancel: ffi::PDRIVER_CANCEL) -> (), UP_TO_DISPATCH
        => |call| start(call, device, irp, key, cancel), else ();
    /// Calls StartIo with the next IRP.
    IoStartNextPacket(device: ffi::PDEVICE_OBJECT, cancelable: ffi::BOOLEAN) -> (), DISPATCH
        => |call| next(call, device, Next { cancelable: cancelable != 0, key: None }), else ();
    /// The same, with the first from a key on.
    IoStartNextPacketByKey(device: ffi::PDEVICE_OBJECT, cancelable: ffi::BOOLEAN, key: ffi::ULONG) -> (), DISPATCH
        => |call| next(call, device, Next { cancelable: cancelable != 0, key: Some(key) }), else ();
    /// Whether StartIo may be called from within itself, and for IRPs that can be cancelled.
    IoSetStartIoAttributes(device: ffi::PDEVICE_OBJECT, deferred: ffi::BOOLEAN, non_cancelable: ffi::BOOLEAN) -> (), ANY
        => |call| set(call, device, StartIo { deferred: deferred != 0, non_cancelable: non_cancelable != 0 }), else ();
}

fn start(
    call: &Call<'_>,
    device: ffi::PDEVICE_OBJECT,
    raw: ffi::PIRP,
    key: ffi::PULONG,
    cancel: ffi::PDRIVER_CANCEL,
) {
    let Some(irp) = call.manager.owned_irp(raw, call.owner, "queued") else {
        return;
    };
    let Some(device) = call.device(device) else {
        return;
    };
    // SAFETY: the IRP is the caller's.
    let marked = unsafe {
        (*ffi::IoGetCurrentIrpStackLocation(raw)).Control & ffi::SL_PENDING_RETURNED != 0
    };
    if !marked {
        let message = format!(
            "{} is queued by IoStartPacket and is not marked pending",
            irp.name()
        );
        call.broke(Rule::StartIo, message);
    }
    // SAFETY: the driver says that a key is there, if the pointer is not NULL.
    let key = (!key.is_null()).then(|| unsafe { key.read() });
    call.manager.start_packet(&device, &irp, key, cancel);
}

fn next(call: &Call<'_>, device: ffi::PDEVICE_OBJECT, next: Next) {
    let Some(device) = call.device(device) else {
        return;
    };
    let kernel = call.manager.kernel;
    if call.manager.holds_a_lock() {
        call.broke(
            Rule::SpinLockHeld,
            "the next packet is started while a spin lock is held",
        );
    }
    let frames = kernel.fiber().frames.borrow().clone();
    let nested = frames
        .iter()
        .any(|frame| frame.role == Role::DriverStartIo && frame.adapter == Some(device.owner));
    if nested && !device.start_io.get().deferred {
        call.broke(
            Rule::StartIo,
            "StartIo starts the next packet without DeferredStartIo (IoSetStartIoAttributes): it is called from within itself",
        );
    }
    call.manager.start_next_packet(&device, next);
}

fn set(call: &Call<'_>, device: ffi::PDEVICE_OBJECT, attributes: StartIo) {
    if let Some(device) = call.device(device) {
        device.start_io.set(attributes);
    }
}
