//! Loading a driver: DriverEntry.

use std::rc::Rc;

use miniport::ffi;

use super::error::LoadError;
use super::image::{DriverEntry, Image, REGISTRY_PATH};
use super::port::Storport;
use crate::kernel::level::PASSIVE_LEVEL;
use crate::verifier::{Role, Rule};

impl Storport<'_> {
    /// Runs DriverEntry.
    pub fn load(&self, entry: DriverEntry) -> Result<Rc<Image>, LoadError> {
        let mut images = self.port.images.borrow_mut();
        let image = Image::new(entry);
        images.push(Rc::clone(&image));
        drop(images);
        let inner = Rc::clone(&image);
        let status = self.perform(PASSIVE_LEVEL, move |core| {
            let driver_object: ffi::PVOID = inner.objects.as_ptr().cast();
            // SAFETY: within the block.
            let registry_path: ffi::PVOID =
                unsafe { inner.objects.as_ptr().add(REGISTRY_PATH).cast() };
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
        Ok(image)
    }
}
