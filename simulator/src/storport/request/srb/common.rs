//! What both forms of request blocks say.

use std::ptr;

use miniport::ffi;

use crate::kernel::memory::UNMAPPED;
use crate::kernel::memory::buffer::DataBuffer;
use crate::storport::configuration::{Configuration, MapBuffers};
use crate::storport::request::slot::{SRB_SIZE, Slot};
use crate::storport::request::table::{Direction, Function, Request, WmiPath};

/// Everything of the request that both forms say.
pub(super) struct Common {
    pub flags: u32,
    pub length: u32,
    pub buffer: ffi::PVOID,
    pub sense: ffi::PVOID,
    pub extension: ffi::PVOID,
    pub original: ffi::PVOID,
    pub queue_action: u8,
    mapped: bool,
}

impl Common {
    pub fn of(request: &Request, slot: &Slot, configuration: &Configuration) -> Self {
        let scsi = matches!(request.function, Function::Scsi(..));
        let length = request.length();
        let mapped = match configuration.map_buffers {
            MapBuffers::All => true,
            MapBuffers::NonReadWrite => !request.function.is_read_or_write(),
            MapBuffers::None => matches!(
                request.function.code(),
                ffi::SRB_FUNCTION_IO_CONTROL | ffi::SRB_FUNCTION_WMI
            ),
        };
        let buffer = request
            .data
            .as_ref()
            .filter(|_| length != 0)
            .map_or(ptr::null_mut(), |data| address_of(data, mapped));
        let direction = match request.direction {
            Direction::None => 0,
            Direction::In => ffi::SRB_FLAGS_DATA_IN,
            Direction::Out => ffi::SRB_FLAGS_DATA_OUT,
            Direction::Both => ffi::SRB_FLAGS_UNSPECIFIED_DIRECTION,
        };
        let queueing = if scsi {
            ffi::SRB_FLAGS_QUEUE_ACTION_ENABLE
                | ffi::SRB_FLAGS_NO_QUEUE_FREEZE
                | ffi::SRB_FLAGS_DISABLE_SYNCH_TRANSFER
                | request.flags
        } else {
            0
        };
        Self {
            flags: direction | queueing,
            length: u32::try_from(length).unwrap_or(u32::MAX),
            buffer,
            sense: if scsi {
                slot.sense.as_ptr().cast()
            } else {
                ptr::null_mut()
            },
            extension: slot
                .extension
                .as_ref()
                .map_or(ptr::null_mut(), |extension| extension.as_ptr().cast()),
            // An address that is no memory: the driver has no business with the IRP.
            original: (UNMAPPED + 0x10) as ffi::PVOID,
            mapped,
            queue_action: if scsi { ffi::SRB_SIMPLE_TAG_REQUEST } else { 0 },
        }
    }

    /// What the request block has for the address of another buffer of the request.
    pub fn address_of(&self, data: &DataBuffer) -> ffi::PVOID {
        address_of(data, self.mapped)
    }
}

/// What the request block has for a buffer's address.
fn address_of(data: &DataBuffer, mapped: bool) -> ffi::PVOID {
    if mapped {
        data.as_ptr().cast()
    } else {
        UNMAPPED as ffi::PVOID
    }
}

/// Where in a slot the GUID of a request of WMI is, behind either form of its block.
pub(super) const GUID_OFFSET: usize = 224;
const _: () = assert!(GUID_OFFSET + 16 <= SRB_SIZE);

/// What the request block has for a data path. The block was written before.
pub(super) fn wmi_path(slot: &Slot, path: WmiPath) -> ffi::PVOID {
    match path {
        WmiPath::Word(word) => word as ffi::PVOID,
        WmiPath::Block(guid) => {
            // SAFETY: within the slot, behind what the block itself has, see the assertions.
            unsafe {
                let place = slot.srb.as_ptr().add(GUID_OFFSET);
                place.cast::<ffi::GUID>().write_unaligned(guid);
                place.cast()
            }
        }
    }
}

/// A size for a field of 16 bits.
pub(super) fn short(size: usize) -> u16 {
    u16::try_from(size).unwrap_or(u16::MAX)
}
