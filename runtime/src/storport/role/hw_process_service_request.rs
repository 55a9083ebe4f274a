//! `HW_PROCESS_SERVICE_REQUEST`: a service IRP of a virtual miniport. `PASSIVE_LEVEL`, no locks.
//!
//! storport.h: `VOID HwProcessServiceRequest(PVOID DeviceExtension, PVOID Irp)`. Its annotation allows `DISPATCH_LEVEL`; the page says
//! `PASSIVE_LEVEL`. The table of `StorPortAcquireSpinLock` does not name it: Storport holds nothing there, so that any lock may be acquired.

use core::ptr::NonNull;

use crate::checked;
use crate::driver::{Driver, Slot, Unregistered, slot};
use crate::ffi::{IRP, PVOID};
use crate::kind::HasNoHardware;
use crate::role::entry::Callback;
use crate::role::{Role, entry};
use crate::scope;
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;
use crate::storport::service::{self, ServiceIrp};

/// In `#[hw_process_service_request]`: `PASSIVE_LEVEL`, no locks.
pub type ProcessServiceRequest<'a, E> = Context<'a, E, scope::PassiveControl>;

miniport_macros::role_trait!(hw_process_service_request);

impl<E: DeviceExtension, R: Slot<slot::HwProcessServiceRequest>> Driver<E, R> {
    /// Registers `HW_PROCESS_SERVICE_REQUEST` of a virtual miniport, which then has a `HW_COMPLETE_SERVICE_IRP` too.
    pub fn hw_process_service_request<H: HwProcessServiceRequest<E>>(mut self) -> Driver<E, R::With>
    where
        R::State: Unregistered,
        E::Kind: HasNoHardware,
    {
        self.data.HwProcessServiceRequest = Some(routine::<H, E>);
        self.with()
    }
}

/// The `HW_PROCESS_SERVICE_REQUEST` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_PROCESS_SERVICE_REQUEST` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwProcessServiceRequest<E>, E: DeviceExtension>(
    extension: PVOID,
    irp: PVOID,
) {
    // SAFETY: Storport calls it at PASSIVE_LEVEL, with an IRP that is the driver's from now on; the extension is used if find-adapter has
    // built it and its end has not begun, which waits for this call as for a work item.
    unsafe {
        let role = Role::HwProcessServiceRequest;
        let mut callback: Callback<'_, E, scope::PassiveControl> =
            entry::enter(role, entry::PASSIVE, extension);
        checked::pointer(role, irp.cast::<IRP>());
        let storage = callback.cx.storage();
        let irp = NonNull::new_unchecked(irp.cast::<IRP>());
        if let Err(status) = service::begin(storage, irp) {
            service::answer(storage, irp, status, 0);
            return;
        }
        let irp = ServiceIrp::from_parts(irp, NonNull::from(storage));
        H::call(callback.extension(role), &mut callback.cx, irp);
        drop(callback);
        service::end_call(storage);
    }
}
