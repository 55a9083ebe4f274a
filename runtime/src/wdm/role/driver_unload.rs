//! `DRIVER_UNLOAD`: the driver goes; no device is left. `PASSIVE_LEVEL`, no locks.
//!
//! wdm.h: `VOID Unload(PDRIVER_OBJECT DriverObject)`. The routine itself is the runtime's; it calls the handler.

use core::marker::PhantomData;

use crate::ffi::PDRIVER_OBJECT;
use crate::wdm::driver::{Slot, Unregistered, WdmDriver, slot};
use crate::wdm::extension::WdmExtension;

/// In `#[driver_unload]`: `PASSIVE_LEVEL`, no locks, no device.
#[derive(Debug)]
pub struct Unload<'a, E>(PhantomData<fn(E) -> E>, PhantomData<&'a mut ()>);

miniport_macros::role_trait!(driver_unload);

impl<E: WdmExtension, R: Slot<slot::Unload>> WdmDriver<E, R> {
    /// Registers what runs before the driver is unloaded.
    pub fn driver_unload<H: DriverUnload<E>>(mut self) -> WdmDriver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.callbacks.unload = Some(routine::<H, E>);
        self.with()
    }
}

/// # Safety
/// The driver is unloaded.
unsafe fn routine<H: DriverUnload<E>, E: WdmExtension>(_driver: PDRIVER_OBJECT) {
    H::call(&mut Unload(PhantomData, PhantomData));
}
