//! Device objects, and the stacks that they are attached to.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ptr;
use std::rc::Rc;

use miniport::ffi;

use super::driver::Driver;
use crate::io::manager::IoManager;
use crate::io::start_io::Next;
use crate::kernel::memory::block::Block;
use crate::verifier::Rule;

/// `Type` of a device queue, as the kernel numbers its objects.
const DEVICE_QUEUE: i16 = 20;

/// `IoSetStartIoAttributes`
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct StartIo {
    pub deferred: bool,
    pub non_cancelable: bool,
}

/// A device object.
pub(crate) struct Device {
    /// The number of the device that it is of; the driver's, for one that was made in `DriverEntry`.
    pub owner: usize,
    pub driver: Rc<Driver>,
    block: RefCell<Option<Block>>,
    raw: ffi::PDEVICE_OBJECT,
    /// The bytes of its extension.
    pub extension_size: usize,
    pub name: Option<String>,
    /// `IoDeleteDevice` was called.
    pub deleted: Cell<bool>,
    /// References by `ObReferenceObject` and the like.
    pub references: Cell<u32>,
    /// References of the manager's: work items that are queued or run, completion routines that keep it.
    pub kept: Cell<u32>,
    /// Open handles.
    pub handles: Cell<u32>,
    /// IRPs that were sent to it and are not completed, but those that remove it.
    pub irps: Cell<u32>,
    /// It gets `IRP_MJ_SHUTDOWN`.
    pub shutdown: Cell<bool>,
    /// It is registered with WMI.
    pub wmi: Cell<bool>,
    /// How its StartIo routine is called.
    pub start_io: Cell<StartIo>,
    /// With `DeferredStartIo`: the next packets that were asked for and are not started.
    pub next_packets: RefCell<VecDeque<Next>>,
    pub below: RefCell<Option<Rc<Device>>>,
    pub above: RefCell<Option<Rc<Device>>>,
}

/// How a device object is made: the parameters of `IoCreateDevice`.
pub(crate) struct Making {
    pub owner: usize,
    pub extension_size: usize,
    pub name: Option<String>,
    pub kind: u32,
    pub characteristics: u32,
    pub exclusive: bool,
}

impl Device {
    /// One of Storport's, in whose memory the object lies.
    pub fn of_storport(owner: usize, driver: Rc<Driver>, raw: ffi::PDEVICE_OBJECT) -> Rc<Self> {
        let making = Making {
            owner,
            extension_size: 0,
            name: None,
            kind: 0,
            characteristics: 0,
            exclusive: false,
        };
        Self::new(making, driver, Block::new(0, 16, 0), raw)
    }

    /// Of an object that is there, in the block or elsewhere.
    fn new(making: Making, driver: Rc<Driver>, block: Block, raw: ffi::PDEVICE_OBJECT) -> Rc<Self> {
        Rc::new(Self {
            owner: making.owner,
            driver,
            block: RefCell::new(Some(block)),
            raw,
            extension_size: making.extension_size,
            name: making.name,
            deleted: Cell::new(false),
            references: Cell::new(0),
            kept: Cell::new(0),
            handles: Cell::new(0),
            irps: Cell::new(0),
            shutdown: Cell::new(false),
            wmi: Cell::new(false),
            start_io: Cell::default(),
            next_packets: RefCell::default(),
            below: RefCell::default(),
            above: RefCell::default(),
        })
    }

    pub fn raw(&self) -> ffi::PDEVICE_OBJECT {
        self.raw
    }

    /// The object's fields. It is alive.
    pub fn object(&self) -> ffi::DEVICE_OBJECT {
        debug_assert!(self.is_there());
        // SAFETY: the block holds the structure, plain data; the driver runs on this thread only, and not now.
        unsafe { self.raw.read() }
    }

    /// Whether the object is there: it is not deleted, or something still refers to it.
    pub fn is_there(&self) -> bool {
        self.block.borrow().is_some()
    }

    /// Where the device extension lies.
    pub fn extension(&self) -> std::ops::Range<usize> {
        let start = self.raw as usize + size_of::<ffi::DEVICE_OBJECT>();
        start..start + self.extension_size
    }

    pub fn flags(&self) -> u32 {
        self.object().Flags
    }

    /// How many stack locations an IRP needs that is sent to it.
    pub fn stack_size(&self) -> usize {
        usize::try_from(self.object().StackSize).unwrap_or(1).max(1)
    }

    /// The device object on top of its stack.
    pub fn top(self: &Rc<Self>) -> Rc<Self> {
        let mut top = Rc::clone(self);
        while let Some(above) = { top.above.borrow().clone() } {
            top = above;
        }
        top
    }
}

impl IoManager<'_> {
    /// Makes a device object of a driver, at the head of its list, with `DO_DEVICE_INITIALIZING`.
    pub fn make_device(&self, driver: &Rc<Driver>, making: Making) -> Rc<Device> {
        let size = size_of::<ffi::DEVICE_OBJECT>();
        let block = Block::new(size + making.extension_size, 16, 0);
        let raw = block.as_ptr().cast::<ffi::DEVICE_OBJECT>();
        let exclusive = if making.exclusive {
            ffi::DO_EXCLUSIVE
        } else {
            0
        };
        // SAFETY: the block has room for the structure, zeroed, and is aligned to 16.
        unsafe {
            let object = &mut *raw;
            object.Type = ffi::IO_TYPE_DEVICE;
            object.Size = u16::try_from(size + making.extension_size).unwrap_or(u16::MAX);
            object.DriverObject = driver.raw();
            object.Flags = ffi::DO_DEVICE_INITIALIZING | exclusive;
            object.Characteristics = making.characteristics;
            object.DeviceType = making.kind;
            object.StackSize = 1;
            // A queue that is empty, and a device that is not busy.
            let head = &raw mut (*raw).DeviceQueue.DeviceListHead;
            object.DeviceQueue.Type = DEVICE_QUEUE;
            object.DeviceQueue.Size = i16::try_from(size_of::<ffi::KDEVICE_QUEUE>()).unwrap_or(0);
            object.DeviceQueue.DeviceListHead = ffi::LIST_ENTRY {
                Flink: head,
                Blink: head,
            };
            if making.extension_size != 0 {
                object.DeviceExtension = raw.add(1).cast();
            }
        }
        let device = Device::new(making, Rc::clone(driver), block, raw);
        driver.devices.borrow_mut().insert(0, Rc::clone(&device));
        driver.link_devices();
        let length = size + device.extension_size;
        self.kernel
            .add_device_memory(raw as usize, length, device.owner);
        let mut devices = self.io.devices.borrow_mut();
        devices.insert(raw as usize, Rc::clone(&device));
        device
    }

    /// The device object at an address, if one is there.
    pub fn device(&self, object: ffi::PDEVICE_OBJECT) -> Option<Rc<Device>> {
        let device = self.io.devices.borrow().get(&(object as usize)).cloned();
        device.or_else(|| self.port_device(object))
    }

    /// Puts a device object on top of a stack; the one that is below it now.
    pub fn attach(source: &Rc<Device>, target: &Rc<Device>) -> Rc<Device> {
        let below = target.top();
        *below.above.borrow_mut() = Some(Rc::clone(source));
        *source.below.borrow_mut() = Some(Rc::clone(&below));
        // SAFETY: both objects are there.
        unsafe {
            (*below.raw()).AttachedDevice = source.raw();
            (*source.raw()).StackSize = (*below.raw()).StackSize + 1;
            (*source.raw()).AlignmentRequirement = (*below.raw()).AlignmentRequirement;
            (*source.raw()).SectorSize = (*below.raw()).SectorSize;
        }
        below
    }

    /// Takes the device object above off its stack: whether there was one.
    pub fn detach(below: &Rc<Device>) -> bool {
        let Some(above) = below.above.borrow_mut().take() else {
            return false;
        };
        above.below.borrow_mut().take();
        // SAFETY: the object is there: something was attached to it.
        unsafe { (*below.raw()).AttachedDevice = ptr::null_mut() };
        true
    }

    /// `IoDeleteDevice`: the object goes when nothing refers to it any more.
    pub fn delete_device(&self, device: &Rc<Device>) {
        device.deleted.set(true);
        device
            .driver
            .devices
            .borrow_mut()
            .retain(|other| !Rc::ptr_eq(other, device));
        device.driver.link_devices();
        self.io.names.borrow_mut().forget_device(device);
        self.let_go(device);
    }

    /// A reference is gone: so is the object, if it was the last one of one that is deleted.
    pub fn let_go(&self, device: &Rc<Device>) {
        let used = device.references.get() + device.kept.get() + device.handles.get();
        if !device.deleted.get() || used != 0 {
            return;
        }
        let Some(block) = device.block.take() else {
            return;
        };
        self.io.remove_locks.forget(device);
        self.io.devices.borrow_mut().remove(&(device.raw as usize));
        self.kernel.remove_physical_device(device.raw as usize);
        let what = "a device extension";
        self.kernel.remove_device_memory(device.raw as usize, what);
        let owner = Some(device.owner);
        self.retire(
            block,
            owner,
            "a device object that was deleted, or its extension,",
        );
    }

    /// What `IoDeleteDevice` is too early for.
    pub fn check_deletion(&self, device: &Rc<Device>) {
        let broke = |message: &str| self.broke(device.owner, Rule::DeviceDeleted, message);
        if device.above.borrow().is_some() {
            broke("a device object was deleted that another one is attached to");
        }
        if device.below.borrow().is_some() {
            broke("a device object was deleted that is attached to another one (IoDetachDevice)");
        }
        let irps = device.irps.get();
        if irps != 0 {
            broke(&format!(
                "a device object was deleted under {irps} IRPs that are not completed"
            ));
        }
        let held = self.io.remove_locks.held(device);
        if held != 0 {
            let message =
                format!("a device object was deleted whose remove lock is held {held} times");
            self.broke(device.owner, Rule::RemoveLock, message);
        }
        if device.shutdown.get() {
            broke(
                "a device object was deleted that is registered for shutdown (IoUnregisterShutdownNotification)",
            );
        }
        if device.wmi.get() {
            broke(
                "a device object was deleted that is registered with WMI (IoWMIRegistrationControl)",
            );
        }
        if self.io.timers.is_started(device) {
            broke("a device object was deleted while its timer is started (IoStopTimer)");
        }
    }
}
