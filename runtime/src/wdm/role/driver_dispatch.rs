//! `DRIVER_DISPATCH`: the IRPs of one major function. Up to `DISPATCH_LEVEL`, no locks.
//!
//! wdm.h: `NTSTATUS Dispatch(PDEVICE_OBJECT DeviceObject, PIRP Irp)`.

use core::ptr::NonNull;

use super::entry;
use crate::ffi::{DEVICE_OBJECT, IRP, NTSTATUS};
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::role::Role;
use crate::wdm::dispatch;
use crate::wdm::driver::{Slot, Unregistered, WdmDriver, slot};
use crate::wdm::extension::WdmExtension;
use crate::wdm::irp::{DeviceControl, Incoming, InternalDeviceControl, Major, Read, Write};
use crate::wdm::scope;

/// In `#[driver_dispatch]`: up to `DISPATCH_LEVEL`, no locks.
pub type Dispatch<'a, E> = Context<'a, E, scope::Dispatch>;

miniport_macros::role_trait!(driver_dispatch);

impl<E: WdmExtension, R: Slot<slot::Read>> WdmDriver<E, R> {
    /// Registers the dispatch routine of `IRP_MJ_READ`.
    pub fn dispatch_read<H: DriverDispatch<E, Incoming<E, Read>>>(mut self) -> WdmDriver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.callbacks.majors[usize::from(Read::CODE)] = Some(routine::<H, E, Read>);
        self.with()
    }
}

impl<E: WdmExtension, R: Slot<slot::Write>> WdmDriver<E, R> {
    /// Registers the dispatch routine of `IRP_MJ_WRITE`.
    pub fn dispatch_write<H: DriverDispatch<E, Incoming<E, Write>>>(
        mut self,
    ) -> WdmDriver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.callbacks.majors[usize::from(Write::CODE)] = Some(routine::<H, E, Write>);
        self.with()
    }
}

impl<E: WdmExtension, R: Slot<slot::DeviceControl>> WdmDriver<E, R> {
    /// Registers the dispatch routine of `IRP_MJ_DEVICE_CONTROL` of a driver in a storage stack, where it comes up to `DISPATCH_LEVEL`
    /// (page "Dispatch Routines and IRQLs"). Elsewhere it comes at `PASSIVE_LEVEL`, for
    /// [`dispatch_device_control`](Self::dispatch_device_control).
    pub fn dispatch_storage_device_control<H: DriverDispatch<E, Incoming<E, DeviceControl>>>(
        mut self,
    ) -> WdmDriver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.callbacks.majors[usize::from(DeviceControl::CODE)] =
            Some(routine::<H, E, DeviceControl>);
        self.callbacks.controls_up_to_dispatch = true;
        self.with()
    }
}

impl<E: WdmExtension, R: Slot<slot::InternalDeviceControl>> WdmDriver<E, R> {
    /// Registers the dispatch routine of `IRP_MJ_INTERNAL_DEVICE_CONTROL`; see [`InternalDeviceControl`] for what is known of one.
    pub fn dispatch_internal_device_control<
        H: DriverDispatch<E, Incoming<E, InternalDeviceControl>>,
    >(
        mut self,
    ) -> WdmDriver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.callbacks.majors[usize::from(InternalDeviceControl::CODE)] =
            Some(routine::<H, E, InternalDeviceControl>);
        self.with()
    }
}

/// The `DRIVER_DISPATCH` of handler `H`: what the I/O manager calls.
///
/// # Safety
/// The I/O manager calls it with an IRP of major function `M`, for a device with extension `E`.
pub unsafe extern "C" fn routine<
    H: DriverDispatch<E, Incoming<E, M>>,
    E: WdmExtension,
    M: Major,
>(
    device: *mut DEVICE_OBJECT,
    irp: *mut IRP,
) -> NTSTATUS {
    // SAFETY: the caller's word. Where the gate is open, the device is started, and stays so while it is held.
    unsafe {
        let storage = Storage::<E>::behind(device);
        let irp = NonNull::new_unchecked(irp);
        dispatch::through_the_gate(storage, irp, |call| {
            let mut callback = entry::enter(Role::DriverDispatch, entry::UP_TO_DISPATCH, storage);
            H::call(
                callback.device,
                &mut callback.cx,
                Incoming::new(irp, storage, call),
            )
        })
    }
}
