//! File objects: the handles of applications, and what drivers have that send requests to a device.

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
    /// Its `IRP_MJ_CREATE` has reached the bus driver.
    pub below: Cell<bool>,
    /// The handle is closed: `IRP_MJ_CLEANUP` was sent.
    pub closed: Cell<bool>,
    /// The same, but a driver has a reference: its requests go on.
    pub referenced: Cell<bool>,
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
            below: Cell::new(false),
            closed: Cell::new(false),
            referenced: Cell::new(false),
        })
    }

    /// No file: requests of a driver that has the device object only.
    pub fn none(opened: &Rc<Device>) -> Rc<Self> {
        Rc::new(Self {
            opened: Rc::clone(opened),
            device: opened.top(),
            block: RefCell::new(None),
            raw: std::ptr::null_mut(),
            _name: Text::new(""),
            irps: Cell::new(0),
            below: Cell::new(false),
            closed: Cell::new(false),
            referenced: Cell::new(true),
        })
    }

    pub fn raw(&self) -> ffi::PFILE_OBJECT {
        self.raw
    }

    /// The object is gone.
    pub fn is_forgotten(&self) -> bool {
        self.block.borrow().is_none()
    }

    /// The end of the object: its memory.
    pub fn take(&self) -> Option<Block> {
        self.block.take()
    }
}
