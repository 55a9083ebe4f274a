//! The device objects that stand for an adapter, and for its units. A miniport that asks for nothing but Storport never sees them; a virtual one is given
//! those of its adapter (page of `VIRTUAL_HW_FIND_ADAPTER`), and one that hooks dispatch routines gets IRPs for them.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use miniport::ffi;

use super::hooked_irp::HookedIrp;
use super::image::Image;
use super::unit::Address;
use crate::kernel::core::Kernel;
use crate::kernel::memory::block::Block;

/// The size of the driver object of the bus that an adapter is on: a driver that follows a device object to it finds one that is empty.
const DRIVER: usize = size_of::<ffi::DRIVER_OBJECT>();

/// The objects of an adapter, once somebody has asked for them.
#[derive(Default)]
pub(crate) struct Objects {
    physical: OnceCell<(Block, Block)>,
    functional: OnceCell<Block>,
    units: RefCell<BTreeMap<Address, Block>>,
    /// IRPs that a driver sees or has seen.
    pub(super) irps: RefCell<Vec<Rc<HookedIrp>>>,
}

impl Objects {
    /// The adapter's own, below Storport: that of the bus, which for a virtual one is the plug and play manager's.
    pub fn physical(&self) -> ffi::PDEVICE_OBJECT {
        let make = || {
            let driver = Block::new(DRIVER, 16, 0);
            let object = make(driver.as_ptr().cast());
            (driver, object)
        };
        let (_, object) = self.physical.get_or_init(make);
        object.as_ptr().cast()
    }

    /// Storport's, which stands for the adapter.
    pub fn functional(&self, image: &Image) -> ffi::PDEVICE_OBJECT {
        let object = self.functional.get_or_init(|| {
            let object = make(image.driver_object());
            let raw = object.as_ptr().cast::<ffi::DEVICE_OBJECT>();
            // SAFETY: a block with room for an object, that nobody else has yet. The physical one is below it.
            unsafe { (*raw).StackSize = 2 };
            object
        });
        object.as_ptr().cast()
    }

    /// Storport's, which stands for a unit, and upon which the class driver builds.
    pub fn unit(&self, image: &Image, unit: Address) -> ffi::PDEVICE_OBJECT {
        let mut units = self.units.borrow_mut();
        let object = units
            .entry(unit)
            .or_insert_with(|| make(image.driver_object()));
        object.as_ptr().cast()
    }

    /// They stand for nothing any more.
    pub fn forget(&self, kernel: &Kernel) {
        let physical = self.physical.get().map(|(_, object)| object);
        let units = self.units.borrow();
        let all = physical
            .into_iter()
            .chain(self.functional.get())
            .chain(units.values());
        for object in all {
            kernel.remove_port_device(object.as_ptr() as usize);
        }
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // What the driver may still have stays as long as the process.
        let irps = self.irps.take().into_iter();
        irps.filter(|irp| irp.is_lost()).for_each(std::mem::forget);
    }
}

/// A device object of a driver object.
fn make(driver: *mut ffi::DRIVER_OBJECT) -> Block {
    let block = Block::new(size_of::<ffi::DEVICE_OBJECT>(), 16, 0);
    let object = block.as_ptr().cast::<ffi::DEVICE_OBJECT>();
    // SAFETY: the block has room for one, and nobody else has it yet.
    unsafe {
        (*object).Type = 3;
        (*object).Size = u16::try_from(size_of::<ffi::DEVICE_OBJECT>()).unwrap_or(0);
        (*object).DriverObject = driver;
        (*object).StackSize = 1;
    }
    block
}
