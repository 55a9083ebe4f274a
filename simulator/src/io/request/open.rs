//! Handles: opened by a name or a device, and closed.

use std::rc::Rc;

use miniport::ffi;

use crate::io::error::NtError;
use crate::io::irp::record::Irp;
use crate::io::manager::IoManager;
use crate::io::object::device::Device;
use crate::io::object::file::FileObject;
use crate::io::pnp::node::Node;
use crate::kernel::level::PASSIVE_LEVEL;
use crate::kernel::memory::block::Block;
use crate::verifier::Rule;

impl IoManager<'_> {
    /// Opens a device by the first of its interfaces that is enabled, else by the name of its physical device object.
    pub fn open_device(&self, node: &Rc<Node>) -> Result<Rc<FileObject>, NtError> {
        let device = &node.physical;
        if device.deleted.get() {
            return Err(NtError::Status(ffi::STATUS_NO_SUCH_DEVICE));
        }
        self.open(device, "")
    }

    /// What `IoGetDeviceObjectPointer` gives another driver: the device is opened, the file referenced, and the handle closed.
    pub fn connect_device(&self, node: &Rc<Node>) -> Result<Rc<FileObject>, NtError> {
        let file = self.open_device(node)?;
        file.referenced.set(true);
        self.clean_up(&file)?;
        Ok(file)
    }

    /// `IRP_MJ_CLEANUP`.
    fn clean_up(&self, file: &Rc<FileObject>) -> Result<(), NtError> {
        let inner = Rc::clone(file);
        self.perform(move |manager| {
            manager.end_file(&inner, ffi::IRP_MJ_CLEANUP);
        })
    }

    /// `IRP_MJ_CLEANUP` or `IRP_MJ_CLOSE`. Who has got the create of a file, and no other, gets them: it undoes what it did for it.
    fn end_file(&self, file: &FileObject, major: u8) {
        let (top, irp) = self.file_request(file, major);
        if major == ffi::IRP_MJ_CLOSE {
            // SAFETY: the IRP is not sent yet.
            unsafe { (*irp.raw()).Flags |= ffi::IRP_CLOSE_OPERATION };
        }
        self.send_and_wait(&top, &irp);
        let came = irp.reached_bus.get().is_some();
        let name = irp.name();
        let message = match (file.below.get(), came) {
            (true, false) => {
                format!("{name} did not reach the bus driver, which has opened the file")
            }
            (false, true) => {
                format!("{name} reached the bus driver, which has not opened the file")
            }
            _ => return,
        };
        self.broke(top.owner, Rule::IrpNotPassedDown, message);
    }

    /// Opens what a name leads to.
    pub fn open_name(&self, name: &str) -> Result<Rc<FileObject>, NtError> {
        let found = self.io.names.borrow().find(name);
        match found {
            Some(device) => self.open(&device, ""),
            None => Err(NtError::Status(ffi::STATUS_OBJECT_NAME_NOT_FOUND)),
        }
    }

    fn open(&self, device: &Rc<Device>, name: &str) -> Result<Rc<FileObject>, NtError> {
        let top = device.top();
        let initializing = [device, &top]
            .iter()
            .any(|device| device.flags() & ffi::DO_DEVICE_INITIALIZING != 0);
        if initializing {
            return Err(NtError::Status(ffi::STATUS_NO_SUCH_DEVICE));
        }
        let exclusive = [device, &top]
            .iter()
            .any(|device| device.flags() & ffi::DO_EXCLUSIVE != 0);
        let open = self.io.files.borrow();
        if exclusive && open.iter().any(|file| Rc::ptr_eq(&file.opened, device)) {
            return Err(NtError::Status(ffi::STATUS_ACCESS_DENIED));
        }
        drop(open);
        let file = FileObject::new(device, name);
        Self::count_handle(&file, 1);
        self.io.files.borrow_mut().push(Rc::clone(&file));
        let inner = Rc::clone(&file);
        let status = self.perform(move |manager| manager.create(&inner));
        match status.map(NtError::check) {
            Ok(Ok(())) => Ok(file),
            Ok(Err(error)) | Err(error) => {
                file.closed.set(true);
                self.forget_file(&file);
                Err(error)
            }
        }
    }

    /// `IRP_MJ_CREATE`.
    fn create(&self, file: &FileObject) -> ffi::NTSTATUS {
        let context = Block::new(size_of::<ffi::IO_SECURITY_CONTEXT>(), 16, 0);
        let (top, irp) = self.file_request(file, ffi::IRP_MJ_CREATE);
        // SAFETY: the IRP is not sent yet, and the location is its highest; the context lives until it is completed.
        unsafe {
            (*irp.raw()).Flags |= ffi::IRP_CREATE_OPERATION;
            let create = &raw mut (*irp.location(irp.locations)).Parameters.Create;
            (*create).SecurityContext = context.as_ptr().cast();
            (*create).ShareAccess = 3;
        }
        let (status, _) = self.send_and_wait(&top, &irp);
        file.below.set(irp.reached_bus.get().is_some());
        self.retire(
            context,
            Some(top.owner),
            "the security context of IRP_MJ_CREATE",
        );
        status
    }

    fn file_request(&self, file: &FileObject, major: u8) -> (Rc<Device>, Rc<Irp>) {
        let first = (ffi::STATUS_SUCCESS, 0);
        let (top, irp) = self.make_request(&file.device, (major, 0), first, |place| {
            place.FileObject = file.raw();
        });
        // SAFETY: the IRP is not sent yet.
        unsafe {
            (*irp.raw()).Tail.Overlay.OriginalFileObject = file.raw();
            (*irp.raw()).Flags |= ffi::IRP_SYNCHRONOUS_API;
        }
        irp.function.set((major, 0));
        (top, irp)
    }

    /// Another thread closes the handle: `IRP_MJ_CLEANUP` comes while the machine runs; [`Self::close`] sees to the rest.
    pub fn begin_close(&self, file: &Rc<FileObject>) {
        if file.referenced.get() || file.closed.replace(true) {
            return;
        }
        let inner = Rc::clone(file);
        file.irps.set(file.irps.get() + 1);
        self.make_ready(PASSIVE_LEVEL, move |manager| {
            manager.end_file(&inner, ffi::IRP_MJ_CLEANUP);
            inner.irps.set(inner.irps.get() - 1);
        });
    }

    /// Closes a handle: `IRP_MJ_CLEANUP` at once, `IRP_MJ_CLOSE` when its last request is completed.
    pub fn close(&self, file: &Rc<FileObject>) -> Result<(), NtError> {
        if file.is_forgotten() {
            return Ok(());
        }
        // That of a reference was closed long ago.
        if !file.closed.replace(true) && !file.referenced.get() {
            self.clean_up(file)?;
        }
        let rest = self.run_until_late(|| file.irps.get() == 0);
        if rest == Err(NtError::Stuck) {
            self.report_requests_of(file);
        }
        rest?;
        let inner = Rc::clone(file);
        self.perform(move |manager| {
            manager.end_file(&inner, ffi::IRP_MJ_CLOSE);
        })?;
        self.forget_file(file);
        let node = self.node_of(&file.opened);
        node.map_or(Ok(()), |node| self.remove_if_closed(&node))
    }

    /// Requests that are still there when the handle that they came by is closed.
    fn report_requests_of(&self, file: &FileObject) {
        let mut late: Vec<_> = self.io.irps.borrow().values().cloned().collect();
        late.retain(|irp| {
            // SAFETY: IRPs in the table are not over.
            let its = unsafe { (*irp.raw()).Tail.Overlay.OriginalFileObject };
            its == file.raw()
        });
        late.sort_by_key(|irp| irp.number);
        for irp in late {
            self.report_lost(&irp);
        }
    }

    fn forget_file(&self, file: &Rc<FileObject>) {
        let mut files = self.io.files.borrow_mut();
        files.retain(|other| !Rc::ptr_eq(other, file));
        drop(files);
        Self::count_handle(file, -1);
        if let Some(block) = file.take() {
            let owner = Some(file.opened.owner);
            self.retire(block, owner, "a file object that was closed");
        }
        self.let_go(&file.opened);
    }

    fn count_handle(file: &FileObject, by: i32) {
        let device = &file.opened;
        device
            .handles
            .set(device.handles.get().wrapping_add_signed(by));
        // SAFETY: the object is there: the handle is counted.
        unsafe { (*device.raw()).ReferenceCount += by };
    }
}
