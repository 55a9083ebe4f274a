//! `IO_WORKITEM_ROUTINE`: a work item. `PASSIVE_LEVEL`, no locks.
//!
//! wdm.h: `VOID WorkItem(PDEVICE_OBJECT DeviceObject, PVOID Context)`.

use super::entry;
use crate::ffi::{PDEVICE_OBJECT, PVOID};
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::role::Role;
use crate::wdm::deferred::Work;
use crate::wdm::extension::WdmExtension;
use crate::wdm::scope;

/// In `#[io_workitem]`: `PASSIVE_LEVEL`, no locks.
pub type Passive<'a, E> = Context<'a, E, scope::Passive>;

miniport_macros::role_trait!(io_workitem);

/// The `IO_WORKITEM_ROUTINE` of handler `H`: what the I/O manager calls.
///
/// # Safety
/// The I/O manager calls it for a work item that the runtime queued for a device with extension `E`.
pub unsafe extern "C" fn routine<H: IoWorkItem<E, A>, E: WdmExtension, A>(
    device: PDEVICE_OBJECT,
    work: PVOID,
) {
    // SAFETY: the work item holds the device until it has run; its argument was packed, and arrives once.
    unsafe {
        let storage = Storage::<E>::behind(device);
        {
            let mut callback = entry::enter(Role::IoWorkItem, entry::PASSIVE, storage);
            let argument = (H::ARGUMENT.from_raw)((*work.cast::<Work>()).begin());
            H::call(callback.device, &mut callback.cx, argument);
        }
        storage.leave_work();
    }
}
