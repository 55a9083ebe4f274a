//! Channels and map registers: packet DMA.

use std::rc::Rc;

use miniport::ffi;

use super::adapter::{Adapter, named, wrong};
use super::list::ListRequest;
use super::mapping::Registers;
use crate::kernel::core::Kernel;
use crate::kernel::nt::call::Call;
use crate::verifier::{Role, Rule};

/// A driver's routine that waits for the channel or for map registers.
pub(super) enum Waiting {
    Channel(ChannelRequest),
    List(ListRequest),
}

/// What `AllocateAdapterChannel` asks for.
#[derive(Clone, Copy)]
pub(super) struct ChannelRequest {
    device: ffi::PDEVICE_OBJECT,
    registers: u32,
    routine: unsafe extern "C" fn(
        ffi::PDEVICE_OBJECT,
        *mut ffi::IRP,
        ffi::PVOID,
        ffi::PVOID,
    ) -> ffi::IO_ALLOCATION_ACTION,
    context: ffi::PVOID,
}

pub(super) fn allocate(
    call: &Call<'_>,
    dma: ffi::PDMA_ADAPTER,
    device: ffi::PDEVICE_OBJECT,
    registers: u32,
    routine: ffi::PDRIVER_CONTROL,
    context: ffi::PVOID,
) -> ffi::NTSTATUS {
    let Some(adapter) = named(call, dma) else {
        return ffi::STATUS_INVALID_PARAMETER;
    };
    let Some(routine) = routine else {
        call.bad("the routine is NULL");
        return ffi::STATUS_INVALID_PARAMETER;
    };
    if !call.is_place(device) {
        return ffi::STATUS_INVALID_PARAMETER;
    }
    if registers > adapter.registers {
        let has = adapter.registers;
        wrong(
            call,
            &format!("{registers} map registers are asked for, and there are {has}"),
        );
        return ffi::STATUS_INSUFFICIENT_RESOURCES;
    }
    if adapter.running.get() {
        wrong(call, "it is called in the routine of another call");
    }
    let same =
        |waiting: &Waiting| matches!(waiting, Waiting::Channel(other) if other.device == device);
    if adapter.waiting.borrow().iter().any(same) {
        wrong(call, "a request of the device object waits already");
        return ffi::STATUS_INSUFFICIENT_RESOURCES;
    }
    let request = ChannelRequest {
        device,
        registers,
        routine,
        context,
    };
    adapter
        .waiting
        .borrow_mut()
        .push_back(Waiting::Channel(request));
    call.kernel.serve_dma(call.adapter, &adapter);
    ffi::STATUS_SUCCESS
}

impl Waiting {
    /// How many map registers it needs.
    fn registers(&self) -> u32 {
        match self {
            Self::Channel(request) => request.registers,
            Self::List(request) => request.registers,
        }
    }
}

impl Kernel {
    /// Calls the routines that wait, as long as there is what they wait for.
    pub(super) fn serve_dma(&self, device: Option<usize>, adapter: &Rc<Adapter>) {
        while !adapter.kept.get() && !adapter.running.get() {
            let next = {
                let mut waiting = adapter.waiting.borrow_mut();
                let free = adapter.registers - adapter.used.get();
                let fits = waiting.front().is_some_and(|next| next.registers() <= free);
                fits.then(|| waiting.pop_front()).flatten()
            };
            match next {
                None => return,
                Some(Waiting::Channel(request)) => self.run_channel(device, adapter, request),
                Some(Waiting::List(request)) => self.run_list(device, adapter, &request),
            }
        }
    }

    fn run_channel(&self, device: Option<usize>, adapter: &Rc<Adapter>, request: ChannelRequest) {
        let base = self.nt.dma.next.get();
        self.nt.dma.next.set(base + 16);
        let registers = Registers {
            count: request.registers,
            used: 0,
            pieces: Vec::new(),
        };
        adapter.allocated.borrow_mut().insert(base, registers);
        adapter.used.set(adapter.used.get() + request.registers);
        adapter.running.set(true);
        // SAFETY: the driver says that a device object is there; it gave the routine for this context.
        let action = self.callback(device, Role::DriverControl, || unsafe {
            let irp = (*request.device).CurrentIrp;
            (request.routine)(request.device, irp, base as ffi::PVOID, request.context)
        });
        adapter.running.set(false);
        match action {
            ffi::KeepObject => adapter.kept.set(true),
            ffi::DeallocateObjectKeepRegisters => {}
            other => {
                if other != ffi::DeallocateObject {
                    self.violation(
                        Rule::BadParameter,
                        device,
                        format!("a DRIVER_CONTROL returned {other}, which is no action"),
                    );
                }
                self.free_registers(device, adapter, base, "DeallocateObject");
            }
        }
    }

    /// Frees map registers; what is still mapped by them is reported.
    fn free_registers(
        &self,
        device: Option<usize>,
        adapter: &Adapter,
        base: usize,
        by: &str,
    ) -> bool {
        let Some(registers) = adapter.allocated.borrow_mut().remove(&base) else {
            return false;
        };
        adapter.used.set(adapter.used.get() - registers.count);
        if !registers.pieces.is_empty() {
            self.violation(
                Rule::DmaOrder,
                device,
                format!("{by}: map registers are freed and their transfer was not flushed"),
            );
        }
        for piece in registers.pieces {
            let _ = self.unmap_piece(adapter, piece, false);
        }
        true
    }
}

pub(super) fn free(call: &Call<'_>, dma: ffi::PDMA_ADAPTER) {
    let Some(adapter) = named(call, dma) else {
        return;
    };
    if !adapter.kept.replace(false) {
        wrong(call, "the channel is not allocated");
        return;
    }
    // The map registers of the channel go with it.
    let bases: Vec<usize> = adapter.allocated.borrow().keys().copied().collect();
    for base in bases {
        call.kernel
            .free_registers(call.adapter, &adapter, base, call.routine.name);
    }
    call.kernel.serve_dma(call.adapter, &adapter);
}

pub(super) fn free_registers(call: &Call<'_>, dma: ffi::PDMA_ADAPTER, base: usize, count: u32) {
    let Some(adapter) = named(call, dma) else {
        return;
    };
    let known = adapter
        .allocated
        .borrow()
        .get(&base)
        .map(|registers| registers.count);
    if let Some(known) = known.filter(|known| *known != count) {
        wrong(call, &format!("{count} map registers are freed of {known}"));
    }
    if !call
        .kernel
        .free_registers(call.adapter, &adapter, base, call.routine.name)
    {
        wrong(call, "the map registers are not allocated");
        return;
    }
    call.kernel.serve_dma(call.adapter, &adapter);
}
