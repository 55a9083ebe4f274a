//! Loading a driver: DriverEntry.

use std::rc::Rc;

use super::error::LoadError;
use super::image::{DriverEntry, Image, KEY};
use super::port::Storport;
use crate::kernel::level::PASSIVE_LEVEL;
use crate::verifier::{Role, Rule};

impl Storport<'_> {
    /// Runs DriverEntry.
    pub fn load(&self, entry: DriverEntry) -> Result<Rc<Image>, LoadError> {
        let mut images = self.port.images.borrow_mut();
        let image = Image::new(entry);
        self.kernel
            .add_driver_key(image.arguments().0 as usize, KEY.to_owned());
        images.push(Rc::clone(&image));
        drop(images);
        let inner = Rc::clone(&image);
        let status = self.perform(PASSIVE_LEVEL, move |core| {
            let (driver_object, registry_path) = inner.arguments();
            // SAFETY: the contract of DriverEntry: two opaque pointers, at PASSIVE_LEVEL.
            core.kernel.callback(None, Role::DriverEntry, || unsafe {
                entry(driver_object, registry_path)
            })
        });
        image.loading.set(false);
        let Some(status) = status else {
            return Err(LoadError::Halted);
        };
        if let Some(refused) = image.refused.borrow_mut().take() {
            return Err(refused);
        }
        // NTSTATUS: errors are negative.
        if status.cast_signed() < 0 {
            return Err(LoadError::DriverEntryFailed { status });
        }
        if image.initializations.borrow().is_empty() {
            return Err(LoadError::NotInitialized);
        }
        if image.objects.check().is_err() {
            self.kernel.violation_outside(
                Rule::Overrun,
                None,
                "the driver object was written outside of its bounds",
            );
        }
        self.initialize_tracing(&image);
        Ok(image)
    }

    /// `HwStorInitializeTracing`, with the arguments of `StorPortInitialize`. No page says when it comes.
    fn initialize_tracing(&self, image: &Rc<Image>) {
        let Some(routine) = image.tracing(|init| init.HwInitializeTracing) else {
            return;
        };
        let (object, path) = image.arguments();
        self.perform(PASSIVE_LEVEL, move |core| {
            // SAFETY: the driver registered the routine; the arguments are those that it gave.
            core.kernel
                .callback(None, Role::HwInitializeTracing, || unsafe {
                    routine(object, path);
                });
        });
    }

    /// The driver is unloaded, its adapters are gone, once: by its own routine, or by Storport's.
    pub fn unload(&self, image: &Rc<Image>) {
        if image.unloaded.replace(true) || self.kernel.halted.get() {
            return;
        }
        if !self.call_unload_hook(image) && image.tracing(|init| init.HwCleanupTracing).is_some() {
            let image = Rc::clone(image);
            self.perform(PASSIVE_LEVEL, move |core| core.clean_up_tracing(&image));
        }
    }

    /// `HwStorCleanupTracing`.
    pub fn clean_up_tracing(&self, image: &Image) {
        let Some(routine) = image.tracing(|init| init.HwCleanupTracing) else {
            return;
        };
        let (object, _) = image.arguments();
        // SAFETY: the driver registered the routine; the argument is its driver object.
        let call = || unsafe { routine(object) };
        self.kernel.callback(None, Role::HwCleanupTracing, call);
    }
}
