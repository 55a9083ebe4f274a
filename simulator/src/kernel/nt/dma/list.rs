//! Scatter/gather lists.

use std::rc::Rc;

use miniport::ffi;

use super::adapter::{Adapter, named, wrong};
use super::channel::Waiting;
use super::mapping::Piece;
use crate::kernel::clock::Event;
use crate::kernel::core::Kernel;
use crate::kernel::job::Job;
use crate::kernel::memory::block::Block;
use crate::kernel::memory::list::list_of;
use crate::kernel::memory::mdl::span;
use crate::kernel::nt::call::Call;
use crate::kernel::nt::mdl::{described, memory_of};
use crate::kernel::time::MICROSECOND;
use crate::verifier::{Role, Rule};

/// A list that the driver has.
pub(super) struct List {
    block: Block,
    registers: u32,
    pieces: Vec<Piece>,
}

/// What `GetScatterGatherList` asks for.
pub(super) struct ListRequest {
    device: ffi::PDEVICE_OBJECT,
    pub registers: u32,
    routine: unsafe extern "C" fn(
        ffi::PDEVICE_OBJECT,
        *mut ffi::IRP,
        ffi::PSCATTER_GATHER_LIST,
        ffi::PVOID,
    ),
    context: ffi::PVOID,
    to_device: bool,
    /// Parts of the memory of MDLs: where, how many bytes.
    parts: Vec<(usize, usize)>,
}

/// The memory of a transfer: of one MDL, from an address on, and of those that follow it.
fn parts_of(
    call: &Call<'_>,
    (mdl, address, length): (ffi::PMDL, usize, usize),
) -> Result<Vec<(usize, usize)>, ffi::NTSTATUS> {
    let mut parts = Vec::new();
    let (mut next, mut left) = (mdl, length);
    while left != 0 {
        if next.is_null() {
            return Err(ffi::STATUS_BUFFER_TOO_SMALL);
        }
        let mdl = described(call, next).ok_or(ffi::STATUS_INVALID_PARAMETER)?;
        let (start, whole) = memory_of(mdl);
        let from = if parts.is_empty() { address } else { start };
        if from < start || from >= start + whole {
            wrong(call, "the address does not lie in the MDL");
            return Err(ffi::STATUS_INVALID_PARAMETER);
        }
        let part = left.min(start + whole - from);
        parts.push((from, part));
        left -= part;
        next = mdl.Next;
    }
    Ok(parts)
}

pub(super) fn get(
    call: &Call<'_>,
    dma: ffi::PDMA_ADAPTER,
    device: ffi::PDEVICE_OBJECT,
    memory: (ffi::PMDL, usize, usize),
    routine: ffi::PDRIVER_LIST_CONTROL,
    context: ffi::PVOID,
    to_device: bool,
) -> ffi::NTSTATUS {
    let Some(adapter) = named(call, dma) else {
        return ffi::STATUS_INVALID_PARAMETER;
    };
    let Some(routine) = routine.filter(|_| memory.2 != 0) else {
        call.bad("the routine is NULL, or 0 bytes are transferred");
        return ffi::STATUS_INVALID_PARAMETER;
    };
    if !call.is_place(device) {
        return ffi::STATUS_INVALID_PARAMETER;
    }
    let parts = match parts_of(call, memory) {
        Ok(parts) => parts,
        Err(status) => return status,
    };
    let pages: usize = parts.iter().map(|&(at, length)| span(at, length)).sum();
    let Some(registers) = u32::try_from(pages)
        .ok()
        .filter(|pages| *pages <= adapter.registers)
    else {
        return ffi::STATUS_INSUFFICIENT_RESOURCES;
    };
    let request = ListRequest {
        device,
        registers,
        routine,
        context,
        to_device,
        parts,
    };
    adapter
        .waiting
        .borrow_mut()
        .push_back(Waiting::List(request));
    call.kernel.serve_dma_now_or_later(call.adapter, &adapter);
    ffi::STATUS_SUCCESS
}

impl Kernel {
    /// Serves what waits, perhaps later: map registers are shared with devices that are not here.
    fn serve_dma_now_or_later(&self, device: Option<usize>, adapter: &Rc<Adapter>) {
        if !self.chance(6) {
            return self.serve_dma(device, adapter);
        }
        let adapter = Rc::clone(adapter);
        let serve = move || Self::running().serve_dma(device, &adapter);
        let due = Box::new(move || Self::running().make_ready(Job::dpc(serve)));
        let delay = self.between(1, 50 * MICROSECOND);
        self.clock.schedule(delay, Event::Do(due));
    }

    /// Builds a list and calls the routine that waits for it.
    pub(super) fn run_list(
        &self,
        device: Option<usize>,
        adapter: &Rc<Adapter>,
        request: &ListRequest,
    ) {
        let mut pieces: Vec<Piece> = Vec::new();
        for &(start, length) in &request.parts {
            let mut done = 0;
            while done < length {
                let piece = self.map_piece(adapter, start + done, length - done, request.to_device);
                let Some(piece) = piece else {
                    // Nothing was said of it when the list was asked for: the routine is not called.
                    self.violation(
                        Rule::DmaOrder,
                        device,
                        "the machine has no memory that the device reaches",
                    );
                    return;
                };
                done += piece.length;
                pieces.push(piece);
            }
        }
        let elements: Vec<(i64, usize)> = pieces
            .iter()
            .map(|piece| (piece.physical, piece.length))
            .collect();
        let block = list_of(&elements);
        let address = block.as_ptr();
        adapter.used.set(adapter.used.get() + request.registers);
        let list = List {
            block,
            registers: request.registers,
            pieces,
        };
        adapter.lists.borrow_mut().insert(address as usize, list);
        // SAFETY: the driver says that a device object is there; it gave the routine for this context.
        self.callback(device, Role::DriverListControl, || unsafe {
            let irp = (*request.device).CurrentIrp;
            (request.routine)(request.device, irp, address.cast(), request.context);
        });
    }
}

pub(super) fn put(call: &Call<'_>, dma: ffi::PDMA_ADAPTER, list: usize, to_device: bool) {
    let Some(adapter) = named(call, dma) else {
        return;
    };
    let Some(list) = adapter.lists.borrow_mut().remove(&list) else {
        wrong(
            call,
            "that is no scatter/gather list of the adapter, or it was put back",
        );
        return;
    };
    if list.pieces.iter().any(|piece| piece.to_device != to_device) {
        wrong(call, "WriteToDevice is not as the list was asked for");
    }
    adapter.used.set(adapter.used.get() - list.registers);
    for piece in list.pieces {
        if call.kernel.unmap_piece(&adapter, piece, true).is_err() {
            call.violation(
                Rule::Overrun,
                "map registers were written outside of their transfer",
            );
        }
    }
    call.kernel.pool.rest(list.block);
    call.kernel.serve_dma(call.adapter, &adapter);
}
