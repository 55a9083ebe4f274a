//! Driver objects.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use miniport::ffi;

use super::device::Device;
use crate::io::irp::record::Irp;
use crate::io::manager::IoManager;
use crate::io::unicode::Text;
use crate::kernel::memory::block::Block;

/// How many entries `MajorFunction` has.
const MAJORS: usize = ffi::IRP_MJ_MAXIMUM_FUNCTION as usize + 1;
/// `FILE_DEVICE_SECURE_OPEN` and the like are of devices; of drivers there is one flag that is documented nowhere.
const DRVO_INITIALIZED: u32 = 0x10;

/// The dispatch routine of a driver that is part of the simulator.
pub(crate) type Inside = fn(&IoManager<'_>, &Rc<Device>, &Rc<Irp>) -> ffi::NTSTATUS;

/// A driver that is loaded.
pub(crate) struct Driver {
    pub owner: usize,
    object: Block,
    extension: Block,
    /// The names that the object points to.
    names: [Text; 2],
    /// The driver is part of the simulator: the bus driver.
    pub inside: Option<Inside>,
    /// Its device objects that are not deleted, the newest first.
    pub devices: RefCell<Vec<Rc<Device>>>,
    /// What it allocated by `IoAllocateDriverObjectExtension`: the identification and the memory.
    pub extensions: RefCell<Vec<(usize, Block)>>,
    /// `DriverEntry` runs.
    pub loading: Cell<bool>,
    pub unloaded: Cell<bool>,
}

impl Driver {
    /// A driver whose dispatch routines all complete with `STATUS_INVALID_DEVICE_REQUEST`.
    pub fn new(owner: usize, name: &str, inside: Option<Inside>) -> Rc<Self> {
        let driver = Rc::new(Self {
            owner,
            object: Block::new(size_of::<ffi::DRIVER_OBJECT>(), 16, 0),
            extension: Block::new(size_of::<ffi::DRIVER_EXTENSION>(), 16, 0),
            names: [Text::new(&format!("\\Driver\\{name}")), Text::new(name)],
            inside,
            devices: RefCell::default(),
            extensions: RefCell::default(),
            loading: Cell::new(true),
            unloaded: Cell::new(false),
        });
        let object = driver.raw();
        let extension = driver.extension.as_ptr().cast::<ffi::DRIVER_EXTENSION>();
        // SAFETY: both blocks have room for their structure, zeroed, and are aligned to 16.
        unsafe {
            (*object).Type = ffi::IO_TYPE_DRIVER;
            (*object).Size = i16::try_from(size_of::<ffi::DRIVER_OBJECT>()).unwrap_or(0);
            (*object).DriverExtension = extension;
            (*object).DriverName = driver.names[0].string();
            (*object).MajorFunction =
                [Some(invalid_device_request as ffi::DRIVER_DISPATCH); MAJORS];
            (*extension).DriverObject = object;
            (*extension).ServiceKeyName = driver.names[1].string();
        }
        driver
    }

    pub fn raw(&self) -> ffi::PDRIVER_OBJECT {
        self.object.as_ptr().cast()
    }

    /// What the driver stored in its object.
    pub fn object(&self) -> ffi::DRIVER_OBJECT {
        // SAFETY: the block holds the structure, plain data; the driver runs on this thread only, and not now.
        unsafe { self.raw().read() }
    }

    pub fn add_device(&self) -> ffi::PDRIVER_ADD_DEVICE {
        // SAFETY: as above, for the extension.
        unsafe {
            self.extension
                .as_ptr()
                .cast::<ffi::DRIVER_EXTENSION>()
                .read()
                .AddDevice
        }
    }

    /// The dispatch routine of a major function: `None` if it is the one that was there from the beginning.
    pub fn dispatch(&self, major: u8) -> Option<ffi::DRIVER_DISPATCH> {
        let routine = self
            .object()
            .MajorFunction
            .get(usize::from(major))
            .copied()??;
        let first = invalid_device_request as ffi::DRIVER_DISPATCH;
        (!std::ptr::fn_addr_eq(routine, first)).then_some(routine)
    }

    /// `DriverEntry` has returned.
    pub fn loaded(&self) {
        self.loading.set(false);
        // SAFETY: as above.
        unsafe { (*self.raw()).Flags |= DRVO_INITIALIZED };
    }

    /// Its device objects that are of one device.
    pub fn devices_of(&self, owner: usize) -> Vec<Rc<Device>> {
        let mut devices = self.devices.borrow().clone();
        devices.retain(|device| device.owner == owner);
        devices
    }

    /// Links the device objects, as `NextDevice` has them.
    pub fn link_devices(&self) {
        let devices = self.devices.borrow();
        let mut next = std::ptr::null_mut();
        for device in devices.iter().rev() {
            // SAFETY: device objects in the list are alive.
            unsafe { (*device.raw()).NextDevice = next };
            next = device.raw();
        }
        // SAFETY: as above.
        unsafe { (*self.raw()).DeviceObject = next };
    }

    /// Whether the driver wrote beside its objects.
    pub fn check(&self) -> Result<(), &'static str> {
        self.object.check().and(self.extension.check())
    }
}

/// What `MajorFunction` holds at first; the manager completes the request itself when it finds it there.
unsafe extern "C" fn invalid_device_request(
    _: *mut ffi::DEVICE_OBJECT,
    irp: *mut ffi::IRP,
) -> ffi::NTSTATUS {
    // A driver calls its own table: it owns the request.
    // SAFETY: the caller passes an IRP that it owns.
    unsafe {
        (*irp).IoStatus.Status = ffi::STATUS_INVALID_DEVICE_REQUEST;
        (*irp).IoStatus.Information = 0;
        ffi::IofCompleteRequest(irp, ffi::IO_NO_INCREMENT);
    }
    ffi::STATUS_INVALID_DEVICE_REQUEST
}
