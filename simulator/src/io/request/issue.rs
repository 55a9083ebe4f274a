//! A request of an application becomes an IRP.

use std::rc::Rc;

use miniport::ffi;

use super::buffer::{Buffers, Way};
use super::pending::{Answer, Ask, Request};
use crate::io::irp::record::{Irp, Origin};
use crate::io::manager::IoManager;
use crate::io::object::device::Device;
use crate::kernel::level::DISPATCH_LEVEL;
use crate::verifier::Rule;

impl IoManager<'_> {
    /// What the system call does: makes the IRP, sends it to the top of the stack, and returns.
    pub(super) fn issue(&self, request: &Rc<Request>, ask: Ask) {
        let file = &request.file;
        if file.closed.get() || !file.device.is_there() {
            let status = if file.closed.get() {
                ffi::STATUS_INVALID_HANDLE
            } else {
                ffi::STATUS_NO_SUCH_DEVICE
            };
            self.answer(request, Answer::of(status));
            request.returned.set(true);
            return;
        }
        let top = file.device.top();
        let irp = self.make_irp(top.stack_size(), Origin::Manager, top.owner);
        let room = ask.room();
        let buffers = self.fill(request, &irp, ask, top.flags());
        let inner = Rc::clone(request);
        let owner = top.owner;
        let name = irp.name();
        file.irps.set(file.irps.get() + 1);
        *irp.finish.borrow_mut() = Some(Box::new(move |manager, status, information| {
            manager.finish_request(&inner, buffers, (owner, name), (status, information), room);
        }));
        *request.irp.borrow_mut() = Some(Rc::clone(&irp));
        self.send(&top, &irp);
        request.returned.set(true);
    }

    /// Sends the IRP: in a storage stack at `DISPATCH_LEVEL` now and then, as a driver above may that completes one request and sends the next.
    fn send(&self, top: &Rc<Device>, irp: &Rc<Irp>) {
        let anywhere = [
            ffi::IRP_MJ_READ,
            ffi::IRP_MJ_WRITE,
            ffi::IRP_MJ_DEVICE_CONTROL,
        ];
        let major = irp.function.get().0;
        // Those of drivers come so in every stack.
        let may_be_raised = major == ffi::IRP_MJ_INTERNAL_DEVICE_CONTROL
            || anywhere.contains(&major)
                && self
                    .node_of(top)
                    .is_some_and(|node| node.options.storage_stack);
        if !may_be_raised || self.kernel.chance(2) {
            self.call_driver(top, irp);
            return;
        }
        let former = self.kernel.fiber().irql.replace(DISPATCH_LEVEL);
        self.call_driver(top, irp);
        self.kernel.fiber().irql.set(former);
    }

    /// Sets up the IRP: its first location, its buffers.
    fn fill(&self, request: &Request, irp: &Rc<Irp>, ask: Ask, flags: u32) -> Buffers {
        let mut buffers = Buffers::default();
        // SAFETY: the IRP is not sent yet: its highest location is this code's.
        let (raw, place) = unsafe { (&mut *irp.raw(), &mut *irp.location(irp.locations)) };
        let is_driver = request.file.referenced.get();
        raw.RequestorMode = if is_driver {
            ffi::KernelMode
        } else {
            ffi::UserMode
        };
        raw.Tail.Overlay.OriginalFileObject = request.file.raw();
        place.FileObject = request.file.raw();
        let [direct, buffered] =
            [ffi::DO_DIRECT_IO, ffi::DO_BUFFERED_IO].map(|flag| flags & flag != 0);
        match ask {
            Ask::Read { offset, length } => {
                place.MajorFunction = ffi::IRP_MJ_READ;
                place.Parameters.Read = ffi::IO_STACK_LOCATION_Parameters_Read {
                    Length: u32::try_from(length).unwrap_or(u32::MAX),
                    Padding0: [0; 4],
                    Key: 0,
                    Flags: 0,
                    ByteOffset: position(offset),
                };
                raw.Flags |= ffi::IRP_READ_OPERATION;
                if buffered {
                    raw.Flags |= ffi::IRP_INPUT_OPERATION;
                    buffers.add_system(irp, &[], length);
                } else if direct {
                    buffers.add_direct(self, irp, Way::Out, &[], length);
                } else {
                    raw.UserBuffer = buffers.add_user(self, Way::Out, &[], length);
                }
            }
            Ask::Write { offset, data } => {
                place.MajorFunction = ffi::IRP_MJ_WRITE;
                place.Parameters.Write = ffi::IO_STACK_LOCATION_Parameters_Write {
                    Length: u32::try_from(data.len()).unwrap_or(u32::MAX),
                    Padding0: [0; 4],
                    Key: 0,
                    Flags: 0,
                    ByteOffset: position(offset),
                };
                raw.Flags |= ffi::IRP_WRITE_OPERATION;
                if buffered {
                    buffers.add_system(irp, &data, data.len());
                } else if direct {
                    buffers.add_direct(self, irp, Way::In, &data, data.len());
                } else {
                    raw.UserBuffer = buffers.add_user(self, Way::In, &data, data.len());
                }
            }
            Ask::Control {
                major,
                code,
                input,
                output,
            } => {
                place.MajorFunction = major;
                let mut control = ffi::IO_STACK_LOCATION_Parameters_DeviceIoControl {
                    OutputBufferLength: u32::try_from(output).unwrap_or(u32::MAX),
                    Padding0: [0; 4],
                    InputBufferLength: u32::try_from(input.len()).unwrap_or(u32::MAX),
                    Padding1: [0; 4],
                    IoControlCode: code,
                    Type3InputBuffer: std::ptr::null_mut(),
                };
                match ffi::METHOD_FROM_CTL_CODE(code) {
                    ffi::METHOD_BUFFERED => {
                        raw.Flags |= ffi::IRP_INPUT_OPERATION;
                        buffers.add_system(irp, &input, output);
                    }
                    ffi::METHOD_NEITHER => {
                        control.Type3InputBuffer =
                            buffers.add_user(self, Way::In, &input, input.len());
                        raw.UserBuffer = buffers.add_user(self, Way::Out, &[], output);
                    }
                    // The output buffer is locked for reading by METHOD_IN_DIRECT: the application has data there too.
                    _ => {
                        buffers.add_direct(self, irp, Way::Out, &[], output);
                        buffers.add_system(irp, &input, 0);
                        raw.UserBuffer = std::ptr::null_mut();
                    }
                }
                place.Parameters.DeviceIoControl = control;
            }
            Ask::Internal { arguments } => {
                place.MajorFunction = ffi::IRP_MJ_INTERNAL_DEVICE_CONTROL;
                let [first, second, third, fourth] = arguments.map(|word| word as ffi::PVOID);
                place.Parameters.Others = ffi::IO_STACK_LOCATION_Parameters_Others {
                    Argument1: first,
                    Argument2: second,
                    Argument3: third,
                    Argument4: fourth,
                };
                buffers.add_nothing(irp);
            }
            Ask::Flush => place.MajorFunction = ffi::IRP_MJ_FLUSH_BUFFERS,
        }
        irp.function.set((place.MajorFunction, 0));
        buffers
    }

    /// The IRP is completed: its data is the application's, if it did not fail.
    fn finish_request(
        &self,
        request: &Rc<Request>,
        buffers: Buffers,
        (owner, name): (usize, &'static str),
        (status, information): (ffi::NTSTATUS, usize),
        room: usize,
    ) {
        let failed = status.cast_unsigned() >= 0xC000_0000;
        if !failed && information > room {
            let message =
                format!("{name} claims {information} bytes, and there was room for {room}");
            self.broke(owner, Rule::TransferLength, message);
        }
        let length = if failed { 0 } else { information.min(room) };
        let (data, wrong) = buffers.finish(self, owner, length);
        if let Some(what) = wrong {
            self.overrun(Some(owner), what);
        }
        let file = &request.file;
        file.irps.set(file.irps.get() - 1);
        let answer = Answer {
            status,
            information,
            data,
        };
        self.answer(request, answer);
    }
}

impl Ask {
    /// How many bytes the request can be about, as its `Information` says at most.
    fn room(&self) -> usize {
        match self {
            Self::Read { length, .. } => *length,
            Self::Write { data, .. } => data.len(),
            Self::Control { output, .. } => *output,
            Self::Internal { .. } | Self::Flush => usize::MAX,
        }
    }
}

fn position(offset: u64) -> ffi::LARGE_INTEGER {
    ffi::LARGE_INTEGER {
        QuadPart: offset.cast_signed(),
    }
}
