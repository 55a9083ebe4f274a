//! `StorPortInitialize`, and passive initialisation.

use std::ffi::c_void;

use miniport::ffi;

use super::routine::{Call, put, routines};
use crate::storport::error::LoadError;
use crate::storport::image::{self, REGISTRY_PATH};
use crate::verifier::{Role, Rule};

routines! {
    /// Registers the miniport.
    StorPortInitialize(
        argument1: ffi::PVOID, argument2: ffi::PVOID, data: *mut ffi::HW_INITIALIZATION_DATA,
        context: ffi::PVOID
    ) -> ffi::ULONG, PASSIVE { .only_from(Role::DriverEntry.bit()).in_dump_mode() }
        => |call| initialize(call, argument1, argument2, data, context), else ffi::STATUS_UNSUCCESSFUL.cast_unsigned();
}

fn initialize(
    call: &Call<'_>,
    argument1: ffi::PVOID,
    argument2: ffi::PVOID,
    data: *mut ffi::HW_INITIALIZATION_DATA,
    context: ffi::PVOID,
) -> ffi::ULONG {
    let image = call
        .storport
        .port
        .images
        .borrow()
        .iter()
        .find(|image| image.loading.get())
        .cloned();
    let Some(image) = image else {
        return ffi::STATUS_UNSUCCESSFUL.cast_unsigned();
    };
    let refuse = |error: LoadError, status: ffi::NTSTATUS| {
        image.refused.borrow_mut().get_or_insert(error);
        status.cast_unsigned()
    };
    // The dump port's routine takes what DriverEntry got, which is nothing.
    let object = if call.kernel.frozen.get() {
        [0; 2]
    } else {
        let object = image.objects.as_ptr() as usize;
        [object, object + REGISTRY_PATH]
    };
    if argument1 as usize != object[0] {
        return refuse(
            LoadError::BadInitializeArgument {
                argument: "Argument1",
            },
            ffi::STATUS_INVALID_PARAMETER,
        );
    }
    if argument2 as usize != object[1] {
        return refuse(
            LoadError::BadInitializeArgument {
                argument: "Argument2",
            },
            ffi::STATUS_INVALID_PARAMETER,
        );
    }
    if data.is_null() {
        return refuse(
            LoadError::BadInitializeArgument {
                argument: "HwInitializationData",
            },
            ffi::STATUS_INVALID_PARAMETER,
        );
    }
    let expected = u32::try_from(size_of::<ffi::HW_INITIALIZATION_DATA>()).unwrap_or(0);
    // SAFETY: not NULL; the size is the first field of every version of the structure.
    let found = unsafe { (&raw const (*data).HwInitializationDataSize).read() };
    let of_virtual = u32::try_from(size_of::<ffi::VIRTUAL_HW_INITIALIZATION_DATA>()).unwrap_or(0);
    if found != expected && found != of_virtual {
        return refuse(
            LoadError::BadInitializationDataSize { found, expected },
            ffi::STATUS_REVISION_MISMATCH,
        );
    }
    let mut init = if found == expected {
        // SAFETY: the driver says that it has the whole structure.
        unsafe { data.read() }
    } else {
        // SAFETY: the driver says that it has so much of it; the other fields are integers and an optional function pointer.
        unsafe { of_virtual_miniport(data.cast()) }
    };
    make_callable(call, &mut init);
    if let Err(error) = image::check(&init) {
        return refuse(error, ffi::STATUS_INVALID_PARAMETER);
    }
    if let Some(what) = image::misfit(&init) {
        call.violation(Rule::BadConfiguration, what);
    }
    if !call.kernel.frozen.get() {
        image.write_entries(call.kernel.is_called_by_image());
    }
    image.context.set(context as usize);
    image.initializations.borrow_mut().push(init);
    ffi::STATUS_SUCCESS.cast_unsigned()
}

/// The callbacks as the simulator calls them; that which finds adapters has no type yet.
fn make_callable(call: &Call<'_>, init: &mut ffi::HW_INITIALIZATION_DATA) {
    macro_rules! callbacks {
        ($($field:ident)*) => {
            $(init.$field = init.$field.map(|routine| call.kernel.callable(routine));)*
        };
    }
    callbacks! {
        HwInitialize HwStartIo HwInterrupt HwResetBus HwAdapterControl HwBuildIo HwFreeAdapterResources HwProcessServiceRequest
        HwCompleteServiceIrp HwInitializeTracing HwCleanupTracing HwTracingEnabled HwUnitControl
    }
}

/// What a virtual miniport registers with the structure of its kind, which ends before the fields of Windows 8: the size says that it is
/// one.
///
/// # Safety
/// There is such a structure.
unsafe fn of_virtual_miniport(
    data: *const ffi::VIRTUAL_HW_INITIALIZATION_DATA,
) -> ffi::HW_INITIALIZATION_DATA {
    let mut whole = std::mem::MaybeUninit::<ffi::HW_INITIALIZATION_DATA>::zeroed();
    // SAFETY: the shorter structure has the fields of the longer one at their places; what it lacks may be zero.
    let mut init = unsafe {
        whole
            .as_mut_ptr()
            .cast::<ffi::VIRTUAL_HW_INITIALIZATION_DATA>()
            .copy_from_nonoverlapping(data, 1);
        whole.assume_init()
    };
    init.FeatureSupport = ffi::STOR_FEATURE_VIRTUAL_MINIPORT;
    init
}

pub(super) fn enable_passive_initialization(call: &Call<'_>, [routine, success, ..]: [usize; 6]) {
    let adapter = call.adapter();
    if adapter.reinitializing.get() {
        call.violation(Rule::WrongCallback, "passive initialisation was asked for when HwStorInitialize runs again for a restart (StorPortPassiveFromHwInit)");
    }
    let enabled = routine != 0;
    if !enabled {
        call.bad("StorPortEnablePassiveInitialization without a routine");
    }
    if enabled {
        // SAFETY: the driver passes a HW_PASSIVE_INITIALIZE_ROUTINE that is not NULL.
        let routine = unsafe {
            std::mem::transmute::<*const c_void, ffi::HW_PASSIVE_INITIALIZE_ROUTINE>(
                routine as *const c_void,
            )
        };
        let routine = call.kernel.callable(routine);
        adapter.passive_initialize.set(Some(routine));
    }
    put(call, success, ffi::LONG::from(enabled));
}
