//! `IO_DPC_ROUTINE`: the `DpcForIsr` of a device. `DISPATCH_LEVEL`, no locks.
//!
//! wdm.h: `VOID DpcForIsr(PKDPC Dpc, PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)`.

use core::ptr::NonNull;

use super::entry;
use crate::ffi::{DEVICE_OBJECT, IRP, PKDPC, PVOID};
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::role::Role;
use crate::wdm::extension::WdmExtension;
use crate::wdm::irp::Irp;
use crate::wdm::scope;

/// In `#[io_dpc]`: `DISPATCH_LEVEL`, no locks.
pub type DeferredIo<'a, E> = Context<'a, E, scope::Deferred>;

miniport_macros::role_trait!(io_dpc);

/// The `IO_DPC_ROUTINE` of handler `H`: what the kernel calls.
///
/// # Safety
/// The kernel calls it for the DPC of a device object with extension `E`, which `DpcForIsr::request` queued.
pub unsafe extern "C" fn routine<H: IoDpc<E, A>, E: WdmExtension, A>(
    _dpc: PKDPC,
    device: *mut DEVICE_OBJECT,
    irp: *mut IRP,
    context: PVOID,
) {
    // SAFETY: the device is started: its end flushes DPCs before the hardware goes. `request` packed the argument and gave the IRP, both
    // of which arrive once.
    unsafe {
        let storage = Storage::<E>::behind(device);
        let mut callback = entry::enter(Role::IoDpc, entry::DISPATCH, storage);
        let irp = NonNull::new(irp).map(|irp| Irp::from_parts(irp, storage.into()));
        let argument = (H::ARGUMENT.from_raw)(context);
        H::call(callback.device, &mut callback.cx, irp, argument);
    }
}
