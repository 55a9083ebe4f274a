//! Device objects of Storport, where a driver names one to the I/O manager: it refers to it, or sends it a device control.
//!
//! What a driver sends to one goes to Storport at once, and not to a dispatch routine that the driver has hooked. Of device controls Storport knows here where a
//! unit is (`IOCTL_SCSI_GET_ADDRESS`).

use std::rc::Rc;

use miniport::ffi;

use super::irp::record::Irp;
use super::manager::IoManager;
use super::object::device::Device;
use super::object::driver::Driver;
use crate::kernel::nt::device::Port;
use crate::verifier::Rule;

/// `IOCTL_SCSI_GET_ADDRESS` of ntddscsi.h, which answers with a `SCSI_ADDRESS`: its length, and four numbers of a byte.
const GET_ADDRESS: u32 = 0x0004_1018;
const ADDRESS: usize = 8;

impl IoManager<'_> {
    /// The device object of Storport's at an address, if one is there.
    pub(super) fn port_device(&self, object: ffi::PDEVICE_OBJECT) -> Option<Rc<Device>> {
        let known = self.io.ports.borrow().get(&(object as usize)).cloned();
        let Some((adapter, _)) = self.kernel.port_device(object as usize) else {
            if known.is_some() {
                self.io.ports.borrow_mut().remove(&(object as usize));
            }
            return None;
        };
        Some(known.unwrap_or_else(|| {
            let driver = Driver::new(adapter, "storport", Some(dispatch));
            let device = Device::of_storport(adapter, driver, object);
            let mut ports = self.io.ports.borrow_mut();
            ports.insert(object as usize, Rc::clone(&device));
            device
        }))
    }
}

/// Storport's dispatch routine.
fn dispatch(manager: &IoManager<'_>, device: &Rc<Device>, irp: &Rc<Irp>) -> ffi::NTSTATUS {
    // SAFETY: Storport owns the IRP: the location is its.
    let place = unsafe { irp.location(irp.current.get()).read() };
    let answer = if place.MajorFunction == ffi::IRP_MJ_DEVICE_CONTROL {
        // SAFETY: this member is that of the major function.
        let control = unsafe { place.Parameters.DeviceIoControl };
        let room = control.OutputBufferLength as usize;
        answer(manager, device, irp, control.IoControlCode, room)
    } else {
        Err(ffi::STATUS_INVALID_DEVICE_REQUEST)
    };
    match answer {
        Ok(written) => irp.set_status(ffi::STATUS_SUCCESS, written),
        Err(status) => irp.set_status(status, 0),
    }
    let status = irp.status().Status;
    manager.complete(irp);
    status
}

/// Answers a device control: how many bytes are written.
fn answer(
    manager: &IoManager<'_>,
    device: &Device,
    irp: &Irp,
    code: u32,
    room: usize,
) -> Result<usize, ffi::NTSTATUS> {
    let port = manager.kernel.port_device(device.raw() as usize);
    let (GET_ADDRESS, Some((adapter, Port::Unit([path, target, lun])))) = (code, port) else {
        let text = format!(
            "the driver sends device control {code:#x} to Storport, which does not answer that here"
        );
        manager.kernel.log(Some(device.owner), text);
        return Err(ffi::STATUS_INVALID_DEVICE_REQUEST);
    };
    if room < ADDRESS {
        return Err(ffi::STATUS_BUFFER_TOO_SMALL);
    }
    let number = u8::try_from(adapter).unwrap_or(u8::MAX);
    let bytes = [8, 0, 0, 0, number, path, target, lun];
    // SAFETY: Storport owns the IRP.
    let buffer = unsafe { (*irp.raw()).AssociatedIrp.SystemBuffer };
    let (made, length) = irp.system.get();
    if buffer as usize != made || length < ADDRESS {
        let message = format!(
            "an IRP of IOCTL_SCSI_GET_ADDRESS has a SystemBuffer of {buffer:p}, which is not one of {ADDRESS} bytes that IoBuildDeviceIoControlRequest made"
        );
        manager.broke(device.owner, Rule::BadParameter, message);
        return Err(ffi::STATUS_INVALID_PARAMETER);
    }
    // SAFETY: the buffer is that of the manager, which keeps it until the IRP is over, and is long enough.
    unsafe {
        let buffer = buffer.cast::<u8>();
        buffer.copy_from_nonoverlapping(bytes.as_ptr(), ADDRESS);
    }
    Ok(ADDRESS)
}
