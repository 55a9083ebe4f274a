//! Service requests: an application, or another driver, sends `IOCTL_MINIPORT_PROCESS_SERVICE_IRP` to a virtual miniport, and waits; and other device controls, which a
//! driver that hooks them may answer itself.
//!
//! The I/O manager of WDM drivers is another room; the IRP here has one location, which is Storport's.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use miniport::ffi;

use super::adapter::{AdapterState, Phase};
use super::irp;
use super::port::Storport;
use crate::kernel::level::PASSIVE_LEVEL;
use crate::kernel::memory::GARBAGE;
use crate::kernel::memory::block::Block;
use crate::kernel::memory::pool::Kind;
use crate::kernel::time::MILLISECOND;
use crate::verifier::{Role, Rule};

/// How a service request ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceAnswer {
    /// The status.
    pub status: ffi::NTSTATUS,
    /// The information: how many bytes the driver says it has written.
    pub information: usize,
    /// What came: as many bytes as the information says, and there was room for; nothing if it failed.
    pub data: Vec<u8>,
}

impl ServiceAnswer {
    fn of(status: ffi::NTSTATUS) -> Self {
        Self {
            status,
            information: 0,
            data: Vec::new(),
        }
    }

    /// Whether it succeeded, perhaps with a warning.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.status >= 0
    }
}

/// Who has the IRP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    /// Storport, which has not handed it over yet.
    Storport,
    Driver,
    /// The driver's own dispatch routine, which has not handed it to Storport's.
    Hook,
    /// Nobody: it was completed.
    Nobody,
}

/// A service request.
pub(crate) struct ServiceRequest {
    /// The IRP, its location, and the system buffer.
    irp: Block,
    buffer: Block,
    room: usize,
    code: u32,
    holder: Cell<Holder>,
    pub answer: RefCell<Option<ServiceAnswer>>,
}

/// The service requests of an adapter.
#[derive(Default)]
pub(crate) struct Services {
    requests: RefCell<Vec<Rc<ServiceRequest>>>,
    /// `HwStorCompleteServiceIrp` was called.
    ending: Cell<bool>,
}

impl ServiceRequest {
    fn new(code: u32, input: &[u8], room: usize) -> Rc<Self> {
        let (irp, location) = irp::make(1, ffi::UserMode);
        // What the I/O manager allocates is not cleared.
        let buffer = Block::new(input.len().max(room), 16, GARBAGE);
        let raw = irp.as_ptr().cast::<ffi::IRP>();
        // SAFETY: the blocks have room for the IRP, its location and the input, and nobody else has them yet.
        unsafe {
            buffer
                .as_ptr()
                .copy_from_nonoverlapping(input.as_ptr(), input.len());
            (*location).MajorFunction = ffi::IRP_MJ_DEVICE_CONTROL;
            (*location).Parameters.DeviceIoControl =
                ffi::IO_STACK_LOCATION_Parameters_DeviceIoControl {
                    OutputBufferLength: u32::try_from(room).unwrap_or(u32::MAX),
                    Padding0: [0; 4],
                    InputBufferLength: u32::try_from(input.len()).unwrap_or(u32::MAX),
                    Padding1: [0; 4],
                    IoControlCode: code,
                    Type3InputBuffer: std::ptr::null_mut(),
                };
            if buffer.len() != 0 {
                (*raw).AssociatedIrp.SystemBuffer = buffer.as_ptr().cast();
            }
        }
        Rc::new(Self {
            irp,
            buffer,
            room,
            code,
            holder: Cell::new(Holder::Storport),
            answer: RefCell::new(None),
        })
    }

    fn raw(&self) -> ffi::PIRP {
        self.irp.as_ptr().cast()
    }

    /// Whether the sender has its answer.
    pub fn is_answered(&self) -> bool {
        self.answer.borrow().is_some()
    }

    /// What the I/O manager does for `CancelIoEx`. Storport has no cancel routine for it that any page names, and the IRP is the driver's.
    pub fn cancel(&self) {
        if !self.is_answered() {
            // SAFETY: the IRP is not completed.
            unsafe { (&raw mut (*self.raw()).Cancel).write_volatile(ffi::TRUE) };
        }
    }

    /// What the I/O manager does with an IRP that is completed: MDLs of it, which `IoAllocateMdl` was told, are unlocked and freed.
    fn free_mdls(&self, storport: &Storport<'_>, adapter: &AdapterState) {
        let pool = &storport.kernel.pool;
        // SAFETY: the IRP is not over.
        let mut next = unsafe { (*self.raw()).MdlAddress };
        while !next.is_null() {
            let mdl = next;
            if pool.length_of(Kind::Mdl, mdl as usize).is_none() {
                let message =
                    format!("{mdl:p} is an MDL of a service IRP, and was freed or is none");
                storport.broke(adapter, Rule::MdlState, message);
                return;
            }
            // SAFETY: memory of an MDL that was not freed, and is long enough for one.
            next = unsafe { (*mdl).Next }.cast();
            if let Err(error) = pool.free(Kind::Mdl, mdl as usize) {
                let (rule, message) = error.describe(Kind::Mdl);
                storport.broke(adapter, rule, message);
            }
        }
    }

    /// The IRP ends: the sender gets its answer, and nobody may touch the memory any more.
    fn end(&self, storport: &Storport<'_>, adapter: &AdapterState, answer: ServiceAnswer) {
        self.holder.set(Holder::Nobody);
        self.free_mdls(storport, adapter);
        for (block, what) in [
            (&self.irp, "a service IRP"),
            (&self.buffer, "the system buffer of a service IRP"),
        ] {
            if let Err(place) = block.check() {
                storport.broke(
                    adapter,
                    Rule::Overrun,
                    format!("{what} was written {place}"),
                );
            }
            block.retire("a service IRP that was completed");
        }
        storport
            .kernel
            .answered
            .set(storport.kernel.answered.get() + 1);
        self.answer.replace(Some(answer));
    }
}

impl Services {
    /// How many IRPs the driver has.
    pub fn held(&self) -> usize {
        let requests = self.requests.borrow();
        let held = |request: &&Rc<ServiceRequest>| {
            matches!(request.holder.get(), Holder::Driver | Holder::Hook)
        };
        requests.iter().filter(held).count()
    }

    /// Keeps what the driver will not complete any more, as long as the process.
    pub fn leak(&mut self) -> bool {
        let left = self.held() != 0;
        if left {
            for request in self.requests.take() {
                std::mem::forget(request);
            }
        }
        left
    }
}

impl Storport<'_> {
    /// Sends a device control, as another thread of the machine: it comes to the driver while the machine runs.
    pub fn send_service_request(
        &self,
        adapter: &Rc<AdapterState>,
        code: u32,
        input: &[u8],
        room: usize,
    ) -> Rc<ServiceRequest> {
        let request = ServiceRequest::new(code, input, room);
        let mut requests = adapter.services.requests.borrow_mut();
        requests.push(Rc::clone(&request));
        let (adapter, sent) = (Rc::clone(adapter), Rc::clone(&request));
        let open = &self.port.open_requests;
        open.set(open.get() + 1);
        let work = move |core: Storport<'_>| {
            let open = &core.port.open_requests;
            open.set(open.get() - 1);
            core.process_service_request(&adapter, &sent);
        };
        // The thread has other things to do, or not.
        if self.kernel.chance(2) {
            self.make_ready(PASSIVE_LEVEL, work);
        } else {
            let delay = self.kernel.between(0, 10 * MILLISECOND);
            self.schedule(delay, move |core| core.make_ready(PASSIVE_LEVEL, work));
        }
        request
    }

    /// The thread of the sender is in the dispatch routine of the adapter's driver: its own if it has one, else Storport's.
    fn process_service_request(&self, adapter: &Rc<AdapterState>, request: &Rc<ServiceRequest>) {
        request.holder.set(Holder::Hook);
        let (owner, completed) = (Rc::clone(adapter), Rc::clone(request));
        let answer = move || Storport::running().answer_service_irp(&owner, &completed);
        self.kernel
            .add_port_irp(request.raw() as usize, Rc::new(answer));
        if !adapter.may_be_called_beside() || !self.call_control_hook(adapter, request.raw()) {
            self.process_in_storport(adapter, request);
        }
    }

    /// Storport's dispatch routine is called by a driver that hooked it: what it returns.
    pub fn dispatch_of_hook(&self, irp: usize) -> ffi::NTSTATUS {
        if let Some(status) = self.pass_hooked_irp(irp) {
            return status;
        }
        for adapter in self.adapters() {
            let requests = adapter.services.requests.borrow();
            let is_it = |request: &&Rc<ServiceRequest>| {
                request.raw() as usize == irp && request.holder.get() == Holder::Hook
            };
            let found = requests.iter().find(is_it).cloned();
            drop(requests);
            if let Some(request) = found {
                self.process_in_storport(&adapter, &request);
                return ffi::STATUS_PENDING;
            }
        }
        self.kernel.violation(
            Rule::ForeignRequest,
            None,
            "Storport's dispatch routine is called with an IRP that did not come to the driver",
        );
        ffi::STATUS_INVALID_DEVICE_REQUEST
    }

    fn process_in_storport(&self, adapter: &Rc<AdapterState>, request: &Rc<ServiceRequest>) {
        self.kernel.remove_port_irp(request.raw() as usize);
        let services = &adapter.services;
        let refuse = |status| request.end(self, adapter, ServiceAnswer::of(status));
        let routine = adapter
            .init
            .HwProcessServiceRequest
            .filter(|_| adapter.virtual_device)
            .filter(|_| request.code == ffi::IOCTL_MINIPORT_PROCESS_SERVICE_IRP);
        let Some(routine) = routine else {
            return refuse(ffi::STATUS_INVALID_DEVICE_REQUEST);
        };
        // No page says whether requests still come after HwStorCompleteServiceIrp; HwStorFreeAdapterResources is the last callback.
        let is_late = services.ending.get() && self.kernel.chance(2);
        let is_there = match adapter.phase.get() {
            // Nor whether Storport holds back requests by handles that are open while it finds the adapter again.
            Phase::Starting => adapter.rerun.get() && self.kernel.chance(2),
            _ => adapter.may_be_called_beside(),
        };
        if !is_there || is_late {
            return refuse(ffi::STATUS_NO_SUCH_DEVICE);
        }
        request.holder.set(Holder::Driver);
        // It may be about anything.
        Self::forget_data(adapter);
        let (extension, irp) = (adapter.device_extension(), request.raw().cast());
        // SAFETY: the driver registered the routine for this extension; the IRP is the driver's until it completes it.
        self.call_beside(adapter, Role::HwProcessServiceRequest, || unsafe {
            routine(extension, irp);
        });
    }

    /// `StorPortCompleteServiceIrp`: what it returns.
    pub fn complete_service_irp(&self, adapter: &AdapterState, irp: usize) -> u32 {
        let violation =
            |rule, message: String| self.kernel.violation(rule, Some(adapter.number), message);
        if irp == 0 {
            violation(
                Rule::BadParameter,
                "StorPortCompleteServiceIrp: Irp is NULL".to_owned(),
            );
            return ffi::STOR_STATUS_INVALID_PARAMETER;
        }
        if self.kernel.number_held(self.kernel.fiber()) != 0 {
            violation(
                Rule::SpinLockHeld,
                "a service IRP is completed while a spin lock is held".to_owned(),
            );
        }
        let found = |adapter: &AdapterState| {
            let requests = adapter.services.requests.borrow();
            let is_it = |request: &&Rc<ServiceRequest>| request.raw() as usize == irp;
            requests.iter().find(is_it).cloned()
        };
        let Some(request) = found(adapter) else {
            let foreign = self.adapters().iter().any(|other| found(other).is_some());
            let message = if foreign {
                "a service IRP of another adapter is completed"
            } else {
                "what is no service IRP is completed as one"
            };
            violation(Rule::ForeignRequest, message.to_owned());
            return ffi::STOR_STATUS_UNSUCCESSFUL;
        };
        if request.holder.get() != Holder::Driver {
            violation(
                Rule::DoubleCompletion,
                "a service IRP is completed that the driver does not have".to_owned(),
            );
            return ffi::STOR_STATUS_UNSUCCESSFUL;
        }
        self.answer_service_irp(adapter, &request);
        ffi::STOR_STATUS_SUCCESS
    }

    /// The driver completes a service IRP: its sender gets what is in it.
    fn answer_service_irp(&self, adapter: &AdapterState, request: &ServiceRequest) {
        let violation =
            |rule, message: String| self.kernel.violation(rule, Some(adapter.number), message);
        // SAFETY: the IRP is not completed yet.
        let ffi::IO_STATUS_BLOCK {
            Status: mut status,
            Information: information,
        } = unsafe { (*request.raw()).IoStatus };
        if status == ffi::STATUS_PENDING {
            violation(
                Rule::IrpCompletedPending,
                "a service IRP is completed with STATUS_PENDING".to_owned(),
            );
            status = ffi::STATUS_UNSUCCESSFUL;
        }
        let room = request.room;
        let failed = status.cast_unsigned() >> 30 == 3;
        if !failed && information > room {
            violation(
                Rule::TransferLength,
                format!("a service IRP claims {information} bytes, and there was room for {room}"),
            );
        }
        let length = if failed { 0 } else { information.min(room) };
        // SAFETY: the buffer has `room` bytes, and no reference to it exists.
        let data = unsafe { std::slice::from_raw_parts(request.buffer.as_ptr(), length) }.to_vec();
        let answer = ServiceAnswer {
            status,
            information,
            data,
        };
        request.end(self, adapter, answer);
    }

    /// `HwStorCompleteServiceIrp`, once in the removal of a virtual adapter.
    pub fn ask_for_service_irps(&self, adapter: &Rc<AdapterState>) {
        let routine = adapter.init.HwCompleteServiceIrp;
        let Some(routine) = routine.filter(|_| adapter.virtual_device) else {
            return;
        };
        if adapter.services.ending.replace(true) {
            return;
        }
        let inner = Rc::clone(adapter);
        self.perform(PASSIVE_LEVEL, move |core| {
            let extension = inner.device_extension();
            // SAFETY: the driver registered the routine for this extension.
            core.callback(&inner, Role::HwCompleteServiceIrp, || unsafe {
                routine(extension);
            });
        });
    }

    /// Service IRPs that a driver still has when its adapter is gone: their senders wait for ever.
    pub fn report_held_service_irps(&self, adapter: &Rc<AdapterState>) {
        let held = adapter.services.held();
        if held != 0 && !self.kernel.halted.get() {
            self.broke(
                adapter,
                Rule::LostRequest,
                format!("{held} service IRPs were not completed when their adapter was removed"),
            );
        }
    }

    /// What the driver wrote to service IRPs after it had completed them.
    pub fn report_late_service_writes(&self, adapter: &AdapterState) {
        let requests = adapter.services.requests.borrow();
        let is_late = |request: &&Rc<ServiceRequest>| {
            request.holder.get() == Holder::Nobody
                && !(request.irp.is_untouched() && request.buffer.is_untouched())
        };
        let late = requests.iter().filter(is_late).count();
        if late != 0 {
            self.broke(
                adapter,
                Rule::UseAfterCompletion,
                format!("{late} service IRPs or their buffers were written after their completion"),
            );
        }
    }
}
