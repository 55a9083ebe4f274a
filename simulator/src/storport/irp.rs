//! IRPs that Storport's drivers see. The I/O manager of WDM drivers is another room, and makes its own.

use miniport::ffi;

use crate::kernel::memory::block::Block;

/// An IRP with so many locations, at least one, and the current one, which is that of the driver it is sent to.
pub(super) fn make(
    locations: ffi::CHAR,
    mode: ffi::KPROCESSOR_MODE,
) -> (Block, *mut ffi::IO_STACK_LOCATION) {
    let count = usize::from(locations.cast_unsigned()).max(1);
    let size = size_of::<ffi::IRP>() + count * size_of::<ffi::IO_STACK_LOCATION>();
    let block = Block::new(size, 16, 0);
    let irp = block.as_ptr().cast::<ffi::IRP>();
    // SAFETY: the block has room for the IRP and its locations, and nobody else has it yet.
    let location = unsafe {
        let location = irp.add(1).cast::<ffi::IO_STACK_LOCATION>().add(count - 1);
        (*irp).Type = ffi::IO_TYPE_IRP;
        (*irp).Size = u16::try_from(size).unwrap_or(u16::MAX);
        (*irp).StackCount = locations;
        (*irp).CurrentLocation = locations;
        (*irp).RequestorMode = mode;
        (*irp).Tail.Overlay.CurrentStackLocation = location;
        location
    };
    (block, location)
}
