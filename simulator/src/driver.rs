//! Drivers: DriverEntry, and what `StorPortInitialize` was given.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use miniport::ffi;

use crate::adapter::SrbForm;
use crate::callback::Role;
use crate::error::LoadError;
use crate::machine::core::Core;
use crate::memory::block::Block;
use crate::processor::PASSIVE_LEVEL;
use crate::verifier::Rule;

/// `DriverEntry` of a miniport.
pub type DriverEntry = unsafe extern "system" fn(ffi::PVOID, ffi::PVOID) -> u32;

/// A driver that is loaded.
#[derive(Debug)]
pub(crate) struct Image {
    /// What the driver gave to `StorPortInitialize`, once for each interface type.
    pub initializations: RefCell<Vec<ffi::HW_INITIALIZATION_DATA>>,
    pub context: Cell<usize>,
    /// Why `StorPortInitialize` refused.
    pub refused: RefCell<Option<LoadError>>,
    /// DriverEntry runs.
    pub loading: Cell<bool>,
    pub unloaded: Cell<bool>,
    /// The driver object and the registry path: opaque to a miniport.
    pub objects: Block,
}

/// A driver that is loaded on a machine. The handle may be copied.
#[derive(Clone, Debug)]
pub struct Driver {
    pub(crate) image: Rc<Image>,
}

/// Whether the driver is a virtual miniport: it says so, or it has no interrupt and no bus.
pub(crate) fn is_virtual(init: &ffi::HW_INITIALIZATION_DATA) -> bool {
    init.FeatureSupport & ffi::STOR_FEATURE_VIRTUAL_MINIPORT != 0
        || (init.HwInterrupt.is_none()
            && matches!(
                init.AdapterInterfaceType,
                ffi::Internal | ffi::InterfaceTypeUndefined
            ))
}

/// The form of requests: what is wanted if the driver supports it, else what the driver supports.
pub(crate) fn form_of(init: &ffi::HW_INITIALIZATION_DATA, wanted: Option<SrbForm>) -> SrbForm {
    let storage = init.SrbTypeFlags & ffi::SRB_TYPE_FLAG_STORAGE_REQUEST_BLOCK != 0;
    let scsi = init.SrbTypeFlags & ffi::SRB_TYPE_FLAG_SCSI_REQUEST_BLOCK != 0 || !storage;
    match wanted {
        Some(SrbForm::Scsi) if scsi => SrbForm::Scsi,
        _ if storage => SrbForm::Storage,
        _ => SrbForm::Scsi,
    }
}

/// What is wrong with the initialisation data.
pub(crate) fn check(init: &ffi::HW_INITIALIZATION_DATA) -> Result<(), LoadError> {
    let missing = |callback| Err(LoadError::MissingCallback { callback });
    if init.HwInitialize.is_none() {
        return missing("HwInitialize");
    }
    if init.HwStartIo.is_none() {
        return missing("HwStartIo");
    }
    if init.HwFindAdapter.is_null() {
        return missing("HwFindAdapter");
    }
    if init.HwResetBus.is_none() {
        return missing("HwResetBus");
    }
    if init.HwAdapterControl.is_none() {
        return missing("HwAdapterControl");
    }
    if is_virtual(init) {
        if init.HwFreeAdapterResources.is_none() {
            return missing("HwFreeAdapterResources");
        }
        if init.HwInterrupt.is_some() {
            return Err(LoadError::BadInitializationData {
                field: "HwInterrupt",
                reason: "a virtual miniport has no interrupt",
            });
        }
    }
    for (value, field) in [
        (init.NeedPhysicalAddresses, "NeedPhysicalAddresses"),
        (init.TaggedQueuing, "TaggedQueuing"),
        (init.AutoRequestSense, "AutoRequestSense"),
        (init.MultipleRequestPerLu, "MultipleRequestPerLu"),
    ] {
        if value == 0 {
            return Err(LoadError::BadInitializationData {
                field,
                reason: "must be TRUE",
            });
        }
    }
    if init.HwDmaStarted.is_some() {
        return Err(LoadError::BadInitializationData {
            field: "HwDmaStarted",
            reason: "must be NULL",
        });
    }
    if init.HwAdapterState.is_some() {
        return Err(LoadError::BadInitializationData {
            field: "HwAdapterState",
            reason: "must be NULL",
        });
    }
    if init.DeviceExtensionSize == 0 {
        return Err(LoadError::BadInitializationData {
            field: "DeviceExtensionSize",
            reason: "is 0",
        });
    }
    Ok(())
}

impl Core {
    /// Runs DriverEntry.
    pub fn load(&self, entry: DriverEntry) -> Result<Driver, LoadError> {
        let mut images = self.images.borrow_mut();
        let image = Rc::new(Image {
            initializations: RefCell::new(Vec::new()),
            context: Cell::new(0),
            refused: RefCell::new(None),
            loading: Cell::new(true),
            unloaded: Cell::new(false),
            objects: Block::new(512, 16, 0),
        });
        images.push(Rc::clone(&image));
        drop(images);
        let inner = Rc::clone(&image);
        let status = self.perform(PASSIVE_LEVEL, move |core| {
            let driver_object: ffi::PVOID = inner.objects.as_ptr().cast();
            // SAFETY: within the block.
            let registry_path: ffi::PVOID = unsafe { inner.objects.as_ptr().add(384).cast() };
            // SAFETY: the contract of DriverEntry: two opaque pointers, at PASSIVE_LEVEL.
            core.callback(None, Role::DriverEntry, || unsafe {
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
            self.violation_outside(
                Rule::Overrun,
                None,
                "the driver object was written outside of its bounds",
            );
        }
        Ok(Driver { image })
    }
}
