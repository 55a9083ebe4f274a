//! Transfers by map registers: mapped part by part, then flushed.

use miniport::ffi;

use super::adapter::{named, wrong};
use super::mapping::Piece;
use crate::kernel::memory::mdl::span;
use crate::kernel::nt::call::Call;
use crate::kernel::nt::mdl::{described, memory_of};
use crate::verifier::Rule;

pub(super) fn map(
    call: &Call<'_>,
    dma: ffi::PDMA_ADAPTER,
    mdl: ffi::PMDL,
    base: usize,
    address: usize,
    length: ffi::PULONG,
    to_device: bool,
) -> ffi::PHYSICAL_ADDRESS {
    let nowhere = ffi::PHYSICAL_ADDRESS { QuadPart: 0 };
    let Some(adapter) = named(call, dma) else {
        return nowhere;
    };
    let Some(mdl) = described(call, mdl).filter(|_| call.is_place(length)) else {
        return nowhere;
    };
    // SAFETY: the driver says that a length is there; it is not NULL and aligned.
    let wanted = unsafe { length.read() } as usize;
    let (start, whole) = memory_of(mdl);
    if wanted == 0 || address < start || address + wanted > start + whole {
        wrong(call, "the memory is none of the MDL, or 0 bytes");
        return nowhere;
    }
    let mut allocated = adapter.allocated.borrow_mut();
    let Some(registers) = allocated.get_mut(&base) else {
        drop(allocated);
        wrong(call, "the map registers are not allocated");
        return nowhere;
    };
    let again = registers
        .pieces
        .iter()
        .any(|piece| address < piece.address + piece.length && piece.address < address + wanted);
    let left = registers.count as usize - registers.used;
    let needed = span(address, wanted);
    if again || needed > left {
        drop(allocated);
        wrong(
            call,
            &if again {
                "the memory is mapped already".to_owned()
            } else {
                format!("{needed} map registers are needed, and {left} are left")
            },
        );
        return nowhere;
    }
    let piece = call.kernel.map_piece(&adapter, address, wanted, to_device);
    let Some(piece) = piece else {
        drop(allocated);
        wrong(call, "the machine has no memory that the device reaches");
        return nowhere;
    };
    let physical = piece.physical;
    // SAFETY: as above.
    unsafe { length.write(u32::try_from(piece.length).unwrap_or(0)) };
    registers.used += span(address, piece.length);
    registers.pieces.push(piece);
    ffi::PHYSICAL_ADDRESS { QuadPart: physical }
}

pub(super) fn flush(
    call: &Call<'_>,
    dma: ffi::PDMA_ADAPTER,
    mdl: ffi::PMDL,
    base: usize,
    (address, length): (usize, usize),
    to_device: bool,
) -> ffi::BOOLEAN {
    let Some(adapter) = named(call, dma) else {
        return ffi::FALSE;
    };
    if described(call, mdl).is_none() {
        return ffi::FALSE;
    }
    let pieces = {
        let mut allocated = adapter.allocated.borrow_mut();
        let Some(registers) = allocated.get_mut(&base) else {
            drop(allocated);
            wrong(call, "the map registers are not allocated");
            return ffi::FALSE;
        };
        let within = |piece: &mut Piece| {
            piece.address >= address && piece.address + piece.length <= address + length
        };
        let flushed: Vec<_> = registers.pieces.extract_if(.., within).collect();
        if registers.pieces.is_empty() {
            registers.used = 0;
        }
        flushed
    };
    let bytes: usize = pieces.iter().map(|piece| piece.length).sum();
    if bytes != length {
        wrong(
            call,
            &format!("{length} bytes are flushed, and {bytes} of them are mapped"),
        );
    }
    if pieces.iter().any(|piece| piece.to_device != to_device) {
        wrong(call, "WriteToDevice is not as it was mapped");
    }
    for piece in pieces {
        if call.kernel.unmap_piece(&adapter, piece, true).is_err() {
            call.violation(
                Rule::Overrun,
                "map registers were written outside of their transfer",
            );
        }
    }
    ffi::TRUE
}
