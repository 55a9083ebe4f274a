//! The buffers of a request, by the three methods: a system buffer, an MDL, or the application's addresses as they are.

use miniport::ffi;

use crate::io::irp::record::Irp;
use crate::io::manager::IoManager;
use crate::kernel::memory::block::Block;
use crate::kernel::memory::buffer::DataBuffer;
use crate::kernel::memory::physical::PAGE;
use crate::kernel::memory::{GARBAGE, UNMAPPED, mdl};

/// Which way data goes between application and driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The application reads it.
    Out,
    /// The application wrote it.
    In,
}

/// What a request has while the driver has it.
#[derive(Default)]
pub(super) struct Buffers {
    system: Option<Block>,
    /// Memory of the application, and the list that describes it.
    user: Vec<(DataBuffer, Way)>,
    mdl: Option<Block>,
}

impl Buffers {
    /// A system buffer: `input` is in it, and there is room for `length` bytes.
    pub fn add_system(&mut self, irp: &Irp, input: &[u8], length: usize) {
        let length = length.max(input.len());
        if length == 0 {
            return;
        }
        let block = Block::new(length, 16, GARBAGE);
        // SAFETY: the block has room for the input; the IRP is not sent yet.
        unsafe {
            std::ptr::copy_nonoverlapping(input.as_ptr(), block.as_ptr(), input.len());
            (*irp.raw()).AssociatedIrp.SystemBuffer = block.as_ptr().cast();
            (*irp.raw()).Flags |= ffi::IRP_BUFFERED_IO | ffi::IRP_DEALLOCATE_BUFFER;
            // The application's own buffer, which the driver has no business with.
            (*irp.raw()).UserBuffer = UNMAPPED as ffi::PVOID;
        }
        self.system = Some(block);
    }

    /// Memory of the application: NULL for none.
    pub fn add_user(
        &mut self,
        manager: &IoManager<'_>,
        way: Way,
        data: &[u8],
        length: usize,
    ) -> ffi::PVOID {
        if length == 0 {
            return std::ptr::null_mut();
        }
        let kernel = manager.kernel;
        // Mostly at the beginning of a page, sometimes anywhere.
        let offset = if kernel.chance(4) {
            kernel.below(PAGE / 8) * 8
        } else {
            0
        };
        let buffer = kernel.buffers.take(length, offset, true);
        buffer.fill(GARBAGE);
        if way == Way::In {
            buffer.write(data);
        }
        let address = buffer.as_ptr();
        self.user.push((buffer, way));
        address.cast()
    }

    /// The same, described by an MDL whose pages are locked.
    pub fn add_direct(
        &mut self,
        manager: &IoManager<'_>,
        irp: &Irp,
        way: Way,
        data: &[u8],
        length: usize,
    ) {
        let address = self.add_user(manager, way, data, length);
        if address.is_null() {
            return;
        }
        let written = way == Way::Out;
        let block = mdl::lock(&manager.kernel.memory, address as usize, length, written);
        // SAFETY: the IRP is not sent yet.
        unsafe { (*irp.raw()).MdlAddress = block.as_ptr().cast() };
        self.mdl = Some(block);
    }

    /// What two drivers have agreed on, who alone know what the fields of the IRP are: no buffer, and no list of pages that are locked.
    pub fn add_nothing(&mut self, irp: &Irp) {
        let mdl = mdl::make(UNMAPPED, PAGE);
        // SAFETY: the IRP is not sent yet.
        unsafe {
            (*irp.raw()).AssociatedIrp.SystemBuffer = UNMAPPED as ffi::PVOID;
            (*irp.raw()).MdlAddress = mdl.as_ptr().cast();
        }
        self.mdl = Some(mdl);
    }

    /// The request is over: `length` bytes of what came, and where the driver wrote outside of its buffers.
    pub fn finish(
        self,
        manager: &IoManager<'_>,
        owner: usize,
        length: usize,
    ) -> (Vec<u8>, Option<&'static str>) {
        let mut data = Vec::new();
        let mut wrong = None;
        if let Some(block) = self.system {
            if block.check().is_err() {
                wrong = Some("the system buffer");
            }
            data.resize(length.min(block.len()), 0);
            // SAFETY: the block has so many bytes; the driver runs on this thread only, and not now.
            unsafe {
                std::ptr::copy_nonoverlapping(block.as_ptr(), data.as_mut_ptr(), data.len());
            }
            let what = "the system buffer of a request that was completed";
            manager.retire(block, Some(owner), what);
        }
        for (buffer, way) in self.user {
            if buffer.check().is_err() {
                wrong = Some("the buffer of an application");
            }
            if way == Way::Out {
                data.resize(length.min(buffer.len()), 0);
                buffer.read(&mut data);
            }
            manager.kernel.buffers.give_back(buffer);
        }
        if let Some(mdl) = self.mdl {
            manager.retire(mdl, Some(owner), "the MDL of a request that was completed");
        }
        (data, wrong)
    }
}
