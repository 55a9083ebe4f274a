//! IRPs that the manager builds.

use miniport::ffi;

use super::call::{Call, routines};
use crate::io::build::{Build, Memory, Told};
use crate::io::irp::record::Origin;

routines! {
    /// Makes an IRP that is waited for.
    IoBuildSynchronousFsdRequest(
        major: ffi::ULONG, device: ffi::PDEVICE_OBJECT, buffer: ffi::PVOID, length: ffi::ULONG, offset: ffi::PLARGE_INTEGER,
        event: ffi::PKEVENT, block: ffi::PIO_STATUS_BLOCK
    ) -> ffi::PIRP, UP_TO_APC
        => |call| build(call, device, &fsd(major, buffer, length, offset), Origin::Threaded, Told { event, block }),
        else std::ptr::null_mut();
    /// Makes an IRP that its completion routine frees.
    IoBuildAsynchronousFsdRequest(
        major: ffi::ULONG, device: ffi::PDEVICE_OBJECT, buffer: ffi::PVOID, length: ffi::ULONG, offset: ffi::PLARGE_INTEGER,
        block: ffi::PIO_STATUS_BLOCK
    ) -> ffi::PIRP, UP_TO_APC
        => |call| build(
            call, device, &fsd(major, buffer, length, offset), Origin::Asynchronous, Told { event: std::ptr::null_mut(), block }
        ), else std::ptr::null_mut();
    /// Makes a device control that is waited for.
    IoBuildDeviceIoControlRequest(
        code: ffi::ULONG, device: ffi::PDEVICE_OBJECT, input: ffi::PVOID, input_length: ffi::ULONG, output: ffi::PVOID,
        output_length: ffi::ULONG, internal: ffi::BOOLEAN, event: ffi::PKEVENT, block: ffi::PIO_STATUS_BLOCK
    ) -> ffi::PIRP, UP_TO_APC => |call| build(call, device, &Build::Control {
        code,
        internal: internal != 0,
        input: memory(input, input_length),
        output: memory(output, output_length),
    }, Origin::Threaded, Told { event, block }), else std::ptr::null_mut();
}

fn memory(address: ffi::PVOID, length: u32) -> Memory {
    Memory {
        address: address as usize,
        length: if address.is_null() {
            0
        } else {
            length as usize
        },
    }
}

fn fsd(major: u32, buffer: ffi::PVOID, length: u32, offset: ffi::PLARGE_INTEGER) -> Build {
    Build::Fsd {
        major: u8::try_from(major).unwrap_or(u8::MAX),
        buffer: memory(buffer, length),
        offset: if offset.is_null() {
            0
        } else {
            // SAFETY: the driver says that a position is there.
            unsafe { (*offset).QuadPart }
        },
    }
}

fn build(
    call: &Call<'_>,
    device: ffi::PDEVICE_OBJECT,
    build: &Build,
    origin: Origin,
    told: Told,
) -> ffi::PIRP {
    let Some(device) = call.device(device) else {
        return std::ptr::null_mut();
    };
    if origin == Origin::Threaded && (told.event.is_null() || told.block.is_null()) {
        call.bad("the event or the status block is NULL");
        return std::ptr::null_mut();
    }
    call.manager
        .build_irp(&device, build, origin, told, call.owner)
        .raw()
}
