//! What a miniport may hook: Storport writes its own routines into the driver object, and a driver that wants to see what comes to it puts its own in
//! their place and calls them.
//!
//! The dispatch routine of device control is called with service requests, those of plug and play and of power with the steps of an adapter and its units
//! ([`hooked_irp`](super::hooked_irp)).

use std::rc::Rc;

use miniport::ffi;

use super::adapter::AdapterState;
use super::image::Image;
use super::port::Storport;
use crate::kernel::level::PASSIVE_LEVEL;
use crate::kernel::routine::exports;
use crate::verifier::{Role, Rule};

exports! { table ENTRIES;
    /// Storport's dispatch routine, of every kind of IRP.
    MiniportSimDispatch(_device: ffi::PDEVICE_OBJECT, irp: ffi::PIRP) -> ffi::NTSTATUS =
        Storport::current().map_or(ffi::STATUS_UNSUCCESSFUL, |storport| storport.dispatch_of_hook(irp as usize));
    /// Storport's unload routine.
    MiniportSimUnload(driver: ffi::PDRIVER_OBJECT) -> () = if let Some(storport) = Storport::current() {
        storport.unload_by(driver as usize);
    };
}

/// The unload routine, and that of every kind of IRP.
type Entries = (ffi::PDRIVER_UNLOAD, ffi::PDRIVER_DISPATCH);

/// The entries that Storport writes, as whoever called it calls them.
fn entries(by_image: bool) -> Entries {
    #[cfg(images)]
    if by_image {
        // SAFETY: the forms for images of routines of these types, as an image calls them.
        return unsafe {
            (
                std::mem::transmute::<*const (), ffi::PDRIVER_UNLOAD>(MiniportSimUnload::WIN64),
                std::mem::transmute::<*const (), ffi::PDRIVER_DISPATCH>(MiniportSimDispatch::WIN64),
            )
        };
    }
    #[cfg(not(images))]
    let _ = by_image;
    (Some(MiniportSimUnload), Some(MiniportSimDispatch))
}

impl Image {
    pub(super) fn driver_object(&self) -> *mut ffi::DRIVER_OBJECT {
        self.objects.as_ptr().cast()
    }

    /// `StorPortInitialize` succeeds: the driver object has Storport's routines, and what differs from then on the driver has hooked.
    pub fn write_entries(&self, by_image: bool) {
        let (unload, dispatch) = entries(by_image);
        let address = |(unload, dispatch): Entries| {
            (
                unload.map_or(0, |routine| routine as usize),
                dispatch.map_or(0, |routine| routine as usize),
            )
        };
        self.entries.set(address((unload, dispatch)));
        let object = self.driver_object();
        // SAFETY: within the block, which is aligned and longer, and to which nobody has a reference.
        unsafe {
            (*object).DriverUnload = unload;
            (*object).MajorFunction = [dispatch; 28];
        }
    }

    /// The driver's own unload routine; `None` if it is Storport's.
    fn unload_hook(&self) -> ffi::PDRIVER_UNLOAD {
        // SAFETY: as above.
        let routine = unsafe { (*self.driver_object()).DriverUnload };
        routine.filter(|routine| *routine as usize != self.entries.get().0)
    }

    /// The driver's own dispatch routine of a kind of IRP; `None` if it is Storport's.
    pub(super) fn dispatch_hook(&self, major: u8) -> ffi::PDRIVER_DISPATCH {
        // SAFETY: as above.
        let routine = unsafe { (*self.driver_object()).MajorFunction[usize::from(major)] };
        routine.filter(|routine| *routine as usize != self.entries.get().1)
    }
}

impl Storport<'_> {
    /// The driver is unloaded: whether its own routine was called, which calls Storport's if it is right.
    pub fn call_unload_hook(&self, image: &Rc<Image>) -> bool {
        let Some(routine) = image.unload_hook() else {
            return false;
        };
        let object = image.driver_object();
        self.perform(PASSIVE_LEVEL, move |core| {
            let routine = core.kernel.callable(routine);
            // SAFETY: the driver put the routine into its driver object.
            let call = || unsafe { routine(object) };
            core.kernel.callback(None, Role::DriverUnload, call);
        });
        true
    }

    /// Storport's unload routine is called by a driver that hooked it.
    fn unload_by(&self, driver: usize) {
        let images = self.port.images.borrow().clone();
        let is_it = |image: &&Rc<Image>| image.driver_object() as usize == driver;
        match images.iter().find(is_it) {
            Some(image) => self.clean_up_tracing(image),
            None => self.kernel.violation(
                Rule::BadParameter,
                None,
                "Storport's unload routine is called with what is no driver object",
            ),
        }
    }

    /// Calls the driver's own dispatch routine for an IRP of device control, if it has one: whether it has.
    pub fn call_control_hook(&self, adapter: &AdapterState, irp: ffi::PIRP) -> bool {
        let Some(routine) = adapter.image.dispatch_hook(ffi::IRP_MJ_DEVICE_CONTROL) else {
            return false;
        };
        let device = adapter.objects.functional(&adapter.image);
        let routine = self.kernel.callable(routine);
        self.call_beside(adapter, Role::DriverDispatch, || {
            // SAFETY: the driver put the routine into its driver object; the device object is the adapter's.
            unsafe { routine(device, irp) };
        });
        true
    }
}
