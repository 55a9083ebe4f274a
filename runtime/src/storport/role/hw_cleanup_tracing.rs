//! `HW_CLEANUP_TRACING`: tracing ends, and what it has is freed. `PASSIVE_LEVEL`, no locks, no adapter.
//!
//! storport.h: `VOID HwCleanupTracing(PVOID Arg1)`, with the driver object. The page does not say when it comes.

use core::marker::PhantomData;

use crate::driver::{Driver, Slot, Unregistered, slot};
use crate::ffi::PVOID;
use crate::kind::HasNoHardware;
use crate::storport::extension::DeviceExtension;

/// In `#[hw_cleanup_tracing]`: `PASSIVE_LEVEL`, no locks, no adapter.
#[derive(Debug)]
pub struct CleanupTracing<'a, E>(PhantomData<fn(E) -> E>, PhantomData<&'a mut ()>);

miniport_macros::role_trait!(hw_cleanup_tracing);

impl<E: DeviceExtension, R: Slot<slot::HwCleanupTracing>> Driver<E, R> {
    /// Registers `HW_CLEANUP_TRACING` of a virtual miniport. Mandatory with `HW_INITIALIZE_TRACING`.
    pub fn hw_cleanup_tracing<H: HwCleanupTracing<E>>(mut self) -> Driver<E, R::With>
    where
        R::State: Unregistered,
        E::Kind: HasNoHardware,
    {
        self.data.HwCleanupTracing = Some(routine::<H, E>);
        self.with()
    }
}

/// The `HW_CLEANUP_TRACING` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_CLEANUP_TRACING`.
pub unsafe extern "system" fn routine<H: HwCleanupTracing<E>, E: DeviceExtension>(
    _driver_object: PVOID,
) {
    H::call(&mut CleanupTracing(PhantomData, PhantomData));
}
