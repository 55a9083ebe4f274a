//! Registration: [`Driver`], the typed form of `HW_INITIALIZATION_DATA`, and [`driver_entry!`](crate::driver_entry).
//!
//! The method that registers a callback is beside the callback's role.

mod callbacks;
mod entry;

pub use callbacks::{Callbacks, Missing, Present, Slot, Unregistered, slot};
pub use entry::{
    CleansUpTracing, Complete, CompletesServiceIrps, HandlesInterrupts, HasAdapterControl,
    HasFindAdapter, HasInitialize, HasResetBus, HasStartIo, NeedsNoHandler, complete, driver_entry,
};

use core::marker::PhantomData;
use core::mem::MaybeUninit;

use crate::config;
use crate::ffi;
use crate::kind::Kind;
use crate::role::{hw_buildio, hw_free_adapter_resources};
use crate::shared::extension::Storage;
use crate::storport::end;
use crate::storport::extension::DeviceExtension;

/// The description of a miniport, with this crate's types of the callbacks.
pub(crate) type Data = ffi::Fields<ffi::HW_INITIALIZATION_DATA>;

/// The callbacks of a miniport with device extension `E`.
///
/// Each method takes the name of a function with the matching attribute: `.hw_startio::<startio>()`. `R` says which callbacks
/// are there: each is registered once, and [`driver_entry!`](crate::driver_entry) wants all that are mandatory.
#[must_use = "give it to `driver_entry!`"]
pub struct Driver<E, R = Callbacks> {
    pub(crate) data: Data,
    /// `#[hw_free_adapter_resources]` of a virtual miniport, for a second find-adapter.
    pub(crate) free: Option<end::Free>,
    /// What find-adapter asks Storport for (`STORPORT_FEATURE_TYPE`), as bits.
    pub(crate) features: u32,
    /// What is registered instead in dump mode.
    pub(crate) dump: Option<Data>,
    registered: PhantomData<fn(E) -> (E, R)>,
}

impl<E: DeviceExtension> Driver<E> {
    /// A driver without callbacks.
    #[allow(
        clippy::new_without_default,
        reason = "a driver without callbacks is no default"
    )]
    pub fn new() -> Self {
        // SAFETY: the structure is integers, pointers and optional functions, for which zero is a value.
        let mut data: Data = unsafe { MaybeUninit::zeroed().assume_init() };
        data.HwInitializationDataSize = DATA_SIZE;
        data.AdapterInterfaceType = if E::Kind::VIRTUAL {
            ffi::Internal
        } else {
            ffi::PCIBus
        };
        data.DeviceExtensionSize = Storage::<E>::SIZE;
        data.SrbExtensionSize = E::SRB_EXTENSION.size();
        data.SpecificLuExtensionSize = E::LU_EXTENSION.size();
        data.MapBuffers = config::map_buffers::<E>();
        data.NeedPhysicalAddresses = 1;
        data.TaggedQueuing = 1;
        data.AutoRequestSense = 1;
        data.MultipleRequestPerLu = 1;
        data.SrbTypeFlags =
            ffi::SRB_TYPE_FLAG_SCSI_REQUEST_BLOCK | ffi::SRB_TYPE_FLAG_STORAGE_REQUEST_BLOCK;
        data.AddressTypeFlags = ffi::ADDRESS_TYPE_FLAG_BTL8;
        if E::Kind::VIRTUAL {
            data.HwFreeAdapterResources = Some(hw_free_adapter_resources::release_only::<E>);
            data.FeatureSupport |= ffi::STOR_FEATURE_VIRTUAL_MINIPORT;
        } else {
            data.NumberOfAccessRanges = PCI_BARS;
        }
        if data.SrbExtensionSize > 0 && !E::Kind::VIRTUAL {
            data.HwBuildIo = Some(hw_buildio::initialise_only::<E>);
        }
        Self {
            data,
            free: None,
            features: 0,
            dump: None,
            registered: PhantomData,
        }
    }
}

impl<E, R> Driver<E, R> {
    /// The same callbacks, one of which has just been written to the data.
    pub(crate) fn with<R2>(self) -> Driver<E, R2> {
        Driver {
            data: self.data,
            free: self.free,
            features: self.features,
            dump: self.dump,
            registered: PhantomData,
        }
    }
}

impl<E, R> core::fmt::Debug for Driver<E, R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Driver").field(&self.data).finish()
    }
}

/// `HwInitializationDataSize`.
#[allow(clippy::cast_possible_truncation, reason = "some hundred bytes")]
const DATA_SIZE: u32 = size_of::<Data>() as u32;

/// A PCI function has at most six base address registers.
pub(crate) const PCI_BARS: u32 = 6;
