//! Drivers: what `StorPortInitialize` was given, and what is wrong with it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use miniport::ffi;

use super::error::LoadError;
use super::options::SrbForm;
use crate::kernel::memory::block::Block;

/// `DriverEntry` of a miniport.
pub type DriverEntry = unsafe extern "system" fn(ffi::PVOID, ffi::PVOID) -> u32;

/// How far behind the driver object an image's registry path lies.
pub(crate) const REGISTRY_PATH: usize = 384;

/// A driver that is loaded.
#[derive(Debug)]
pub(crate) struct Image {
    pub entry: DriverEntry,
    /// What the driver gave to `StorPortInitialize`, once for each interface type.
    pub initializations: RefCell<Vec<ffi::HW_INITIALIZATION_DATA>>,
    pub context: Cell<usize>,
    /// Why `StorPortInitialize` refused.
    pub refused: RefCell<Option<LoadError>>,
    /// DriverEntry runs.
    pub loading: Cell<bool>,
    pub unloaded: Cell<bool>,
    /// The addresses of Storport's routines in the driver object: unload, dispatch.
    pub(super) entries: Cell<(usize, usize)>,
    /// The driver object and the registry path.
    pub objects: Block,
}

/// The driver's key.
pub(super) const KEY: &str = r"\Registry\Machine\System\CurrentControlSet\Services\ram";

impl Image {
    /// One whose DriverEntry is about to run.
    pub fn new(entry: DriverEntry) -> Rc<Self> {
        let image = Rc::new(Self {
            entry,
            initializations: RefCell::new(Vec::new()),
            context: Cell::new(0),
            refused: RefCell::new(None),
            loading: Cell::new(true),
            unloaded: Cell::new(false),
            entries: Cell::default(),
            objects: Block::new(512, 16, 0),
        });
        image.name_key();
        image
    }

    /// The arguments of `DriverEntry`: the driver object and the registry path.
    pub fn arguments(&self) -> (ffi::PVOID, ffi::PVOID) {
        let objects = self.objects.as_ptr();
        // SAFETY: within the block.
        (objects.cast(), unsafe { objects.add(REGISTRY_PATH).cast() })
    }

    /// Writes the registry path.
    fn name_key(&self) {
        let text: Vec<u16> = KEY.encode_utf16().collect();
        let (_, path) = self.arguments();
        let length = u16::try_from(2 * text.len()).unwrap_or(0);
        // SAFETY: within the block, which is aligned to 16.
        unsafe {
            let characters = path
                .byte_add(size_of::<ffi::UNICODE_STRING>())
                .cast::<u16>();
            characters.copy_from_nonoverlapping(text.as_ptr(), text.len());
            path.cast::<ffi::UNICODE_STRING>()
                .write(ffi::UNICODE_STRING {
                    Length: length,
                    MaximumLength: length,
                    Buffer: characters,
                });
        }
    }

    /// A callback of the driver's tracing; it has none of an adapter, so the first that is registered is the driver's.
    pub fn tracing<F>(
        &self,
        field: impl Fn(&ffi::HW_INITIALIZATION_DATA) -> Option<F>,
    ) -> Option<F> {
        self.initializations
            .borrow()
            .iter()
            .filter(|init| is_virtual(init))
            .find_map(field)
    }
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
    let is_virtual = is_virtual(init);
    let no_free = is_virtual && init.HwFreeAdapterResources.is_none();
    for (missing, callback) in [
        (init.HwInitialize.is_none(), "HwInitialize"),
        (init.HwStartIo.is_none(), "HwStartIo"),
        (init.HwFindAdapter.is_null(), "HwFindAdapter"),
        (init.HwResetBus.is_none(), "HwResetBus"),
        (init.HwAdapterControl.is_none(), "HwAdapterControl"),
        (no_free, "HwFreeAdapterResources"),
    ] {
        if missing {
            return Err(LoadError::MissingCallback { callback });
        }
    }
    // Virtual miniports that ship leave it FALSE.
    let addresses = init.NeedPhysicalAddresses == 0 && !is_virtual;
    let interrupt = is_virtual && init.HwInterrupt.is_some();
    let [no, set] = ["must be TRUE", "must be NULL"];
    for (wrong, field, reason) in [
        (
            interrupt,
            "HwInterrupt",
            "a virtual miniport has no interrupt",
        ),
        (addresses, "NeedPhysicalAddresses", no),
        (init.TaggedQueuing == 0, "TaggedQueuing", no),
        (init.AutoRequestSense == 0, "AutoRequestSense", no),
        (init.MultipleRequestPerLu == 0, "MultipleRequestPerLu", no),
        (init.HwDmaStarted.is_some(), "HwDmaStarted", set),
        (init.HwAdapterState.is_some(), "HwAdapterState", set),
        (init.DeviceExtensionSize == 0, "DeviceExtensionSize", "is 0"),
    ] {
        if wrong {
            return Err(LoadError::BadInitializationData { field, reason });
        }
    }
    Ok(())
}

/// A callback that the kind of miniport does not have, or one that lacks the other that it needs (pages of `HW_INITIALIZATION_DATA` and of the
/// initialisation of virtual miniports), in words. Storport takes the driver all the same.
pub(crate) fn misfit(init: &ffi::HW_INITIALIZATION_DATA) -> Option<String> {
    let alone = |callback, other| format!("{callback} is set without {other}");
    if is_virtual(init) {
        return if init.HwProcessServiceRequest.is_some() && init.HwCompleteServiceIrp.is_none() {
            Some(alone("HwProcessServiceRequest", "HwCompleteServiceIrp"))
        } else if init.HwInitializeTracing.is_some() && init.HwCleanupTracing.is_none() {
            Some(alone("HwInitializeTracing", "HwCleanupTracing"))
        } else {
            None
        };
    }
    // "A required entry point for all miniport drivers", also of those that are interrupted by messages.
    if init.HwInterrupt.is_none() {
        return Some("HwInterrupt is NULL, which every physical miniport has".to_owned());
    }
    let of_virtual = [
        (
            init.HwFreeAdapterResources.is_some(),
            "HwFreeAdapterResources",
        ),
        (
            init.HwProcessServiceRequest.is_some(),
            "HwProcessServiceRequest",
        ),
        (init.HwCompleteServiceIrp.is_some(), "HwCompleteServiceIrp"),
        (init.HwInitializeTracing.is_some(), "HwInitializeTracing"),
        (init.HwCleanupTracing.is_some(), "HwCleanupTracing"),
    ];
    let (_, callback) = of_virtual.into_iter().find(|(is_set, _)| *is_set)?;
    Some(format!(
        "{callback} is not NULL in a physical miniport, and is never called"
    ))
}
