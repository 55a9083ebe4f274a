//! IRPs that the manager builds for a driver, which sends them: `IoBuildSynchronousFsdRequest` and its siblings.

use std::rc::Rc;

use miniport::ffi;

use super::irp::record::{Irp, Origin};
use super::manager::IoManager;
use super::object::device::Device;
use crate::kernel::memory::GARBAGE;
use crate::kernel::memory::block::Block;
use crate::kernel::memory::mdl;
use crate::verifier::Rule;

/// Memory of the driver that a request reads or writes.
#[derive(Clone, Copy)]
pub(crate) struct Memory {
    pub address: usize,
    pub length: usize,
}

/// What an IRP is built for.
pub(crate) enum Build {
    /// Read, write, flush, shutdown: the major function, its buffer and its position.
    Fsd {
        major: u8,
        buffer: Memory,
        offset: i64,
    },
    /// A device control, or an internal one.
    Control {
        code: u32,
        internal: bool,
        input: Memory,
        output: Memory,
    },
}

/// Whom the end of a request is told: an event, and a status block.
#[derive(Clone, Copy)]
pub(crate) struct Told {
    pub event: ffi::PKEVENT,
    pub block: ffi::PIO_STATUS_BLOCK,
}

/// The buffers that the manager made, and where their data goes in the end.
#[derive(Default)]
struct Made {
    system: Option<Block>,
    mdl: Option<Block>,
    copy_to: Option<Memory>,
}

impl Made {
    fn add_system(&mut self, irp: &Irp, input: Memory, length: usize) {
        let length = length.max(input.length);
        if length == 0 {
            return;
        }
        let block = Block::new(length, 16, GARBAGE);
        // SAFETY: the driver says that the input is there; the IRP is not sent yet.
        unsafe {
            let source = input.address as *const u8;
            std::ptr::copy_nonoverlapping(source, block.as_ptr(), input.length);
            (*irp.raw()).AssociatedIrp.SystemBuffer = block.as_ptr().cast();
        }
        irp.system.set((block.as_ptr() as usize, length));
        self.system = Some(block);
    }

    fn add_mdl(&mut self, manager: &IoManager<'_>, irp: &Irp, buffer: Memory, written: bool) {
        if buffer.length == 0 {
            return;
        }
        let block = mdl::lock(
            &manager.kernel.memory,
            buffer.address,
            buffer.length,
            written,
        );
        // SAFETY: the IRP is not sent yet.
        unsafe { (*irp.raw()).MdlAddress = block.as_ptr().cast() };
        self.mdl = Some(block);
    }

    /// The request is over: data that came goes to the driver's memory.
    fn finish(self, manager: &IoManager<'_>, owner: usize, failed: bool, information: usize) {
        if let Some(block) = self.system {
            if let Some(target) = self.copy_to.filter(|_| !failed) {
                let length = information.min(target.length).min(block.len());
                // SAFETY: the driver keeps its memory until the request is over.
                unsafe {
                    std::ptr::copy_nonoverlapping(
                        block.as_ptr(),
                        target.address as *mut u8,
                        length,
                    );
                }
            }
            manager.retire(
                block,
                Some(owner),
                "the system buffer of a request that is over",
            );
        }
        if let Some(block) = self.mdl {
            manager.retire(block, Some(owner), "the MDL of a request that is over");
        }
    }
}

const NOTHING: Memory = Memory {
    address: 0,
    length: 0,
};

impl IoManager<'_> {
    /// Builds an IRP for a device.
    pub fn build_irp(
        &self,
        device: &Rc<Device>,
        build: &Build,
        origin: Origin,
        told: Told,
        owner: usize,
    ) -> Rc<Irp> {
        let irp = self.make_irp(device.stack_size(), origin, owner);
        let flags = device.flags();
        let [direct, buffered] =
            [ffi::DO_DIRECT_IO, ffi::DO_BUFFERED_IO].map(|flag| flags & flag != 0);
        let mut made = Made::default();
        // SAFETY: the IRP is not sent yet: its highest location is this code's.
        let (raw, place) = unsafe { (&mut *irp.raw(), &mut *irp.location(irp.locations)) };
        raw.UserEvent = told.event;
        raw.UserIosb = told.block;
        match *build {
            Build::Fsd {
                major,
                buffer,
                offset,
            } => {
                place.MajorFunction = major;
                // A write has the same layout.
                place.Parameters.Read = ffi::IO_STACK_LOCATION_Parameters_Read {
                    Length: u32::try_from(buffer.length).unwrap_or(u32::MAX),
                    Padding0: [0; 4],
                    Key: 0,
                    Flags: 0,
                    ByteOffset: ffi::LARGE_INTEGER { QuadPart: offset },
                };
                let reads = major == ffi::IRP_MJ_READ;
                if buffered {
                    let input = if reads { NOTHING } else { buffer };
                    made.add_system(&irp, input, buffer.length);
                    made.copy_to = reads.then_some(buffer);
                } else if direct {
                    made.add_mdl(self, &irp, buffer, reads);
                } else {
                    raw.UserBuffer = buffer.address as ffi::PVOID;
                }
            }
            Build::Control {
                code,
                internal,
                input,
                output,
            } => {
                place.MajorFunction = if internal {
                    ffi::IRP_MJ_INTERNAL_DEVICE_CONTROL
                } else {
                    ffi::IRP_MJ_DEVICE_CONTROL
                };
                let mut control = ffi::IO_STACK_LOCATION_Parameters_DeviceIoControl {
                    OutputBufferLength: u32::try_from(output.length).unwrap_or(u32::MAX),
                    Padding0: [0; 4],
                    InputBufferLength: u32::try_from(input.length).unwrap_or(u32::MAX),
                    Padding1: [0; 4],
                    IoControlCode: code,
                    Type3InputBuffer: std::ptr::null_mut(),
                };
                match ffi::METHOD_FROM_CTL_CODE(code) {
                    ffi::METHOD_BUFFERED => {
                        made.add_system(&irp, input, output.length);
                        made.copy_to = Some(output);
                    }
                    ffi::METHOD_NEITHER => {
                        control.Type3InputBuffer = input.address as ffi::PVOID;
                        raw.UserBuffer = output.address as ffi::PVOID;
                    }
                    _ => {
                        made.add_system(&irp, input, 0);
                        made.add_mdl(self, &irp, output, true);
                    }
                }
                place.Parameters.DeviceIoControl = control;
            }
        }
        irp.function.set((place.MajorFunction, 0));
        *irp.finish.borrow_mut() = Some(Box::new(move |manager, status, information| {
            let failed = status.cast_unsigned() >= 0xC000_0000;
            made.finish(manager, owner, failed, information);
            manager.tell(told, owner, status, information);
        }));
        irp
    }

    /// The end of a request that a driver waits for.
    fn tell(&self, told: Told, owner: usize, status: ffi::NTSTATUS, information: usize) {
        // SAFETY: the driver keeps block and event until the request is over.
        unsafe {
            if !told.block.is_null() {
                told.block.write(ffi::IO_STATUS_BLOCK {
                    Status: status,
                    Information: information,
                });
            }
            if !told.event.is_null() && !self.kernel.signal_event(told.event) {
                let message = "the event of a request is none, or was not initialised";
                self.broke(owner, Rule::ObjectNotInitialised, message);
            }
        }
    }
}
