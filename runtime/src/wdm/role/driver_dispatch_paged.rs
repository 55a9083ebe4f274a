//! `DRIVER_DISPATCH_PAGED`: the IRPs of a major function that comes at `PASSIVE_LEVEL`. No locks.
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
use crate::wdm::irp::{Create, DeviceControl, FlushBuffers, Incoming, Major, Shutdown};
use crate::wdm::scope;

/// In `#[driver_dispatch_paged]`: `PASSIVE_LEVEL`, no locks.
pub type DispatchPaged<'a, E> = Context<'a, E, scope::DispatchPaged>;

miniport_macros::role_trait!(driver_dispatch_paged);

impl<E: WdmExtension, R: Slot<slot::Create>> WdmDriver<E, R> {
    /// Registers the dispatch routine of `IRP_MJ_CREATE`; without one, every open succeeds.
    pub fn dispatch_create<H: DriverDispatchPaged<E, Incoming<E, Create>>>(
        mut self,
    ) -> WdmDriver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.callbacks.majors[usize::from(Create::CODE)] = Some(routine::<H, E, Create>);
        self.with()
    }
}

impl<E: WdmExtension, R: Slot<slot::DeviceControl>> WdmDriver<E, R> {
    /// Registers the dispatch routine of `IRP_MJ_DEVICE_CONTROL`.
    pub fn dispatch_device_control<H: DriverDispatchPaged<E, Incoming<E, DeviceControl>>>(
        mut self,
    ) -> WdmDriver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.callbacks.majors[usize::from(DeviceControl::CODE)] =
            Some(routine::<H, E, DeviceControl>);
        self.with()
    }
}

impl<E: WdmExtension, R: Slot<slot::FlushBuffers>> WdmDriver<E, R> {
    /// Registers the dispatch routine of `IRP_MJ_FLUSH_BUFFERS`.
    pub fn dispatch_flush_buffers<H: DriverDispatchPaged<E, Incoming<E, FlushBuffers>>>(
        mut self,
    ) -> WdmDriver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.callbacks.majors[usize::from(FlushBuffers::CODE)] =
            Some(routine::<H, E, FlushBuffers>);
        self.with()
    }
}

impl<E: WdmExtension, R: Slot<slot::Shutdown>> WdmDriver<E, R> {
    /// Registers the dispatch routine of `IRP_MJ_SHUTDOWN`, and each device for it (`IoRegisterShutdownNotification`): the system is about to shut
    /// down, and a device that keeps data in a cache writes it out before the IRP is completed. It comes before file systems are flushed,
    /// and more than once where a file system above sends one of its own. Only one driver of a stack should ask for it (page of the routine).
    ///
    /// Its page says that it comes up to `APC_LEVEL`, and the page "Dispatch Routines and IRQLs" that it comes at `PASSIVE_LEVEL`.
    pub fn dispatch_shutdown<H: DriverDispatchPaged<E, Incoming<E, Shutdown>>>(
        mut self,
    ) -> WdmDriver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.callbacks.majors[usize::from(Shutdown::CODE)] = Some(routine::<H, E, Shutdown>);
        self.with()
    }
}

/// The `DRIVER_DISPATCH_PAGED` of handler `H`: what the I/O manager calls.
///
/// # Safety
/// The I/O manager calls it with an IRP of major function `M`, for a device with extension `E`.
pub unsafe extern "C" fn routine<
    H: DriverDispatchPaged<E, Incoming<E, M>>,
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
        let handle = |call| {
            let mut callback = entry::enter(Role::DriverDispatchPaged, entry::PASSIVE, storage);
            H::call(
                callback.device,
                &mut callback.cx,
                Incoming::new(irp, storage, call),
            )
        };
        if M::CODE == Create::CODE {
            dispatch::open_through_the_gate(storage, irp, handle)
        } else {
            dispatch::through_the_gate(storage, irp, handle)
        }
    }
}
