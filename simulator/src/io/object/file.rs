//! File objects: the handles of applications.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use miniport::ffi;

use super::device::Device;
use crate::io::unicode::Text;
use crate::kernel::memory::block::Block;

/// An open handle.
pub(crate) struct FileObject {
    /// What was opened: the device object that has the name, at the bottom or on top of its stack.
    pub opened: Rc<Device>,
    /// The top of the stack, which gets the requests.
    pub device: Rc<Device>,
    block: RefCell<Option<Block>>,
    raw: ffi::PFILE_OBJECT,
    _name: Text,
    /// Requests that are not completed.
    pub irps: Cell<u32>,
    /// The handle is closed: `IRP_MJ_CLEANUP` was sent.
    pub closed: Cell<bool>,
}

impl FileObject {
    pub fn new(opened: &Rc<Device>, name: &str) -> Rc<Self> {
        let device = opened.top();
        let block = Block::new(size_of::<ffi::FILE_OBJECT>(), 16, 0);
        let raw = block.as_ptr().cast::<ffi::FILE_OBJECT>();
        let name = Text::new(name);
        // SAFETY: the block has room for the structure, zeroed, and is aligned to 16.
        unsafe {
            (*raw).Type = ffi::IO_TYPE_FILE;
            (*raw).Size = i16::try_from(size_of::<ffi::FILE_OBJECT>()).unwrap_or(0);
            (*raw).DeviceObject = opened.raw();
            (*raw).FileName = name.string();
            (*raw).ReadAccess = ffi::TRUE;
            (*raw).WriteAccess = ffi::TRUE;
        }
        Rc::new(Self {
            opened: Rc::clone(opened),
            device,
            block: RefCell::new(Some(block)),
            raw,
            _name: name,
            irps: Cell::new(0),
            closed: Cell::new(false),
        })
    }

    pub fn raw(&self) -> ffi::PFILE_OBJECT {
        self.raw
    }

    /// The end of the object: its memory.
    pub fn take(&self) -> Option<Block> {
        self.block.take()
    }
}
