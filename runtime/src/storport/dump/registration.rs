//! Registration: [`Dump`], and [`Driver::dump`].

use core::marker::PhantomData;
use core::mem::MaybeUninit;

use super::extension::DumpExtension;
use crate::driver::{Data, Driver};
use crate::ffi;
use crate::kind::{HasHardware, Kind};
use crate::role::Role;
use crate::role::control::list_supported;
use crate::shared::extension::Storage;
use crate::shared::registration::{Present, Slot};
use crate::storport::extension::DeviceExtension;

macro_rules! callbacks {
    ($($name:ident)+) => {
        crate::shared::registration::callbacks! {
            "The callbacks that a [`Dump`] registers." DumpCallbacks $($name)+
        }
    };
}
miniport_macros::__role_list!(slots dump);

/// The callbacks of a dump path with extension `E`, for [`Driver::dump`](crate::Driver::dump).
///
/// The runtime answers what is the same for all: a bus reset does nothing ("miniport drivers should disregard requests to reset the
/// bus"), and no adapter control type is supported.
#[must_use = "give it to `Driver::dump`"]
pub struct Dump<E, R = DumpCallbacks> {
    pub(super) data: Data,
    registered: PhantomData<fn(E) -> (E, R)>,
}

impl<E: DumpExtension> Dump<E> {
    /// A dump path without callbacks.
    #[allow(
        clippy::new_without_default,
        reason = "a path without callbacks is no default"
    )]
    pub fn new() -> Self {
        // SAFETY: the structure is integers, pointers and optional functions, for which zero is a value.
        let mut data: Data = unsafe { MaybeUninit::zeroed().assume_init() };
        #[allow(clippy::cast_possible_truncation, reason = "some hundred bytes")]
        let size = size_of::<Data>() as u32;
        data.HwInitializationDataSize = size;
        data.AdapterInterfaceType = ffi::PCIBus;
        data.DeviceExtensionSize = Storage::<E>::SIZE;
        data.MapBuffers = ffi::STOR_MAP_ALL_BUFFERS_INCLUDING_READ_WRITE;
        data.NeedPhysicalAddresses = 1;
        data.TaggedQueuing = 1;
        data.AutoRequestSense = 1;
        data.MultipleRequestPerLu = 1;
        data.NumberOfAccessRanges = crate::driver::PCI_BARS;
        data.SrbTypeFlags =
            ffi::SRB_TYPE_FLAG_SCSI_REQUEST_BLOCK | ffi::SRB_TYPE_FLAG_STORAGE_REQUEST_BLOCK;
        data.AddressTypeFlags = ffi::ADDRESS_TYPE_FLAG_BTL8;
        data.HwResetBus = Some(disregard_reset);
        data.HwAdapterControl = Some(control_nothing);
        Self {
            data,
            registered: PhantomData,
        }
    }
}

impl<E, R> Dump<E, R> {
    /// States that the path can read too, so that the system may resume from hibernation by it
    /// (`STOR_FEATURE_DUMP_RESUME_CAPABLE`, [`DumpMode::Resume`](super::DumpMode::Resume)).
    pub fn resume_capable(mut self) -> Self {
        self.data.FeatureSupport |= ffi::STOR_FEATURE_DUMP_RESUME_CAPABLE;
        self
    }

    /// The same callbacks, one of which has just been written to the data.
    pub(super) fn with<R2>(self) -> Dump<E, R2> {
        Dump {
            data: self.data,
            registered: PhantomData,
        }
    }
}

impl<E, R> core::fmt::Debug for Dump<E, R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Dump").field(&self.data).finish()
    }
}

macro_rules! mandatory {
    ($($name:ident: $message:literal, $label:literal, $note:literal;)+) => {
        $(
            #[doc = $note]
            #[diagnostic::on_unimplemented(message = $message, label = $label, note = $note)]
            ///
            /// Harmless: it is asked of [`Present`] and [`Missing`](crate::driver::Missing) only.
            pub trait $name {}
            #[diagnostic::do_not_recommend]
            impl $name for Present {}
        )+
    };
}
mandatory! {
    DumpFinds: "the dump path registers no `HW_FIND_ADAPTER`", "add `.hw_find_adapter::<handler>()`",
        "the dump port requires it: a function with `#[dump_hw_find_adapter]`";
    DumpInitializes: "the dump path registers no `HW_INITIALIZE`", "add `.hw_initialize::<handler>()`",
        "the dump port requires it: a function with `#[dump_hw_initialize]`";
    DumpStarts: "the dump path registers no `HW_STARTIO`", "add `.hw_startio::<handler>()`",
        "the dump port requires it: a function with `#[dump_hw_startio]`";
    DumpPolls: "the dump path registers no `HW_INTERRUPT`", "add `.hw_interrupt::<handler>()`",
        "the dump port polls it until a request is completed: a function with `#[dump_hw_interrupt]`";
}

impl<E: DeviceExtension, R> Driver<E, R> {
    /// States that the miniport supports dump mode, by this path. Windows loads the driver's file a second time for it: `DriverEntry`
    /// gets no driver object and no registry path then, and registers this path instead of the callbacks of the running system.
    ///
    /// A virtual miniport is asked for dump pointers first ([`Srb::answer_dump_pointers`](crate::Srb::answer_dump_pointers)), which name the
    /// driver of the path. No page says how that one is called: it is registered like the path of a physical miniport, and polled, as public
    /// virtual miniports that write dumps do it (`xenvbd` of the GPL PV drivers).
    ///
    /// The last one counts.
    #[allow(clippy::needless_pass_by_value, reason = "the builder is used up")]
    pub fn dump<D, P>(mut self, path: Dump<D, P>) -> Self
    where
        D: DumpExtension,
        P: Slot<slot::HwFindAdapter, State: DumpFinds>,
        P: Slot<slot::HwInitialize, State: DumpInitializes>,
        P: Slot<slot::HwStartIo, State: DumpStarts>,
        P: Slot<slot::HwInterrupt, State: DumpPolls>,
    {
        // The running port asks for it, and so may the dump port.
        self.data.FeatureSupport |=
            path.data.FeatureSupport & ffi::STOR_FEATURE_DUMP_RESUME_CAPABLE;
        let mut data = path.data;
        if E::Kind::VIRTUAL {
            // A path to no device: without ranges, and of no bus.
            data.AdapterInterfaceType = ffi::Internal;
            data.NumberOfAccessRanges = 0;
        }
        self.dump = Some(data);
        self
    }

    /// States that the physical miniport answers [`SrbFunction::DumpPointers`](crate::SrbFunction::DumpPointers), by
    /// [`Srb::answer_dump_pointers`](crate::Srb::answer_dump_pointers) (`STOR_FEATURE_DUMP_POINTERS`). Of virtual ones Storport asks it
    /// unasked.
    pub fn dump_pointers(mut self) -> Self
    where
        E::Kind: HasHardware,
    {
        self.data.FeatureSupport |= ffi::STOR_FEATURE_DUMP_POINTERS;
        self
    }
}

/// The `HW_RESET_BUS` of every dump path: there is nothing to reset.
unsafe extern "system" fn disregard_reset(_: ffi::PVOID, _: u32) -> ffi::BOOLEAN {
    1
}

/// The `HW_ADAPTER_CONTROL` of every dump path: it supports the question alone.
///
/// # Safety
/// The dump port calls it, with the parameters of the control type.
unsafe extern "system" fn control_nothing(
    _: ffi::PVOID,
    control_type: ffi::SCSI_ADAPTER_CONTROL_TYPE,
    parameters: ffi::PVOID,
) -> ffi::SCSI_ADAPTER_CONTROL_STATUS {
    if control_type != ffi::ScsiQuerySupportedControlTypes {
        return ffi::ScsiAdapterControlUnsuccessful;
    }
    // SAFETY: the caller's word.
    unsafe { list_supported(Role::HwAdapterControl, parameters, 0) };
    ffi::ScsiAdapterControlSuccess
}

#[cfg(test)]
mod tests {
    // What a check calls.
    use miniport_sim as _;

    use super::*;

    #[test]
    fn a_dump_path_is_asked_and_controlled_no_further() {
        let mut list = [0u32; 4];
        list[0] = 8; // MaxControlType
        let parameters: ffi::PVOID = list.as_mut_ptr().cast();
        // SAFETY: the list has 8 entries behind its number.
        unsafe {
            assert_eq!(
                control_nothing(
                    core::ptr::null_mut(),
                    ffi::ScsiQuerySupportedControlTypes,
                    parameters
                ),
                ffi::ScsiAdapterControlSuccess
            );
            assert_eq!(
                control_nothing(
                    core::ptr::null_mut(),
                    ffi::ScsiStopAdapter,
                    core::ptr::null_mut()
                ),
                ffi::ScsiAdapterControlUnsuccessful
            );
            assert_eq!(disregard_reset(core::ptr::null_mut(), 0), 1);
        }
        assert_eq!(list[1].to_ne_bytes(), [1, 0, 0, 0]);
        assert_eq!(list[2], 0);
    }
}
