//! `HW_INITIALIZE_TRACING`: the driver may set up tracing. `PASSIVE_LEVEL`, no locks, no adapter.
//!
//! storport.h: `VOID HwInitializeTracing(PVOID Arg1, PVOID Arg2)`, with the two arguments of `DriverEntry`. The page does not say when it
//! comes: before there is an adapter, one would think, and nothing here relies on it.

use core::marker::PhantomData;
use core::slice;

use crate::driver::{Driver, Slot, Unregistered, slot};
use crate::ffi::{self, PVOID, UNICODE_STRING};
use crate::kind::HasNoHardware;
use crate::storport::extension::DeviceExtension;

/// In `#[hw_initialize_tracing]`: `PASSIVE_LEVEL`, no locks, no adapter.
#[derive(Debug)]
pub struct InitializeTracing<'a, E> {
    registry_path: &'a [u16],
    extension: PhantomData<fn(E) -> E>,
}

impl<E> InitializeTracing<'_, E> {
    /// The path of the driver's registry key, in UTF-16, as `DriverEntry` got it; empty where there is none.
    pub fn registry_path(&self) -> &[u16] {
        self.registry_path
    }
}

miniport_macros::role_trait!(hw_initialize_tracing);

impl<E: DeviceExtension, R: Slot<slot::HwInitializeTracing>> Driver<E, R> {
    /// Registers `HW_INITIALIZE_TRACING` of a virtual miniport, which then has a `HW_CLEANUP_TRACING` too.
    pub fn hw_initialize_tracing<H: HwInitializeTracing<E>>(mut self) -> Driver<E, R::With>
    where
        R::State: Unregistered,
        E::Kind: HasNoHardware,
    {
        self.data.HwInitializeTracing = Some(routine::<H, E>);
        // PortVersionFlags: its page says that the flag is the port driver's support, not who sets it; drivers that trace do.
        self.data.ReservedUshort |= ffi::SP_VER_TRACE_SUPPORT;
        self.with()
    }
}

/// The `HW_INITIALIZE_TRACING` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_INITIALIZE_TRACING`, with the arguments of `DriverEntry`.
pub unsafe extern "system" fn routine<H: HwInitializeTracing<E>, E: DeviceExtension>(
    _driver_object: PVOID,
    registry_path: PVOID,
) {
    let path = registry_path.cast::<UNICODE_STRING>();
    // SAFETY: the second argument of `DriverEntry` is a counted string, or null where a crash dump is written; it is valid during the
    // call.
    let registry_path = unsafe {
        path.as_ref()
            .filter(|path| !path.Buffer.is_null())
            .map_or(&[][..], |path| {
                slice::from_raw_parts(path.Buffer, usize::from(path.Length) / 2)
            })
    };
    H::call(&mut InitializeTracing {
        registry_path,
        extension: PhantomData,
    });
}
