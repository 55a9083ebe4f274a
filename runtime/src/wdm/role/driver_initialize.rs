//! `DRIVER_INITIALIZE`: what the whole driver needs, before there is any device. `PASSIVE_LEVEL`, no locks.
//!
//! wdm.h: `NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)`. `DriverEntry` itself is the runtime's; it
//! calls the handler when the driver object is filled in.

use core::marker::PhantomData;

use crate::ffi::{self, NTSTATUS, PDRIVER_OBJECT};
use crate::wdm::driver::{Slot, Unregistered, WdmDriver, slot};
use crate::wdm::extension::WdmExtension;

/// In `#[driver_initialize]`: `PASSIVE_LEVEL`, no locks, no device.
#[derive(Debug)]
pub struct Initialize<'a, E> {
    driver: PDRIVER_OBJECT,
    _device: PhantomData<fn(E) -> E>,
    _call: PhantomData<&'a mut ()>,
}

impl<E> Initialize<'_, E> {
    /// The driver object, for routines that this crate does not have. It is filled in; what is stored in it replaces what the runtime
    /// stored, which unsafe code answers for.
    pub fn driver_object(&self) -> PDRIVER_OBJECT {
        self.driver
    }
}

miniport_macros::role_trait!(driver_initialize);

impl<E: WdmExtension, R: Slot<slot::Initialize>> WdmDriver<E, R> {
    /// Registers what runs when the driver is loaded.
    pub fn driver_initialize<H: DriverInitialize<E>>(mut self) -> WdmDriver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.callbacks.initialize = Some(routine::<H, E>);
        self.with()
    }
}

/// # Safety
/// `DriverEntry` calls it.
unsafe fn routine<H: DriverInitialize<E>, E: WdmExtension>(driver: PDRIVER_OBJECT) -> NTSTATUS {
    let mut cx = Initialize {
        driver,
        _device: PhantomData,
        _call: PhantomData,
    };
    match H::call(&mut cx) {
        Ok(()) => ffi::STATUS_SUCCESS,
        Err(status) => status.failure().code(),
    }
}
